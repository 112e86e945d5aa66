r"""What MathJax takes is written as KaTeX takes it, which `tests/browser` holds; what both take stays."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.tex.forkatex import Labels, for_katex


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (r"2^\sqrt{2}", r"2^{\sqrt{2}}"),
        (r"\int_0^\sup g x_\min'", r"\int_0^{\sup} g x_{\min}'"),
        (r"x_\bar{y}^\overline z", r"x_{\bar{y}}^{\overline{z}}"),
        (r"2^\sqrt[3]x", r"2^{\sqrt[3]{x}}"),
        (r"\lambda_\max + e^\inf_i", r"\lambda_{\max} + e^{\inf}_i"),
        (r"x_\left(a\right)", r"x_{\left(a\right)}"),
        (r"\sum_\limits{i}", r"\sum\limits_{i}"),
        (r"\sum_{n}^M' x^2'", r"\sum_{n}^{M\prime} x^{2\prime}"),
        (r"\begin{array}{@{}cc|c@{}}a&b&c\end{array}", r"\begin{array}{cc|c}a&b&c\end{array}"),
        (r"\begin{array}{*{2}{r}p{1cm}X}a\end{array}", r"\begin{array}{rrlc}a\end{array}"),
        (r"\begin{flalign*}a&=b\end{flalign*}", r"\begin{align*}a&=b\end{align*}"),
        (r"\begin{multline}a\\b\end{multline}", r"\begin{gather*}a\\b\end{gather*}"),
        (r"\begin{eqnarray}a&=&b\\&=&c\end{eqnarray}", r"\begin{align*}a&=b\\&=c\end{align*}"),
        (r"\begin{split}a&b&c\end{split}", r"\begin{aligned}a&b&c\end{aligned}"),
        (r"\cases{a & b\cr c}", r"\begin{cases}a & b\cr c\end{cases}"),
        (r"\pmatrix{a&b}", r"\begin{pmatrix}a&b\end{pmatrix}"),
        (r"\mbox{a_b & 50% of #1}", r"\text{a\_b \& 50\% of \#1}"),
        (r"\text{if $x_1$ \times y}", r"\text{if $x_1$ $\times$ y}"),
        (r"x\tag*{$\blacksquare$ & 1}", r"x\tag*{$\blacksquare$ \& 1}"),
        (r"\root 3 \of x", r"\sqrt[ 3 ]{x}"),
        (r"\buildrel a\over b", r"\overset{ a}{b}"),
        (r"\unicode{x2190}", r"\text{←}"),
        (r"\unicode{0x2190} \unicode{8592}", r"\text{←} \text{←}"),
        (r"\text{so\unicode{x2026} $x$}", r"\text{so… $x$}"),
        (r"a\choose_{2} + {b\over^2}", r"a\choose{}_{2} + {b\over{}^2}"),
        (
            r"\textcolor{\red}{x} \color{\blue} \colorbox{\red}{y}",
            r"\textcolor{red}{x} \color{blue} \colorbox{red}{y}",
        ),
        (r"\enclose{updiagonalstrike}{x}", r"\cancel{x}"),
        (r"\raise 1pt{x}", r"\raisebox{1pt}{$x$}"),
        (r"\ketbra{a}{b}", r"\lvert a\rangle\langle b\rvert"),
        (
            r"\begin{prooftree}\AxiomC{$A$}\AxiomC{B}\BinaryInfC{$C$}\end{prooftree}",
            r"{\dfrac{A\qquad\text{B}}{C}{}}",
        ),
        (r"5\ohm, 5\textdegree C", r"5\text{Ω}, 5\text{\textdegree{}} C"),
        (r"\text{5\textcelsius, \textmu m \textbackslash n}", r"\text{5℃, µm \textbackslash{}n}"),
        (r"4.5$ \fbox{$x$ #} $ y", r"4.5\$ \fbox{$x$ \#} \$ y"),
        (r"\sqrt[3] \frac a{b_1}", r"\sqrt[3]{\frac{a}{b_1}}"),
        (r"\sqrt[n] \alpha x", r"\sqrt[n]{\alpha} x"),
        (r"\verb |a_b $c| d", r"\verb|a_b $c| d"),
        ("a % b\n+ c", "a \n+ c"),
        ("a \\ \\ ", "a"),
        # What is wrong for both is for KaTeX to tell.
        (r"\begin{split}a", r"\begin{split}a"),
        (r"\frac{a", r"\frac{a"),
        (r"\verb |a", r"\verb |a"),
        (r"2^", "2^"),
    ],
)
def test_what_mathjax_takes(typed: str, written: str) -> None:
    assert for_katex(typed, True, {}) == written


@pytest.mark.parametrize(
    "typed",
    [
        r"\frac{a}{b} + x^2_i = f'(x)''", r"\left\{\begin{aligned}a&=b\\c&=d\end{aligned}\right.",
        r"\text{a $x$ b}",
        r"x^{2}_{\text{max}}", r"x^\frac12", r"x^\top y^*", r"\begin{array}{c|c}a&b\\\hline c&d\end{array}",
        r"\begin{align*}a&=b\tag{1}\end{align*}",
        r"\sum\limits_{i=1}^{n} \mathbf{x}", r"\newcommand{\a}{1}\a",
    ],
)  # fmt: skip
def test_what_both_take_stays(typed: str) -> None:
    assert for_katex(typed, True, {}) == typed


def test_within_a_line_nothing_is_a_display() -> None:
    assert for_katex(r"\begin{align}a&=b\end{align}", False, {}) == r"\begin{aligned}a&=b\end{aligned}"
    assert for_katex(r"\begin{gather*}a\end{gather*}", False, {}) == r"\begin{gathered}a\end{gathered}"
    assert for_katex(r"x\tag{1}", False, {}) == r"x\quad\text{(1)}"


def test_references_show_the_tags_above_them() -> None:
    labels: Labels = {}
    first = r"\begin{align}a\label{one}\tag{1}\\b\tag{2}\label{two}\\c\label{none}\end{align}"
    assert for_katex(first, True, labels) == r"\begin{align*}a\tag{1}\\b\tag{2}\\c\end{align*}"
    assert for_katex(r"\eqref{one}\ref{two}\ref{none}", False, labels) == r"\text{(1)}\text{2}\text{???}"
