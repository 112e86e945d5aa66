"""A point at which two sides differ that fits in the head: small whole numbers, at the smallest size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice, product
from math import ceil, prod

import flint
import numpy as np
from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.evidence import Counterexample, Rows
from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.rationals import Rationals
from mkdocs_matcalc.exact.sampling import Sampling

# Whole numbers up to it, the first ones up to 1; and behind kinks that are further away, each time so much.
LARGEST, FURTHER, FAR = 3, 1.5, 10**6
# How large the numbers of each point are; where the first few show no difference, the others are not tried.
NEAR = tuple(1 + number * LARGEST // 24 for number in range(24))
FEW = 10
# Sizes up to it are tried, at most so many of them.
LARGEST_SIZE, MOST_SIZES = 3, 12
# More numbers would be read by nobody.
MOST_NUMBERS = 16
BITS = 128
# As many digits are written of what is not rational, more where the sides would look the same.
DIGITS = (3, 6, 9, 12, 15)


def counterexample(
    left: Basic,
    right: Basic,
    definitions: Mapping[Variable, Basic],
    ranges: Mapping[Symbol, Basic] | None = None,
) -> Counterexample | None:
    """A point at which two expressions differ; None where no small one is found."""
    try:
        question = Question.of(left, right, definitions, ranges or {})
    except NotInRingError:
        return None
    if any(isinstance(leaf, Family) for leaf in question.own_leaves) or question.indices:
        return None
    with flint.ctx.workprec(BITS):
        for sizes in _sizes(question):
            few, more = NEAR[:FEW], NEAR[FEW:]
            found = [*_at(question, sizes, few)]
            if found:
                return min([*found, *_at(question, sizes, more)], key=lambda each: each.length)
        behind = (_at(question, sizes, _further()) for sizes in islice(_sizes(question), 2))
        return next(chain.from_iterable(behind), None)


def _further() -> Iterator[int]:
    """How large numbers are, twice each."""
    largest = LARGEST
    while largest < FAR:
        largest = ceil(largest * FURTHER)
        yield largest
        yield largest


def _sizes(question: Question) -> Iterator[dict[Basic, int]]:
    """Sizes, the smallest first."""
    dimensions = question.ground.dimensions
    smallest = max(1, question.ground.smallest - 1)
    choices = sorted(product(range(smallest, LARGEST_SIZE + 1), repeat=len(dimensions)), key=sum)
    for chosen in choices[:MOST_SIZES]:
        yield dict(zip(dimensions, chosen, strict=True))


def _at(question: Question, sizes: dict[Basic, int], limits: Iterable[int]) -> Iterator[Counterexample]:
    """Points of a size at which the sides differ, each of whole numbers up to a limit."""
    if sum(prod(question.shape(leaf, sizes)) for leaf in question.own_leaves) > MOST_NUMBERS:
        return
    rings: list[Rationals | Balls] = [Balls(0), Rationals()]
    for number, largest in enumerate(limits):
        with suppress(NoValueError):
            try:
                found = _differing(question, sizes, rings[-1], number, largest)
            except NotInRingError:
                # Without rational numbers as soon as they do not do.
                rings = rings[:1]
                found = _differing(question, sizes, rings[0], number, largest)
            if found is not None:
                yield found


def _differing(
    question: Question, sizes: dict[Basic, int], ring: Rationals | Balls, number: int, largest: int
) -> Counterexample | None:
    rng = np.random.default_rng(number)
    drawing = Sampling(ring, lambda: ring.rational(int(rng.integers(-largest, largest + 1))), _above, number)
    point = question.point(sizes, drawing)
    at = Evaluation(ring, point, question.definitions)
    left, right = (at(side) for side in question.expressions)
    if not any(map(ring.differ, left.flat, right.flat)):
        return None
    named = [leaf for leaf in question.own_leaves if isinstance(leaf, Variable)]
    names = tuple((leaf, _shown(ring, point.values[leaf])) for leaf in named)
    if sum(value.size for value in (left, right, *(point.values[leaf] for leaf in named))) > MOST_NUMBERS:
        return None
    for digits in DIGITS:
        sides = _shown(ring, left, digits), _shown(ring, right, digits)
        if sides[0] != sides[1]:
            break
    return Counterexample(names, *sides)


def _above(number: Element) -> Element:
    return abs(number) + 1


def _shown(ring: Rationals | Balls, value: Array, digits: int = DIGITS[0]) -> Rows:
    return tuple(tuple(ring.shown(number, digits) for number in row) for row in value)
