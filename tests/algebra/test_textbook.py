"""The textbook form: short, factored, and the same value."""

from __future__ import annotations

import random

import pytest
from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, apply, fill, hadamard, hadamard_power, mul, neg, sub, transpose
from mkdocs_matcalc.algebra.nodes import Diag, Transpose, Variable, dimension
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import canonical, expand, size, textbook
from mkdocs_matcalc.numerics.check import agree

n, m = dimension("n"), dimension("m")
A, B, X = Variable("A", n, n), Variable("B", n, n), Variable("X", n, m)
D = Variable("D", m, n)
x, y, z = Variable("x", n), Variable("y", m), Variable("z", m)
t = Variable("t")
sigma = apply("sigmoid", z)
one = fill(S.One, (m, 1))

FORMS = [
    (add(mul(A, x), mul(transpose(A), x)), "(A + A^T) x"),
    (add(mul(A, X), mul(B, X)), "(A + B) X"),
    (add(mul(x, transpose(y)), neg(mul(S(3), x, transpose(y)))), "-2 x y^T"),
    (mul(S(2), transpose(D), sub(mul(D, x), y)), "2 D^T (D x - y)"),
    (add(mul(S(2), A, x), mul(S(2), B, x)), "2 (A + B) x"),
    (add(mul(t, x), mul(A, x)), "t x + A x"),
    (sub(hadamard(sub(one, y), sigma), hadamard(y, sub(one, sigma))), "sigmoid(z) - y"),
    (hadamard(sigma, y), "y ⊙ sigmoid(z)"),
    (mul(Diag(y), z), "y ⊙ z"),
    (hadamard_power(add(one, apply("exp", neg(z))), -1), "sigmoid(z)"),
    (Transpose(add(A, neg(transpose(A)))), "A^T - A"),
    (mul(add(neg(A), neg(B)), x), "-(A + B) x"),
]


@pytest.mark.parametrize(("expr", "text"), FORMS)
def test_form(expr: Basic, text: str) -> None:
    assert plain(textbook(expr)) == text


@pytest.mark.parametrize(("expr", "text"), FORMS)
def test_value_is_kept(expr: Basic, text: str) -> None:
    difference = agree(expr, textbook(expr), {})
    assert difference is not None
    assert difference < 1e-9
    difference = agree(expr, expand(expr), {})
    assert difference is not None
    assert difference < 1e-9


@pytest.mark.parametrize("seed", range(8))
def test_shuffled_terms_give_the_same_form_up_to_order(seed: int) -> None:
    terms = [
        mul(A, x),
        mul(transpose(A), x),
        mul(S(2), B, x),
        neg(mul(transpose(D), y)),
        mul(transpose(D), D, x),
    ]
    expected = textbook(add(*terms))
    random.Random(seed).shuffle(terms)
    shuffled = textbook(add(*terms))
    assert canonical(shuffled) == canonical(expected), f"seed {seed}"


def test_it_never_grows() -> None:
    for expr, _ in FORMS:
        assert size(textbook(expr)) <= size(expr)
