"""Formulas on a page before what typesets them has come."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from mkdocs_matcalc.site.markdown.waiting import waiting


@pytest.mark.parametrize(
    ("html", "text", "latex"),
    [
        (r'<span class="arithmatex">\(A^\top x\)</span>', "Aᵀ x", r"\(A^\top x\)"),
        (r'<span class="arithmatex">\(a &lt; b &amp; "c"\)</span>', 'a < b "c"', r'\(a < b & "c"\)'),
        (
            '<div class="arithmatex" data-text="a &lt; b">\\[\\hphantom{c} &lt; b\\]</div>',
            "a < b",
            r"\[\hphantom{c} < b\]",
        ),
        ('<span class="arithmatex" data-text="">\\(x^2\\)</span>', "x²", r"\(x^2\)"),
        (
            '<div class="arithmatex">\\[\n\\begin{aligned} f &amp;= 1 \\\\[2pt] g \\end{aligned}\n\\]</div>',
            "f = 1; g",
            "\\[\n\\begin{aligned} f &= 1 \\\\[2pt] g \\end{aligned}\n\\]",
        ),
    ],
)
def test_they_are_text_and_carry_their_source(html: str, text: str, latex: str) -> None:
    formula = BeautifulSoup(waiting(html), "html.parser").select_one(".arithmatex")
    assert formula.text == text
    assert formula["data-latex"] == latex
    assert "data-text" not in formula.attrs


def test_those_on_lines_of_their_own_have_the_room_that_they_will_take() -> None:
    def room(html: str) -> float:
        return float(BeautifulSoup(waiting(html), "html.parser").select_one(".arithmatex")["data-room"])

    line = room('<div class="arithmatex" data-text="x">\\[x\\]</div>')
    assert line == pytest.approx(1.26)
    assert room('<div class="arithmatex" data-text="x">\\[\\frac{1}{2}\\]</div>') > 1.4 * line
    assert room('<div class="arithmatex">\\[x\\]</div>') == pytest.approx(line + 2 / 1.21, abs=0.01)
    assert "data-room" not in waiting(r'<span class="arithmatex">\(x\)</span>')


def _boxes(html: str) -> list[tuple[str, str]]:
    formula = BeautifulSoup(waiting(html), "html.parser").select_one(".arithmatex")
    texts = [part for part in formula.children if isinstance(part, str)]
    return [*zip(texts, formula.get("data-boxes", "").split(), strict=True)] if len(texts) > 1 else []


@pytest.mark.parametrize(
    "html",
    [
        r'<span class="arithmatex">\(x = y\)</span>',
        r'<span class="arithmatex" data-text="x = y">\(x = y\)</span>',
        r'<div class="arithmatex" data-text="x = y">\[x = y\]</div>',
    ],
)
def test_each_part_that_is_not_broken_has_its_width(html: str) -> None:
    (left, left_size), (right, right_size) = _boxes(html)
    assert (left, right) == ("x = ", "y")
    assert float(left_size) == pytest.approx(0.572 + 0.778 + 2 * 5 / 18, abs=0.01)
    assert float(right_size) == pytest.approx(0.526, abs=0.01)


def test_what_is_high_says_so_and_text_that_is_too_long_is_smaller() -> None:
    [low] = re.findall('data-boxes="(.*?)"', waiting(r'<span class="arithmatex">\(x\)</span>'))
    [high] = re.findall('data-boxes="(.*?)"', waiting(r'<span class="arithmatex">\(\dfrac{x}{y}\)</span>'))
    assert low.split(",") == ["0.57"]
    width, above, below, size = map(float, high.split(","))
    assert width * size == pytest.approx(0.572 + 0.24, abs=0.01)
    assert above > 0.3
    assert below > 0.3
    assert 0.5 < size < 0.8


def test_one_whose_text_says_something_else_is_not_cut() -> None:
    html = r'<span class="arithmatex" data-text="sum">\(x + y\)</span>'
    assert "<wbr>" not in waiting(html)
    assert f'data-boxes="{0.572 + 0.778 + 8 / 18 + 0.526:.2f}' in waiting(html)


@pytest.mark.parametrize("latex", [r"\nobodyknows x", r"x + \ce{H2O}", r"\textbf{x}", ""])
def test_where_the_width_is_not_known_there_is_none(latex: str) -> None:
    assert "data-boxes" not in waiting(rf'<span class="arithmatex">\({latex}\)</span>')


def test_those_on_lines_of_their_own_that_are_no_derivation_s_are_not_cut() -> None:
    assert "data-boxes" not in waiting(r'<div class="arithmatex">\[x = y\]</div>')


def test_what_is_no_formula_stays() -> None:
    html = '<p>a <code>\\(b\\)</code> <span class="arithmatex" data-typeset=""><math></math></span></p>'
    assert waiting(html) == html
