"""The ways to derive, held against each other: the same derivative by each, and mostly the same text."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.printer import formula

GRADIENTS = [
    "d/dx a^T x",
    "d/dx x^T A x",
    "A in R^(n x n) symmetric\nd/dx x^T A x",
    "d/dx ||A x - y||^2",
    "d/dx ||x||",
    "d/dX a^T X b",
    "d/dX tr(A X^T B)",
    "d/dX tr(X^T A X)",
    "d/dX tr(A X B X^T C)",
    "d/dX ||A X - B||_F^2",
    "d/dx sum(exp(A x))",
    "d/dw sum(log(1 + exp(-y ⊙ X w)))",
    "d/dX tr(A (X ⊙ B))",
    "d/dx x^T diag(x) A x",
    "d/dx ||x x^T - A||_F^2",
    "d/dU ||X - U V^T||_F^2",
    "λ in R\nd/dw (||X w - y||^2 + λ ||w||^2)",
    "d/dx logsumexp(A x)",
    "d/dX logdet(X)",
    "d/dX tr(X^-1 A)",
    "d/dz (-y^T log(softmax(z)))",
    "d/dW_1 ||W_2 relu(W_1 x + b) - y||^2",
]


def by(method: str, block: str) -> Derivation | None:
    """The derivation by a method; None where it has no rule for some part."""
    try:
        return derive(block, method=method)
    except Refusal:
        return None


@pytest.mark.parametrize("method", ["chain", "index"])
@pytest.mark.parametrize("block", GRADIENTS)
def test_the_same_derivative(block: str, method: str) -> None:
    one, other = by("differential", block), by(method, block)
    assert one is not None
    if other is None:
        assert method == "index", "the chain rule takes whatever differentials take"
        return
    definitions = {**one.definitions, **other.definitions}
    for derivation in (one, other):
        definitions |= {name: value for result in derivation.results for name, value in result.where}
    difference = agree(one.result, other.result, definitions)
    assert difference is not None
    assert difference < 1e-8


@pytest.mark.parametrize("block", GRADIENTS)
def test_the_same_text_by_differentials_and_by_the_chain_rule(block: str) -> None:
    one, other = by("differential", block), by("chain", block)
    assert one is not None
    assert other is not None
    assert latex(formula(other.result)) == latex(formula(one.result))
