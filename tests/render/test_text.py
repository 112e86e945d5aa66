"""A derivation in a terminal."""

from __future__ import annotations

from dataclasses import replace

from derivations import LEAST_SQUARES

from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.latex_document import render_latex
from mkdocs_matcalc.render.markdown import render_markdown
from mkdocs_matcalc.render.text import LAST_REASON_COLUMN, render_text
from tests.by_hand import claim, result, step


def test_a_whole_derivation() -> None:
    assert (
        render_text(LEAST_SQUARES)
        == """\
f = ‖A x − y‖²

where A ∈ ℝ^(m×n),  x ∈ ℝⁿ
  x is a vector by convention

  df = 2 rᵀ dr     squared norm
     = 2 rᵀ A dx   linear map; y is constant
  ∂f/∂x = 2 Aᵀ r   identification

∂f/∂x = 2 Aᵀ r   ∈ ℝⁿ

Denominator layout: the shape of x.

Checked at 3 random points, worst relative error 3e-10
"""
    )


def test_details_and_code_come_when_asked_for() -> None:
    plain = render_text(LEAST_SQUARES)
    full = render_text(replace(LEAST_SQUARES, options={"steps": "full", "code": "numpy"}))
    assert "dr = A dx" not in plain
    assert "      dr = A dx" in full
    assert "def gradient" not in plain
    assert "NumPy, by x:\n\ndef gradient(A, x, y):\n    return 2 * A.T @ (A @ x - y)\n" in full


def test_code_comes_in_the_library_asked_for() -> None:
    result = replace(LEAST_SQUARES.results[0], torch="import torch\n", jax="import jax\n")
    for option, titles in {"torch": ["PyTorch"], "all": ["NumPy", "PyTorch", "JAX"], "none": []}.items():
        text = render_text(Document(results=(result,), options={"code": option}))
        assert [title for title in ("NumPy", "PyTorch", "JAX") if f"{title}, by x:" in text] == titles


def test_the_reason_of_a_long_line_stands_below_it() -> None:
    long = step(" + ".join("a" for _ in range(40)), note="a sum")
    short = step("b = c", note="given")
    lines = render_text(Document(steps=(long,))).split("\n")
    assert lines[1] == " " * LAST_REASON_COLUMN + "a sum"
    assert render_text(Document(steps=(short, long))).split("\n")[2] == "          a sum"


def test_a_result_says_what_its_names_stand_for() -> None:
    loss = result("f", "p - y", where=r"p = \mathop{\mathrm{softmax}}(z)")
    assert render_text(Document(results=(loss,))) == "f = p − y   ∈ ℝⁿ\nwhere p = softmax(z)\n"
    where = r"\in \mathbb{R}^{n} && \text{where $p = \mathop{\mathrm{softmax}}(z)$}"
    assert where in render_latex(Document(results=(loss,)))
    assert "\n\nwhere $p = \\mathop{\\mathrm{softmax}}(z)$\n" in render_markdown(Document(results=(loss,)))


def test_claims_say_what_was_found() -> None:
    claims = (
        claim(1, "holds"),
        claim(2, "false", "$A y$ does not fit"),
        claim(3, "unknown"),
        claim(4, "condition", "this is the condition that $A$ is symmetric"),
    )
    assert render_text(Document(claims=claims)) == (
        "Line 1 holds\nLine 2 does not hold: A y does not fit\nLine 3 could not be decided\n"
        "Line 4 is neither true nor false: this is the condition that A is symmetric\n"
    )
