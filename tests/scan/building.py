"""A site of a copy of somebody's vault, with the plugin as the guide recommends it."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config

# Only what pages have of their notes, so that a large vault's site is built in a minute; as themes do, with a
# heading where there is none.
_TEMPLATE = """<!doctype html><title>{{ page.title }}</title>
<nav class="scan-contents">
{% for each in page.toc recursive %}<p>{{ each.title }}</p>{{ loop(each.children) }}{% endfor %}
</nav>
<article>
{% if config.extra.names and "<h1" not in page.content %}<h1>{{ page.title }}</h1>{% endif %}
{{ page.content }}
</article>
"""


@dataclass(frozen=True)
class BuiltVault:
    """A vault and its site.

    Attributes:
        notes: The folder of the copied notes.
        pages: Each note's page, by the note's path in the vault.
        warnings: What the build warned of.
        breaks: Whether the vault shows the ends of lines.
        names: Whether it shows a note's name above the note.
    """

    notes: Path
    pages: dict[str, Path]
    warnings: list[str]
    breaks: bool
    names: bool


def build_vault(vault: Path, folder: Path, katex: Path | None, obsidian: dict[str, bool]) -> BuiltVault:
    """Copy a vault below a folder and build its site there.

    Args:
        vault: The vault; it is read alone.
        folder: An empty one.
        katex: KaTeX's files, to typeset formulas with; None leaves them as their source.
        obsidian: The plugin's option of this name.
    """
    notes, theme = folder / "docs", folder / "theme"
    shutil.copytree(vault, notes, ignore=shutil.ignore_patterns(".git"), ignore_dangling_symlinks=True)
    theme.mkdir()
    (theme / "main.html").write_text(_TEMPLATE, encoding="utf-8")
    breaks = not _said(notes, "strictLineBreaks", default=False, without=True)
    names = _said(notes, "showInlineTitle", default=True, without=False)
    typesetting = {"prerender": True, "katex": str(katex.resolve())} if katex else {"katex": "none"}
    settings = {
        "site_name": vault.name,
        "theme": {"name": None, "custom_dir": str(theme)},
        "use_directory_urls": False,
        "extra": {"names": names},
        "plugins": [{"matcalc": {**typesetting, "obsidian": obsidian}}],
    }
    # JSON is YAML.
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    config = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
    told = _Told()
    logging.getLogger("mkdocs").addHandler(told)
    config.plugins.on_startup(command="build", dirty=False)
    pages: dict[str, Path] = {}
    # The plugins' own hook for what a site's pages are: it changes nothing.
    config.plugins.events["page_content"].append(_noting(pages, folder / "site"))
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
        logging.getLogger("mkdocs").removeHandler(told)
    return BuiltVault(notes, pages, told.warnings, breaks, names)


def _noting(pages: dict[str, Path], site: Path):  # type: ignore[no-untyped-def]
    def page_content(html, page, config, files):  # type: ignore[no-untyped-def]
        pages[page.file.src_uri] = site / page.file.dest_uri
        return html

    return page_content


def _said(notes: Path, setting: str, default: bool, without: bool) -> bool:
    """What Obsidian's settings say; its default where they don't, another answer without their folder."""
    folder = notes / ".obsidian"
    try:
        said = json.loads((folder / "app.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default if folder.is_dir() else without
    return bool(said.get(setting, default)) if isinstance(said, dict) else default


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.warnings.append(record.getMessage())
