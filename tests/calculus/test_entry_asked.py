"""A derivative by an entry: the last line takes it of the whole derivative, and writes it out."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.render.text import render_text

LINES = {
    "d/dx_k x^T A x": ["df/dx_k", "[(A + A^T) x]_k", "sum_{i=1}^n (A_ki + A_ik) x_i"],
    "x in R^n\nd/dx_2 x^T x": ["df/dx_2", "[2 x]_2", "2 x_2"],
    "f = sum_i x_i^2 + sum_i a_i x_i\ndf/dx_k": [
        "df/dx_k",
        "[sum_{i=1}^n (a_i + 2 x_i) e_i]_k",
        "a_k + 2 x_k",
    ],
    # The sum has another index than the entry.
    "d/dx_i sum_i x_i^2": ["df/dx_i", "[2 (sum_{j=1}^n x_j e_j)]_i", "2 x_i"],
    "d/dX_ij tr(A X)": ["df/dX_ij", "[A^T]_ij", "A_ji"],
    # An inverse has no formula by entries.
    "d/dX_ij tr(A X^-1)": ["df/dX_ij", "[-(X^-1)^T A^T (X^-1)^T]_ij"],
    # Numbers that differ are no index twice.
    "f(v) = v_1 v_2^2\ndf/dv_1": ["df/dv_1", "[v_2 (v_2 e_1 + 2 v_1 e_2)]_1", "v_2^2"],
    "y = K v\ndy_i/dv_j": ["dy_i/dv_j", "[K^T]_ji", "K_ij"],
    r"\frac{\partial^2}{\partial x_i \partial x_j} x^T A x": [
        "d^2f/dx_i dx_j",
        "[A + A^T]_ij",
        "A_ij + A_ji",
    ],
}


@pytest.mark.parametrize(("block", "line"), LINES.items())
def test_the_last_line_is_the_entry(block: str, line: list[str]) -> None:
    step = derive(parse(block)).steps[-1]
    assert step.rules[0].name == "Entry of a derivative"
    assert step.lhs is not None
    assert [plain(step.lhs), *map(plain, step.forms)] == line


@pytest.mark.parametrize("block", LINES)
def test_it_is_checked_and_asked_for_by_its_name(block: str) -> None:
    document = answer(block)
    assert document.check is not None
    assert "Entry of a derivative" in render_text(document)


def test_the_whole_derivative_and_its_entries_are_derived_once() -> None:
    steps = derive(parse("x in R^n\nf = ||A x - b||^2\ndf/dx\ndf/dx_1\ndf/dx_k")).steps
    labels = [plain(step.lhs) for step in steps if step.lhs is not None]
    assert [labels.count(each) for each in ("df/dx", "df/dx_1", "df/dx_k")] == [1, 1, 1]
