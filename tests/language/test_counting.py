"""Letters in the exponents of matrices: what counts is a whole number, anything else is what it was."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.language import parse

COUNTS = "$k$ is a positive whole number, as it counts in a power of a matrix"


@pytest.mark.parametrize(
    "block",
    [
        "d/dA u^T A^k v",
        "d/dA tr(A^{k+1})",
        "d/dx x^T (I - A)^k x",
        "d/dx x^T (I - η A)^k x",
        "S = A A^T + λ I\nd/dx x^T S^k x",
        "w = A B\nd/dA tr(w^k)",
        "Σ in R^(n x n)\nd/dx x^T Σ^k x",
        r"\nabla_{\mathbf{A}} \operatorname{tr}(\mathbf{A}^{k})",
        "B = a a^T\nk in N\nd/dx x^T B^k x",
        r"k \in \mathbb{N}" + "\nd/dA u^T A^k v",
    ],
)
def test_what_counts_in_a_power_of_a_matrix(block: str) -> None:
    problem = parse(block)
    assert COUNTS in problem.assumptions
    assert "k" not in [each.name for each in problem.variables]


@pytest.mark.parametrize(
    "block",
    [
        "d/dA det(A)^k",
        "d/dA tr(A)^k",
        "d/dx (x^T A x)^k",
        "d/dx (a^T x)^k",
        "N in R\nd/dx N^k a^T x",
        "N in R\nd/dx (2 N)^k a^T x",
    ],
)
def test_what_is_a_number_as_before(block: str) -> None:
    problem = parse(block)
    assert COUNTS not in problem.assumptions
    assert "k" in [each.name for each in problem.variables]


def test_a_whole_number_that_is_declared_is_one_everywhere() -> None:
    assert [each.name for each in parse("k in N\nd/dx k (a^T x)^k").variables] == ["a", "x"]
