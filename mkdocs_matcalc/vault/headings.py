"""The headings of a note, and the ids that Python-Markdown's `toc` gives them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import TocExtension, unique

from mkdocs_matcalc.vault import emphasis
from mkdocs_matcalc.vault.blockids import BLOCK_ID
from mkdocs_matcalc.vault.blockreader import block_tree
from mkdocs_matcalc.vault.blocktree import Block, Kind
from mkdocs_matcalc.vault.escapes import read_all_escapes
from mkdocs_matcalc.vault.inlinefootnotes import replace_inline_footnotes
from mkdocs_matcalc.vault.keys import heading_key
from mkdocs_matcalc.vault.linktext import WIKI_LINK, read_link

Slugify = Callable[[str, str], str]

_CLOSING = re.compile(r"(?:^|(?<!\s)\s++)#++\s*+$")
_EXPLICIT = re.compile(r"(?<!\s)\s++\{:?[ ]*+[^}\n ][^}\n]*+\}\s*+$")
_ATTRIBUTE_LISTS = {"attr_list", "extra", "markdown.extensions.attr_list", "pymdownx.extra"}
_DISPLAY = re.compile(r"\\\[(.+?)\\\]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_PLAIN = re.compile(r"(?!\s)(?:[^\W_]|[ ,.:;?()'/-])+(?<!\s)$")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+.!|~^=$&-])")


@dataclass(frozen=True)
class HeadingLine:
    """A heading as it is written: its level, 1 to 6, its Markdown, and its line in the note, from 1.

    One that is `quoted`, in a quote or a callout, is no part of the note's outline.
    """

    level: int
    text: str
    line: int
    quoted: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading of the page.

    Attributes:
        level: 1 to 6.
        text: Its Markdown, without a `{#id}`.
        plain: The text that a reader sees.
        id: The id that the renderer gives it.
        line: Its line in the note, from 1.
        quoted: Whether it stands in a quote, and is no part of the outline.
    """

    level: int
    text: str
    plain: str
    id: str
    line: int
    quoted: bool = False

    def is_called(self, name: str) -> bool:
        """Whether a link `#name` means this heading; `name` is a `heading_key`."""
        return name in self._keys

    @cached_property
    def _keys(self) -> tuple[str, str]:
        return heading_key(self.text), heading_key(self.plain)


def heading_lines(text: str) -> Iterator[HeadingLine]:
    """The headings of a note in order, with `#` and underlined ones, wherever they stand."""
    lines = text.split("\n")
    quoted_until = -1
    for block in block_tree(text).walk():
        quoted = block.first <= quoted_until
        if block.kind is Kind.QUOTE:
            quoted_until = max(quoted_until, block.last)
        elif block.kind is Kind.HEADING:
            written = lines[block.first][block.column + len(block.mark) :]
            shown = _CLOSING.sub("", written).strip()
            yield HeadingLine(len(block.mark), shown, block.first + 1, quoted)
        elif block.kind is Kind.UNDERLINED:
            level = 1 if block.mark[0] == "=" else 2
            yield HeadingLine(level, underlined(lines, block), block.first + 1, quoted)


def underlined(lines: Sequence[str], block: Block) -> str:
    """The text of a heading that stands above a line of `=` or `-`."""
    above = zip(lines[block.first : block.last], block.starts, strict=False)
    return " ".join(line[start:].strip() for line, start in above)


def within_line(name: str) -> str:
    """What a heading is called, with formulas on lines of their own as formulas within a line."""
    return _DISPLAY.sub(r"\\(\1\\)", name)


def reads_explicit_ids(extensions: Iterable[object]) -> bool:
    """Whether one of Python-Markdown's extensions is `attr_list`, or brings it."""
    return not _ATTRIBUTE_LISTS.isdisjoint(map(str, extensions))


class HeadingIds:
    """Gives headings the ids that the site's renderer will give them.

    Args:
        slugify: `toc`'s option of the same name.
        separator: `toc`'s option of the same name.
        explicit: Whether the site has `attr_list`, which reads `{#id}` behind a heading.
    """

    def __init__(self, slugify: Slugify, separator: str, explicit: bool = True) -> None:
        toc = TocExtension(slugify=slugify, separator=separator)
        self._slugify, self._separator = slugify, separator
        self._explicit = explicit
        self._markdown = Markdown(
            extensions=[toc, "pymdownx.arithmatex", *(["attr_list"] if explicit else [])],
            extension_configs={"pymdownx.arithmatex": {"generic": True}},
        )
        read_all_escapes(self._markdown)
        emphasis.register(self._markdown, "*_=~")

    def headings(self, lines: Sequence[HeadingLine]) -> tuple[Heading, ...]:
        """The headings of a note with their ids, which are unique on its page."""
        # Those of the outline take their ids first.
        ordered = sorted(lines, key=lambda line: line.quoted)
        if all(_PLAIN.match(line.text) for line in ordered):
            found = self._plain(ordered)
        else:
            found = self._converted(ordered)
        return tuple(sorted(found, key=lambda heading: heading.line))

    def _converted(self, lines: Sequence[HeadingLine]) -> Iterator[Heading]:
        # Closing marks keep a heading's own last `#` from being read as one.
        source = "\n\n".join(f"{'#' * line.level} {_as_shown(line.text)} #" for line in lines)
        self._markdown.reset().convert(source)
        for line, token in zip(lines, _flat(getattr(self._markdown, "toc_tokens", [])), strict=True):
            shown = within_line(html.unescape(token["name"]))
            yield Heading(line.level, self._text(line.text), shown, token["id"], line.line, line.quoted)

    def _plain(self, lines: Sequence[HeadingLine]) -> Iterator[Heading]:
        """The same for headings in which nothing is Markdown, without converting them."""
        used: set[str] = set()
        for line in lines:
            id_ = unique(self._slugify(line.text, self._separator), used)
            yield Heading(line.level, line.text, line.text, id_, line.line, line.quoted)

    def _text(self, written: str) -> str:
        text = BLOCK_ID.sub("", written).rstrip()
        return _EXPLICIT.sub("", text) if self._explicit else text


def find_heading(headings: Sequence[Heading], names: Sequence[str]) -> Heading | None:
    """The heading that `#A#B` means: the first B below an A, or further down and deeper than an A.

    Otherwise the first called by all the words; a name that no heading has may also be a heading's id.
    """
    keys = [heading_key(name) for name in names]
    outline = [heading for heading in headings if not heading.quoted]
    for among in (outline, headings):
        if found := _nested(among, keys) or _nested(among, [heading_key(" ".join(names))]):
            return found
    return next((heading for heading in headings if heading.id == names[-1].strip()), None)


def _nested(headings: Sequence[Heading], keys: Sequence[str]) -> Heading | None:
    for below in (_section, _deeper):
        for position, heading in enumerate(headings):
            if heading.is_called(keys[0]):
                if len(keys) == 1:
                    return heading
                if found := _nested(below(headings[position + 1 :], heading.level), keys[1:]):
                    return found
    return None


def _section(following: Sequence[Heading], level: int) -> list[Heading]:
    return list(takewhile(lambda other: other.level > level, following))


def _deeper(following: Sequence[Heading], level: int) -> list[Heading]:
    return [other for other in following if other.level > level]


def _flat(tokens: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from _flat(token["children"])


def _as_shown(text: str) -> str:
    """The heading with each wiki-link replaced by what it shows, without comments and marks.

    What is embedded in it is no text of it, unless it has no other.
    """
    text = replace_inline_footnotes(text, lambda footnote: "")
    embeds = any(link and link.embed for link in map(read_link, WIKI_LINK.finditer(text)))
    shown = _with_links_shown(text, embeds=False)
    if embeds and not shown.strip():
        shown = _with_links_shown(text, embeds=True)
    return BLOCK_ID.sub("", _FOOTNOTE.sub("", shown))


def _with_links_shown(text: str, embeds: bool) -> str:
    def shown(match: re.Match[str]) -> str:
        link = read_link(match)
        if link is None:
            return "" if match["comment"] else match.group()
        if link.embed and not embeds:
            return ""
        return link.text or _SPECIAL.sub(r"\\\1", link.shown)

    return WIKI_LINK.sub(shown, text)
