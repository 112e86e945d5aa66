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

from mkdocs_matcalc.vault.blockids import BLOCK_ID
from mkdocs_matcalc.vault.inlinefootnotes import replace_inline_footnotes
from mkdocs_matcalc.vault.keys import heading_key
from mkdocs_matcalc.vault.linktext import WIKI_LINK, read_link
from mkdocs_matcalc.vault.prose import prose_lines

Slugify = Callable[[str, str], str]

_ATX = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])\s+)*(?P<marks>#{1,6})(?:\s+(?P<text>.*?))?(?:\s+#+)?\s*$")
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*$")
_NO_SETEXT = re.compile(r"\s*(?:[>|#]|(?:[-*+]|\d+[.)])\s)")
_EXPLICIT = re.compile(r"\s+\{:?[ ]*[^}\n ][^}\n]*\}\s*$")
_ATTRIBUTE_LISTS = {"attr_list", "extra", "markdown.extensions.attr_list", "pymdownx.extra"}
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_PLAIN = re.compile(r"(?!\s)(?:[^\W_]|[ ,.:;?()'/-])+(?<!\s)$")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+.!|~^=$&-])")


@dataclass(frozen=True)
class HeadingLine:
    """A heading as it is written: its level, 1 to 6, its Markdown, and its line in the note, from 1."""

    level: int
    text: str
    line: int


@dataclass(frozen=True)
class Heading:
    """A heading of the page.

    Attributes:
        level: 1 to 6.
        text: Its Markdown, without a `{#id}`.
        plain: The text that a reader sees.
        id: The id that the renderer gives it.
        line: Its line in the note, from 1.
    """

    level: int
    text: str
    plain: str
    id: str
    line: int

    def is_called(self, name: str) -> bool:
        """Whether a link `#name` means this heading; `name` is a `heading_key`."""
        return name in self._keys

    @cached_property
    def _keys(self) -> tuple[str, str]:
        return heading_key(self.text), heading_key(self.plain)


def heading_lines(text: str) -> Iterator[HeadingLine]:
    """The headings of a note in order, `#` and underlined ones, outside code, comments and mathematics."""
    before, paragraph = "", ""
    for number, line in enumerate(prose_lines(text), 1):
        if atx := _ATX.match(line):
            yield HeadingLine(len(atx["marks"]), atx["text"] or "", number)
            before, paragraph = "", ""
            continue
        if _UNDERLINE.match(line) and paragraph.strip() and not before.strip():
            yield HeadingLine(1 if line.startswith("=") else 2, paragraph.strip(), number - 1)
            before, paragraph = "", ""
            continue
        before, paragraph = (paragraph, "" if _NO_SETEXT.match(line) else line)


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

    def headings(self, lines: Sequence[HeadingLine]) -> tuple[Heading, ...]:
        """The headings of a note with their ids, which are unique on its page."""
        if not lines:
            return ()
        if all(_PLAIN.match(line.text) for line in lines):
            return self._plain(lines)
        # Closing marks keep a heading's own last `#` from being read as one.
        source = "\n\n".join(f"{'#' * line.level} {_as_shown(line.text)} #" for line in lines)
        self._markdown.reset().convert(source)
        tokens = _flat(getattr(self._markdown, "toc_tokens", []))
        return tuple(
            Heading(line.level, self._text(line.text), html.unescape(token["name"]), token["id"], line.line)
            for line, token in zip(lines, tokens, strict=True)
        )

    def _plain(self, lines: Sequence[HeadingLine]) -> tuple[Heading, ...]:
        """The same for headings in which nothing is Markdown, without converting them."""
        used: set[str] = set()
        ids = [unique(self._slugify(line.text, self._separator), used) for line in lines]
        return tuple(
            Heading(line.level, line.text, line.text, id_, line.line)
            for line, id_ in zip(lines, ids, strict=True)
        )

    def _text(self, written: str) -> str:
        text = BLOCK_ID.sub("", written).rstrip()
        return _EXPLICIT.sub("", text) if self._explicit else text


def find_heading(headings: Sequence[Heading], names: Sequence[str]) -> Heading | None:
    """The heading that `#A#B` means: the first B below an A, or further down and deeper than an A.

    Otherwise the first called by all the words; a name that no heading has may also be a heading's id.
    """
    keys = [heading_key(name) for name in names]
    found = _nested(headings, keys) or _nested(headings, [heading_key(" ".join(names))])
    return found or next((heading for heading in headings if heading.id == names[-1].strip()), None)


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
    """The heading with each wiki-link replaced by what it shows, without comments and marks."""

    def shown(match: re.Match[str]) -> str:
        link = read_link(match)
        if link is None:
            return "" if match["comment"] else match.group()
        return link.text or _SPECIAL.sub(r"\\\1", link.shown)

    text = replace_inline_footnotes(text, lambda footnote: "")
    return BLOCK_ID.sub("", _FOOTNOTE.sub("", WIKI_LINK.sub(shown, text)))
