"""What speaks for an equality, or against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs_matcalc.algebra.nodes import Variable

# A matrix, row by row, its numbers as text.
Rows = tuple[tuple[str, ...], ...]


class DecidedBy(StrEnum):
    """By what means an equality was decided."""

    EXACT = "exact"
    DIGITS = "digits"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Means:
    """How an equality was decided, and at how many points.

    Attributes:
        bound: Of what is exact and holds: it is false with a probability below 2 to this power.
    """

    how: DecidedBy
    points: int
    bound: int | None = None

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Means:
        """The inverse of `asdict`."""
        return cls(DecidedBy(data["how"]), data["points"], data["bound"])


@dataclass(frozen=True)
class Counterexample:
    """What names are at a point, and what the two sides are there."""

    names: tuple[tuple[Variable, Rows], ...]
    left: Rows
    right: Rows

    @property
    def length(self) -> int:
        """How many characters there are to read."""
        values = (*(rows for _, rows in self.names), self.left, self.right)
        return sum(len(number) for rows in values for row in rows for number in row)
