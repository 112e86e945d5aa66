"""The passages of a page that have links in them, read from its HTML: paragraphs, items, cells, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mkdocs_matcalc.site.mkdocs.markedsections import HTMLReader


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Where one of these begins or ends, a passage ends.
_BLOCKS = _set(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup option
    p pre section summary table tbody td tfoot th thead tr ul"""
)
# What a passage keeps of the elements around its words; the words within all others stand without them.
_KEPT = _set(
    """abbr b bdi bdo big cite code del dfn em font i ins kbd mark q rp rt ruby s samp small span strike
    strong sub sup time tt u var"""
)
_LEFT_OUT = _set(
    """audio button canvas iframe math nav noscript object pre script select style svg template textarea title
    video"""
)
_LEFT_OUT_CLASSES = _set(
    """footnote-backref footnote-ref headerlink highlight matcalc matcalc-embed matcalc-error matcalc-linked
    MathJax_Preview toc"""
)
_VOID = _set("area base br col embed hr img input link meta source track wbr")
_ATTRIBUTES = frozenset({"class", "color", "dir", "lang", "style"})
_DATA = re.compile(r"data-[\w-]+")
_TEX = "math/tex"
# What a reader sees of LaTeX, more or less: a command is one sign.
_SIGN = re.compile(r"\\[a-zA-Z]+|[^\s\\{}_^&]")
_SPACE = re.compile(r"\s+")
# A line's end takes what is left of the line, so that a few of them are as much as a long sentence.
_LINE_END = "\n" + " " * 39

IN_ONE_PIECE = "\ufffc"
"""What counts for each sign of a link, a formula or code, within which no text ends and none is cut."""


@dataclass(frozen=True, eq=False)
class Element:
    """An element around words: the tag that opens it, or the number of the link that it is."""

    opening: str
    link: int = 0


@dataclass(frozen=True)
class Piece:
    """A part of a passage.

    Attributes:
        text: What a reader sees, by which lengths and ends of sentences are found; in a link, a formula or
            code `IN_ONE_PIECE` for each sign.
        around: The elements around it, outermost first.
        html: What it is on the page, where that is not the text.
    """

    text: str
    around: tuple[Element, ...]
    html: str | None = None


@dataclass(frozen=True)
class Link:
    """A link in a passage: its number, its address, and where its text begins and ends."""

    number: int
    href: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """Text that stands in one block, and the links in it in order."""

    pieces: Sequence[Piece]
    links: Sequence[Link]


def passages(html: str) -> list[Passage]:
    """The passages of a page in which there are links.

    Not those of notes that it embeds, of derivations and of code. Nothing of what they hold does anything:
    no scripts, no addresses, no media.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_passage()
    return reader.passages


@dataclass(frozen=True)
class _Open:
    """An open element, and what is true in it."""

    tag: str
    around: tuple[Element, ...] = ()
    left_out: bool = False
    in_one_piece: bool = False
    is_tex: bool = False
    link: int = 0


class _Reader(HTMLReader):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._open = [_Open("")]
        self._hrefs = [""]
        self._begin_passage()

    def _begin_passage(self) -> None:
        self._pieces: list[Piece] = []
        self._links: dict[int, Link] = {}
        self._length = 0

    def end_passage(self) -> None:
        if self._links:
            self.passages.append(Passage(self._pieces, list(self._links.values())))
        if self._pieces:
            self._begin_passage()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_passage()
        if tag == "br" and not self._open[-1].left_out:
            self._add(_LINE_END, "<br>")
        if tag not in _VOID:
            self._open.append(self._opened(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_passage()
        for position in range(len(self._open) - 1, 0, -1):
            if self._open[position].tag == tag:
                del self._open[position:]
                return

    def handle_data(self, data: str) -> None:
        inner = self._open[-1]
        if inner.left_out:
            return
        if not inner.in_one_piece:
            self._add(_SPACE.sub(" ", data))
            return
        signs = len(_SIGN.findall(data)) if inner.is_tex else len(_SPACE.sub(" ", data))
        # The text of a script is no HTML.
        html = data if inner.tag == "script" else escape(data, quote=False)
        self._add(IN_ONE_PIECE * max(signs, 1), html)

    def _add(self, text: str, html: str | None = None) -> None:
        inner = self._open[-1]
        self._pieces.append(Piece(text, inner.around, html))
        start, self._length = self._length, self._length + len(text)
        if inner.link:
            begun = self._links.get(inner.link)
            begin = begun.start if begun else start
            self._links[inner.link] = Link(inner.link, self._hrefs[inner.link], begin, self._length)

    def _opened(self, tag: str, attributes: dict[str, str]) -> _Open:
        outer = self._open[-1]
        classes = attributes.get("class", "").split()
        is_tex = "arithmatex" in classes or (tag == "script" and attributes.get("type", "").startswith(_TEX))
        left_out = (
            outer.left_out
            or (tag in _LEFT_OUT and not is_tex)
            or (is_tex and tag in _BLOCKS)
            or not _LEFT_OUT_CLASSES.isdisjoint(classes)
        )
        if left_out:
            return _Open(tag, left_out=True)
        around, link = outer.around, outer.link
        if tag in _KEPT or is_tex:
            around += (Element(_opening(tag, attributes, is_tex)),)
        elif tag == "a" and attributes.get("href") and not link:
            link = len(self._hrefs)
            self._hrefs.append(attributes["href"])
            around += (Element("", link),)
        in_one_piece = outer.in_one_piece or is_tex or bool(link) or tag in ("code", "kbd", "samp")
        return _Open(tag, around, False, in_one_piece, outer.is_tex or is_tex, link)


def _opening(tag: str, attributes: dict[str, str], is_tex: bool) -> str:
    """The tag that opens an element, with what only looks."""

    def is_kept(name: str) -> bool:
        return name in _ATTRIBUTES or (is_tex and (name == "type" or _DATA.fullmatch(name) is not None))

    kept = [f' {name}="{escape(value)}"' for name, value in attributes.items() if is_kept(name)]
    return f"<{tag}{''.join(kept)}>"
