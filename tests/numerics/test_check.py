"""A right result passes, a wrong one is caught, and what cannot be evaluated is refused."""

from __future__ import annotations

import math

import pytest
from sympy import Basic, Rational, S

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Bracket,
    Call,
    CallGradient,
    Det,
    Differential,
    Entry,
    Family,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    IndexedSum,
    Inverse,
    Member,
    Mul,
    Norm,
    Pow,
    SumEntries,
    Trace,
    Transpose,
    Variable,
    dimension,
    index,
)
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.numerics.check import agree, check

n, m, d, i = dimension("n"), dimension("m"), dimension("d"), index("i")
x, y, w = Variable("x", n), Variable("y", m), Variable("w", d)
A, X, B = Variable("A", m, n), Variable("X", n, n), Variable("B", n, n)
r = Variable("r", m)
DEFINED = {r: Add(Mul(A, x), Mul(S(-1), y))}
SQUARED = Pow(Norm(r, "2"), S(2))
GRADIENT = Mul(S(2), Transpose(A), r)
XT = Transpose(X)


def apply(name: str, arg: Basic, order: int = 0) -> Basic:
    return Apply(Function(name, order), arg)


members, labels = Family("x", n, d), Family("y", n)
MARGIN = Mul(S(-1), Member(labels, i), Transpose(w), Member(members, i))
LOGISTIC = IndexedSum(apply("log", Add(S(1), apply("exp", MARGIN))), i, n)
LOGISTIC_GRADIENT = IndexedSum(
    Mul(S(-1), Member(labels, i), apply("sigmoid", MARGIN), Member(members, i)), i, n
)

RIGHT = {
    "least squares": (SQUARED, (x,), GRADIENT, DEFINED),
    "by a matrix": (SQUARED, (A,), Mul(S(2), r, Transpose(x)), DEFINED),
    "by an intermediate": (SQUARED, (r,), Mul(S(2), r), DEFINED),
    "jacobian": (Mul(A, x), (x,), Transpose(A), {}),
    "hessian": (SQUARED, (x, x), Mul(S(2), Transpose(A), A), DEFINED),
    "relu, away from its kink": (
        SumEntries(apply("relu", r)),
        (x,),
        Mul(Transpose(A), apply("relu", r, 1)),
        DEFINED,
    ),
    "norm, away from zero": (Norm(r, "2"), (x,), Mul(Pow(Norm(r, "2"), S(-1)), Transpose(A), r), DEFINED),
    "log of a product, defined by chance": (
        SumEntries(apply("log", Mul(A, x))),
        (x,),
        Mul(Transpose(A), HadamardPower(Mul(A, x), S(-1))),
        {},
    ),
    "log det, of either sign": (apply("log", Det(X)), (X,), Transpose(Inverse(X)), {}),
    "trace with an inverse": (
        Trace(Mul(Inverse(X), B)),
        (X,),
        Mul(S(-1), Transpose(Inverse(X)), Transpose(B), Transpose(Inverse(X))),
        {},
    ),
    "logistic loss": (LOGISTIC, (w,), LOGISTIC_GRADIENT, {}),
    "abstract functions": (
        Call("L", apply("g", x)),
        (x,),
        Hadamard(CallGradient("L", apply("g", x)), apply("g", x, 1)),
        {},
    ),
    "nothing but zero": (SumEntries(apply("sign", x)), (x,), Fill(S(0), n, S(1)), {}),
    "small square root": (
        apply("sqrt", Add(S(1), Mul(S(-1), Transpose(x), x))),
        (x,),
        Mul(S(-1), Pow(Add(S(1), Mul(S(-1), Transpose(x), x)), Rational(-1, 2)), x),
        {},
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_result_passes(name: str) -> None:
    checked = check(*RIGHT[name])
    assert checked.points == 3
    assert checked.worst < 1e-6


WRONG = {
    "factor": (SQUARED, (x,), Mul(Transpose(A), r), DEFINED),
    "sign": (SQUARED, (x,), Mul(S(-2), Transpose(A), r), DEFINED),
    "small term": (SQUARED, (x,), Add(GRADIENT, Mul(Rational(1, 1000), x)), DEFINED),
    "transposed, square": (Trace(Mul(X, B)), (X,), B, {}),
    "transposed, other shape": (Mul(A, x), (x,), A, {}),
    "inverse transposed": (apply("log", Det(X)), (X,), Inverse(X), {}),
    "hessian": (SQUARED, (x, x), Mul(Transpose(A), A), DEFINED),
    "relu without its prime": (SumEntries(apply("relu", x)), (x,), Fill(S(1), n, S(1)), {}),
    "a symmetry that was not declared": (Mul(Transpose(x), X, x), (x,), Mul(S(2), X, x), {}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_result_is_caught(name: str) -> None:
    with pytest.raises(CheckFailed, match="derivative by"):
        check(*WRONG[name])


def test_a_declared_symmetry_is_used() -> None:
    symmetric = Variable("X", n, n, facts=("symmetric",))
    assert check(Mul(Transpose(x), symmetric, x), (x,), Mul(S(2), symmetric, x), {}).points == 3
    assert check(Mul(Transpose(x), symmetric, x), (symmetric,), Mul(x, Transpose(x)), {}).points == 3


@pytest.mark.parametrize(
    "function",
    [
        apply("log", Mul(S(-1), Mul(Transpose(x), x))),
        Trace(Inverse(Mul(x, Transpose(x)))),
        apply("sqrt", Add(S(-1), Mul(S(-1), Mul(Transpose(x), x)))),
    ],
)
def test_a_function_without_values_is_refused(function: Basic) -> None:
    with pytest.raises(Refusal, match="could not be checked") as caught:
        check(function, (x,), x, {})
    assert "positive" in (caught.value.hint or "")


def test_lines_of_a_derivation_agree() -> None:
    df = Differential(SQUARED)
    assert agree(df, Mul(S(2), Transpose(r), Differential(r)), DEFINED, (x,)) < 1e-6
    assert agree(df, Mul(Transpose(Bracket(GRADIENT)), Differential(x)), DEFINED, (x,)) < 1e-6
    assert agree(GRADIENT, Mul(S(2), Transpose(A), Add(Mul(A, x), Mul(S(-1), y))), DEFINED) < 1e-12


def test_lines_whose_differential_moves_a_defined_name() -> None:
    df = Differential(SQUARED)
    assert agree(df, Mul(S(2), Transpose(r), Differential(r)), DEFINED, (r,)) < 1e-6
    assert agree(Differential(x), Fill(S(0), n, S(1)), DEFINED, (r,)) == 0


def test_a_small_change_beside_a_large_constant() -> None:
    large, small = Mul(S(10) ** 12, Add(S(1), Pow(Norm(y, "2"), S(2)))), apply("sigmoid", Entry(x, S(1)))
    change = Mul(apply("sigmoid", Entry(x, S(1)), 1), Differential(Entry(x, S(1))))
    assert agree(Differential(Add(large, small)), change, {}, (x,)) < 1e-6
    assert agree(Differential(Add(large, small)), Mul(S(2), change), {}, (x,)) > 0.1


def test_lines_that_do_not_agree() -> None:
    df = Differential(SQUARED)
    assert agree(df, Mul(Transpose(r), Differential(r)), DEFINED, (x,)) > 0.1
    assert agree(XT, X, {}) > 0.1
    assert agree(Transpose(A), A, {}) == math.inf


def test_lines_that_have_no_value() -> None:
    assert agree(Pow(S(0), S(-1)), S(1), {}) is None
    assert agree(Inverse(Mul(x, Transpose(x))), Entry(x, S(1)), {}) is None


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_checked_inside_its_domain(name: str) -> None:
    assert check(SumEntries(apply(name, x)), (x,), apply(name, x, 1), {}).points == 3
