"""Which products and which graph a block's pictures show."""

from __future__ import annotations

from typing import Any

import pytest

from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.render.contract import contract
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.unicode import unicode_text

NETWORK = "z = W x\nh = relu(z)\nL = ||h - z||^2\ndL/dW"


def drawn(text: str, **options: str) -> Document:
    return Document.from_dict(compute(text, options))


def told(text: str, **options: str) -> Any:
    """What the pictures show, in text."""
    return contract(drawn(text, **options))["pictures"]


def box(name: str, rows: str, columns: str) -> dict[str, str]:
    return {"name": name, "rows": rows, "columns": columns}


def test_each_product_of_the_result_once_the_outermost_first() -> None:
    pictures = told("d/dx ||A x - y||^2", shapes="show")
    assert pictures["products"] == [
        {
            "factors": [box("Aᵀ", "n", "m"), box("A x − y", "m", "1")],
            "sign": "·",
            "whole": box("Aᵀ (A x − y)", "n", "1"),
        },
        {
            "factors": [box("A", "m", "n"), box("x", "n", "1")],
            "sign": "·",
            "whole": box("A x", "m", "1"),
        },
    ]
    assert pictures["stages"] == []


def test_a_program_with_its_deltas() -> None:
    stages = told(NETWORK, graph="show")["stages"]
    assert stages[0] == {"name": "z", "formula": "W x", "inputs": ["W", "x"], "uses": [], "delta": "δ_z"}
    second = {"name": "h", "formula": "relu(z)", "inputs": [], "uses": [0]}
    assert {name: stages[1][name] for name in second} == second
    assert set(stages[2]["uses"]) == {0, 1}


def test_a_formula_without_a_name_is_a_graph_of_one_line() -> None:
    assert told("d/dx ||A x - y||^2", graph="show")["stages"] == [
        {"name": "f", "formula": "‖A x − y‖²", "inputs": ["A", "x", "y"], "uses": [], "delta": ""}
    ]


def test_nothing_is_drawn_unasked() -> None:
    pictures = drawn(NETWORK).pictures
    assert (pictures.products, pictures.stages) == ((), ())


@pytest.mark.parametrize(("layout", "results"), [("denominator", ("Aᵀ", "A")), ("numerator", ("A", "Aᵀ"))])
def test_a_jacobian_in_both_layouts(layout: str, results: tuple[str, str]) -> None:
    (result,) = drawn("d/dx A x", layout=layout).results
    assert result.turned is not None
    spelled = {"Aᵀ": r"A^\top", "A": "A"}
    assert (result.latex, latex(result.turned.formula)) == tuple(spelled[each] for each in results)


def test_a_derivative_by_a_scalar_has_one_layout() -> None:
    (result,) = drawn("d/dλ (λ x)").results
    assert result.turned is None


def test_a_claim_is_stated_as_understood_or_else_as_typed() -> None:
    claims = drawn("d/dx (A x - y)^T (A x - y)\n  = 2 A^T A x - 2 A y\n  = 2 A^T (A x - y)").claims
    stated = [r"$= 2 A^\top A x - 2 A y$", r"$= 2 A^\top (A x - y)$"]
    assert [claim.stated.source for claim in claims] == stated


def test_a_claimed_equality_is_stated_with_both_sides() -> None:
    claims = drawn("A in R^(m x n)\nB in R^(n x m)\ntr(A B) = tr(B A)\n  = tr(A^T B^T)").claims
    assert [unicode_text(claim.stated.pieces[0]) for claim in claims] == [
        "tr(A B) = tr(B A)",
        "= tr(Aᵀ Bᵀ)",
    ]
