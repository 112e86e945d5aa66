"""What is false in general is told with a condition under which it holds."""

from __future__ import annotations

from typing import Any

import pytest

from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.render.contract import contract

SQUARE = "A, B in R^(n x n)\nx, y in R^n\n"


def found(block: str) -> dict[str, Any]:
    claims: list[dict[str, Any]] = contract(answer(SQUARE + block))["claims"]
    return claims[-1]


CONDITIONS = [
    ("(A B)^2 = A^2 B^2", "$A$ and $B$ commute", "B = A^2 + 3 A"),
    ("(A + B)^2 = A^2 + 2 A B + B^2", "$A$ and $B$ commute", "B = A^2 + 3 A"),
    ("A B^-1 = B^-1 A", "$A$ and $B$ commute", "B = A^2 + 3 A"),
    ("C = B + I\n(A C)^2 = A^2 C^2", "$A$ and $B$ commute", "B = A^2 + 3 A"),
    ("x^T A x = 0 x^T x", "$A$ is skew", "A in R^(n x n) skew"),
    ("||A x||^2 = ||x||^2", "$A$ is orthogonal", "A in R^(n x n) orthogonal"),
    ("||A x|| = ||x||", "$A$ is orthogonal", "A in R^(n x n) orthogonal"),
    ("d/dx ||A x||^2 = 2 x", "$A$ is orthogonal", "A in R^(n x n) orthogonal"),
    ("diag(diag(A)) = A", "$A$ is diagonal", "A in R^(n x n) diagonal"),
    ("A (x ⊙ y) = diag(A) ⊙ x ⊙ y", "$A$ is diagonal", "A in R^(n x n) diagonal"),
]


@pytest.mark.parametrize(("claim", "condition", "_"), CONDITIONS)
def test_a_condition_is_told(claim: str, condition: str, _: str) -> None:
    told = found(claim)
    assert told["verdict"] == "false"
    assert f"it does if {condition}, not in general" in told["why"]


@pytest.mark.parametrize(("claim", "_", "stated"), CONDITIONS)
def test_under_that_condition_it_holds(claim: str, _: str, stated: str) -> None:
    name = stated[0]
    declared = "\n".join(
        line for line in ("A in R^(n x n)", "B in R^(n x n)", "x, y in R^n") if line[0] != name
    )
    claims = contract(answer(f"{declared}\n{stated}\n{claim}"))["claims"]
    assert claims[-1]["verdict"] == "holds"


@pytest.mark.parametrize("claim", ["A B = A + B", "tr(A B) = tr(A) tr(B)", "det(A + B) = det(A) + det(B)"])
def test_where_no_condition_is_found_none_is_told(claim: str) -> None:
    told = found(claim)
    assert told["verdict"] == "false"
    assert " if " not in told["why"]


@pytest.mark.parametrize("claim", ["d/dA tr(A B) = A B", "d/dA tr(A B A) = B A + A B"])
def test_what_moves_commutes_with_nothing(claim: str) -> None:
    assert "commute" not in found(claim)["why"]
