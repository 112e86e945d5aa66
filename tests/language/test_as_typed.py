"""A formula that can't be built is shown as it was typed, as a formula."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.language.text.astyped import as_typed
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.typed import typed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 A^T A x - 2 A y", r"2 A^\top A x - 2 A y"),
        ("X^-1 W1 x_i + b_out", r"X^{-1} W_1 x_i + b_{\mathrm{out}}"),
        ("lambda .* beta", r"\lambda \odot \beta"),
        ("||A x||^2 * exp(z)", r"\|A x\|^{2} \cdot \mathop{\mathrm{exp}}(z)"),
        (r"2 A^\top (A x - y)", r"2 A^\top (A x - y)"),
        (r"\mathbf{W} x_{a&b}", r"\mathbf{W} x_{a\&b}"),
    ],
)
def test_a_formula_is_shown_as_it_was_typed(text: str, shown: str) -> None:
    assert " ".join(latex(typed(as_typed(text))).split()) == shown
