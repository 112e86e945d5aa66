"""Fenced blocks in a note's lines, wherever they stand: in lists, quotes, admonitions, tabs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.vault.blockreader import block_tree, wide
from mkdocs_matcalc.vault.blocktree import Block, Kind
from mkdocs_matcalc.vault.fenceinfo import FenceHeader, is_matcalc, read_header


@dataclass(frozen=True)
class Fence:
    """A fenced block.

    `lines[start:end]` is the whole of it with its fences, `prefix` what stands before the opening
    one (blanks, marks of quotes and items), `body` the lines between with as much taken from each as
    `margins` says. A `matcalc` fence that is never closed has `closed` false and is one line long.
    """

    start: int
    end: int
    prefix: str
    info: str
    body: tuple[str, ...] = ()
    margins: tuple[int, ...] = ()
    closed: bool = True

    @property
    def margin(self) -> str:
        """What stands before lines below it that belong to the same quotes and items."""
        return "".join(each if each in "> \t" else " " for each in self.prefix)

    @property
    def is_matcalc(self) -> bool:
        return is_matcalc(self.info)

    def header(self) -> FenceHeader:
        """The options of a `matcalc` fence.

        Raises:
            MatcalcError: The fence is never closed, an option has no value, or a quote is not closed.
        """
        if not self.closed:
            raise MatcalcError(
                ErrorName.UNCLOSED_FENCE,
                "this matcalc block is never closed",
                hint="the closing fence has as many marks as the opening one, at the same indentation",
            )
        try:
            return read_header(self.info)
        except ValueError as error:
            raise MatcalcError(
                ErrorName.UNKNOWN_OPTION,
                f"the options of this block can't be read: {error}",
                hint="options look like method=differential layout=numerator",
            ) from error

    def in_note(self, error: MatcalcError, lines: Sequence[str]) -> MatcalcError:
        """An error of the block, and the others in it, with their places among the note's lines."""
        return MatcalcError.together([self._placed(each, lines) for each in error.all])

    def _placed(self, error: MatcalcError, lines: Sequence[str]) -> MatcalcError:
        place = error.place
        # An error in a block that this one uses has a place of its own.
        if place is None or not place.file:
            line, column = self.start, len(self.prefix) + 1
            if place and place.line <= len(self.margins):
                line, column = line + place.line, place.column + self.margins[place.line - 1]
            place = Place(line + 1, column, lines[line])
        return error.moved(place)


def find_fences(lines: Sequence[str], whole: bool = True) -> Iterator[Fence]:
    """Every fenced block at its outermost: what stands inside a longer fence is that fence's text.

    Args:
        lines: The note's.
        whole: Whether front matter may stand at their top.
    """
    if any("```" in line or "~~~" in line for line in lines):
        for block in block_tree("\n".join(lines), whole).walk():
            if block.kind is Kind.FENCE:
                yield _fence(lines, block)


def _fence(lines: Sequence[str], block: Block) -> Fence:
    first = lines[block.first]
    width = len(wide(first[: block.column])) - len(wide(first[: block.starts[0]]))
    until = block.last if block.closed else block.last + 1
    body: list[str] = []
    margins: list[int] = []
    for number, start in enumerate(block.starts[1 : until - block.first], block.first + 1):
        line = lines[number]
        margin = min(start, len(line)) + _blanks(line[start:], width)
        body.append(line[margin:].rstrip("\r"))
        margins.append(margin)
    info = first[block.column + len(block.mark) :]
    return Fence(
        block.first,
        block.last + 1,
        first[: block.column],
        info,
        tuple(body),
        tuple(margins),
        block.closed,
    )


def _blanks(text: str, width: int) -> int:
    """How many blanks a text begins with, at most `width` columns of them."""
    column = 0
    for number, character in enumerate(text):
        if character not in " \t" or column >= width:
            return number
        column += 4 - column % 4 if character == "\t" else 1
    return len(text)
