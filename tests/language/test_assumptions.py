"""What a block says it assumed."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.language import parse


@pytest.mark.parametrize(
    ("block", "assumed"),
    [
        (
            "d/dx A x",
            [r"$A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^{n}$ by convention"],
        ),
        ("x in R^n\nd/dx x^T x", []),
        ("λ in R\nx in R^n\nd/dx λ x", []),
        (
            "y in R^n\nd/dy sum(1 - y)",
            ["$1$ beside a vector stands for $1$ in every entry"],
        ),
        ("x in R^n\nd/dx (x - mean(x))", ["a scalar beside a vector stands for that scalar in every entry"]),
        ("X in R^(n x m)\nd/dX ||X||", [r"$\lVert \cdot \rVert$ of a matrix is the Frobenius norm"]),
        (
            "X in R^(n x m)\nd/dX ||X||_2",
            [r"$\lVert \cdot \rVert_2$ of a matrix is the spectral norm, its largest singular value"],
        ),
        (
            "X in R^(n x m)\nd/dX ||X||_1",
            [r"$\lVert \cdot \rVert_1$ of a matrix is the sum of its absolute entries"],
        ),
        ("X in R^(n x n)\nd/dX |X|", [r"$\lvert \cdot \rvert$ of a matrix is its determinant"]),
        ("x in R^n\nd/dx σ(x)", [r"$\sigma(\cdot)$ is the sigmoid"]),
    ],
)
def test_assumptions(block: str, assumed: list[str]) -> None:
    assert list(parse(block).assumptions) == assumed


def test_inferred_dimensions_take_no_name_of_the_block() -> None:
    (variable,) = parse("n in R^3\nd/dx (x^T x) (n^T n)").requests[0].wrt[0]
    assert str(variable.shape[0]) == "m"
