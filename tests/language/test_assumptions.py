"""What a block says it assumed."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.errors import ShapeError
from mkdocs_matcalc.language import parse


@pytest.mark.parametrize(
    ("block", "assumed"),
    [
        (
            "d/dx A x",
            ["shapes by convention: $A$, $x$"],
        ),
        (
            r"\nabla_{\mathbf{w}} \mathbf{a}^\top \mathbf{w}",
            [r"shapes by convention: $\mathbf{a}$, $\mathbf{w}$"],
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
        (
            "X in R^(N x d)\ny in R^N\nw in R^d\nd/dw 1/n ||X w - y||^2",
            ["shapes by convention: $n$", "$n$ is a scalar, as it only divides"],
        ),
        ("X in R^(n x d)\ny in R^n\nw in R^d\nd/dw 1/n ||X w - y||^2", []),
        (
            "θ in R\nd/dθ sum_{i=1}^n log(1 + exp(-y_i θ))",
            ["shapes by convention: $y$", "$y_i$ is an entry of the vector $y$"],
        ),
        # In whichever order they stand.
        (
            "d/dv (v_1 a^T v)",
            ["shapes by convention: $v$, $a$", "$v_{1}$ is an entry of the vector $v$"],
        ),
        (
            "d/dv (a^T v v_1)",
            ["shapes by convention: $a$, $v$", "$v_{1}$ is an entry of the vector $v$"],
        ),
        (
            "d/dw (v_1 sum_i v_i w_i)",
            [
                "shapes by convention: $v$, $w$",
                "$v_{1}$ is an entry of the vector $v$",
                "$v_i$ is an entry of the vector $v$",
            ],
        ),
        ("d/dv_1 ||v_1 - v||", ["shapes by convention: $v_1$, $v$"]),
        ("d/dX ||X_1 v + X v||", ["shapes by convention: $X_1$, $v$, $X$"]),
        ("d/dv (γ_1 γ v^T a)", [r"shapes by convention: $\gamma_1$, $\gamma$, $v$, $a$"]),
        (
            "A in R^(m x n)\nx in R^n\nd/dx^T (A x)",
            [
                (
                    r"$\partial x^\top$ is read as $\partial x$; "
                    "the option layout = numerator transposes the result"
                )
            ],
        ),
        ("A in R^(n x n)\nx in R^n\nf = x^T A x\n\\frac{\\partial^2 f}{\\partial x \\partial x^\\top}", []),
        ("X in R^(n x n)\nd/dX |X|", [r"$\lvert \cdot \rvert$ of a matrix is its determinant"]),
        ("x in R^n\nd/dx σ(x)", [r"$\sigma(\cdot)$ is the sigmoid"]),
    ],
)
def test_assumptions(block: str, assumed: list[str]) -> None:
    problem = parse(block)
    names = [f"${variable.latex_name}$" for variable in problem.by_convention]
    shapes = [f"shapes by convention: {', '.join(names)}"] if names else []
    assert [*shapes, *problem.assumptions] == assumed


def test_inferred_dimensions_take_no_name_of_the_block() -> None:
    (variable,) = parse("n in R^3\nd/dx (x^T x) (n^T n)").requests[0].wrt[0]
    assert str(variable.shape[0]) == "m"


@pytest.mark.parametrize(
    "denominator", ["1/n ||x||^2", r"\frac{1}{n} ||x||^2", "1/(2n) ||x||^2", "||x||^2/n", "||x||^2 / n^2"]
)
def test_what_one_only_divides_by_is_a_scalar(denominator: str) -> None:
    shapes = {variable.name: variable.shape for variable in parse(f"x in R^d\nd/dx {denominator}").variables}
    assert shapes["n"] == (1, 1)


@pytest.mark.parametrize(
    ("definitions", "divisor"),
    [
        ("h = sqrt(d)", "d"),
        ("h = d", "d"),
        ("h = 2 d", "d"),
        (r"h = \sqrt{d_k}", "d_k"),
        ("k = sqrt(d)\nh = 2 k", "d"),
    ],
)
def test_so_is_what_it_divides_by_through_a_name(definitions: str, divisor: str) -> None:
    problem = parse(f"{definitions}\nP = softmax(Q K^T / h, rows)\nd/dQ sum(P V)")
    shapes = {each.variable.name: each.variable.shape for each in problem.definitions}
    assert shapes["h"] == (1, 1)
    assert f"${divisor}$ is a scalar, as it only divides" in problem.assumptions


def test_a_size_behind_a_name_is_a_number() -> None:
    problem = parse("Q, K in R^(n x d)\nh = sqrt(d)\nd/dQ sum(softmax(Q K^T / h, rows))")
    assert problem.definitions[0].variable.shape == (1, 1)
    assert {variable.name for variable in problem.variables} == {"Q", "K"}


def test_what_stands_where_no_scalar_can_is_not() -> None:
    with pytest.raises(ShapeError, match="what one divides by must be a scalar"):
        parse("h = sqrt(d)\nd/dx (||x||^2 / h) (d^T x)")


def test_what_one_divides_by_and_differentiates_by_is_a_scalar_by_its_use() -> None:
    problem = parse("h = d\nd/dd ||x||^2 / h")
    assert [each.variable.name for each in problem.inferred] == ["d"]
    assert problem.requests[0].wrt[0][0].shape == (1, 1)


@pytest.mark.parametrize("block", ["d/dx ||x||^2/n", "d/dx x/n"])
def test_what_is_differentiated_by_keeps_its_kind(block: str) -> None:
    assert parse(block.replace("dx", "dv").replace("x", "v")).requests[0].wrt[0][0].shape != (1, 1)


def test_a_comma_within_text_is_no_words() -> None:
    assert parse(r"\nabla_u (u^\top u) = 2 u \text{,}").assumptions == ()


def test_a_letter_that_is_drawn_in_two_ways_is_told() -> None:
    said = parse(r"\nabla_\theta (\theta^T A \vartheta)").assumptions
    assert r"$\theta$ and $\vartheta$ are taken as one letter" in said
    assert not any("one letter" in each for each in parse(r"\nabla_\theta (\theta^T A \theta)").assumptions)


def test_a_size_that_stands_beside_a_vector_is_told() -> None:
    said = parse("R in R^(m x m)\nd/dx (x - m)^T R (x - m)").assumptions
    assert "$m$, which is a size here, beside a vector stands for that number in every entry" in said
