"""Sums within sums over products of numbers: two factors at a time, so that no array has all the indices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, product
from math import prod

import numpy as np

from mkdocs_matcalc.algebra.nodes import Add, IndexedSum, Mul, is_scalar
from mkdocs_matcalc.numerics.point import Array
from mkdocs_matcalc.numerics.terms import Term

# Of fewer sums the product has few indices, and is small.
FEWEST = 4
# As many products has a product of sums that is multiplied out.
MOST_PRODUCTS = 16
# Behind an array's indices stand its points, rows and columns.
PLAIN = 3


@dataclass(frozen=True)
class Contraction:
    """Nested sums over some products, added up.

    Attributes:
        products: The factors of each, which are numbers.
        axes: The indices of the sums, the innermost first.
    """

    products: tuple[tuple[Term, ...], ...]
    axes: tuple[Term, ...]

    @classmethod
    def of(cls, term: Term) -> Contraction | None:
        """What a sum is with those in it.

        None where they are few, where one runs as far as another's index says, or over something else.
        """
        axes: list[Term] = []
        while isinstance(term.node, IndexedSum):
            term, axis, upper = term.parts
            if upper.indices:
                return None
            axes.insert(0, axis)
        if len(axes) < FEWEST or not is_scalar(term.node):
            return None
        products = _products(term)
        return cls(tuple(products), tuple(axes)) if len(products) <= MOST_PRODUCTS else None

    @property
    def parts(self) -> tuple[Term, ...]:
        """What its value is worked out from, each once."""
        return tuple(dict.fromkeys((*chain(*self.products), *self.axes)))

    def value(self, parts: Iterable[Array]) -> Array:
        """Its value, from those of its parts."""
        known = dict(zip(self.parts, parts, strict=True))
        # Every index has a number, the outermost 1; the points have 0.
        depth = max(known[axis].ndim for axis in self.axes) - PLAIN
        summed = {depth - number: len(known[axis]) for number, axis in enumerate(self.axes)}
        totals = [_contracted([known[factor] for factor in each], summed) for each in self.products]
        return np.asarray(sum(totals))


def _products(term: Term) -> list[tuple[Term, ...]]:
    """A number as a sum of products, where it is written as one or multiplied out."""
    if isinstance(term.node, Add):
        return [each for part in term.parts for each in _products(part)]
    if isinstance(term.node, Mul) and all(map(is_scalar, term.node.args)):
        factors = product(*map(_products, term.parts))
        return [tuple(chain(*each)) for each in factors]
    return [(term,)]


def _contracted(values: list[Array], summed: dict[int, int]) -> Array:
    """The product of some numbers, summed along the axes of some labels, each with how many there are."""
    arrays, labels = zip(*map(_labelled, values), strict=True)
    found = {label for each in labels for label in each}
    kept = sorted(found - summed.keys(), reverse=True)
    letters = {label: chr(ord("a") + number) for number, label in enumerate(found)}
    sides = [",".join("".join(letters[label] for label in each) for each in one) for one in (labels, [kept])]
    total = np.einsum("->".join(sides), *arrays, optimize="greedy")
    total = total * prod(size for label, size in summed.items() if label not in found)
    sizes = dict(zip(kept, total.shape, strict=True))
    lead = [sizes.get(label, 1) for label in range(max(kept, default=0), -1, -1)]
    return np.asarray(total).reshape(*lead, 1, 1)


def _labelled(value: Array) -> tuple[Array, list[int]]:
    """An array of numbers without the axes along which it stays, and the labels of the others."""
    sizes = value.shape[: 1 - PLAIN]
    labels = [len(sizes) - 1 - place for place, size in enumerate(sizes) if size > 1]
    return value.reshape([size for size in sizes if size > 1]), labels
