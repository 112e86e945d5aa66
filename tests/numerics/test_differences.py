"""Finite differences in denominator layout, against derivatives written by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sympy import S

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Function,
    Hadamard,
    Inverse,
    Mul,
    Norm,
    Pow,
    Transpose,
    Variable,
    dimension,
)
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.numerics.evaluate import derivative
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.richardson import FIRST_ORDER_STEPS, LINE, Estimate, slope
from mkdocs_matcalc.numerics.sample import sample

n, m = dimension("n"), dimension("m")
s, x, y = Variable("s"), Variable("x", n), Variable("y", m)
A, X, P = Variable("A", m, n), Variable("X", n, m), Variable("P", n, n, facts=("positive definite",))
r = Variable("r", m)
DEFINED = {r: Add(Mul(A, x), Mul(S(-1), y))}
POINT = sample((s, x, y, A, X, P), DEFINED, draw=3)
V = POINT.values
SQUARED = Pow(Norm(r, "2"), S(2))


def commutation(rows: int, columns: int) -> np.ndarray:
    """K with K vec(M) = vec(Mᵀ)."""
    K = np.zeros((rows * columns, rows * columns))
    for row in range(rows):
        for column in range(columns):
            K[row * columns + column, column * rows + row] = 1
    return K


CASES = {
    "scalar by vector": (SQUARED, (x,), 2 * V[A].T @ (V[A] @ V[x] - V[y])),
    "scalar by matrix": (SQUARED, (A,), 2 * (V[A] @ V[x] - V[y]) @ V[x].T),
    "scalar by intermediate": (SQUARED, (r,), 2 * (V[A] @ V[x] - V[y])),
    "scalar by scalar": (Apply(Function("exp"), Mul(s, s)), (s,), 2 * V[s] * np.exp(V[s] ** 2)),
    "vector by vector": (Mul(A, x), (x,), V[A].T),
    "vector by matrix": (Mul(A, x), (A,), np.kron(V[x], np.eye(len(V[y])))),
    "matrix by matrix": (Mul(A, X), (X,), np.kron(np.eye(len(V[y])), V[A].T)),
    "transpose by matrix": (Transpose(X), (X,), commutation(*V[X].shape).T),
    "matrix by scalar": (Mul(s, s, X), (s,), 2 * V[s] * V[X]),
    "inverse by matrix": (
        Mul(Transpose(x), Inverse(P), x),
        (P,),
        -np.linalg.inv(V[P]) @ V[x] @ V[x].T @ np.linalg.inv(V[P]),
    ),
    "hessian": (SQUARED, (x, x), 2 * V[A].T @ V[A]),
    "mixed": (Mul(Transpose(r), A, Hadamard(x, x)), (y, x), -2 * V[A] @ np.diag(V[x].ravel())),
    "scalar twice": (Mul(s, s, s, X), (s, s), 6 * V[s] * V[X]),
    "scalar and vector": (Mul(s, Transpose(x), x), (s, x), 2 * V[x].T),
}


@pytest.mark.parametrize("name", CASES)
def test_derivative(name: str) -> None:
    function, wrt, expected = CASES[name]
    found = derivative(function, wrt, POINT).settled()
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("wrt", [(x,), (x, x)])
def test_a_kink_has_no_derivative(wrt: tuple[Variable, ...]) -> None:
    point = Point({n: 2}, {x: np.array([[2e-4], [1.0]])})
    with pytest.raises(UndefinedError):
        derivative(Norm(x, "1"), wrt, point).settled()


@pytest.mark.parametrize("wrt", [(x, x, x), ()])
def test_other_orders_are_refused(wrt: tuple[Variable, ...]) -> None:
    with pytest.raises(Refusal, match="order"):
        derivative(SQUARED, wrt, POINT)


def test_the_second_derivative_of_a_vector_is_refused() -> None:
    with pytest.raises(Refusal, match="vector or matrix"):
        derivative(Hadamard(x, x), (x, x), POINT)


@pytest.mark.parametrize("step", FIRST_ORDER_STEPS)
def test_right_at_a_kink_there_is_no_slope(step: float) -> None:
    def found(function: Callable[[Array], Array]) -> Estimate:
        return slope(function(step * LINE)[:, None, None], step)

    for kinked in (np.abs, lambda t: np.maximum(t, 0), lambda t: np.sin(t) + 0.01 * np.abs(t)):
        assert not found(kinked).is_settled
    for smooth in (np.sin, np.exp, lambda t: t**4 - 3 * t, lambda t: 1 / (1 + np.exp(-5 * t))):
        assert found(smooth).is_settled


def test_where_the_second_derivative_jumps_the_slope_is_not_settled() -> None:
    step = FIRST_ORDER_STEPS[0]
    slopes = slope((step * LINE + 0.02 * np.maximum(step * LINE, 0) ** 2)[:, None, None], step)
    assert abs(slopes.value.item() - 1) > 1e-5
    assert not slopes.is_settled
