"""Ways through the points: one entry moves, all entries of a name are one number, a name grows."""

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
# Of what is positive or definite nothing has the other sign.
ABOVE = frozenset({"positive", "nonnegative", "positive definite", "positive semidefinite"})
# Facts that an entry that moves alone leaves as they are.
LOOSE = frozenset({"positive", "nonnegative", "invertible", "random"})
FIXED = frozenset({"orthogonal"})


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
    if value.size > 1 and not facts & FIXED:
        yield Path(point, leaf, lambda factor: value * factor, places)


def _with(value: Array, place: Any) -> Callable[[Element], Array]:
    def other(number: Element) -> Array:
        found: Array = np.array(value)
        found[place] = number
        return found

    return other
