"""Marks in a page's text, and the elements that take their places in its tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from markdown.util import ETX, STX, AtomicString

# Noncharacters: they are taken out of what a note has of them, and no other processor takes them away.
_NONE_OF_A_NOTE = re.compile(f"[\ufdd0\ufdd1{STX}{ETX}]")
MARK = re.compile("(?<![ \t])(?P<margin>[ \t]*)\ufdd0matcalc(?P<number>\\d+)\ufdd1")


def mark(number: int) -> str:
    """A line of text that stands for the block with this number."""
    return f"\ufdd0matcalc{number}\ufdd1"


def without_marks(lines: Iterable[str]) -> list[str]:
    """A note's lines, of which nothing looks like a mark, of ours or of Python-Markdown's."""
    return [without_mark(line) for line in lines]


def without_mark(text: str) -> str:
    return _NONE_OF_A_NOTE.sub("\ufffd", text)


def place_marked(root: Element, element: Callable[[int], Element]) -> None:
    """Replace each line of text that is a mark by `element(number)`, and split the paragraph it stands in.

    Text in code is left alone.
    """
    if _has_mark(root):
        _insert(root, element)
    for child in list(root):
        if child.tag == "p" and _has_mark(child):
            _split_paragraph(root, child, element)
        else:
            place_marked(child, element)


def _has_mark(element: Element) -> bool:
    text = element.text
    return bool(text and not isinstance(text, AtomicString) and MARK.search(text))


def _split_paragraph(parent: Element, paragraph: Element, element: Callable[[int], Element]) -> None:
    pieces: list[Element] = []
    for piece in _pieces(paragraph.text or ""):
        if isinstance(piece, int):
            pieces.append(element(piece))
        elif piece.strip():
            pieces.append(Element("p", paragraph.attrib))
            pieces[-1].text = piece
    # A footnote's last paragraph already has its way back behind the text.
    if len(paragraph):
        pieces.append(Element("p", paragraph.attrib))
        pieces[-1].extend(paragraph)
    pieces[-1].tail = paragraph.tail
    position = list(parent).index(paragraph)
    parent[position : position + 1] = pieces


def _insert(parent: Element, element: Callable[[int], Element]) -> None:
    pieces = _pieces(parent.text or "")
    parent.text = None
    position = 0
    last: Element | None = None
    for piece in pieces:
        if isinstance(piece, int):
            last = element(piece)
            parent.insert(position, last)
            position += 1
        elif last is None:
            parent.text = piece
        else:
            last.tail = piece


def _pieces(text: str) -> list[str | int]:
    """Runs of lines, and the numbers of the marks between them."""
    pieces: list[str | int] = []
    run: list[str] = []
    for line in text.split("\n"):
        match = MARK.match(line)
        if match:
            pieces += ["\n".join(run), int(match["number"])] if run else [int(match["number"])]
            rest = line[match.end() :]
            run = [rest] if rest.strip() else []
        else:
            run.append(line)
    return [*pieces, "\n".join(run)] if run else pieces
