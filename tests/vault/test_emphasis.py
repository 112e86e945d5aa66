"""Emphasis is what CommonMark makes of it, and what is meant beside Chinese and Japanese."""

from __future__ import annotations

import random

import pytest
from markdown import Markdown
from markdown_it import MarkdownIt

from mkdocs_matcalc.vault import emphasis


def shown(text: str) -> str:
    md = Markdown()
    emphasis.register(md, "*_=~")
    return md.convert(text).removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Stars alone
        ("**a (*.b)** c", "<strong>a (*.b)</strong> c"),
        ("**a+b**, **a*b**: c", "<strong>a+b</strong>, <strong>a*b</strong>: c"),
        ("1* and 11*, before 0*, also", "1* and 11*, before 0*, also"),
        ("_ab*cd** *efghi*", "_ab*cd** <em>efghi</em>"),
        ("(*:**b*, (c)*:*d", "(<em>:*<em>b</em>, (c)</em>:*d"),
        # Marks in each other
        ("*==a **b**==* ~~c *d*~~", "<em><mark>a <strong>b</strong></mark></em> <del>c <em>d</em></del>"),
        ("==a *b== c*", "<mark>a *b</mark> c*"),
        # No marks
        ("=== a === ~~~ ~b~ =c= \\*d* a_b_c", "=== a === ~~~ ~b~ =c= *d* a_b_c"),
        # Kinder than CommonMark
        ("是**“甲”**的*「乙」*は", "是<strong>“甲”</strong>的<em>「乙」</em>は"),
        ("**a:**b c**, d**.", "<strong>a:</strong>b c**, d**."),
        # Beside what is no text
        ("**[a](b)** `*c*`**d**", '<strong><a href="b">a</a></strong> <code>*c*</code><strong>d</strong>'),
    ],
)
def test_emphasis(text: str, wanted: str) -> None:
    assert shown(text) == wanted


@pytest.mark.parametrize("seed", range(3))
def test_emphasis_is_that_of_commonmark(seed: int) -> None:
    other = MarkdownIt("commonmark")
    rng = random.Random(seed)
    for _ in range(2000):
        mark = rng.choice("*_")
        pieces = [mark, mark, mark * 2, mark * 3, " ", "b", "c "]
        text = "a " + "".join(rng.choice(pieces) for _ in range(rng.randint(2, 12)))
        assert shown(f"{text}z") == other.render(f"{text}z").strip()[3:-4], text


def test_the_same_words_come_again() -> None:
    text = "**a** b_c *d* **\n\n**a** b_c *d* **\n\n*a b_c *d* **"
    same = "<p><strong>a</strong> b_c <em>d</em> **</p>"
    assert shown(f"e\n\n{text}") == f"e</p>\n{same}\n{same}\n<p>*a b_c <em>d</em> **"


def test_marks_that_are_not_asked_for_are_text() -> None:
    md = Markdown()
    emphasis.register(md, "=")
    assert md.convert("==a== *b* ~~c~~") == "<p><mark>a</mark> <em>b</em> ~~c~~</p>"


@pytest.mark.parametrize("text", ["*a ", "a* ", "**a ", "*a* ", "_a *b", "a**b", "a *", "*a **b", "==a~~"])
def test_thousands_of_them_take_no_time_to_speak_of(text: str) -> None:
    assert "a" in shown(text * 2000)
