"""A point drawn in a ring: values that have what was declared of them by how they are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.linear import Array, identity, inverse
from mkdocs_matcalc.exact.rings import Ring
from mkdocs_matcalc.exact.worth import matrix

KNOWN = frozenset(
    {
        "symmetric", "skew", "diagonal", "orthogonal", "positive definite", "positive semidefinite",
        "invertible", "nonnegative", "positive", "unit", "probabilities", "one-hot", "stochastic",
        "random",
    }
)  # fmt: skip
# A few choices of entries that are 1 and −1, or 0 and 1, decide nothing for all others.
NOT_DRAWN = frozenset({"signs", "binary"})
DEFINITE = frozenset({"positive definite", "positive semidefinite"})
POSITIVE = frozenset({"nonnegative", "positive"})
VECTOR = frozenset({"unit", "probabilities", "one-hot"})
SQUARE = KNOWN - POSITIVE - VECTOR - {"random", "invertible", "stochastic"}
# What is drawn from a set of several parts.
OF_PARTS = frozenset({"orthogonal", "one-hot"})
# Each with what no matrix is besides, or only few are.
AT_ODDS = (
    ("skew", frozenset({"symmetric", "diagonal"}) | DEFINITE | POSITIVE),
    ("orthogonal", POSITIVE),
    ("diagonal", frozenset({"positive"})),
    ("one-hot", frozenset({"positive"})),
    ("unit", frozenset({"probabilities"})),
)


@dataclass(frozen=True)
class Sampling:
    """How values are drawn.

    Attributes:
        number: Draws a number.
        above: Makes one positive; None where that has no meaning, as any residue stands for any number.
        part: Of what is orthogonal, which part of the set: there are as many as ways to choose signs, each a
            bit; of what is one-hot, which place. Of a further name it is another, so that of two of them all
            pairs of parts come up.
    """

    ring: Ring
    number: Callable[[], Element]
    above: Callable[[Element], Element] | None = None
    part: int = 0

    def value(self, leaf: Variable | Family, shape: tuple[int, ...], further: int = 0) -> Array:
        """The value of a variable; of a family the values of its members, one behind the other.

        Args:
            further: How many of those before it are drawn from a set of several parts.
        """
        if isinstance(leaf, Family):
            count, *each = shape
            found = np.empty(shape, dtype=object)
            for place in range(count):
                found[place] = self._entries((each[0], each[1]))
            return found
        facts = leaf.facts
        if not facts <= KNOWN:
            raise NotInRingError(f"nothing is drawn that is {', '.join(sorted(facts - KNOWN))}")
        rows, columns = shape
        if facts & VECTOR:
            return self._vector(rows, facts, self.part >> further)
        if "stochastic" in facts:
            return self._stochastic((rows, columns), facts)
        if rows == columns and facts & SQUARE:
            return self._square(rows, facts, self.part >> further)
        return self._entries((rows, columns), positive=bool(facts & (POSITIVE | DEFINITE)))

    def _entries(self, shape: tuple[int, int], *, positive: bool = False) -> Array:
        numbers = [self.number() for _ in range(shape[0] * shape[1])]
        if positive and self.above:
            numbers = list(map(self.above, numbers))
        return matrix(shape, numbers)

    def _vector(self, size: int, facts: frozenset[str], part: int) -> Array:
        _refuse_at_odds(size, facts)
        if "one-hot" in facts:
            return identity(self.ring, size)[:, [part % size]]
        if "probabilities" in facts:
            weights = self._entries((size, 1), positive=True)
            total = sum(weights.flat)
            if not self.ring.is_unit(total):
                raise NoValueError("numbers that sum to zero are no weights")
            return weights / total
        if size == 1:
            return matrix((1, 1), [self.ring.rational(-1 if part % 2 else 1)])
        # Seen from a pole of the sphere each point is one of a plane, and the other way round.
        plane = [self.number() for _ in range(size - 1)]
        square = sum(entry * entry for entry in plane)
        if not self.ring.is_unit(square + 1):
            raise NoValueError("a point of the plane is none of the sphere")
        entries = [each / (square + 1) for each in (*(2 * entry for entry in plane), square - 1)]
        if facts & POSITIVE and self.above:
            # What is mirrored at an axis is on the sphere, too.
            entries = [abs(entry) for entry in entries]
            if "positive" in facts and not all(map(self.ring.is_unit, entries)):
                raise NoValueError("an entry is 0")
        return matrix((size, 1), entries)

    def _stochastic(self, shape: tuple[int, int], facts: frozenset[str]) -> Array:
        if facts & SQUARE:
            raise NotInRingError(f"nothing is drawn that is {', '.join(sorted(facts))}")
        weights = self._entries(shape, positive=True)
        totals = weights.sum(axis=1, keepdims=True)
        if not all(map(self.ring.is_unit, totals.flat)):
            raise NoValueError("numbers that sum to zero are no weights")
        found: Array = weights / totals
        return found

    def _square(self, size: int, facts: frozenset[str], part: int) -> Array:
        _refuse_at_odds(size, facts)
        if "skew" in facts and size % 2 and facts & {"orthogonal", "invertible"}:
            raise NoValueError("a skew matrix of an odd size is singular")
        if "orthogonal" in facts:
            return self._orthogonal(size, facts, part)
        if "diagonal" in facts:
            return self._diagonal(self._entries((size, 1), positive=bool(facts & (POSITIVE | DEFINITE))))
        entries = self._entries((size, size), positive=bool(facts & POSITIVE))
        if facts & DEFINITE and self.above:
            return entries @ entries.T
        if "skew" in facts:
            return entries - entries.T
        # What holds for all definite matrices holds, if it is rational, for all symmetric ones.
        return entries + entries.T

    def _diagonal(self, column: Array) -> Array:
        found = np.full((len(column), len(column)), self.ring.rational(0), dtype=object)
        found[np.arange(len(column)), np.arange(len(column))] = column[:, 0]
        return found

    def _orthogonal(self, size: int, facts: frozenset[str], part: int) -> Array:
        """By Cayley a rotation (I − S)(I + S)⁻¹, and signs, by which every part of the set is reached."""
        one = identity(self.ring, size)
        if facts & DEFINITE:
            return one
        signs = [self.ring.rational(-1 if part >> place & 1 else 1) for place in range(size)]
        flips = self._diagonal(matrix((size, 1), signs))
        if "diagonal" in facts:
            return flips
        entries = self._entries((size, size))
        skew = entries - entries.T
        rotation: Array = (one - skew) @ inverse(self.ring, one + skew)
        if "skew" in facts:
            # Quarter turns in pairs of directions, seen from other axes.
            quarter = np.kron(identity(self.ring, size // 2), one[:2, 1::-1] * [[1], [-1]])
            return rotation @ flips @ quarter @ flips @ rotation.T
        turned: Array = rotation @ flips
        return turned @ rotation.T if "symmetric" in facts else turned


def _refuse_at_odds(size: int, facts: frozenset[str]) -> None:
    """Refuse what no matrix has together, or only few."""
    for fact, others in AT_ODDS:
        if fact in facts and facts & others and size != 1:
            raise NotInRingError(f"nothing is drawn that is {', '.join(sorted(facts))}")
