"""Whatever is typed, a block is a problem or a message."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from show import cases

from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse

BLOCKS = [block for block, _ in cases("statements", "expressions", "latex", "unicode", "errors")]
PIECES = st.sampled_from(
    [
        *"AXWxyznLTIedgi012 \n+-*/^_'(){}[]|<>=,.:&$#%⊙⊗ᵀ²⁻λσΣ‖∂∇ℝ∈\\",
        *(r"\frac", r"\mathbf{", "||", "sum_i ", "log(", "tr ", "^T", "^{-1}", "d/dx ", "dL/dx", r"\left("),
        *(
            r"^{\odot 2}",
            "∇_x",
            " in R^n",
            "in R^(m x n)",
            " = ",
            "x_i",
            "softmax(",
            ", rows)",
            "./",
            ".^",
            "option ",
            "solve ",
        ),
    ]
)


def read(block: str) -> None:
    """Parse a block; only a `MatcalcError` may come out of it."""
    try:
        result: Problem | MatcalcError = parse(block)
    except MatcalcError as error:
        result = error
    if isinstance(result, MatcalcError):
        assert result.message
        assert result.place is None or result.place.line <= block.count("\n") + 1
    else:
        assert result.requests or result.claims or result.rules


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text(block: str) -> None:
    read(block)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_pieces_of_the_language(block: str) -> None:
    read(block)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BLOCKS), st.integers(0, 10_000), st.integers(0, 4), PIECES)
def test_any_block_with_a_slip(block: str, at: int, dropped: int, piece: str) -> None:
    position = at % (len(block) + 1)
    read(block[:position] + piece + block[position + dropped :])
