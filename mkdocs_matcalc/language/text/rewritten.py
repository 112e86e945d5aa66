"""Text made from other text, each character of which knows the stretch of the block it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+\Z")

# What stands from one offset to another becomes something else.
Change = tuple[int, int, str]


@dataclass(frozen=True)
class Rewritten:
    """A text, and for each of its characters where in the block that begins and ends."""

    text: str
    stretches: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, block: str, start: int, end: int) -> Rewritten:
        """A part of a block, as it is."""
        return cls(block[start:end], tuple((at, at + 1) for at in range(start, end)))

    def part(self, start: int, end: int) -> Rewritten:
        return Rewritten(self.text[start:end], self.stretches[start:end])

    def changed(self, changes: Iterable[Change]) -> Rewritten:
        """The text after changes that don't overlap; what is new stands for what it replaces."""
        pieces: list[str] = []
        stretches: list[tuple[int, int]] = []
        done = 0
        for start, end, new in sorted(changes):
            pieces += self.text[done:start], new
            stretches += self.stretches[done:start]
            stretches += [self.stretch(start, end)] * len(new)
            done = end
        if not pieces:
            return self
        return Rewritten("".join(pieces) + self.text[done:], (*stretches, *self.stretches[done:]))

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Where in the block a part of the text begins and ends; of no part the place before it."""
        if start < end:
            return self.stretches[start][0], self.stretches[end - 1][1]
        at = self.stretches[start][0] if start < len(self.stretches) else self.stretches[-1][1]
        return at, at


def joined(pieces: Iterable[Rewritten]) -> Rewritten:
    """Texts one after the other, with a space where a command would run into what follows it."""
    text: list[str] = []
    stretches: list[tuple[int, int]] = []
    for piece in pieces:
        if text and piece.text[:1].isalpha() and _ENDS_IN_COMMAND.search(text[-1]):
            text.append(" ")
            stretches.append(piece.stretches[0])
        if piece.text:
            text.append(piece.text)
            stretches += piece.stretches
    return Rewritten("".join(text), tuple(stretches))
