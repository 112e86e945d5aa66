"""Ways through the points: one entry moves, all entries of a name are one number, a name grows or turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

import flint
import numpy as np

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# From small steps to large ones: powers of 2, by which is divided without a rest.
SIZES = tuple(flint.arb(1 << bits) for bits in (0, 5, 10, 17, 30))
BELOW_ONE = tuple(1 / size for size in SIZES[:0:-1])
SIGNED = (*(-size for size in reversed(SIZES)), *SIZES)
POSITIVE = (*BELOW_ONE, *SIZES)
DEFINITE = frozenset({"positive definite", "positive semidefinite"})
# Of what is positive or definite nothing has the other sign.
ABOVE = frozenset({"positive", "nonnegative"}) | DEFINITE
# Facts that an entry that moves alone leaves as they are.
LOOSE = frozenset({"positive", "nonnegative", "invertible", "random"})
# What keeps its length, and what has no neighbours at all, or none along these ways.
TURNING, FIXED = frozenset({"orthogonal", "unit"}), frozenset({"one-hot", "stochastic"})
# What keeps its sum.
SHARED = frozenset({"probabilities"})


@dataclass(frozen=True)
class Path:
    """Points by one number, of which some places are far from one another.

    Attributes:
        places: From the lowest to the highest.
    """

    point: Setting
    leaf: Variable | Family
    value: Callable[[Element], Array]
    places: tuple[Element, ...]

    def __call__(self, at: Element) -> Setting:
        return Setting(self.point.sizes, {**self.point.values, self.leaf: self.value(at)})

    def contains(self, at: Element) -> bool:
        """Whether there is a point at a number."""
        return self.places is SIGNED or bool(at > 0)


def paths(question: Question, point: Setting) -> Iterator[Path]:
    """All ways from a point; the first of each name before the second ones."""
    ways = zip_longest(*(_of_leaf(leaf, point) for leaf in question.leaves))
    return (path for path in chain.from_iterable(ways) if path is not None)


def _of_leaf(leaf: Variable | Family, point: Setting) -> Iterator[Path]:
    facts = leaf.facts if isinstance(leaf, Variable) else frozenset[str]()
    value = point.values[leaf]
    places = POSITIVE if facts & ABOVE else SIGNED
    if facts <= LOOSE:
        if value.size > 1:
            yield Path(point, leaf, _with(value, ...), places)
        for place in (*np.ndindex(value.shape),)[:2]:
            yield Path(point, leaf, _with(value, place), places)
    if len(value) > 1 and facts & TURNING and not facts & (ABOVE | FIXED | {"diagonal"}):
        is_tied = bool(facts & {"symmetric", "skew"})
        yield Path(point, leaf, lambda turn: _turned(value, turn, is_tied=is_tied), SIGNED)
    elif value.size > 1 and facts & SHARED and not facts & (TURNING | FIXED):
        yield Path(point, leaf, lambda ratio: _shared(value, ratio), POSITIVE)
    elif value.size > 1 and not facts & (TURNING | FIXED):
        yield Path(point, leaf, lambda factor: value * factor, places)
        if facts & DEFINITE and "diagonal" not in facts:
            # Where all else is positive such a matrix is drawn of positive numbers, and so are its entries.
            yield Path(point, leaf, lambda factor: _mirrored(value) * factor, places)


def _with(value: Array, place: Any) -> Callable[[Element], Array]:
    def other(number: Element) -> Array:
        found: Array = np.array(value)
        found[place] = number
        return found

    return other


def _shared(value: Array, ratio: Element) -> Array:
    """A vector of which the first two entries have a ratio, and their sum."""
    found: Array = np.array(value)
    total = value[0] + value[1]
    found[0], found[1] = total * ratio / (1 + ratio), total / (1 + ratio)
    return found


def _mirrored(value: Array) -> Array:
    """A matrix seen from axes of which the first has the other direction."""
    found: Array = np.array(value)
    found[0] = -found[0]
    found[:, 0] = -found[:, 0]
    return found


def _turned(value: Array, by: Element, *, is_tied: bool) -> Array:
    """A matrix or a vector turned in the plane of the first two axes, by twice the angle of a slope.

    Args:
        is_tied: Whether it stays symmetric or skew, for which it is turned from both sides.
    """
    sine, cosine = 2 * by / (1 + by * by), (1 - by * by) / (1 + by * by)
    found: Array = np.array(value)
    found[0], found[1] = cosine * value[0] - sine * value[1], sine * value[0] + cosine * value[1]
    return _turned(found.T, by, is_tied=False).T if is_tied else found
