"""Stationary points: found by isolating steps, stationary by numbers, or refused by name."""

from __future__ import annotations

import pytest
from sympy import S

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.build import add, apply, fill, mul, sub, transpose
from mkdocs_matcalc.algebra.nodes import Diag, Identity, Variable, dimension
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.definiteness import nonnegative, semidefinite
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.numerics.check import check_stationary

SOLVED = [
    ("solve d/dw ||X w - y||^2 = 0", "(X^T X)^-1 X^T y"),
    ("solve d/dw (||X w - y||^2 + λ ||w||^2) = 0", "(X^T X + lambda I)^-1 X^T y"),
    (
        "W in R^(n x n) diagonal\nsolve d/dw (X w - y)^T W (X w - y) = 0",
        "(X^T W X)^-1 X^T W y",
    ),
    ("solve d/dX ||A X - B||_F^2 = 0", "(A^T A)^-1 A^T B"),
    ("solve d/dX ||X A - B||_F^2 = 0", "B A^T (A A^T)^-1"),
    ("x_i in R^d\nsolve d/dm sum_{i=1}^n ||x_i - m||^2 = 0", "1/n (sum_{i=1}^n x_i)"),
    ("λ in R\nsolve d/dλ ||a - λ b||^2 = 0", "a^T b / (b^T b)"),
    (
        (
            "S in R^(d x d) positive definite\nx_i in R^d\nm in R^d\n"
            "solve d/dS (n logdet(S) + sum_{i=1}^n (x_i - m)^T S^-1 (x_i - m)) = 0"
        ),
        "1/n (sum_{i=1}^n (x_i - m) (x_i - m)^T)",
    ),
]


@pytest.mark.parametrize(("block", "solution"), SOLVED)
def test_solution(block: str, solution: str) -> None:
    derivation = derive(block)
    point = derivation.results[-1]
    assert point.stationary
    assert point.order == 0
    assert plain(point.expression) == solution


def test_a_minimum_is_named_with_its_condition() -> None:
    last = derive("solve d/dw (||X w - y||^2 + λ ||w||^2) = 0").steps[-1]
    assert last.rules[0].name == "Convexity"
    assert [condition.relation for condition in last.conditions] == [r"\succeq 0", r"\ge 0"]


def test_what_is_divided_by_is_positive_and_not_zero() -> None:
    last = derive("solve d/dw (||X w - y||^2 + 1/τ ||w||^2) = 0").steps[-1]
    assert [condition.relation for condition in last.conditions] == [r"\succeq 0", "> 0"]


def test_no_minimum_is_claimed_without_proof() -> None:
    block = "W in R^(n x n) symmetric\nsolve d/dw (X w - y)^T W (X w - y) = 0"
    assert derive(block).steps[-1].rules[0].name != "Convexity"


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("solve d/dw sum(log(1 + exp(-y ⊙ X w))) = 0", "is not linear in w"),
        ("solve d/dX (||A X - B||_F^2 + ||X C - D||_F^2) = 0", "a Sylvester equation"),
    ],
)
def test_refusal(block: str, reason: str) -> None:
    with pytest.raises(Refusal, match=reason):
        derive(block)


def test_a_wrong_stationary_point_is_caught() -> None:
    n = dimension("n")
    x, a = Variable("x", n), Variable("a", n)
    distance = mul(transpose(sub(x, a)), sub(x, a))
    assert check_stationary(distance, x, a, {}).points == 3
    with pytest.raises(CheckFailed, match="not stationary"):
        check_stationary(distance, x, mul(S(2), a), {})


def test_definiteness_is_shown_or_left_open() -> None:
    n, m = dimension("n"), dimension("m")
    a, z = Variable("A", m, n), Variable("z", m)
    sigma = apply("sigmoid", z)
    weights = Diag(mul(S(2), sigma))
    one = fill(S.One, (m, 1))
    assert semidefinite(mul(transpose(a), a)) == ()
    assert semidefinite(mul(transpose(a), weights, a)) == ()
    assert semidefinite(mul(transpose(a), Diag(sub(one, sigma)), a)) == ()
    assert semidefinite(mul(S(-1), transpose(a), a)) is None
    assert semidefinite(mul(transpose(a), Variable("B", m, m), a)) is None
    assert semidefinite(add(mul(transpose(a), a), Identity(n))) == ()
    assert nonnegative(sub(one, apply("exp", z))) is None
