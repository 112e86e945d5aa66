"""A derivation as an `aligned` environment."""

from __future__ import annotations

from dataclasses import replace

from derivations import LEAST_SQUARES

from mkdocs_matcalc.render.latex_document import render_latex
from tests.by_hand import document, step


def test_a_whole_derivation() -> None:
    assert (
        render_latex(LEAST_SQUARES)
        == r"""% A \in \mathbb{R}^{m \times n}
% x \in \mathbb{R}^{n}
% $x$ is a vector by convention
% Denominator layout: the shape of $x$.
% checked at 3 random points, worst relative error 3e-10
\[
\begin{aligned}
  f & = \lVert A x - y \rVert^2 \\
  \mathrm{d}f & = 2 r^\top \, \mathrm{d}r && \text{squared norm} \\
  & = 2 r^\top A \, \mathrm{d}x && \text{linear map; $y$ is constant} \\
  \frac{\partial f}{\partial x} & = 2 A^\top r && \text{identification} \\
  \frac{\partial f}{\partial x} & = 2 A^\top r \quad \in \mathbb{R}^{n}
\end{aligned}
\]
"""
    )


def test_details_come_when_asked_for() -> None:
    detail = r"\mathrm{d}r & = A \, \mathrm{d}x"
    assert detail not in render_latex(LEAST_SQUARES)
    assert detail in render_latex(replace(LEAST_SQUARES, options={"steps": "full"}))


def test_prose_cannot_become_commands_or_leave_its_comment() -> None:
    hostile = document(
        steps=(step("x", note=r"100% of \input{a} & b_c #1 ~ ^ $x_1$"),),
        notes=("first\nsecond",),
    )
    text = render_latex(hostile)
    assert (
        r"\text{100\% of \textbackslash{}input\{a\} \& b\_c \#1 \textasciitilde{} \textasciicircum{} $x_1$}"
        in text
    )
    assert text.startswith("% first second\n")


def test_a_line_without_a_relation_stands_at_the_right_of_the_marks() -> None:
    assert "  & \\nabla f\n" in render_latex(document(problem=(r"\nabla f",)))
