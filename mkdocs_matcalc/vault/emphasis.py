"""Emphasis as CommonMark pairs its marks: `*`, `_`, and `==` and `~~` by the same rules.

Two things are kinder. Beside letters of a script without spaces a mark may stand at punctuation, and a double
one beside all letters: `是**“甲”**的`. What pairs with nothing is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX

# Before Python-Markdown's own emphasis (60) and what an extension puts in its place, whose rules are others.
_PRIORITY = 61
_OWN = ("not_strong", "strong_em", "em_strong", "em_strong2")
_TAGS = {"*": ("em", "strong"), "_": ("em", "strong"), "=": ("", "mark"), "~": ("", "del")}
_DEEPEST = 30
_SPACELESS = re.compile(
    r"[\u2e80-\u9fff\ua000-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


def register(md: Markdown, marks: str) -> None:
    """Let an instance read emphasis by these of the marks `*_=~`; its own reader of `*` and `_` goes."""
    if not marks:
        return
    if "*" in marks:
        for name in _OWN:
            md.inlinePatterns.deregister(name, strict=False)
    md.inlinePatterns.register(_Emphasis(f"[{marks}]", md), "matcalc_emphasis", _PRIORITY)


class _Run:
    """Marks of one kind in a row.

    Attributes:
        mark: The character.
        start: Where those that are left begin.
        end: Where they end.
        length: How many there were.
        opens: Whether they may begin something.
        closes: Whether they may end something.
        by_letter: The same without what is kinder.
    """

    __slots__ = ("by_letter", "closes", "end", "length", "mark", "opens", "start")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.mark, self.start, self.end, self.length = text[start], start, end, end - start
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        left = not after.isspace() and (_is_word(after) or not _is_word(before))
        right = not before.isspace() and (_is_word(before) or not _is_word(after))
        self.by_letter = left, right
        left = left or (not after.isspace() and _is_spaceless(before))
        right = right or (not before.isspace() and _is_spaceless(after))
        if self.mark == "_":
            left, right = (
                left and (not right or not _is_word(before)),
                right and (not left or not _is_word(after)),
            )
        elif self.length > 1:
            left = left or not (after.isspace() or _ends(after))
            right = right or not (before.isspace() or _begins(before))
        is_mark = self.mark in "*_" or self.length == 2
        self.opens, self.closes = left and is_mark, right and is_mark

    @property
    def left(self) -> int:
        """How many are left."""
        return self.end - self.start

    def opens_for(self, other: _Run) -> bool:
        """Whether it may begin what another ends; by the rule of three `*a**b*` is one emphasis."""
        if self.mark != other.mark:
            return False
        one_way = not self.closes and not other.opens
        one_way = one_way or (self.by_letter == (True, False) and other.by_letter == (False, True))
        return one_way or self.length % 3 == other.length % 3 == 0 or (self.length + other.length) % 3 != 0


class _Pair(NamedTuple):
    """Marks that belong together: where both begin, how wide they are, and the element that they make."""

    start: int
    end: int
    width: int
    tag: str


class _Emphasis(InlineProcessor):
    """Reads all of a text at its first mark, and then gives out one piece of it after the other.

    What stands before a piece is replaced meanwhile; pieces are found again by how far they are from the end.
    """

    def __init__(self, pattern: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self._runs = re.compile(rf"({pattern})\1*")
        self._text = ""
        self._pieces: dict[int, tuple[Element | str | None, int]] = {}

    def handleMatch(  # type: ignore[override] # a text is as good as an element
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int, int]:
        start = m.start()
        left = len(data) - start
        if left not in self._pieces or not self._is_known(data, start):
            runs = [_Run(data, *found.span()) for found in self._runs.finditer(data, start)]
            self._text, self._pieces = data, dict(_pieces(data, runs, _pairs(runs)))
        piece, length = self._pieces[left]
        if piece is not None:
            # It is in the page now; the same words may come again.
            del self._pieces[left]
        return piece, start, start + length

    def _is_known(self, data: str, start: int) -> bool:
        """Whether the rest of a text is that of the one read, behind the same or what stands for it now."""
        if not self._text.endswith(data[start:]):
            return False
        before = self._text[: start - len(data)][-1:]
        return data[:start][-1:] == before or (data[:start].endswith(ETX) and before in _TAGS)


def _pairs(runs: Sequence[_Run]) -> list[_Pair]:
    """Pair marks, which are taken from their runs."""
    pairs: list[_Pair] = []
    waiting: list[_Run] = []
    # Down to where nothing opens for a run like this: no run is looked at twice in vain.
    bottoms: dict[tuple[str, bool, tuple[bool, bool], int], int] = {}
    for run in runs:
        kind = run.mark, run.opens, run.by_letter, run.length % 3
        while run.closes and run.left:
            at = len(waiting) - 1
            bottom = bottoms.get(kind, -1)
            while at >= 0 and waiting[at].start >= bottom and not waiting[at].opens_for(run):
                at -= 1
            if at < 0 or waiting[at].start < bottom:
                bottoms[kind] = run.start
                break
            opening = waiting[at]
            width = min(opening.left, run.left, 2)
            opening.end -= width
            pairs.append(_Pair(opening.end, run.start, width, _TAGS[run.mark][width - 1]))
            run.start += width
            del waiting[at + bool(opening.left) :]
        if run.opens and run.left:
            waiting.append(run)
    return pairs


def _pieces(
    text: str, runs: Sequence[_Run], pairs: Sequence[_Pair]
) -> Iterator[tuple[int, tuple[Element | str | None, int]]]:
    """What begins at a mark, an element or text, and its length, by how far it is from the text's end."""
    places: list[tuple[int, int, str]] = [(run.start, run.left, "") for run in runs if run.left]
    places += [(pair.start, pair.width, pair.tag) for pair in pairs]
    places += [(pair.end, pair.width, "/") for pair in pairs]
    idle = {run.start for run in runs if not (run.opens or run.closes)}
    open_: list[Element] = []
    began = done = skipped = 0
    for start, width, tag in sorted(places):
        end = start + width
        if open_:
            _add(open_[-1], text[done:start])
        done = end
        if not tag or (tag != "/" and len(open_) == _DEEPEST) or (tag == "/" and skipped):
            skipped += bool(tag) * (-1 if tag == "/" else 1)
            if open_:
                _add(open_[-1], _as_text(text[start:end]))
            else:
                yield len(text) - start, (None if start in idle else _as_text(text[start:end]), width)
        elif tag != "/":
            began = began if open_ else start
            open_.append(SubElement(open_[-1], tag) if open_ else Element(tag))
        else:
            closed = open_.pop()
            if not open_:
                yield len(text) - began, (closed, end - began)


def _add(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _as_text(marks: str) -> str:
    """Marks as Python-Markdown keeps what stood behind a backslash."""
    return "".join(f"{STX}{ord(mark)}{ETX}" for mark in marks)


def _is_word(character: str) -> bool:
    """Whether it is neither a space nor punctuation, as what stands for a link or a formula is."""
    return (
        not character.isspace()
        and character not in (STX, ETX)
        and unicodedata.category(character)[0] not in "PS"
    )


def _is_spaceless(character: str) -> bool:
    return bool(_SPACELESS.match(character))


def _begins(character: str) -> bool:
    """Whether it is punctuation that stands before what it belongs to."""
    return unicodedata.category(character) in ("Ps", "Pi")


def _ends(character: str) -> bool:
    """Whether it is punctuation that stands behind what it belongs to."""
    return unicodedata.category(character) in ("Pe", "Pf") or character in ",.;:!?"
