"""Which of many expressions is equal to one: most are told apart at one point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import flint
from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.sampling import Sampling
from mkdocs_matcalc.exact.setting import Setting

# At the first of so many points that has a value.
DRAWS, BITS = 6, 128
# So many are decided that look equal there.
MOST_DECISIONS = 12


def first_equal(
    expr: Basic,
    others: Iterable[Basic],
    definitions: Mapping[Variable, Basic],
    ranges: Mapping[Symbol, Basic],
) -> Basic | None:
    """The first of some expressions that equals another; None where none does, or nothing is known of it.

    Those whose shapes do not fit are passed over.
    """
    try:
        question = Question.of(expr, expr, definitions, ranges)
    except NotInRingError:
        return None
    with flint.ctx.workprec(BITS):
        found = next(_evaluations(question, expr), None)
        near = [] if found is None else [other for other in others if _is_near(*found, other)]
    # Where one is found to be another, others are, too.
    points: list[tuple[Evaluation, Array]] = []
    decisions = 0
    for other in near:
        with flint.ctx.workprec(BITS):
            if not all(_is_near(*point, other) for point in points):
                continue
        decision = decided(expr, other, definitions, ranges)
        if decision is not None and decision.holds:
            return other
        decisions += 1
        if decisions == MOST_DECISIONS:
            return None
        if decision is not None and decision.apart is not None:
            points += _value_at(decision.apart, question, expr)
    return None


def _value_at(point: Setting, question: Question, expr: Basic) -> Iterator[tuple[Evaluation, Array]]:
    """What an expression is at a point, with the evaluation there, if it has a value."""
    with flint.ctx.workprec(BITS), suppress(NotInRingError, NoValueError):
        at = Evaluation(Balls(0), next(question.indexed(point)), question.definitions)
        found = [(at, at(expr))]
        yield from found


def _evaluations(question: Question, expr: Basic) -> Iterator[tuple[Evaluation, Array]]:
    """What an expression is at points, each with the evaluation there."""
    for draw in range(DRAWS):
        ring = Balls(draw)
        with suppress(NotInRingError, NoValueError):
            setting = question.point(question.sizes(draw), Sampling(ring, ring.random, abs, draw))
            at = Evaluation(ring, next(question.indexed(setting)), question.definitions)
            value = at(expr)
            if all(number.is_finite() for number in value.flat):
                yield at, value


def _is_near(at: Evaluation, value: Array, other: Basic) -> bool:
    """Whether an expression is not told apart from a value at a point; not where shapes do not fit."""
    try:
        found = at(other)
    except (NotInRingError, NoValueError, ValueError):
        return False
    return found.shape == value.shape and all(map(_meet, found.flat, value.flat))


def _meet(one: object, other: object) -> bool:
    return bool((one - other).contains(0))  # type: ignore[operator]
