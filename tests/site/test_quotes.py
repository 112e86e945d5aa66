"""What is quoted of a page's HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_matcalc.site.mkdocs.quotes import quotes

X = '<a href="x">x</a>'
FORMULA = '<span class="arithmatex">\\({}\\)</span>'.format
MARKED = '<mark class="matcalc-mention">x</mark>'


def quoted(html: str, target: str = "x") -> tuple[str, ...]:
    return tuple(map(str, quotes(html, lambda href: href.partition("#")[0]).get(target, ())))


@pytest.mark.parametrize(
    ("html", "sentences"),
    [
        (f"<p>One. Two {X} three! Four.</p>", [f"Two {MARKED} three!"]),
        (f"<p>One? {X} two.</p>", [f"{MARKED} two."]),
        (f"<p>See e.g. {X}, J. Smith and cf. Miller.</p>", [f"See e.g. {MARKED}, J. Smith and cf. Miller."]),
        (f"<p>So it is. a 3.5 {X} approx. so</p>", [f"So it is. a 3.5 {MARKED} approx. so"]),
        (f"<p>“One.” Two {X}.) Three</p>", [f"Two {MARKED}.)"]),
        (f"<p>第一。第二{X}第三！第四</p>", [f"第二{MARKED}第三！"]),
        (
            f'<p>One. <em>Two {X}. <b class="c" id="i" onclick="f()">Three</b></em> {X}</p>',
            [f"<em>Two {MARKED}.</em>", f'<em><b class="c">Three</b></em> {MARKED}'],
        ),
        (
            f"<p>By <code>a. B</code> {X} <kbd>C. D</kbd></p>",
            [f"By <code>a. B</code> {MARKED} <kbd>C. D</kbd>"],
        ),
        (
            f"<p>By {FORMULA('a. B &lt; c')}{FORMULA('d')} {X}</p>",
            [f"By {FORMULA('a. B &lt; c')}{FORMULA('d')} {MARKED}"],
        ),
        (
            f'<p>By <span class="MathJax_Preview">a</span><script type="math/tex">a < b. C</script> {X}</p>',
            [f'By <script type="math/tex">a < b. C</script> {MARKED}'],
        ),
        (f'<p>Above</p><div class="arithmatex">\\[a\\]</div><p>{X}</p>', [MARKED]),
        (
            f"<p>A {X} &lt;b&gt; &amp; <a href=y>What? No.</a> so</p>",
            [f"A {MARKED} &lt;b&gt; &amp; What? No. so"],
        ),
        (
            '<p>A <a href="x#p">b <em>c</em> d</a> e</p>',
            ['A <mark class="matcalc-mention">b <em>c</em> d</mark> e'],
        ),
        (f"<ul><li>a {X}<ul><li>b</li></ul></li><li><p>c {X}</p>d</li></ul>", [f"a {MARKED}", f"c {MARKED}"]),
        (f"<table><tr><th>a<td>b {X}<td>c</table>", [f"b {MARKED}"]),
        (
            f'<p>a<sup><a class="footnote-ref" href="#">1</a></sup> {X}<a class="headerlink">¶</a></p>',
            [f"a {MARKED}"],
        ),
        (f'<div class="matcalc-embed"><p>a {X}</p></div><p class="matcalc">{X}</p><pre>{X}</pre>', []),
        (
            f"<p>a <script>f()</script><style>p</style><img onerror=f()><svg><a href=x>x</a></svg>{X}",
            [f"a {MARKED}"],
        ),
        (
            f'<p>a <span style="color: red" onmouseover=f()>b</span> <font color="&quot;">{X}</font></p>',
            [f'a <span style="color: red">b</span> <font color="&quot;">{MARKED}</font>'],
        ),
        (f"<p>a<br>b {X}<br />c</p>", [f"a<br>b {MARKED}<br>c"]),
        (f"<p>Equal {X}. Equal {X}.</p><p>Equal {X}.</p>", [f"Equal {MARKED}."]),
        (f"<p>Both {X} and {X} here.</p>", [f"Both {MARKED} and {MARKED} here."]),
        (f"<p>Only {X} and <a href=y>y</a> here.</p>", [f"Only {MARKED} and y here."]),
        ('<p><a href="x"><img src="p.png"></a> <a href="x"></a></p>', []),
        (f"</p></b><p>open <b>a {X}", [f"open <b>a {MARKED}</b>"]),
    ],
)
def test_sentences(html: str, sentences: list[str]) -> None:
    assert list(quoted(html)) == sentences


def shown(html: str) -> str:
    return BeautifulSoup(html, "html.parser").text


@pytest.mark.parametrize(("before", "after"), [(100, 100), (100, 0), (0, 100), (5, 100), (100, 5)])
def test_a_long_sentence_is_cut_around_the_link_at_words(before: int, after: int) -> None:
    (quote,) = quoted(f"<p>{'word ' * before}{X}{' word' * after}</p>")
    assert re.fullmatch(r"(… )?(word )*x( word)*( …)?", shown(quote))
    assert quote.startswith("…") == (before == 100)
    assert quote.endswith("…") == (after == 100)
    assert 220 <= len(shown(quote)) <= 244


@pytest.mark.parametrize(
    "whole",
    [
        '<span class="arithmatex">\\(' + "a + " * 40 + "b\\)</span>",
        f"<code>{'a ' * 60}</code>",
        f'<a href="y">{"a " * 60}</a>',
        f"<b>{'a' * 120}</b>",
    ],
)
def test_nothing_is_cut_through(whole: str) -> None:
    for between in range(0, 60, 7):
        (quote,) = quoted(f"<p>{whole}{' w' * between} {X}{' w' * between} {whole}</p>")
        kept = quote.replace(whole if "href" not in whole else shown(whole), "")
        assert re.fullmatch(r"(… )?(<b></b>)?[w ]*" + MARKED + r"[w ]*(<b></b>)?( …)?", kept)


def test_a_script_without_spaces_is_cut_anywhere() -> None:
    (quote,) = quoted(f"<p>{'字' * 300}{X}{'字' * 300}</p>")
    assert re.fullmatch("… 字{50,130}x字{50,130} …", shown(quote))


def test_links_that_are_near_are_all_shown_and_others_are_not_waited_for() -> None:
    (quote,) = quoted(f"<p>{'word ' * 50}{X}{' word' * 20} {X}{' word' * 80} {X}</p>")
    assert quote.count(MARKED) == 2


def test_lines_count_as_lines() -> None:
    (quote,) = quoted(f"<p>{'a line<br>' * 20}{X}{'<br>a line' * 20}</p>")
    assert 2 <= quote.count("<br>") <= 6
    assert not re.search(r"^… <br>|<br> …$", quote)


def test_a_paragraph_of_links_takes_linear_time() -> None:
    """Each link costs a quote of bounded length, however long its sentence is."""
    many = "".join(f'see <a href="{number}">x</a> here ' for number in range(3000))
    found = quotes(f"<p>{many}</p>", lambda href: href)
    assert len(found) == 3000
    assert max(len(shown(quote)) for sentences in found.values() for quote in sentences) <= 244


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("br", "b", "em", "code", "span", "mark", "script")
        assert {name for name, _ in attrs} <= {"class", "style", "type"}
        if tag != "br":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


PARTS = [
    *(
        "<b>",
        "</b>",
        "<em style='a'>",
        "</em>",
        "<code>",
        "</code>",
        "<p>",
        "</p>",
        "<li>",
        "</li>",
        "<br>",
        "<hr>",
    ),
    *('<a href="x">', '<a href="y">', "</a>", "<span onclick=f()>", '<span class="arithmatex">', "</span>"),
    *("<script>", '<script type="math/tex">', "</script>", "<img src=x onerror=f()>", "<pre>", "</pre>"),
    *("a", " ", "\n", ". W", "&lt;", "&", "<", "\\(", "word " * 60),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=3, max_size=30).map("".join))
def test_whatever_is_quoted_is_sound_html(html: str) -> None:
    for quote in quoted(html):
        parser = _Balanced()
        parser.feed(quote)
        parser.close()
        assert parser.opened == []
        assert BeautifulSoup(quote, "html.parser").select("mark.matcalc-mention")
