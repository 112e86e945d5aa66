"""What a function of a matrix was taken for is said: of each entry, or of which rank."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.language import parse

EXP = "exp of a square matrix is taken of each entry; expm is the exponential of the matrix"
COLUMNS = r"pinv is that of a matrix with independent columns: $A^+ = (A^\top A)^{-1} A^\top$"
ROWS = r"pinv is that of a matrix with independent rows: $A^+ = A^\top (A A^\top)^{-1}$"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("d/dX tr(exp(X))", EXP),
        (r"\nabla_X \operatorname{tr}(\exp(X))", EXP),
        ("A in R^(n x n)\nt in R\nd/dt e^{t A} = A e^{t A}", EXP),
        ("d/db ||pinv(A) b||^2", COLUMNS),
        ("A in R^(5 x 3)\nd/db ||pinv(A) b||^2", COLUMNS),
        ("A in R^(3 x 5)\nd/db ||pinv(A) b||^2", ROWS),
    ],
)
def test_what_is_said(block: str, said: str) -> None:
    assert said in parse(block).assumptions


@pytest.mark.parametrize(
    "block",
    [
        "X in R^(m x n)\nd/dX sum(exp(X))",
        "X in R^(m x n)\nd/dX sum(e^X)",
        "d/dx sum(e^x)",
        "d/dX tr(expm(X))",
        "X in R^(n x n)\nd/dX tr(sin(X))",
        "A in R^(n x n)\nd/db ||pinv(A) b||^2",
        "d/dx ||pinv(x) b||^2",
    ],
)
def test_where_nothing_is_to_be_said(block: str) -> None:
    assert not [each for each in parse(block).assumptions if "entry" in each or "pinv" in each]
