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
