"""A derivation as Markdown for GitHub and Obsidian."""

from __future__ import annotations

import re
from dataclasses import replace

from derivations import LEAST_SQUARES, LINEAR, NORM

from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.markdown import render_markdown
from tests.by_hand import claim, document, step

ALIGNED = r"""With $A \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^{n}$:

- $x$ is a vector by convention

$$
\begin{aligned}
f & = \lVert A x - y \rVert^2 \cr
\mathrm{d}f & = 2 r^\top \thinspace \mathrm{d}r && \quad (1) \cr
& = 2 r^\top A \thinspace \mathrm{d}x && \quad (2) \cr
\frac{\partial f}{\partial x} & = 2 A^\top r && \quad (3) \cr
\frac{\partial f}{\partial x} & = 2 A^\top r \quad \in \mathbb{R}^{n}
\end{aligned}
$$

1. squared norm
2. linear map; $y$ is constant
3. identification

Denominator layout: the shape of $x$.

*Checked at 3 random points, worst relative error 3e-10*
"""


def test_a_derivation_is_one_aligned_formula_with_the_reasons_below() -> None:
    assert render_markdown(LEAST_SQUARES) == ALIGNED


def test_a_line_without_a_reason_has_no_number() -> None:
    steps = (step("f = 1", (NORM,)), step("= 2"), step("= 3", (LINEAR,)))
    text = render_markdown(Document(steps=steps))
    assert "f & = 1 && \\quad (1) \\cr\n& = 2 \\cr\n& = 3 && \\quad (2)\n" in text
    assert text.endswith("\n1. squared norm\n2. linear map\n")


def test_each_method_has_its_formula_under_its_name() -> None:
    by_chain = replace(LEAST_SQUARES, options={"method": "chain"})
    text = render_markdown(replace(LEAST_SQUARES, options={"method": "differential"}, others=(by_chain,)))
    assert re.findall(r"\*\*(.*)\*\*|(begin)", text) == [
        ("By differentials", ""), ("", "begin"), ("By the chain rule", ""), ("", "begin"),
    ]  # fmt: skip


def test_rows_without_differentials_are_read_as_they_are() -> None:
    text = render_markdown(LEAST_SQUARES)
    rows = [line for line in text.split("\n") if "&" in line and not re.search(r"mathrm\{d\}|\\in", line)]
    problem = parse("\n".join([r"\begin{aligned}", r"r &= A x - y \cr", *rows, r"\end{aligned}"]))
    assert [plain(each.expression) for each in problem.definitions] == ["A x - y", "||A x - y||^2"]
    assert len(problem.claims) == 1


def test_no_formula_holds_what_github_would_change() -> None:
    steps = (step(r"a\,b \{c\} \lVert X \rVert_* < d\!e |f| \mathrm{my\_relu}"),)
    formula = render_markdown(Document(steps=steps)).split("\n")[2]
    assert formula == (
        r"& a\thinspace b \lbrace c\rbrace \lVert X \rVert_\ast \lt de \vert f\vert \mathrm{my\text{-}relu}"
    )


def test_prose_cannot_become_markup() -> None:
    text = render_markdown(document(notes=("<script> [a](b) *c* $x_{1}$ `d` _e_",)))
    assert text == "\\<script\\> \\[a\\](b) \\*c\\* $x_{1}$ \\`d\\` \\_e\\_\n"


def test_details_are_rows_and_code_is_fenced() -> None:
    text = render_markdown(replace(LEAST_SQUARES, options={"steps": "full", "code": "numpy"}))
    assert "\\mathrm{d}r & = A \\thinspace \\mathrm{d}x && \\quad (3) \\cr\n" in text
    assert "\n2. linear map; $y$ is constant\n3. linear map\n4. identification\n" in text
    assert (
        "NumPy, by x:\n\n```python\ndef gradient(A, x, y):\n    return 2 * A.T @ (A @ x - y)\n```\n" in text
    )


def test_claims_are_a_list() -> None:
    text = render_markdown(Document(claims=(claim(1, "holds", ""), claim(2, "false", "$A y$ does not fit"))))
    assert text == "- Line 1 holds\n- Line 2 does not hold: $A y$ does not fit\n"
