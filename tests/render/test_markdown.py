"""A derivation as Markdown for GitHub and Obsidian."""

from __future__ import annotations

from dataclasses import replace

from derivations import LEAST_SQUARES

from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.markdown import render_markdown
from tests.by_hand import claim, document, step


def test_each_step_is_a_formula_with_its_reason_below() -> None:
    text = render_markdown(LEAST_SQUARES)
    assert text.startswith("$$\nf = \\lVert A x - y \\rVert^2\n$$\n\nwhere $A \\in")
    assert "- $x$ is a vector by convention\n" in text
    assert "$$\n= 2 r^\\top A \\thinspace \\mathrm{d}x\n$$\n\n— linear map; $y$ is constant\n" in text
    assert (
        "**Result**\n\n$$\n\\frac{\\partial f}{\\partial x} = 2 A^\\top r \\quad \\in \\mathbb{R}^{n}\n$$\n"
        in text
    )
    assert "*Checked at 3 random points, worst relative error 3e-10*\n" in text


def test_every_display_formula_stands_alone() -> None:
    lines = render_markdown(LEAST_SQUARES).split("\n")
    marks = [at for at, line in enumerate(lines) if "$$" in line]
    assert all(lines[at] == "$$" for at in marks)
    for opening, closing in zip(marks[::2], marks[1::2], strict=True):
        assert closing == opening + 2
        assert opening == 0 or lines[opening - 1] == ""
        assert lines[closing + 1] == ""


def test_no_formula_holds_what_github_would_change() -> None:
    steps = (step(r"a\,b \{c\} \lVert X \rVert_* < d\!e |f| \mathrm{leaky\_relu}"),)
    formula = render_markdown(Document(steps=steps)).split("\n")[1]
    assert formula == (
        r"a\thinspace b \lbrace c\rbrace \lVert X \rVert_\ast \lt de \vert f\vert \mathrm{leaky\text{-}relu}"
    )


def test_prose_cannot_become_markup() -> None:
    text = render_markdown(document(notes=("<script> [a](b) *c* $x_{1}$ `d` _e_",)))
    assert text == "\\<script\\> \\[a\\](b) \\*c\\* $x_{1}$ \\`d\\` \\_e\\_\n"


def test_details_are_quoted_and_code_is_fenced() -> None:
    text = render_markdown(replace(LEAST_SQUARES, options={"steps": "full", "code": "numpy"}))
    assert "> $$\n> \\mathrm{d}r = A \\thinspace \\mathrm{d}x\n> $$\n>\n> — linear map\n" in text
    assert (
        "NumPy, by x:\n\n```python\ndef gradient(A, x, y):\n    return 2 * A.T @ (A @ x - y)\n```\n" in text
    )


def test_claims_are_a_list() -> None:
    text = render_markdown(Document(claims=(claim(1, "holds", ""), claim(2, "false", "$A y$ does not fit"))))
    assert text == "- Line 1 holds\n- Line 2 does not hold: $A y$ does not fit\n"
