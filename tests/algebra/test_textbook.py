"""The textbook form: short, factored, and the same value."""

from __future__ import annotations

import random

import pytest
from sympy import Basic, S

from mkdocs_matcalc.algebra.build import (
    add,
    apply,
    diag_part,
    fill,
    hadamard,
    hadamard_power,
    inverse,
    mean,
    mul,
    neg,
    ones,
    power,
    sub,
    trace,
    transpose,
    unvec,
    zero,
)
from mkdocs_matcalc.algebra.centring import known
from mkdocs_matcalc.algebra.nodes import Diag, Identity, Transpose, Variable, dimension
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
u, v, w = Variable("u", n), Variable("v", n), Variable("w", n * m)
At, Bt, Dt = transpose(A), transpose(B), transpose(D)
centred = sub(u, fill(mean(u), (n, 1)))
ratios = add(hadamard_power(sub(one, y), -1), hadamard(z, hadamard_power(y, -1)))

FORMS = [
    (add(mul(A, x), mul(transpose(A), x)), "(A + A^T) x"),
    (add(mul(A, X), mul(B, X)), "(A + B) X"),
    (add(mul(x, transpose(y)), neg(mul(S(3), x, transpose(y)))), "-2 x y^T"),
    (mul(S(2), transpose(D), sub(mul(D, x), y)), "2 D^T (D x - y)"),
    (add(mul(S(2), A, x), mul(S(2), B, x)), "2 (A + B) x"),
    (add(mul(t, x), mul(A, x)), "A x + t x"),
    (sub(hadamard(sub(one, y), sigma), hadamard(y, sub(one, sigma))), "sigmoid(z) - y"),
    (hadamard(sigma, y), "y ⊙ sigmoid(z)"),
    (mul(Diag(y), z), "y ⊙ z"),
    (mul(Diag(y), Diag(z), D), "diag(y ⊙ z) D"),
    (power(apply("sqrt", t), -4), "t^(-2)"),
    (add(unvec(w, n, m), mul(S(2), unvec(apply("exp", w), n, m))), "unvec(w + 2 exp(w), n, m)"),
    (hadamard_power(add(one, apply("exp", neg(z))), -1), "sigmoid(z)"),
    (Transpose(add(A, neg(transpose(A)))), "A^T - A"),
    (mul(add(neg(A), neg(B)), x), "-(A + B) x"),
    (sub(sub(X, mul(A, X)), mul(A, sub(X, mul(A, X)))), "A (A X - 2 X) + X"),
    # Of a quotient by entry, and of diag(x), the inverse is one of entries where that is shorter.
    (hadamard(u, u, hadamard_power(hadamard(u, hadamard_power(v, -1)), -1)), "u ⊙ v"),
    (diag_part(inverse(Diag(v))), "1 ./ v"),
    # A number stays over what divides one of the terms.
    (add(mul(S(2), power(t, -1), At, x), mul(S(2), u)), "2 A^T x / t + 2 u"),
    # Transposes go outside a sum of products of nothing but transposes, and of no other.
    (add(mul(At, Bt), mul(Bt, At)), "(A B + B A)^T"),
    (neg(add(mul(At, Bt), mul(Bt, At))), "-(A B + B A)^T"),
    (sub(transpose(inverse(A)), Bt), "(A^-1)^T - B^T"),
    (add(mul(x, transpose(y), D), At), "A^T + x y^T D"),
    (sub(transpose(hadamard(A, mul(B, A))), mul(At, Diag(x))), "(A ⊙ B A - diag(x) A)^T"),
    # The inverse of a product of square matrices comes apart where something cancels.
    (mul(At, transpose(inverse(mul(A, B))), Bt), "I"),
    (mul(t, inverse(mul(t, A))), "A^-1"),
    (inverse(mul(A, B)), "(A B)^-1"),
    (mul(B, inverse(mul(Dt, D)), Dt, D), "B"),
    (mul(inverse(power(A, 3)), power(A, 2)), "A^-1"),
    # Scalars beside vectors become products of matrices where that factors, else they stay in front.
    (add(mul(mul(transpose(x), u), v), mul(mul(transpose(x), v), u)), "(v u^T + u v^T) x"),
    (add(mul(u, transpose(v), x), mul(mul(transpose(x), u), v)), "(u v^T + v u^T) x"),
    (add(mul(mul(transpose(u), x), A, x), mul(mul(transpose(x), A, x), u)), "(u^T x) A x + (x^T A x) u"),
    (sub(mul(A, x), mul(mul(transpose(x), A, x), x)), "A x - (x^T A x) x"),
    (sub(mul(power(t, -1), x), mul(power(t, -2), A, x)), "(x - A x / t) / t"),
    (add(mul(transpose(x), u), mul(transpose(u), x)), "2 u^T x"),
    (add(trace(mul(A, B)), trace(mul(B, A))), "2 tr(A B)"),
    (trace(mul(x, transpose(y), D)), "y^T D x"),
    (trace(sub(inverse(A), mul(inverse(A), x, transpose(u), inverse(A)))), "tr(A^-1) - u^T A^(-2) x"),
    (trace(add(A, B)), "tr(A + B)"),
    (mul(transpose(z), one), "ones(m)^T z"),
    # What divides cancels, across sums and across inner products.
    (mul(transpose(y), hadamard(z, hadamard_power(y, -1))), "ones(m)^T z"),
    (hadamard(ratios, y, sub(one, y)), "y + z ⊙ (1 - y)"),
    # A product by entry with a constant along rows or columns is a diagonal scaling.
    (hadamard(mul(y, ones((1, n))), D), "diag(y) D"),
    (hadamard(mul(ones((m, 1)), transpose(x)), D), "D diag(x)"),
    (hadamard(At, Identity(n)), "A ⊙ I"),
    # Products of functions of one argument.
    (hadamard(apply("relu", z), apply("relu", z, 1)), "relu(z)"),
    (hadamard(apply("abs", z), y, apply("sign", z)), "z ⊙ y"),
    # A product of the exponential with what makes it a sigmoid, of entries and of scalars.
    (hadamard(apply("exp", neg(z)), sigma), "sigmoid(-z)"),
    (mul(apply("exp", t), power(add(S.One, apply("exp", t)), -1), x), "sigmoid(t) x"),
    (mul(power(apply("exp", t), 2), power(add(S.One, apply("exp", t)), -2), x), "sigmoid(t)^2 x"),
    # A sum over entries of one vector is not a matrix of ones times another.
    (
        add(mul(mul(transpose(u), x), u), mul(mul(transpose(ones((n, 1))), x), ones((n, 1)))),
        "(u^T x) u + (ones(n)^T x) ones(n)",
    ),
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


def test_what_is_centred_sums_to_nothing() -> None:
    row = transpose(ones((n, 1)))
    assert textbook(mul(row, centred)) == 0
    assert textbook(mul(power(mul(transpose(centred), ones((n, 1))), 2), u)) == zero((n, 1))
    assert plain(textbook(mul(row, add(centred, v, neg(x))))) == "ones(n)^T (v - x)"
    with known({x}):
        assert plain(textbook(mul(row, add(v, mul(t, x))))) == "ones(n)^T v"


@pytest.mark.parametrize(
    "expr",
    [
        mul(ones((n, 1)), transpose(centred), v),
        mul(transpose(ones((n, 1))), sub(u, fill(mean(v), (n, 1)))),
        mul(transpose(ones((n, 1))), sub(u, fill(mul(S(2), mean(u)), (n, 1)))),
        mul(transpose(x), centred),
    ],
)
def test_what_else_is_made_of_means_does_not(expr: Basic) -> None:
    difference = agree(expr, textbook(expr), {})
    assert difference is not None
    assert difference < 1e-9


def test_it_never_grows() -> None:
    for expr, _ in FORMS:
        assert size(textbook(expr)) <= size(expr)


def test_a_scalar_in_every_entry_is_as_long_as_its_product_with_ones() -> None:
    assert size(fill(t, (n, 1))) == size(mul(t, ones((n, 1)))) == 3
    assert size(fill(S(2), (n, 1))) == size(ones((n, 1))) == 1


def test_of_equal_parts_only_one_is_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Basic] = []
    monkeypatch.setattr("mkdocs_matcalc.algebra.textbook.recognise", lambda expr: seen.append(expr) or expr)

    def part() -> Basic:
        inner = mul(transpose(u), v)
        return add(*(mul(power(inner, k), A, *[A] * k, u) for k in range(1, 5)))

    textbook(part())
    once = len(seen)
    textbook(hadamard(*(apply(name, part()) for name in ("exp", "sin", "cos", "tanh"))))
    assert once > 20
    assert len(seen) - once < 2 * once
