"""What search plugins get to read of a page."""

from __future__ import annotations

from html import escape, unescape

import pytest

from mkdocs_matcalc.site.mkdocs.searchable import searchable


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<p>plain &amp; <em>simple</em><br>text</p>", "<p>plain &amp; <em>simple</em><br>text</p>"),
        (r'<p>a <span class="arithmatex">\(A^\top x\)</span></p>', "<p>a  Aᵀ x </p>"),
        ('<div class="arithmatex">\\[a &lt; b\n\\]</div>', " a &lt; b "),
        ('<div class="arithmatex" data-search-exclude data-text="a &lt; b">\\[c\\]</div>', " a &lt; b "),
        ("<p>a<span data-search-exclude>b<i>c<br>d</i><img/>e</span>f</p>", "<p>af</p>"),
        ('<h2 id="x">A &amp; B</h2><b data-search-exclude></b>', '<h2 id="x">A &amp; B</h2>'),
    ],
)
def test_formulas_are_text_and_what_is_excluded_is_not_there(html: str, read: str) -> None:
    assert searchable(html, "Page") == read


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ('<h1 id="a-b">A &amp; B<a class="headerlink" href="#a-b">¶</a></h1><p>c</p>', None),
        ('<h1 id="a-b">A-B</h1>', "<p>A-B</p>"),
        (
            '<h1 id="x">Ideas: <em>x</em><a class="headerlink" href="#x">¶</a></h1><p>c</p>',
            "<p>Ideas: <em>x</em></p><p>c</p>",
        ),
        ('<p>c</p><h1 id="x">Ideas</h1>', None),
    ],
)
def test_a_page_is_found_by_its_name_and_not_by_a_heading(html: str, read: str | None) -> None:
    assert searchable(html, "A & B") == (html if read is None else read)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\begin{aligned} f &= x^2 \\ g &= \sqrt{x} \end{aligned}", "f = x²; g = √x"),
        (r"\begin{pmatrix} a & b \\[2pt] c & d \end{pmatrix}", "(a b; c d)"),
        (r"\left[\begin{array}{c|c} 1 & 2 \\ 3 & 4 \end{array}\right]", "[1 2; 3 4]"),
        (r"f = \begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", "f = {1 x > 0; 0 else"),
        (r"\underbrace{a + b}_{c} \overset{!}{=} \binom{n}{k}~\unknown{x}", "a + b_c =^! C(n, k) unknownx"),
        (r"\hphantom{f} {} = \textcolor{teal}{A^\top}", "= Aᵀ"),
    ],
)
def test_the_search_reads_no_latex(latex: str, text: str) -> None:
    html = f'<div class="arithmatex">\\[{escape(latex, quote=False)}\\]</div>'
    assert unescape(searchable(html, "Page")).strip() == text
