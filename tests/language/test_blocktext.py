"""A problem printed as a block: read again, it is the same, and nothing is left to convention."""

from __future__ import annotations

import pytest
from show import cases

from mkdocs_matcalc.algebra.blocktext import block_text
from mkdocs_matcalc.language import parse

BLOCKS = [block for block, _ in cases("expressions", "statements", "latex", "unicode")]
WRITTEN = [
    ("option method = chain\nd/dx x^T x", "option method = chain\nx in R^n\nd/dx (x^T x)"),
    ("f = ||A x||^2\ndf/dx", "A in R^(m x n)\nx in R^n\nf = ||A x||^2\ndf/dx"),
    ("f = x^T A x\nd^2 f/dx^2", "x in R^n\nA in R^(n x n)\nf = x^T A x\nd^2 f/dx^2"),
    ("L = ||W x - b||^2\ndL/d(W, b)", "W in R^(n x m)\nx in R^m\nb in R^n\nL = ||W x - b||^2\ndL/d(W, b)"),
    ("d^2/dx dy (x^T y)", "x in R^n\ny in R^n\nd^2/dx dy (x^T y)"),
    ("solve d/dx ||A x - y||^2 = 0", "A in R^(m x n)\nx in R^n\ny in R^m\nsolve d/dx (||A x - y||^2) = 0"),
    ("d/dx ||x||^2 = 2 x = x + x", "x in R^n\nd/dx (||x||^2) = 2 x = x + x"),
    ("rule Twice: x + x = 2 x\nd/dx (x + x)", "x in R^n\nrule Twice: x + x = 2 x\nd/dx (x + x)"),
    ("h_t = W h_{t-1}\ndh_t/dW", "W in R^(n x m)\nh_{t-1} in R^m\nh_t = W h_{t-1}\ndh_t/dW"),
    (
        "x in R^n\nd/dx x^T x = x x",
        "x in R^n\nd/dx (x^T x)\n# line 2: shapes do not fit in a product: `x` is n×1, `x` is n×1",
    ),
]


def lines(block: str) -> set[str]:
    return {line for line in block.splitlines() if not line.startswith("#")}


@pytest.mark.parametrize("block", BLOCKS)
def test_it_reads_back(block: str) -> None:
    text = block_text(parse(block))
    again = parse(text)
    assert lines(block_text(again)) == lines(text)
    assert again.by_convention == again.inferred == ()


@pytest.mark.parametrize(("block", "text"), WRITTEN)
def test_every_statement_has_its_form(block: str, text: str) -> None:
    assert block_text(parse(block)) == text


def test_declarations_say_all() -> None:
    block = "A in R^(n x n) symmetric\nv in R^(2d + 1)\nL : R^(2d + 1) -> R\ng : R -> R\nx_i in R^d\nλ in R"
    text = block_text(parse(f"{block}\nd/dλ (λ L(v) + sum(g(v)) + tr(A) + sum_{{i=1}}^n ||x_i||)"))
    for line in ("A in R^(n x n) symmetric", "g : R -> R", "x_i in R^d", "lambda in R"):
        assert line in text.splitlines()
    assert lines(block_text(parse(text))) == lines(text)
