"""Formulas as plain text."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"2 A^\top (A x - y)", "2 Aᵀ (A x − y)"),
        (r"\frac{\partial f}{\partial x}", "∂f/∂x"),
        (r"\frac{\partial^{2} f}{\partial x^{2}}", "∂²f/∂x²"),
        (r"\frac{1}{n} X", "(1/n) X"),
        (r"\frac{x + 1}{2 y}", "(x + 1)/(2 y)"),
        (r"\lVert A x - y \rVert^2", "‖A x − y‖²"),
        (r"\lVert X \rVert_F^{2}", "‖X‖_F²"),
        (r"\lvert x \rvert", "|x|"),
        (r"\mathrm{d}f = 2 r^\top \, \mathrm{d}r", "df = 2 rᵀ dr"),
        (r"\left[ 2 A^\top r \right]^\top \mathrm{d}x", "[2 Aᵀ r]ᵀ dx"),
        (r"X^{-1}", "X⁻¹"),
        (r"X^{-\top}", "X⁻ᵀ"),
        (r"x \in \mathbb{R}^{n}", "x ∈ ℝⁿ"),
        (r"A \in \mathbb{R}^{m \times n}", "A ∈ ℝ^(m×n)"),
        (r"W_{1} x_i X_{i,j} \delta_z", "W₁ xᵢ X_(i,j) δ_z"),
        (r"\sum_{i=1}^{n} x_{i}", "Σᵢ₌₁ⁿ xᵢ"),
        (r"\mathop{\mathrm{tr}}(X^\top A)", "tr(Xᵀ A)"),
        (r"\mathop{\mathrm{leaky\_relu}}'(z)", "leaky_relu′(z)"),
        (r"\log \det X", "log det X"),
        (r"\sqrt{d} + \sqrt{x + 1}", "√d + √(x + 1)"),
        (r"\mathbf{1} - \mathbf{x} \odot \sigma(z)", "𝟏 − x ⊙ σ(z)"),
        (r"\boldsymbol{\theta}, \hat{y}", "θ, y\u0302"),
        (r"r = A x,\quad f = r", "r = A x,   f = r"),
        (r"X \in \mathbb{R}\text{ positive semi-definite}", "X ∈ ℝ positive semi-definite"),
        (r"\nabla f \Rightarrow \langle a, b \rangle", "∇f ⇒ ⟨a, b⟩"),
        (r"x^{\odot 2}", "x^(⊙2)"),
        (r"2^{s + t}", "2^(s+t)"),
        (r"2^{\log \det X}", "2^(log det X)"),
        (r"\sqrt{(\log(s))^{2}}", "√((log(s))²)"),
        (r"\unheardof{x}", "unheardofx"),
        (r"\sqrt[3]{2} + \sqrt{x^k}", "³√2 + √(xᵏ)"),
        (r"x_1, ..., x_n + .5", "x₁, ..., xₙ + .5"),
        (r"x \neq \tfrac{\pi}{2}", "x ≠ π/2"),
        (r"\bigl(\widehat{y} - \overline{y}\bigr)", "(y\u0302 − y\u0304)"),
        (r"\operatorname*{argmin} \left.f\right|_{x}", "argmin f|ₓ"),
        (r"2 \textcolor{teal}{A}", "2 A"),
        ("{", ""),
        ("x^", "x"),
        ("}", ""),
        (r"\frac{a}", "a/()"),
        ("", ""),
    ],
)
def test_a_formula_is_legible(latex: str, text: str) -> None:
    assert unicode_text(typed(latex)) == text
