"""Points are found on both sides of a kink, however far it is."""

from __future__ import annotations

from itertools import chain

import flint
import pytest
from sympy import Basic, Rational, S

from mkdocs_matcalc.algebra.build import add, apply, fill, mul
from mkdocs_matcalc.algebra.nodes import (
    Fill,
    MaxEntry,
    Mul,
    Pow,
    SumEntries,
    Transpose,
    Unit,
    Variable,
    dimension,
)
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.kinks import across
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.sampling import Sampling
from mkdocs_matcalc.exact.watch import MOST_CELLS

n = dimension("n")
s, p, x = Variable("s"), Variable("p", facts=("positive",)), Variable("x", n)
K = Variable("K", n, n, facts=("skew",))

PARTS = {
    "linear": add(s, S(-900)),
    "behind a logarithm": add(apply("log", p), S(-20)),
    "behind an exponential": add(apply("exp", s), S(-(10**8))),
    "a square": add(Pow(s, S(2)), S(-(10**6))),
    "a narrow place": add(Rational(1, 4), mul(S(-1), Pow(add(s, S(-50)), S(2)))),
    "a ball": add(S(1), mul(S(-1), SumEntries(apply("square", add(x, Fill(S(-50), n, S(1))))))),
    "each entry": add(x, fill(S(-400), (n, S(1)))),
    "what is skew": add(Mul(Transpose(Unit(S(1), n)), K, Unit(S(2), n)), S(-700)),
}


def kinked(part: Basic) -> tuple[Question, Evaluation]:
    question = Question.of(apply("abs", part), part, {}, {})
    ring = Balls(0)
    point = question.point(question.sizes(0), Sampling(ring, ring.random, abs))
    at = Evaluation(ring, point, question.definitions)
    at(question.expressions[0])
    return question, at


@pytest.mark.parametrize("name", PARTS)
def test_each_sign_is_reached(name: str) -> None:
    with flint.ctx.workprec(256):
        question, at = kinked(PARTS[name])
        numbers = [*at.kinked.values()]
        assert len({number > 0 for found in numbers for number in found}) == 1
        signs = set()
        for point in chain.from_iterable(across(question, at.kinked, [at.point])):
            value = Evaluation(Balls(0), point, question.definitions)(PARTS[name])
            signs |= {number > 0 for number in value.flat}
    assert signs >= {not numbers[0][0] > 0}


def test_each_entry_becomes_the_largest() -> None:
    largest = MaxEntry(add(x, mul(S(5000), Unit(S(1), n))))
    question = Question.of(largest, s, {}, {})
    ring = Balls(0)
    with flint.ctx.workprec(256):
        point = question.point(question.sizes(0), Sampling(ring, ring.random, abs))
        at = Evaluation(ring, point, question.definitions)
        at(largest)
        found = [
            point.values[x][0, 0] + 5000 < point.values[x][1, 0]
            for point in chain.from_iterable(across(question, at.kinked, [at.point]))
        ]
    assert True in found


# Two kinks, and on how many of their sides a point can be at once.
CELLS = {
    "two names": (add(s, S(-100)), add(p, S(-(10**7))), 4),
    "a narrow part between": (add(s, S(-2000)), add(Rational(20005, 10), mul(S(-1), s)), 3),
    "one behind the other": (add(s, S(-1000)), add(p, mul(S(-1), s)), 4),
    "one within the other": (add(apply("relu", add(s, S(-100))), mul(S(-1), p)), add(s, S(-100)), 3),
}


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_of_two_kinks_is_reached(name: str) -> None:
    one, other, count = CELLS[name]
    question = Question.of(mul(apply("relu", one), apply("relu", other)), s, {}, {})
    with flint.ctx.workprec(256):
        ring = Balls(0)
        point = question.point(question.sizes(0), Sampling(ring, ring.random, abs))
        at = Evaluation(ring, point, question.definitions)
        at(question.expressions[0])
        signs = set()
        for each in [point, *chain.from_iterable(across(question, at.kinked, [point]))]:
            there = Evaluation(Balls(0), each, question.definitions)
            signs.add(tuple(bool(there(part)[0, 0] > 0) for part in (one, other)))
    assert len(signs) == count


def test_it_is_bounded_how_often_it_is_looked() -> None:
    parts = [add(x, fill(S(-(10**count)), (n, S(1)))) for count in range(12)]
    question = Question.of(add(*(SumEntries(apply("relu", part)) for part in parts)), s, {}, {})
    with flint.ctx.workprec(256):
        ring = Balls(0)
        point = question.point(question.sizes(0), Sampling(ring, ring.random, abs))
        at = Evaluation(ring, point, question.definitions)
        at(question.expressions[0])
        assert len([*across(question, at.kinked, [point])]) <= MOST_CELLS
        assert [*across(question, at.kinked, [point], looks=1)] == []
