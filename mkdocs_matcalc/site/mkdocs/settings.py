"""The plugin's options, as they stand under `matcalc:` in `mkdocs.yml`."""

from __future__ import annotations

from errno import ENAMETOOLONG
from math import isnan, nan
from pathlib import Path

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from mkdocs_matcalc.options import as_typed, checked_option
from mkdocs_matcalc.vault.preamble import written_out


class BlockOption(c.Type[str]):
    """An option of blocks, for those that do not say: it takes what they take, several as a list, too."""

    def __init__(self, name: str) -> None:
        super().__init__(str)
        self._name = name

    def run_validation(self, value: object) -> str:
        chosen = super().run_validation(as_typed(value))
        try:
            return checked_option(self._name, chosen)
        except MatcalcError as error:
            raise ValidationError(f"{error.message}; {error.hint}") from error


class Limit(c.Type[float]):
    """A number that is a machine's; what it may be is said where it is used."""

    def __init__(self, default: float) -> None:
        super().__init__((int, float), default=default)

    def run_validation(self, value: object) -> float:
        try:
            number = float(super().run_validation(value))
        except OverflowError:
            number = nan
        if isnan(number):
            raise ValidationError("this is no number that a limit can be; 0 is for no limit")
        return number


class FolderName(c.Type[str]):
    """A folder that may be there."""

    def __init__(self, default: str) -> None:
        super().__init__(str, default=default)

    def run_validation(self, value: object) -> str:
        name = super().run_validation(value)
        try:
            Path(name).exists()
        except OSError as error:
            if error.errno == ENAMETOOLONG:
                raise ValidationError(f"no folder can be called so: {error.strerror}") from error
        if "\0" in name:
            raise ValidationError("no folder can be called so: there is a zero byte in it")
        return name


class Macros(c.Type[str]):
    """Macros in a map, as definitions in LaTeX."""

    def __init__(self) -> None:
        super().__init__(dict, default={})  # type: ignore[arg-type]

    def run_validation(self, value: object) -> str:
        try:
            return written_out(super().run_validation(value))  # type: ignore[arg-type]
        except ValueError as error:
            raise ValidationError(f"{error}; write `name: LaTeX`, or `name: [LaTeX, arguments]`") from error


class ObsidianConfig(Config):  # type: ignore[no-untyped-call]
    """What each one means stands with `Features`."""

    autolinks = c.Type(bool, default=True)
    block_ids = c.Type(bool, default=True)
    callouts = c.Type(bool, default=True)
    comments = c.Type(bool, default=True)
    embeds = c.Type(bool, default=True)
    emphasis = c.Type(bool, default=True)
    escapes = c.Type(bool, default=True)
    fences = c.Type(bool, default=True)
    footnotes = c.Type(bool, default=True)
    hard_breaks = c.Type(bool, default=True)
    highlights = c.Type(bool, default=True)
    html = c.Type(bool, default=True)
    line_breaks = c.Optional(c.Type(bool))
    lists = c.Type(bool, default=True)
    literals = c.Type(bool, default=True)
    markdown_links = c.Type(bool, default=True)
    maths = c.Type(bool, default=True)
    mermaid = c.Type(bool, default=True)
    names = c.Type(bool, default=True)
    strikethrough = c.Type(bool, default=True)
    tables = c.Type(bool, default=True)
    tags = c.Type(bool, default=True)
    tasks = c.Type(bool, default=True)
    titles = c.Optional(c.Type(bool))


class MatcalcConfig(Config):  # type: ignore[no-untyped-call]
    """Nothing here has to be set."""

    layout = c.Optional(BlockOption("layout"))
    """Layout of derivatives where a block does not say: `denominator` (a gradient has its variable's
    shape) or `numerator`."""

    method = c.Optional(BlockOption("method"))
    """How to derive where a block does not say: one method or several with commas between; by default
    differentials for a formula and the chain rule for a program."""

    steps = c.Optional(BlockOption("steps"))
    """How much to show where a block does not say: `brief` merges steps, `normal` does not, `full` also shows
    each sub-derivation."""

    rules = c.DictOfItems(c.Type(str), default={})
    """Your own notes on rules: a rule's name → a link as you would write it between `[[` and `]]`.
    Notes whose title or alias is the rule's name are found without it."""

    macros = Macros()
    """Commands that notes use in formulas, and what each stands for, as MathJax and KaTeX take them:
    `RR: \\mathbb{R}`, `vct: [\\mathbf{#1}, 1]`. Those of `preamble.sty` and of notes are known without it."""

    obsidian = c.SubConfig(ObsidianConfig)
    """The parts of Obsidian's Markdown that are read; each is on unless set to `false`, but for
    `line_breaks` and `titles`, which the vault's settings decide unless they are set."""

    withhold = c.Type(bool, default=True)
    """Whether templates and notes with `publish: false` or `draft: true` are kept from readers."""

    backlinks = c.Type(bool, default=True)
    """Whether pages end with who links to them, and with the derivations that use their rule."""

    previews = c.Type(bool, default=True)
    """Whether a link shows the name and first paragraph of its note when the pointer or the keyboard is
    on it; left to Material where its `navigation.instant.preview` is on."""

    graph = c.Type(bool, default=True)
    """Whether there is a graph of the notes, at the end of pages and on a page of its own."""

    timeout = Limit(DEFAULT_TIMEOUT)
    """Seconds that one block may take, 0 for no limit; then the page shows a box in its place, and the build
    goes on."""

    memory = Limit(DEFAULT_MEMORY)
    """Megabytes that one block may take, 0 for no limit; then it is the same."""

    cache_dir = FolderName(".cache/matcalc")
    """Where derivations are kept between builds, relative to `mkdocs.yml`. The folder may be deleted at
    any time."""

    katex = FolderName("auto")
    """What typesets the mathematics of a site that loads neither KaTeX nor MathJax by itself: `auto` (the
    files in `.cache/katex` if they are there, else a CDN), `cdn`, `none`, or a folder with KaTeX's
    `katex.min.js`, `katex.min.css` and `fonts`, relative to `mkdocs.yml`."""

    prerender = c.Type(bool, default=False)
    """Whether KaTeX runs when the site is built, so that pages show mathematics without JavaScript. Needs
    the extra `mkdocs-matcalc[prerender]`, and KaTeX's files in `.cache/katex` or the folder `katex`."""
