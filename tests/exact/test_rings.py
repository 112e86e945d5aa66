"""Functions that are only declared: in every ring they have derivatives, and one value at one argument."""

from __future__ import annotations

import flint
import pytest
from sympy import Basic, S

from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Call,
    CallGradient,
    CallHessian,
    Function,
    Mul,
    Partial,
    Transpose,
    Variable,
    dimension,
)
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.by_balls import decided_by_balls
from mkdocs_matcalc.exact.modulo import PRIMES, decided_modulo_primes
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.residues import Residues

n, m = dimension("n"), dimension("m")
s, x, A = Variable("s"), Variable("x", n), Variable("A", m, n)
A_X = Mul(A, x)

HOLD = {
    "a prime": (Partial(Apply(Function("g"), s), s), Apply(Function("g", 1), s)),
    "a second derivative": (Partial(Apply(Function("g"), s), s, s), Apply(Function("g", 2), s)),
    "a gradient": (Partial(Call("L", A_X), x), Mul(Transpose(A), CallGradient("L", A_X))),
    "a Hessian": (
        Partial(Call("L", A_X), x, x),
        Mul(Transpose(A), CallHessian("L", A_X), A),
    ),
}
FALSE = {
    "another function": (Call("L", x), Call("M", x)),
    "an odd function": (Apply(Function("g"), Mul(S(-1), s)), Mul(S(-1), Apply(Function("g"), s))),
    "its own derivative": (Partial(Apply(Function("g"), s), s), Apply(Function("g"), s)),
    "a gradient at another place": (CallGradient("L", x), CallGradient("L", Mul(S(2), x))),
}


@pytest.mark.parametrize("means", [decided_modulo_primes, decided_by_balls])
@pytest.mark.parametrize("name", HOLD)
def test_derivatives_of_any_function(name: str, means: object) -> None:
    assert decision(means, HOLD[name])


@pytest.mark.parametrize("means", [decided_modulo_primes, decided_by_balls])
@pytest.mark.parametrize("name", FALSE)
def test_nothing_else_is_known_of_it(name: str, means: object) -> None:
    assert not decision(means, FALSE[name])


def decision(means: object, sides: tuple[Basic, Basic]) -> bool:
    return means(Question.of(*sides, {}, {})).holds  # type: ignore[operator, no-any-return]


@pytest.mark.parametrize("ring", [Balls(3), Residues(PRIMES[0], 3)])
def test_one_argument_has_one_value(ring: Balls | Residues) -> None:
    at, other = ring.rational(2, 3), ring.rational(5)
    found = [ring.function(Function("g"), 0, each) for each in (at, other, at)]
    same = [ring.call("L", [at, each], ()) for each in (at, other, at)]
    for values in (found, same):
        assert flint_equal(values[0], values[2])
        assert not flint_equal(values[0], values[1])


def flint_equal(one: object, other: object) -> bool:
    apart = one - other  # type: ignore[operator]
    return bool(apart.contains(0)) if isinstance(apart, flint.arb) else bool(apart == 0)
