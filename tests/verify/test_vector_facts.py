"""Unit vectors, probabilities and one-hot vectors in claims and results."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.render.contract import contract

UNIT, ONE_HOT = (
    "v in R^n unit\nu, x in R^n\nA in R^(n x n)\n",
    "y in R^n one-hot\nz, x in R^n\nA in R^(n x n)\n",
)

PROBABILITIES = "y in R^n probabilities\nz, x in R^n\n"


def found(block: str) -> dict[str, Any]:
    claims: list[dict[str, Any]] = contract(answer(block))["claims"]
    return claims[-1]


@pytest.mark.parametrize(
    "block",
    [
        UNIT + "v^T v = 1",
        UNIT + "||v||^2 = 1",
        UNIT + "(v v^T)^2 = v v^T",
        UNIT + "(I - 2 v v^T)^2 = I",
        UNIT + "d/dx ||(I - v v^T) x||^2 = 2 (x - v v^T x)",
        UNIT + "det(I - 2 v v^T) = -1",
        ONE_HOT + "1^T y = 1",
        ONE_HOT + "y ⊙ y = y",
        ONE_HOT + "y^T y = 1",
        ONE_HOT + "d/dz (-y^T log(softmax(z))) = softmax(z) - y",
        ONE_HOT + "diag(y)^2 = y y^T",
        PROBABILITIES + "1^T y = 1",
        PROBABILITIES + "x^T (I - y ones(n)^T) y = 0 x_1",
        PROBABILITIES + "d/dz (-y^T log(softmax(z))) = softmax(z) - y",
    ],
)
def test_it_holds_with_the_fact_alone(block: str) -> None:
    assert found(block)["verdict"] == "holds"
    plain = found(re.sub(" (unit|one-hot|probabilities)", "", block))
    assert plain["verdict"] in {"false", "condition"}


@pytest.mark.parametrize(
    "block",
    [
        UNIT + "u^T v = 1 + 0 u_1",
        UNIT + "v v^T = v^T v A",
        UNIT + "v ⊙ v = v",
        UNIT + "2 v_1 = 2 + 0 u_1",
        ONE_HOT + "x ⊙ y = x ⊙ e_1",
        ONE_HOT + "y ⊙ z = z",
        PROBABILITIES + "y ⊙ y = y",
        PROBABILITIES + "y^T y = 1",
        PROBABILITIES + "y ⊙ x = x",
        "y, w in R^n one-hot\ny^T w = 0 y_1",
        "y, w in R^n one-hot\ny^T w = 1 + 0 y_1",
    ],
)
def test_no_more_follows_from_it(block: str) -> None:
    assert found(block)["holds"] is not True


@pytest.mark.parametrize(
    ("block", "condition"),
    [
        ("v, x in R^n\nx v^T v = x", "$v$ is unit"),
        ("v, x in R^n\n(v v^T)^2 = v v^T", "$v$ is unit"),
        ("y, x in R^n\ny ⊙ y ⊙ x = y ⊙ x", "$y$ is one-hot"),
        ("y, z in R^n\nd/dz (log(sum(exp(z))) sum(y) - y^T z) = softmax(z) - y", "$y$ is one-hot"),
    ],
)
def test_it_is_told_as_what_a_claim_would_hold_for(block: str, condition: str) -> None:
    told = found(block)
    assert told["verdict"] == "false"
    assert f"it does if {condition}, not in general" in told["why"]


@pytest.mark.parametrize(
    "block",
    [
        "s in R unit\nd/ds s^2",
        "A in R^(n x n) one-hot\nd/dA tr(A)",
        "A in R^(n x n) probabilities\nd/dA tr(A)",
    ],
)
def test_it_is_said_of_vectors_alone(block: str) -> None:
    with pytest.raises(MatcalcError, match="is a vector"):
        answer(block)


@pytest.mark.parametrize("block", [UNIT + "d/dx (v^T x)^2", ONE_HOT + "d/dz (log(sum(exp(z))) - y^T z)"])
def test_what_is_derived_with_it_is_checked(block: str) -> None:
    assert contract(answer(block))["results"]
