"""Shuffled terms and factors give the same result, to the letter."""

from __future__ import annotations

import random

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.printer import formula

SAMPLES = "X in R^(n x d)\nw in R^d\ny in R^n\nλ in R\n"
SQUARE = "A, B, X in R^(n x n)\n"

# Declarations, the variable, and the terms; of a term that is a tuple the factors may stand in any order.
FUNCTIONS: list[tuple[str, str, list[str | tuple[str, ...]]]] = [
    (SAMPLES, "w", ["||X w - y||^2", "λ ||w||^2", "y^T X w"]),
    (SAMPLES, "w", ["sum(exp(X w))", "λ ||w||_1", "-y^T X w"]),
    (SAMPLES, "w", ["w^T X^T X w", "-2 y^T X w", "y^T y"]),
    (SAMPLES, "w", [("λ", "||w||^2", "y^T X w"), ("λ", "w^T w")]),
    ("A, B in R^(n x n)\nb, x in R^n\n", "x", ["x^T A x", "b^T x", "x^T B x", "||x||"]),
    (SQUARE, "X", ["tr(A X)", "logdet(X)", "tr(X^T B X)", "||X||_F^2"]),
    (SQUARE, "X", ["tr(A X^2)", "tr(X^-1 A)", "det(X)"]),
    (SQUARE, "X", [("tr(A X)", "det(X)", "tr(B X)")]),
    (
        "S in R^(n x n) positive definite\nx, m in R^n\n",
        "S",
        ["logdet(S)", "(x - m)^T S^-1 (x - m)", "tr(S)"],
    ),
    ("a, b, x in R^n\n", "x", [("(a^T x)", "(b^T x)"), "||x||^2", "a^T x"]),
    ("X in R^(n x m)\nB in R^(n x n)\nC in R^(m x m)\n", "X", ["tr(X^T B X C)", "tr(X C X^T)", "||X||_F^2"]),
    ("z, y in R^k\n", "z", ["logsumexp(z)", "-y^T z", "1/2 z^T z"]),
    ("y, z in R^n\n", "z", ["-y^T log(σ(z))", "-(1 - y)^T log(1 - σ(z))", "||z||^2"]),
    ("a, b in R^m\nX in R^(n x m)\n", "X", ["a^T X^T X b", "b^T X^T X b", "sum(X)^2"]),
    ("Q in R^(n x d)\nK in R^(m x d)\nG in R^(n x m)\n", "Q", ["tr(G^T softmax(Q K^T, rows))", "||Q||_F^2"]),
    (
        "x_i in R^d\nm in R^d\nc in R\n",
        "m",
        ["sum_{i=1}^n ||x_i - m||^2", "c ||m||^2", "sum_{i=1}^n x_i^T m"],
    ),
]


def written(terms: list[str | tuple[str, ...]], shuffle: random.Random | None) -> str:
    """The terms as a sum, in the order given or in another."""
    texts = []
    for term in terms:
        factors = [term] if isinstance(term, str) else list(term)
        if shuffle:
            shuffle.shuffle(factors)
        texts.append(" ".join(factors))
    if shuffle:
        shuffle.shuffle(texts)
    return " + ".join(texts).replace("+ -", "- ")


def result(declarations: str, variable: str, function: str) -> str:
    derivation = derive(f"{declarations}d/d{variable} ({function})")
    return latex(formula(derivation.result))


@pytest.mark.parametrize(("declarations", "variable", "terms"), FUNCTIONS, ids=range(len(FUNCTIONS)))
def test_shuffled(declarations: str, variable: str, terms: list[str | tuple[str, ...]]) -> None:
    expected = result(declarations, variable, written(terms, None))
    for seed in range(3):
        shuffled = written(terms, random.Random(seed))
        assert result(declarations, variable, shuffled) == expected, f"seed {seed}: {shuffled}"


def test_the_author_s_own_sums_keep_their_order() -> None:
    assert result("", "x", "||b + A x||^2") == r"2 A^\top (b + A x)"
    assert result("", "x", "||A x + b||^2") == r"2 A^\top (A x + b)"
