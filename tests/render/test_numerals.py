"""Numbers and expressions in names of dimensions, as they are printed."""

from __future__ import annotations

import pytest
import sympy
from sympy import E, Expr, Float, Integer, Rational, S, Symbol, exp, log, pi, sin, sqrt

from mkdocs_matcalc.algebra.nodes import dimension, index
from mkdocs_matcalc.render.latex import latex
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text

i, m, n = index("i"), dimension("m"), dimension("n")
NUMBERS: list[tuple[Expr, str, str]] = [
    (Integer(12), "12", "12"),
    (Integer(-3), "-3", "−3"),
    (Rational(-1, 2), r"-\frac{1}{2}", "−1/2"),
    (Float(0.5), "0.5", "0.5"),
    (Float(-0.1), "-0.1", "−0.1"),
    (Float("2.5e-20"), r"2.5 \cdot 10^{-20}", "2.5 · 10⁻²⁰"),
    (2 * pi, r"2 \pi", "2 π"),
    (E * n, "e n", "e n"),
    (S.NegativeInfinity, r"-\infty", "−∞"),
    (2 / sqrt(pi), r"\frac{2}{\sqrt{\pi}}", "2/√π"),
    (-sqrt(2) / 2, r"-\frac{\sqrt{2}}{2}", "−√2/2"),
    (Integer(2) ** Rational(1, 3), r"\sqrt[3]{2}", "³√2"),
    (n ** Rational(3, 2), r"n^{\frac{3}{2}}", "n^(3/2)"),
    (1 / n**2, r"\frac{1}{n^{2}}", "1/n²"),
    (2 * m**2 * n, "2 m^{2} n", "2 m² n"),
    (m * n / 2, r"\frac{m n}{2}", "(m n)/2"),
    (n * (n + 1) / 2, r"\frac{n (n + 1)}{2}", "(n (n + 1))/2"),
    ((1 + 1 / n) * m, r"m \left(1 + \frac{1}{n}\right)", "m (1 + 1/n)"),
    (n - m, "n - m", "n − m"),
    (1 - n, "1 - n", "1 − n"),
    (i - 1, "i - 1", "i − 1"),
    (Integer(-1) ** n, "(-1)^{n}", "(−1)ⁿ"),
    (2 * Integer(3) ** n, r"2 \cdot 3^{n}", "2 · 3ⁿ"),
    (2 * sqrt(3), r"2 \sqrt{3}", "2 √3"),
    (Float("1e-20") ** n, r"(1 \cdot 10^{-20})^{n}", "(1 · 10⁻²⁰)ⁿ"),
    (exp(-n), "e^{-n}", "e⁻ⁿ"),
    (log(2) ** 2, r"(\log(2))^{2}", "(log(2))²"),
    (sin(Rational(1, 3)), r"\sin\left(\frac{1}{3}\right)", "sin(1/3)"),
    (sympy.Max(m, n), r"\mathop{\mathrm{Max}}(m, n)", "Max(m, n)"),
    (dimension("n_1"), "n_{1}", "n₁"),
    (dimension("d_k") ** 2, "d_{k}^{2}", "dₖ²"),
    (dimension("K2"), "K_{2}", "K₂"),
    (dimension("d_model"), r"d_{\mathrm{model}}", "d_(model)"),
    (dimension("batch"), r"\mathrm{batch}", "batch"),
    (dimension("lambda"), r"\lambda", "λ"),
    (dimension("top"), r"\mathrm{top}", "top"),
    (dimension(r"n_{\max}"), r"n_{\max}", "nₘₐₓ"),
]


@pytest.mark.parametrize(("number", "source", "text"), NUMBERS, ids=[source for _, source, _ in NUMBERS])
def test_a_number_is_printed(number: Expr, source: str, text: str) -> None:
    made = formula(number)
    assert latex(made) == source
    assert unicode_text(made) == text
    assert latex(typed(source)) == source


def test_what_is_no_number_of_ours_is_refused() -> None:
    with pytest.raises(TypeError, match="no printer for ComplexInfinity"):
        formula(S(1) / Integer(0))
    with pytest.raises(TypeError, match="no printer for ExprCondPair"):
        formula(sympy.Piecewise((Symbol("n"), Symbol("n") > 0), (S.One, True)))
