"""What is said of convexity, held against eigenvalues of second derivatives at random points."""

from __future__ import annotations

import numpy as np
import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.calculus.convexity import curvatures
from mkdocs_matcalc.notebook import Derived
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.sample import sample

CONVEX = [
    "d^2/db^2 ||A b - c||^2",
    "d^2/db^2 ||A b - c||",
    "d^2/db^2 log(sum(exp(A b + c)))",
    "d^2/db^2 logsumexp(b)",
    "d^2/db^2 sum(log(1 + exp(A b)))",
    "d^2/db^2 sqrt(2 + b^T b)",
    "d^2/db^2 sum(exp(A b))",
    "d^2/db^2 (-log(s - c^T b))",
    "d^2/db^2 ||b||^3",
    "d^2/dB^2 ||A B - C||_F^2",
    "t in R\nd^2/dt^2 (t^4 + exp(t))",
    "t in R positive\nd^2/dt^2 1/t",
    "b in R^n positive\nd^2/db^2 b^T log(b)",
    "S in R^(n x n) positive definite\nd^2/db^2 (b - c)^T S (b - c)",
]
CONCAVE = [
    "b in R^n positive\nd^2/db^2 sum(log(b))",
    "d^2/db^2 (c^T b - ||A b||^2)",
    "t in R positive\nd^2/dt^2 sqrt(t)",
]


def _smallest(derived: Derived, sign: int) -> float:
    """The smallest eigenvalue that the first result has at some points, in parts of the largest."""
    expr, worst = derived.results[0].expression, 0.0
    for draw in range(6):
        point = sample([expr, *derived.problem.variables], derived.definitions, draw)
        values = sign * np.linalg.eigvalsh(evaluate(expr, point))
        worst = min(worst, float(values.min() / abs(values).max()))
    return worst


@pytest.mark.parametrize(
    ("block", "sign", "kind"),
    [*((block, 1, "convex") for block in CONVEX), *((block, -1, "concave") for block in CONCAVE)],
)
def test_what_is_said_holds_at_random_points(block: str, sign: int, kind: str) -> None:
    derived = derive(block)
    (found,) = curvatures(derived)
    assert (found.convex, found.conditions, found.everywhere) == (sign == 1, (), True)
    assert f", so f is {kind} in " in str(derived)
    assert _smallest(derived, sign) > -1e-9


def test_what_it_depends_on_is_said() -> None:
    said = str(derive("d^2/db^2 (||A b||^2 + mu b^T b)"))
    assert "Where μ ≥ 0, ∂²f/∂b² ⪰ 0, so f is convex in b." in said


@pytest.mark.parametrize("square", ["A^2", "(A^T A ⊙ A^T A ⊙ A^T A)"])
def test_a_square_of_a_matrix_may_have_entries_below_zero(square: str) -> None:
    said = str(derive(f"A in R^(n x n)\nc in R^n positive\nd^2/db^2 (c^T {square} c b^T b)"))
    assert "Where A ≥ 0, ∂²f/∂b² ⪰ 0, so f is convex in b." in said


@pytest.mark.parametrize(
    "block",
    [
        "t in R\nd^2/dt^2 1/t^2",
        "t in R\nd^2/dt^2 (t^2 + 3/t^2)",
        "t in R\nd^2/dt^2 (2 t^2 - log(t^2))",
        "d^2/db^2 1/(c^T b)^2",
        "d^2/db^2 (b^T b + 1/(c^T b)^2)",
        "d^2/db^2 sum(b.^-2)",
        "d^2/db^2 sum((A b).^-4)",
        "d^2/db^2 (-sum(log(b.^2)))",
    ],
)
def test_where_a_function_breaks_it_is_not_called_convex(block: str) -> None:
    said = str(derive(block))
    assert " wherever f is defined." in said
    assert "convex" not in said


@pytest.mark.parametrize(
    "block",
    [
        "d^2/db^2 b^T A b",
        "t in R\nd^2/dt^2 (t^2 - abs(t))",
        "d^2/db^2 (-log(b^T b - 1))",
        "d^2/db^2 1/(s - c^T b)",
        "S in R^(n x n) positive definite\nd^2/db^2 exp(-b^T S b)",
        "t in R\nd^2/dt^2 t^3",
        "t in R\nd^2/dt^2 sin(t)",
        "d^2/db^2 c^T b",
        # What is taken off is too much, or along another direction.
        "d^2/db^2 (log(sum(exp(b))) - b^T b)",
        "d^2/db^2 (||b|| - 2 sqrt(1 + b^T b))",
        "d^2/db^2 log(c^T exp(b))",
    ],
)
def test_what_is_not_shown_is_not_said(block: str) -> None:
    said = str(derive(block))
    assert "convex" not in said
    assert "concave" not in said
