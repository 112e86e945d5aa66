"""A fact is named in the line that uses it first, whatever the method, and only there."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.errors import MatcalcError

SYMMETRIC = "S in R^(n x n) symmetric\n"
PROBABILITIES, ONE_HOT = "y in R^n probabilities\n", "y in R^n one-hot\n"


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
        (PROBABILITIES + "d/dz (-y^T log(softmax(z)))", 1, "ones(n)^T y = 1"),
        (ONE_HOT + "d/dz (-y^T log(softmax(z)))", 1, "ones(n)^T y = 1"),
        (ONE_HOT + "z = W x\np = softmax(z)\nL = -y^T log(p)\ndL/dW", 1, "ones(n)^T y = 1"),
        (ONE_HOT + "option method = index\nd/dz (-y^T log(softmax(z)))", 4, "ones(n)^T y = 1"),
        (ONE_HOT + "d/dz (z ⊙ y)^T (z ⊙ y)", 5, "y ⊙ y = y"),
        # By its own entries, too, and only what the line uses.
        (ONE_HOT + "d/dy (sum(y) a^T y)", 2, "ones(n)^T y = 1"),
        (PROBABILITIES + "d/dy (sum(y)^2)", 4, "ones(n)^T y = 1"),
    ],
)
def test_a_fact_is_named_where_it_is_used(block: str, at: int, fact: str) -> None:
    assert facts(block) == [(at, fact)]


@pytest.mark.parametrize(
    "block",
    [
        SYMMETRIC + "d/dx x^T S a",
        SYMMETRIC + "z = x - y\nL = ||z||^2 + tr(S)\ndL/dx",
        PROBABILITIES + "d/dz (logsumexp(z) - y^T z)",
        PROBABILITIES + "d/dz (z ⊙ y)^T (z ⊙ y)",
        "d/dz (-y^T log(softmax(z)))",
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


LAYER = "z = W x + b\np = softmax(z)\nL = -y^T log(p)\n"


@pytest.mark.parametrize(
    ("block", "result"),
    [
        (ONE_HOT + LAYER + "dL/dz", "p - y"),
        (ONE_HOT + LAYER + "dL/db", "p - y"),
        (PROBABILITIES + LAYER + "dL/dz", "p - y"),
        (LAYER + "dL/dz", "(ones(n)^T y) p - y"),
        (PROBABILITIES + "d/dz (sum(y) ||z||^2 + y^T ones(n))", "2 z"),
        (PROBABILITIES + "d/dz (y^T y a^T z)", "(y^T y) a"),
        (ONE_HOT + "d/dz (y^T y a^T z)", "a"),
        (PROBABILITIES + "d/dx a^T (I - ones(n) y^T) ones(n) (b^T x)", "0"),
        # Its own entries move on their own, whatever they sum to.
        (PROBABILITIES + "d/dy (a^T y)^2 / sum(y)", "(a^T y) (2 a - (a^T y) ones(n))"),
        (ONE_HOT + "d/dy (b^T (y ⊙ y))", "2 (b ⊙ y)"),
    ],
)
def test_what_entries_sum_to_is_put_in(block: str, result: str) -> None:
    assert plain(derive(block).results[-1].expression) == result


def test_a_derivative_by_probabilities_says_that_their_entries_are_independent() -> None:
    said = str(derive(PROBABILITIES + "d/dy y^T A y"))
    assert "The entries of y are treated as independent" in said


def test_a_stationary_point_that_does_not_sum_to_one_is_refused() -> None:
    with pytest.raises(MatcalcError, match="need not sum to one"):
        derive(PROBABILITIES + "solve d/dy ||A y - b||^2 = 0")
