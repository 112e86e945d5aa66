"""A fact is named in the line that uses it first, whatever the method, and only there."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.plain import plain

SYMMETRIC = "S in R^(n x n) symmetric\n"


def facts(block: str) -> list[tuple[int, str]]:
    """Each fact that a line names, with the number of the line."""
    steps = derive(block).steps
    return [
        (at, f"{plain(left)} = {plain(right)}") for at, step in enumerate(steps) for left, right in step.facts
    ]


@pytest.mark.parametrize(
    ("block", "at", "fact"),
    [
        # A term is turned; nothing was turned in the product rule above it.
        (SYMMETRIC + "d/dx x^T S x", 1, "S^T = S"),
        # The cyclic property needs no symmetry; that the gradient holds no transpose does.
        (SYMMETRIC + "d/dX tr(X S X S)", 3, "S^T = S"),
        (SYMMETRIC + "d/dx (S x)", 1, "S^T = S"),
        (SYMMETRIC + "option method = index\nd/dx x^T S x", 4, "S^T = S"),
        (SYMMETRIC + "option method = pattern\nd/dx x^T S x", 0, "S^T = S"),
        (SYMMETRIC + "option steps = brief\nd/dx x^T S x", 0, "S^T = S"),
        (SYMMETRIC + "z = B x\nL = z^T S z\ndL/dx", 0, "S^T = S"),
        (SYMMETRIC + "d/dx x^T S^T x", 1, "S^T = S"),
        ("S in R^(n x n) positive definite\nd/dX tr(X^T S^-1 X)", 2, "S^T = S"),
        ("D in R^(n x n) diagonal\nd/dx x^T D x", 1, "D^T = D"),
        ("K in R^(n x n) skew\nd/dx (K x)", 1, "K^T = -K"),
        ("Q in R^(n x n) orthogonal\nd/dx ||Q x - y||^2", 5, "Q^-1 = Q^T"),
        ("A in R^(m x n)\nd/dx x^T (A^T A + λ I)^-1 x", 1, "(A^T A + lambda I)^T = A^T A + lambda I"),
        ("A in R^(m x n)\nM = A^T A + λ I\nd/dx x^T M^-1 x", 1, "M^T = M"),
        ("x_i in R^d\nC = sum_{i=1}^n x_i x_i^T\nd/dw w^T C w", 1, "C^T = C"),
    ],
)
def test_a_fact_is_named_where_it_is_used(block: str, at: int, fact: str) -> None:
    assert facts(block) == [(at, fact)]


@pytest.mark.parametrize(
    "block",
    [
        SYMMETRIC + "d/dx x^T S a",
        SYMMETRIC + "z = x - y\nL = ||z||^2 + tr(S)\ndL/dx",
        "d/dx x^T A^T A x",
        "A in R^(m x n)\nM = A^T A\nd/dA tr(M)",
    ],
)
def test_what_is_not_used_is_not_named(block: str) -> None:
    assert facts(block) == []


def test_each_request_names_what_it_uses() -> None:
    named = facts(SYMMETRIC + "f = x^T S x\ng = y^T S y\ndf/dx\ndg/dy")
    assert [fact for _, fact in named] == ["S^T = S", "S^T = S"]


def test_what_is_symmetric_by_definition_needs_no_transpose() -> None:
    derivation = derive("X in R^(n x d)\nC = X^T X / n\nsolve d/dw (w^T C w - 2 b^T w) = 0")
    assert plain(derivation.results[-1].expression) == "C^-1 b"
    assert derivation.results[-1].request in derivation.problem.requests
    assert {name for name in derivation.definitions if name.facts} == set()


def test_what_varies_is_not_taken_for_symmetric() -> None:
    derivation = derive("M = X^T X\nL = tr(M^T B)\ndL/dM\ndL/dX")
    assert [plain(each.expression) for each in derivation.results] == ["B", "X (B + B^T)"]
