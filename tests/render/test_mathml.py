"""Formulas as MathML."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from mkdocs_matcalc.render.formula import New, row
from mkdocs_matcalc.render.mathml import mathml
from mkdocs_matcalc.render.typed import typed


def shown(latex: str) -> str:
    """The elements of a formula, each as `name(…)`, rows that hold one element being that element."""
    return tree(BeautifulSoup(mathml(typed(latex)), "html.parser").math)


def tree(tag: Tag) -> str:
    parts = [tree(each) for each in tag.find_all(True, recursive=False)] or [tag.text]
    if tag.name in ("math", "mrow") and len(parts) == 1:
        return parts[0]
    return f"{tag.name}({' '.join(parts)})"


@pytest.mark.parametrize(
    ("latex", "elements"),
    [
        ("A x", "mrow(mi(A) mi(x))"),
        ("12 - 3", "mrow(mn(12) mo(−) mn(3))"),
        (r"A^\top", "msup(mi(A) mo(⊤))"),
        (r"x_i^2", "msubsup(mi(x) mi(i) mn(2))"),
        (r"\sum_{i=1}^n x", "mrow(munderover(mo(∑) mrow(mi(i) mo(=) mn(1)) mi(n)) mi(x))"),
        (r"\frac{\partial f}{2}", "mfrac(mrow(mi(∂) mi(f)) mn(2))"),
        (r"\sqrt[3]{x}", "mroot(mi(x) mn(3))"),
        (r"\sqrt{x}", "msqrt(mi(x))"),
        (r"\mathop{\mathrm{tr}}(A)", "mrow(mi(tr) mrow(mo(() mi(A) mo())))"),
        (r"\mathbb{R}", "mi(ℝ)"),
        (r"\mathbf{x}", "mi(𝐱)"),
        (r"\mathcal{L}", "mi(ℒ)"),
        (r"\hat{y}", "mover(mi(y) mo(^))"),
        (r"\text{almost everywhere}", "mtext(almost everywhere)"),
        (r"\hphantom{x}", "mphantom(mi(x))"),
        (r"\lVert x \rVert", "mrow(mo(‖) mi(x) mo(‖))"),
        (r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}",
         "mrow(mo([) mtable(mtr(mtd(mi(a)) mtd(mi(b))) mtr(mtd(mi(c)) mtd(mi(d)))) mo(]))"),
    ],
)  # fmt: skip
def test_what_a_formula_becomes(latex: str, elements: str) -> None:
    assert shown(latex) == elements


def test_a_function_s_name_keeps_a_distance_from_what_it_follows() -> None:
    thin = '<mspace width="0.17em">'
    assert thin in mathml(typed(r"B \mathop{\mathrm{tr}}(A)"))
    assert thin in mathml(typed(r"2 \log x"))
    for latex in (r"\mathop{\mathrm{tr}}(A)", r"(\log x)", r"1 + \log x", r"\alpha x", r"\partial f"):
        assert thin not in mathml(typed(latex))


def test_brackets_grow_only_where_they_are_to() -> None:
    assert 'stretchy="true"' in mathml(typed(r"\left[x\right]"))
    assert 'stretchy="true"' not in mathml(typed("(x)"))


def test_what_is_new_is_told_apart() -> None:
    assert '<mrow class="matcalc-new"><mi>x</mi></mrow>' in mathml(row("2 ", New(typed("x"))))


def test_its_text_stands_beside_it_and_nothing_is_markup() -> None:
    math = BeautifulSoup(mathml(typed(r'\text{<b>"} < x'), large=True), "html.parser").math
    assert math["alttext"] == '<b>" < x'
    assert math["displaystyle"] == "true"
    assert math.find("b") is None
