"""The tidying constructors, by what they print."""

from __future__ import annotations

import pytest
from sympy import Basic, Integer, Rational, S

from mkdocs_matcalc.algebra import build
from mkdocs_matcalc.algebra.nodes import (
    Add,
    CallHessian,
    Diag,
    Fill,
    Identity,
    Inverse,
    Mul,
    Transpose,
    Variable,
    Vec,
    dimension,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain

n, m = dimension("n"), dimension("m")
A = Variable("A", m, n)
X = Variable("X", n, n)
K = Variable("K", n, n, facts=("skew",))
S_ = Variable("S", n, n, facts=("symmetric",))
Q = Variable("Q", n, n, facts=("orthogonal",))
x, y, a = Variable("x", n), Variable("y", n), Variable("a", m)
t = Variable("t")


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (build.mul(A, S(2), x), "2 A x"),
        (build.mul(x, t), "t x"),
        (build.mul(t, t), "t^2"),
        (build.mul(t, build.power(t, -1)), "1"),
        (build.power(build.power(t, Variable("s")), 2), "(t^s)^2"),
        (build.mul(build.transpose(x), y, a), "(x^T y) a"),
        (build.mul(x, build.transpose(x), y), "x x^T y"),
        (build.mul(X, Inverse(X)), "I"),
        (build.mul(X, X), "X^2"),
        (build.mul(Identity(n), x), "x"),
        (build.mul(S.Zero, A), "0"),
        (build.transpose(build.mul(S(2), A, x)), "2 x^T A^T"),
        (build.transpose(S_), "S"),
        (build.transpose(K), "-K"),
        (build.transpose(Inverse(S_)), "S^-1"),
        (build.transpose(CallHessian("f", x)), "d^2f/dx^2"),
        (build.transpose(Add(X, Transpose(X))), "X + X^T"),
        (build.inverse(Q), "Q^T"),
        (build.inverse(Transpose(X)), "(X^-1)^T"),
        (build.inverse(Inverse(X)), "X"),
        (build.hadamard(x, Fill(S.One, n, 1)), "x"),
        (build.hadamard(build.mul(S(2), x), y), "2 (x ⊙ y)"),
        (build.hadamard(x, x), "x.^2"),
        (build.trace(build.mul(S(3), X)), "3 tr(X)"),
        (build.trace(build.mul(build.transpose(x), y)), "x^T y"),
        (build.diag_part(build.mul(x, build.transpose(y))), "x ⊙ y"),
        (build.diag_part(Diag(x)), "x"),
        (build.neg(build.add(x, y)), "-x - y"),
        (build.div(x, t), "x / t"),
        (build.mul(Rational(1, 2), S(2), x), "x"),
        (build.sum_entries(Fill(S.One, n, m)), "m*n"),
        (build.diag(build.mul(t, x)), "t diag(x)"),
        (build.vec(build.mul(t, A)), "t vec(A)"),
        (build.vec(build.mul(a, build.transpose(x))), "x ⊗ a"),
        (build.vec(x), "x"),
        (build.unvec(build.vec(A), m, n), "A"),
        (build.unvec(build.vec(A), n, m), "unvec(vec(A), n, m)"),
        (build.unvec(build.mul(S(2), build.kronecker(x, a)), m, n), "2 a x^T"),
        (build.unvec(Vec(Add(A, A)), m, n), "A + A"),
        (build.commutation(S.One, n), "I"),
        (build.commutation(m, n), "K_{m,n}"),
        (build.mean(build.mul(S(3), x)), "3 mean(x)"),
        (build.mean(Fill(t, n, 1)), "t"),
        (build.variance(Fill(t, n, 1)), "0"),
        (build.hadamard_power(t, x), "t.^x"),
        (build.hadamard(build.hadamard_power(x, y), x), "x.^y ⊙ x"),
        (build.mul(build.power(t, build.sub(t, S.One)), t), "t^t"),
        (build.transpose(build.kronecker(x, y)), "(x ⊗ y)^T"),
        (build.transpose(build.kronecker(A, X)), "A^T ⊗ X^T"),
    ],
)
def test_prints(built: Basic, text: str) -> None:
    assert plain(built) == text


def test_shapes() -> None:
    assert shape_of(build.mul(A, x)) == (m, 1)
    assert shape_of(build.mul(build.transpose(x), y)) == (1, 1)
    assert shape_of(build.zero((n, m))) == (n, m)
    assert shape_of(build.kronecker(A, X)) == (m * n, n * n)
    assert shape_of(build.hadamard_power(t, x)) == (n, 1)
    assert shape_of(build.unvec(build.vec(A), n, m)) == (n, m)


def test_the_author_s_order_is_kept() -> None:
    assert build.add(y, x).args == (y, x)
    assert build.mul(A, X).args == (A, X)
    assert build.substitute(Mul(A, x), {x: y}) == Mul(A, y)


def test_whole_numbers_become_sympy_s() -> None:
    assert Fill(S.One, 3, 1).shape == (Integer(3), Integer(1))
