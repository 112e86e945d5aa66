"""The scan finds what is planted, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from .__main__ import report
from .compare import findings
from .raw import SIGNS, raw_in
from .reference import reference_html
from .scanning import Scan, scan
from .walk import Page, read_page

VAULT = Path(__file__).with_name("vault")

# A text with each sign in a paragraph, and one that only looks like it.
PLANTED = {
    "dollars": ("so $\\eta_1$ is", "from $5 to $6"),
    "LaTeX": ("the \\mathbb{K} of", "in C:\\mathx"),
    "brackets": ("see [[Chains", "in [4]"),
    "highlight": ("a ==b c== d", "a == b == c"),
    "comment": ("a %%b%%", "50 % of 7 %"),
    "callout": ("[!note] Look", "[no note]"),
    "list": ("two:\n- one", "5 - 3\n-7"),
    "task": ("[ ] do", "an [ ] array"),
    "fence": ("```python", "``a``"),
    "backticks": ("a `b", "``` a"),
    "tag": ("a <u>b", "a < b > c"),
    "entity": ("a &amp; b", "a & b; c"),
    "block id": ("end ^id", "2^id"),
    "strike": ("~~a~~", "~ 5"),
    "strong": ("**a**", "2 * 3"),
    "emphasis": ("an *old* one", "2 * 3 * 4"),
    "heading": ("text\n## Two", "#tag"),
    "table": ("a | b\n--- | ---", "a | b"),
    "rule": ("text\n---", "text -- and"),
    "quote": ("text\n> said", "a > b"),
    "footnote": ("so[^2]", "x^[2]".replace("x^", "x ^")),
    "link": ("[a](b.md)", "[a] (b)"),
    "escape": ("a\\*", "a\\b"),
    "placeholder": ("\x02wzxhzdk:3\x03", "wz"),
}


@pytest.mark.parametrize("name", [sign.name for sign in SIGNS])
def test_each_sign_is_found_and_what_looks_like_it_is_not(name: str) -> None:
    sign, other = PLANTED[name]
    assert name in {raw.name for raw in raw_in(sign, "p")}
    assert name not in {raw.name for raw in raw_in(other, "p")}


def test_signs_of_blocks_are_none_in_the_cell_of_a_table() -> None:
    assert raw_in("- 5", "td") == []


@pytest.fixture(scope="module")
def clean() -> Scan:
    return scan(VAULT)


def test_nothing_is_found_in_a_clean_vault(clean: Scan) -> None:
    assert clean.found == []
    assert (clean.notes, clean.formulas) == (2, 6)
    assert report(clean, 3).endswith("0 faults (a kind on a note): 0.0 in 200 notes\n")


# A part of Obsidian's Markdown that is switched off, and what must be found then.
@pytest.mark.parametrize(
    ("part", "kinds"),
    [
        ("block_ids", {"block id"}),
        ("callouts", {"callout", "callout lost", "quote added"}),
        ("comments", {"comment"}),
        ("embeds", {"embed lost"}),
        ("fences", {"fence lost", "words added"}),
        ("footnotes", {"footnote", "footnote lost"}),
        ("highlights", {"highlight", "highlight lost"}),
        ("lists", {"list", "item lost"}),
        ("maths", {"formula lost", "dollars", "LaTeX"}),
        ("strikethrough", {"strike", "strike lost"}),
        ("tables", {"table", "table lost", "row lost"}),
        ("tasks", {"task", "task done lost", "task open lost"}),
    ],
)
def test_what_is_switched_off_is_found(part: str, kinds: set[str]) -> None:
    assert kinds <= {finding.kind for finding in scan(VAULT, obsidian={part: False}).found}


def _found(text: str, html: str) -> dict[str, str]:
    shown = read_page(f"<article>{html}</article>")
    return {each.kind: each.excerpt for each in findings("a.md", text, shown, _meant(text))}


def _meant(text: str) -> Page:
    return read_page(f"<article>{reference_html(text, bool, bool, breaks=False)}</article>")


def test_a_lost_and_an_added_word_are_found() -> None:
    found = _found("Source: here\n\nText", "<p>Text once</p>")
    assert found == {"words lost": "2: source here", "words added": "1: once"}


def test_a_refused_formula_is_found() -> None:
    formula = '<span class="arithmatex" data-typeset=""><span class="katex-error" title="ParseError: no">'
    assert _found("$a^b^c$", f"<p>{formula}a^b^c</span></span></p>") == {"katex": "ParseError: no ⟨a^b^c⟩"}


def test_an_unlinked_address_is_found() -> None:
    assert _found("https://example.org/x", "<p>https://example.org/x</p>") == {
        "address": "https://example.org/x"
    }


def test_what_the_author_left_raw_is_no_fault() -> None:
    text = "An \\alpha, a **half, [[ and 1 < 2 ~~"
    assert _found(text, "<p>An \\alpha, a **half, [[ and 1 &lt; 2 ~~</p>") == {}


def test_source_in_the_title_the_contents_and_quoted_sentences_is_found() -> None:
    html = r'<title>On \(x_1\)</title><div class="scan-contents"><p>On \(x_1\)</p></div><article></article>'
    html += '<aside class="matcalc-linked"><p>a ~~b~~</p></aside>'
    kinds = [finding.kind for finding in findings("a.md", "", read_page(html), _meant(""))]
    assert kinds == ["title: LaTeX", "contents: LaTeX", "linked: strike", "linked: strike"]


def test_the_line_of_a_finding_is_that_of_the_note() -> None:
    shown = read_page("<article><p>one</p><p>two [[three]]</p></article>")
    text = "one\n\ntwo [[three]]"
    found = findings("a.md", text, shown, _meant(text))
    assert {(each.kind, each.line) for each in found} == {("brackets", 3)}
