r"""Macros are put in as MathJax does it: in order, defined anew at will, bounded."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.tex.defining import Table
from mkdocs_matcalc.tex.expanding import put_in, read_table


@pytest.mark.parametrize(
    ("formulas", "shown"),
    [
        ([r"\newcommand{\H}{\mathcal H}\H", r"f\in\H b"], [r"\mathcal H", r"f\in\mathcal H b"]),
        ([r"\newcommand\R{\mathbb{R}}", r"\R^n", r"\renewcommand{\R}{R}\R"], ["", r"\mathbb{R}^n", "R"]),
        ([r"\newcommand{half}{\frac12}", r"2\half"], ["", r"2\frac12"]),
        ([r"\def\a#1{(#1)}", r"\a x\a{yz}\a\b"], ["", r"(x)(yz)(\b)"]),
        ([r"\def\p(#1,#2){#1+#2}", r"\p(a,{b,c})"], ["", "a+b,c"]),
        ([r"\newcommand{\f}[2][x]{#1_{#2}}", r"\f{a}\f[y]b"], ["", "x_{a}y_{b}"]),
        ([r"\DeclareMathOperator{\tr}{tr}\tr A"], [r"\operatorname{tr} A"]),
        ([r"\DeclareMathOperator*{\am}{arg\,min}", r"\am_x"], ["", r"\operatorname*{arg\,min}_x"]),
        ([r"\DeclarePairedDelimiter{\n}{|}{|}", r"\n{x}\n*{y}"], ["", r"|x|\left|y\right|"]),
        ([r"\let\old\vec", r"\renewcommand{\vec}[1]{\old{\bf #1}}", r"\vec x"], ["", "", r"\vec{\bf x}"]),
        ([r"\newenvironment{two}{\begin{array}{cc}}{\end{array}}", r"\begin{two}a&b\end{two}"],
         ["", r"\begin{array}{cc}a&b\end{array}"]),
        # What one means is asked when it is used.
        ([r"\def\a{\b}\def\b{1}", r"\a", r"\def\b{2}\a"], ["", "1", "2"]),
        # An argument is a macro as a whole, a script goes on as it is written.
        ([r"\def\half{\frac12}", r"\hat\half", r"x^\half"], ["", r"\hat{\frac12}", r"x^\frac12"]),
        ([r"\def\a{\alpha}", r"\a b\a{}c"], ["", r"\alpha b\alpha{}c"]),
        (["\\newcommand{\\a}{1} % \\a\n+ \\a"], [" \n+ 1"]),
        ([r"\def\a{1}\text{5% of \a} \a % \a"], [r"\text{5% of 1} 1 "]),
        (["x % \\newcommand{\\a}{1}", r"\a"], ["x ", r"\a"]),
        ([r"\def\a{1}\def\b{2}\ce{\a + 5%}\b"], [r"\ce{\a + 5%}2"]),
        # What is no definition, no call, or stands for itself stays as it is typed.
        ([r"\newcommand{\a", r"\a"], [r"\newcommand{\a", r"\a"]),
        ([r"\newcommand{\a}[1]{#1}", r"x\a"], ["", r"x\a"]),
        ([r"\newcommand{\a}{\a\a}", r"\a"], ["", r"\a"]),
        ([r"\newcommand{\a}{1}\newcommand{\b", r"\a"], [r"\newcommand{\a}{1}\newcommand{\b", "1"]),
    ],
)  # fmt: skip
def test_macros_are_put_in(formulas: list[str], shown: list[str]) -> None:
    table: Table = {}
    assert [put_in(formula, table) for formula in formulas] == shown


def test_what_stands_for_too_much_stays() -> None:
    below = {"a": r"\b", "b": r"\c", "c": r"\d", "d": r"\e", "e": r"\f", "f": r"\g"}
    table = read_table("".join(rf"\def\{name}{{{meant * 10}}}" for name, meant in below.items()))
    assert put_in(r"\a", table) == r"\a"
    assert put_in(r"\f", table) == r"\g" * 10


def test_a_preamble_is_read_for_its_definitions_alone() -> None:
    table = read_table(
        "\\documentclass{x}\n% \\def\\no{1}\n\\usepackage{amsmath}\\newcommand{\\a}{1} % one\n\\def\\b{2}\n"
    )
    assert table.keys() == {r"\a", r"\b"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (r"\qty(\frac{a}{b})", r"\left(\frac{a}{b}\right)"),
        (r"\qty{x} \abs{y} \norm*{z}", r"\left\{x\right\} \left|y\right| \|z\|"),
        (
            r"\dv{f}{x} \dv{x} \dv[2]{f}{x}",
            r"\frac{\mathrm{d}}{\mathrm{d}{x}} \frac{\mathrm{d}^{2}f}{\mathrm{d}{x}^{2}}",
        ),
        (r"\pdv{f}{x}{y}", r"\frac{\partial ^2f}{\partial {x}\partial {y}}"),
        (r"\ev{A}{\psi}", r"\left\langle\psi\middle|A\middle|\psi\right\rangle"),
        (r"\comm{A}{B}", r"\left[A,B\right]"),
        (r"\mqty(a & b \\ c & d)", r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}"),
        (r"\vb{x} \vu*{n}", r"\mathbf{x} \hat{\boldsymbol{n}}"),
    ],
)
def test_packages_that_mathjax_loads(typed: str, shown: str) -> None:
    assert put_in(typed, {}) == typed
    assert shown in put_in(typed, read_table(r"\require{physics}"))
