"""What is told false is shown with the nearest form that holds, and with a point at which it does not."""

from __future__ import annotations

from typing import Any

import pytest

from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.render.contract import contract
from mkdocs_matcalc.render.text import render_text


def claims_of(block: str) -> list[dict[str, Any]]:
    """What is found of each claimed line, as JSON has it."""
    found: list[dict[str, Any]] = contract(answer(block))["claims"]
    return found


SQUARE = "A, B in R^(n x n)\na, b in R^n\n"
REPAIRS = [
    ("d/dx ||A x - b||^2 = 2 A (A x - b)", r"2 A^\top (A x - b)"),
    ("d/dx ||A x - b||^2 = A^T (A x - b)", r"2 A^\top (A x - b)"),
    ("d/dx ||A x - b||^2 = -2 A^T (A x - b)", r"2 A^\top (A x - b)"),
    ("d/dx x^T A x = 2 A x", r"(A + A^\top) x"),
    ("(A B)^T = A^T B^T", r"B^\top A^\top"),
    ("(A B)^-1 = A^-1 B^-1", r"B^{-1} A^{-1}"),
    ("tr(A B) = sum(A ⊙ B)", r"\mathop{\mathrm{sum}}(A^\top \odot B)"),
    ("d/dA tr(A^T B A) = (B - B^T) A", r"(B + B^\top) A"),
    ("d/dx exp(b^T x) = -exp(b^T x) b", r"\exp(b^\top x) b"),
    ("d/dx (x^T A x + b^T x) = (A + A^T) x", r"(A + A^\top) x + b"),
    ("d/dx ||A x - b||^2 = 2 A^T A x", r"2 A^\top A x - 2 A^\top b"),
    ("d/dx (x^T x b^T x) = 2 b^T x x", r"2 (b^\top x) x + (x^\top x) b"),
    ("||a - b||^2 = ||a||^2 + ||b||^2", r"\lVert a \rVert^{2} + \lVert b \rVert^{2} - 2 a^\top b"),
    ("(A + B)^2 = A^2 + B^2", r"A^{2} + B^{2} + A B + B A"),
    ("A (B + I) = A B + A + B", r"A B + A"),
]


@pytest.mark.parametrize(("claim", "form"), REPAIRS)
def test_the_nearest_form_that_holds_is_offered(claim: str, form: str) -> None:
    (found,) = claims_of(SQUARE + claim)
    assert found["verdict"] == "false"
    assert found["would_hold"].strip("$") == form


@pytest.mark.parametrize("claim", [claim for claim, _ in REPAIRS])
def test_what_is_offered_holds(claim: str) -> None:
    left = claim.partition(" = ")[0]
    (found,) = claims_of(SQUARE + claim)
    offered = found["would_hold"].strip("$").replace(r"\mathop{\mathrm{sum}}", "sum")
    (again,) = claims_of(f"{SQUARE}{left} = {offered}")
    assert again["verdict"] == "holds"


def test_where_nothing_near_holds_nothing_is_offered() -> None:
    (found,) = claims_of(SQUARE + "A B - B A = A + B + I")
    assert found["verdict"] == "false"
    assert found["would_hold"] is None
    assert found["counterexample"] is not None


def test_a_counter_example_is_of_the_smallest_size_in_whole_numbers() -> None:
    (found,) = claims_of(SQUARE + "A B = B A")
    example = found["counterexample"]
    assert {name: len(rows) for name, rows in example["names"].items()} == {"A": 2, "B": 2}
    numbers = [int(number) for rows in example["names"].values() for row in rows for number in row]
    assert set(numbers) <= set(range(-3, 4))
    assert example["left"] != example["right"]


@pytest.mark.parametrize(
    ("block", "how", "words"),
    [
        ("d/dx ||x||^2 = 2 x", "exact", "Line 1 holds exactly"),
        ("d/dx sum(exp(x)) = exp(x)", "exact", "Line 1 holds exactly"),
        ("a in R\nexp(2 a) = exp(a)^2", "digits", "Line 2 holds to 50 digits"),
        ("A in R^(m x n)\nd/dA ||A||_* = d/dA ||A||_*", "numbers", "Line 2 holds at random points"),
    ],
)
def test_how_it_was_decided_is_told(block: str, how: str, words: str) -> None:
    (found,) = claims_of(block)
    assert found["how"] == how
    assert (found["bound"] is not None) is (how == "exact")
    assert words in render_text(answer(block))


def test_an_exact_verdict_has_a_bound() -> None:
    (found,) = claims_of(SQUARE + "det(A B) = det(A) det(B)")
    assert found["bound"] <= -60


def test_a_part_where_it_holds_is_named() -> None:
    claims = claims_of("s in R\nlog(s^2) = 2 log(s)\nsqrt(s^2) = s\nabs(s - 9) = s - 9")
    assert [claim["verdict"] for claim in claims] == ["holds", "false", "false"]
    assert claims[0]["reading"] == "for $s > 0$"
    assert claims[1]["why"].startswith("it does only for $s > 0$")
    assert "only for" not in claims[2]["why"]
