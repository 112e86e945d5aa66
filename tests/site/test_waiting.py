"""Formulas on a page before what typesets them has come."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mkdocs_matcalc.site.mkdocs.waiting import waiting


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


def test_what_is_no_formula_stays() -> None:
    html = '<p>a <code>\\(b\\)</code> <span class="arithmatex" data-typeset=""><math></math></span></p>'
    assert waiting(html) == html
