"""Points are found on both sides of a kink, however far it is."""

from __future__ import annotations

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
        for point in across(question, at.kinked, [at.point]):
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
            for point in across(question, at.kinked, [at.point])
        ]
    assert True in found
