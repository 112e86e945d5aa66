"""Derivatives on the matrices of one structure, and what the page says of structure."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.build import mul
from mkdocs_matcalc.algebra.nodes import Trace, Variable, dimension
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.numerics.check import check
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.present import present

CONSTRAINED = [
    ("S in R^(n x n) symmetric\nA in R^(n x n)\nd/dS tr(A S)", "A + A^T - A ⊙ I"),
    ("S in R^(n x n) positive definite\nd/dS logdet(S)", "2 S^-1 - S^-1 ⊙ I"),
    ("K in R^(n x n) skew\nA in R^(n x n)\nd/dK tr(A K)", "A^T - A"),
    ("D in R^(n x n) diagonal\nd/dD a^T D b", "diag(a ⊙ b)"),
    ("X in R^(n x m)\nd/dX tr(A X)", "A^T"),
]


@pytest.mark.parametrize(("block", "result"), CONSTRAINED)
def test_constrained_derivative(block: str, result: str) -> None:
    assert plain(derive(f"option symmetric = constrained\n{block}").result) == result


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("S in R^(n x n) symmetric\nd^2/dS^2 logdet(S)", "a second derivative on the symmetric matrices"),
        ("K in R^(n x n) skew\nd^2/dx dK x^T K y", "a second derivative on the skew matrices"),
        ("D in R^(n x n) diagonal\nd/dD (D x)", "a Jacobian on the diagonal matrices"),
    ],
)
def test_only_gradients_are_taken_on_a_structure(asked: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        derive(f"option symmetric = constrained\n{asked}")
    assert "independent" in (caught.value.hint or "")
    assert derive(asked).result is not None


def test_the_page_says_which_convention_it_follows() -> None:
    block = "S in R^(n x n) positive definite\nd/dS logdet(S)"
    (free,) = present(derive(block)).notes
    (tied,) = present(derive(f"option symmetric = constrained\n{block}")).notes
    assert free.prose.source == (
        "The entries of $S$ are treated as independent; its structure simplifies the result."
    )
    assert tied.prose.source == (
        "The derivative on the symmetric matrices: the entries of $S$ that its structure ties together "
        "change together."
    )


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
def test_the_other_layout_is_on_the_constraint_too(layout: str) -> None:
    block = (
        f"option symmetric = constrained\noption layout = {layout}\nA in R^(n x n)\nS in R^(n x n) symmetric"
    )
    (result,) = present(derive(f"{block}\nd/dS tr(A S)")).results
    assert result.turned is not None
    by = [rf"\left.\frac{{\partial f}}{{\partial {name}}}\right|_{{S = S^\top}}" for name in ("S", r"S^\top")]
    assert {latex(result.label), latex(result.turned.label)} == {*by}


def test_the_free_derivative_is_not_taken_for_the_constrained_one() -> None:
    n = dimension("n")
    s, a = Variable("S", n, n, facts=("symmetric",)), Variable("A", n, n)
    free = derive("S in R^(n x n) symmetric\nA in R^(n x n)\nd/dS tr(A S)").result
    assert check(Trace(mul(a, s)), (s,), free, {}).points == 3
    with pytest.raises(CheckFailed):
        check(Trace(mul(a, s)), (s,), free, {}, structure="symmetric")


def test_a_vector_has_no_second_derivative_by_a_vector() -> None:
    with pytest.raises(Refusal, match="second derivatives by scalars only"):
        derive("d^2/dz^2 (G z)")
