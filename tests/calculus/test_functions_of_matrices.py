"""Functions of whole matrices: what is derived, against numbers, and what says that no formula gives it."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive, parse
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.numerics.check import agree

X, AX = "X in R^(n x n)", "A in R^(m x n)\nX in R^(n x m)"


@pytest.mark.parametrize(
    ("block", "book"),
    [
        (f"{X}\nd/dX tr(expm(-X))", "-expm(-X)^T"),
        (f"{X}\nd/dX tr(X^2 expm(X)^2)", "(2 X expm(X)^2 + 2 X^2 expm(X)^2)^T"),
        (f"{X}\nd/dX tr(expm(X)^-1)", "-expm(-X)^T"),
        (f"{X}\nd/dX tr(logm(X)^2)", "2 (logm(X) X^-1)^T"),
        (f"{X}\nd/dX tr(X^-1 logm(X))", "(X^-2 - X^-2 logm(X))^T"),
        (f"{X}\nd/dX tr(X^(3/2) logm(X))", "(3/2 X^(1/2) logm(X) + X^(1/2))^T"),
        (f"{X}\nB in R^(n x n)\nd/dX tr(B X + X logm(X))", "(B + logm(X) + I)^T"),
        (f"{AX}\nd/dX tr(A X logm(A X))", "A^T (logm(A X) + I)^T"),
        (f"{AX}\nd/dX tr((A X)^(1/2))", "1/2 A^T ((A X)^(-1/2))^T"),
        ("B, C in R^(n x n) positive definite\nd/dC tr((B^(1/2) C B^(1/2))^(1/2))",
         "1/2 B^(1/2) (B^(1/2) C B^(1/2))^(-1/2) B^(1/2)"),
        ("A in R^(n x n)\na in R^n\ns in R\nd/ds a^T expm(A sin(s)) a", "cos(s) a^T A expm(A sin(s)) a"),
        ("P in R^(n x n) positive definite\ns in R positive\nd/ds tr(P logm(s P))", "tr(P) / s"),
        ("P in R^(n x n) positive definite\ns in R positive\nd/ds tr(P (s P)^(1/2))",
         "1/2 s^(-1/2) tr(P^(3/2))"),
        (f"{X}\nd/dX logdet(X^(1/2))", "1/2 X^-T"),
        (f"{X}\nd/dX log(det(expm(X^2)))", "2 X^T"),
    ],
)  # fmt: skip
def test_a_derivative(block: str, book: str) -> None:
    derivation = derive(block)
    *declared, _ = block.splitlines()
    problem = parse("\n".join([*declared, f"book = {book}", block.splitlines()[-1]]))
    expected = next(value for name, value in problem.defined().items() if name.name == "book")
    (result,) = derivation.results
    difference = agree(result.expression, expected, {**derivation.definitions, **dict(result.where)})
    assert difference is not None
    assert difference < 1e-6


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (f"{X}\nd/dX a^T expm(X) b", "the integral over s from 0 to 1 of expm(s X) d(X) expm((1 - s) X)"),
        (f"{X}\nd/dX a^T expm(X + X^T) b", "expm(s (X + X^T)) d((X + X^T)) expm((1 - s) (X + X^T))"),
        (f"{X}\nd/dX a^T logm(X) b", "(s (X - I) + I)^-1 d(X) (s (X - I) + I)^-1"),
        (f"{X}\nd/dX a^T X^(1/2) b", "the S with R S + S R = d(X), of R = X^(1/2), a Sylvester equation"),
        (f"{X}\nd/dX a^T X^(-1/2) b", "-R^-1 S R^-1 with the S of the Sylvester equation R S + S R = d(X)"),
        (f"{X}\nd/dX a^T X^(1/3) b", "the slopes of the power from eigenvalue to eigenvalue"),
        (f"{X}\nd/dX tr(A expm(X))", "has no closed form"),
        (f"{X}\nd/dX tr(expm(X) X^T)", "has no closed form"),
        (f"{X}\nd/dX ||expm(X)||^2", "has no closed form"),
        ("t in R\nd/dt a^T expm(A + t B) b", "has no closed form"),
        (f"{X}\nd^2/dX^2 tr(expm(X))", "has no closed form"),
    ],
)
def test_what_no_formula_gives(block: str, said: str) -> None:
    with pytest.raises(MatcalcError) as refusal:
        derive(block)
    assert "has no closed form" in refusal.value.message
    assert said in refusal.value.message
