"""A page offers what a result would be with a property that labels usually have."""

from __future__ import annotations

import pytest

from mkdocs_matcalc import derive

LAYER = "z = W x + b\np = softmax(z)\nL = -y^T log(p)\n"
SAID = "If the entries of y sum to one, as where it is declared with `probabilities`, "


@pytest.mark.parametrize(
    ("block", "hint"),
    [
        (LAYER + "dL/dz\ndL/db", "∂L/∂z is p − y."),
        ("d/dz (-y^T log(softmax(z)))", "∂f/∂z is softmax(z) − y."),
        ("d/dz (sum(y) logsumexp(z) - y^T z)", "∂f/∂z is softmax(z) − y."),
    ],
)
def test_it_is_said_once_what_a_sum_of_one_would_make_of_a_result(block: str, hint: str) -> None:
    said = str(derive(block))
    assert said.count(SAID) == 1
    assert SAID + hint in said


@pytest.mark.parametrize(
    "block",
    [
        "y in R^n probabilities\n" + LAYER + "dL/dz",
        "d/dz (logsumexp(z) - y^T z)",
        "d/dz (sum(y) z^T z)",
        "y in R^n nonnegative\nd/dy (-y^T log(softmax(z)))",
    ],
)
def test_nothing_is_offered_where_it_makes_no_difference_or_is_unusual(block: str) -> None:
    assert "sum to one, as" not in str(derive(block))


@pytest.mark.parametrize(
    ("block", "result", "letter"),
    [
        ("e_i in R^d\nd/dw sum_i (w^T e_i)^2 w_1", "(wᵀ eᵢ) u₁ + 2 w₁ eᵢ", "u"),
        ("e in R^n\nd/dx sum_i x_i e_i x_i", "2 Σᵢ₌₁ⁿ eᵢ xᵢ uᵢ", "u"),
        ("e = y - X u\nL = e^T e + u_1\ndL/du", "∂L/∂u = v₁ − 2 Xᵀ e", "v"),
    ],
)
def test_unit_vectors_have_another_letter_where_the_block_has_an_e(
    block: str, result: str, letter: str
) -> None:
    said = str(derive(block))
    assert result in said
    assert f"{letter}ᵢ is the unit vector with its 1 at place i." in said


@pytest.mark.parametrize("block", ["d/dx x_1 x^T x", "e in R^n\nd/dx e^T x"])
def test_unit_vectors_keep_their_letter_where_it_is_free_or_there_are_none(block: str) -> None:
    assert "is the unit vector" not in str(derive(block))
