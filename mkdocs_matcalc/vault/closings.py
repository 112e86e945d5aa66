"""Where marks that open something in a note are closed, in a time that grows with the note's length alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

Place = tuple[int, int]
"""A line and a column, from 0."""


class Closings:
    """Looks for what closes a mark, in the lines of one note and from its beginning on.

    A note may open thousands of marks that nothing closes: it is not searched anew for each of them.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._nowhere: set[str] = set()
        self._elements: dict[str, dict[Place, Place]] = {}
        self._left: dict[str, list[int]] = {}

    def after(self, closing: str, line: int, column: int) -> Place | None:
        """The place after the next `closing`; None if there is none."""
        if closing in self._nowhere:
            return None
        for number in range(line, len(self._lines)):
            found = self._lines[number].find(closing, column if number == line else 0)
            if found >= 0:
                return number, found + len(closing)
        self._nowhere.add(closing)
        return None

    def is_even(self, mark: str, line: int) -> bool:
        """Whether all of a mark from a line on may stand in pairs."""
        if mark not in self._left:
            counts = (each.count(mark) for each in reversed(self._lines))
            self._left[mark] = list(accumulate(counts))[::-1]
        return self._left[mark][line] % 2 == 0

    def after_element(self, tag: str, line: int, column: int) -> Place | None:
        """The place after the tag that closes the one at a line and column; None if none does."""
        tag = tag.lower()
        if tag not in self._elements:
            self._elements[tag] = self._pairs(tag)
        return self._elements[tag].get((line, column))

    def _pairs(self, tag: str) -> dict[Place, Place]:
        """Each opening tag's place, and the one after its closing tag."""
        tags = re.compile(rf"<(/?){tag}(?=[\s>/])[^>]*>?", re.IGNORECASE)
        pairs: dict[Place, Place] = {}
        opened: list[Place] = []
        for number, line in enumerate(self._lines):
            for found in tags.finditer(line):
                if not found[1]:
                    opened.append((number, found.start()))
                elif opened:
                    pairs[opened.pop()] = number, found.end()
        return pairs
