"""The comments and the display mathematics of a note, wherever they begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from mkdocs_matcalc.vault.noprose import NO_PROSE, without_outer_marks
from mkdocs_matcalc.vault.prose import Kind, blocks, prose_lines

_MARKS = ((Kind.COMMENT, "%%"), (Kind.MATHS, "$$"), (Kind.MATHS, "\\["))


@dataclass(frozen=True)
class Stretch:
    """A comment between `%%` and `%%`, or mathematics between `$$` or `\\[` and its like, marks included.

    Attributes:
        kind: `Kind.COMMENT` or `Kind.MATHS`.
        start: Offset of its first character in the text.
        end: Offset after its last one.
        body: What stands between the marks, without the quote marks and indents of the lines around it.
    """

    kind: Kind
    start: int
    end: int
    body: str


def stretches(text: str, whole: bool = True) -> list[Stretch]:
    """The comments and display formulas of a note in order; none in code, raw HTML or each other.

    Args:
        text: The note, with `\\n` line ends.
        whole: Whether front matter may stand at its top.
    """
    if not any(mark in text for _, mark in _MARKS):
        return []
    return sorted([*_blocks(text, whole), *_inline(text, whole)], key=lambda stretch: stretch.start)


def _blocks(text: str, whole: bool) -> Iterator[Stretch]:
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    for block in blocks(text, whole):
        start, end = starts[block.first] + block.column, starts[block.last] + block.end
        mark = text[start : start + 2]
        if (block.kind, mark) in _MARKS:
            yield _stretch(block.kind, text, start, end)


def _inline(text: str, whole: bool) -> Iterator[Stretch]:
    for match in NO_PROSE.finditer("\n".join(prose_lines(text, whole))):
        for group, kind in (("comment", Kind.COMMENT), ("display", Kind.MATHS)):
            if match[group] is not None:
                yield _stretch(kind, text, match.start(), match.end())


def _stretch(kind: Kind, text: str, start: int, end: int) -> Stretch:
    return Stretch(kind, start, end, without_outer_marks(text[start + 2 : end - 2]))
