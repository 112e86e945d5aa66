"""The blocks of a note, each in what holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """What a block is.

    `HELD` is what extensions of Python-Markdown hold by four spaces (an admonition, a tab, a definition, a
    footnote), `TITLE` the first line of a callout, `UNDERLINED` a heading above a line of `=` or `-`.
    """

    NOTE = auto()
    QUOTE = auto()
    ITEM = auto()
    HELD = auto()
    FRONT_MATTER = auto()
    INDENTED = auto()
    FENCE = auto()
    HTML = auto()
    COMMENT = auto()
    MATHS = auto()
    HEADING = auto()
    UNDERLINED = auto()
    RULE = auto()
    TITLE = auto()
    TABLE = auto()
    PARAGRAPH = auto()


NOWHERE = 1 << 30
"""In `Block.starts`, for a line that has nothing of the block: what begins there is empty."""


@dataclass(slots=True)
class Block:
    """A block of a note. Lines and columns count from 0.

    Attributes:
        kind: What it is.
        first: Its first line.
        starts: For each line from there on, where the block stands in it: after the marks of what holds it.
        column: Where its first mark or letter stands in its first line.
        end: Where it ends in its last line.
        mark: The mark of an item, of a fence, or the marks of a heading.
        indent: How far an item's mark is indented in the quote, or the note, that it stands in.
        inner: How far the text behind it.
        closed: Whether a fence is closed.
        children: What it holds; of a paragraph the formulas between `$$` that go on from line to line.
    """

    kind: Kind
    first: int
    starts: list[int]
    column: int = 0
    end: int = 0
    mark: str = ""
    indent: int = 0
    inner: int = 0
    closed: bool = True
    children: list[Block] = field(default_factory=list)

    @property
    def last(self) -> int:
        """Its last line."""
        return self.first + len(self.starts) - 1

    def solid_lines(self, lines: Sequence[str]) -> int:
        """How many lines it has without the blank ones at its end."""
        count = len(self.starts)
        while count > 1 and not lines[self.first + count - 1][self.starts[count - 1] :].strip(" \t"):
            count -= 1
        return count

    def walk(self) -> Iterator[Block]:
        """It and all within it, in order."""
        ahead = [self]
        while ahead:
            block = ahead.pop()
            yield block
            ahead += reversed(block.children)
