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


def _found(text: str, html: str, breaks: bool = False) -> dict[str, str]:
    shown = read_page(f"<article>{html}</article>")
    return {each.kind: each.excerpt for each in findings("a.md", text, shown, _meant(text, breaks))}


def _meant(text: str, breaks: bool = False) -> Page:
    return read_page(f"<article>{reference_html(text, bool, bool, breaks=breaks)}</article>")


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


def test_what_another_note_leaves_as_source_is_no_fault_where_it_is_quoted() -> None:
    aside = (
        "<aside class='matcalc-linked'><p>so ^[a, b] of Beta &gt; ^id</p><p>a *long one, of* x</p></aside>"
    )
    page, elsewhere = read_page(aside), {("footnote", "^[a, b]"), ("emphasis", "*long one, of which\nmore*")}
    assert findings("a.md", "", page, _meant(""), elsewhere) == []


def test_the_line_of_a_finding_is_that_of_the_note() -> None:
    shown = read_page("<article><p>one</p><p>two [[three]]</p></article>")
    text = "one\n\ntwo [[three]]"
    found = findings("a.md", text, shown, _meant(text))
    assert {(each.kind, each.line) for each in found} == {("brackets", 3)}


_NOTES = """<p>text<sup id="fnref:1"></sup></p>
<div class="footnote"><ol><li><p>note</p></li><li><p><strong>more</strong></p></li></ol></div>"""


_TITLE = '<div class="admonition"><p class="admonition-title">Title</p>'
_TABLE = """<table><tr><th>a</th></tr><tr><td>b</td></tr></table><p><span class="arithmatex">x</span></p>"""


# What a page may show that is no fault, and the source it is of.
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![x](Note.md)", '<div class="matcalc-embed"><p>Words</p></div>'),
        ("是**“甲乙”**的", "<p>是<strong>“甲乙”</strong>的</p>"),
        ("fact[[1]](https://example.org/x)", "<p>fact<a>[1]</a></p>"),
        ("fact[[1]](https://example.org/x_(y)#z)", "<p>fact<a>[1]</a></p>"),
        ("[[Note|alpha]](beta gamma)", "<p><a>alpha</a>(beta gamma)</p>"),
        ("[alpha](b c.md)", "<p><a>alpha</a></p>"),
        ("![alpha](b c.png)", "<p><img></p>"),
        ("---\ntags: [alpha]\n...\nText", "<p>Text</p>"),
        ("words<br><pre>\ncode</pre>", "<p>words</p><pre>code</pre>"),
        (
            "> [!info]Title\n> text",
            f"{_TITLE}<p>text</p></div>",
        ),
        (
            "> [!info] Title\nlazy",
            f"{_TITLE}<p>lazy</p></div>",
        ),
        (
            "> [!info] Title\n# Heading",
            f"{_TITLE}</div><h1>Heading</h1>",
        ),
        (
            ">   > [!info] Title\n>   > text",
            f"<blockquote>{_TITLE}<p>text</p></div></blockquote>",
        ),
        (
            "- > [!info] Title\n  > text",
            f"<ul><li>{_TITLE}<p>text</p></div></li></ul>",
        ),
        ("$$x$$\n---", '<p><span class="arithmatex">x</span></p><hr>'),
        ("\\(x_1\\)", '<p><span class="arithmatex">x_1</span></p>'),
        ("pages \\[74, 75\\]", "<p>pages [74, 75]</p>"),
        ("(<https://example.org/O%27R>)", "<p>(<a>https://example.org/O%27R</a>)</p>"),
        ("alpha\n<!-- beta -->\ngamma", "<p>alpha\n<!-- beta -->\ngamma</p>"),
        ("$$\n\\ \\\n$$", "<p></p>"),
        ("[alpha](file:///beta/gamma)", "<p><a>alpha</a></p>"),
        ("| a |\n|---|\n| b |\n$$x$$", _TABLE),
        ("> - alpha\n> \t- ", "<blockquote><ul><li>alpha<ul><li></li></ul></li></ul></blockquote>"),
        ("- alpha\n\t- ", "<ul><li>alpha<ul><li></li></ul></li></ul>"),
        ("text[^1]\n\n[^1]: note\n[^2]: **more**", _NOTES),
        (
            "![x](Note.md)",
            '<div class="matcalc-embed"><blockquote><div>a</div></blockquote><p><strong>b</strong></p></div>',
        ),
        ("alpha\n\n\t$$x$$", '<p>alpha</p><div class="arithmatex">x</div>'),
        ("alpha: $$\n\nx\n$$", '<p>alpha: <span class="arithmatex">x</span></p>'),
        ("[alpha]([beta gamma](https://example.org/x))", "<p><a>alpha</a></p>"),
        ("alpha</br>beta", "<p>alpha</br>beta</p>"),
        ("![alpha](https://example.org/x.md/y)", "<p><img></p>"),
        ("例~~*(alpha)*~~", "<p>例<del><em>(alpha)</em></del></p>"),
        ("- \nalpha", "<ul><li>alpha</li></ul>"),
        ("[[Note|<alpha>]]", "<p><a>&lt;alpha&gt;</a></p>"),
        ("[[alpha&nbsp;]]", "<p><a>alpha</a></p>"),
        ("| a |\n|---|\n| \\[b=c\\] |", "<table><tr><th>a</th></tr><tr><td>[b=c]</td></tr></table>"),
        ("| a |\n|---|\n| b |\nalpha\n$$x$$", _TABLE.replace("</table>", "<tr><td>alpha</td></tr></table>")),
        ("> $$x$$\n> ---", '<blockquote><p><span class="arithmatex">x</span></p><hr></blockquote>'),
        ("> - alpha\n> [!info] beta", "<blockquote><ul><li>alpha\n[!info] beta</li></ul></blockquote>"),
        ("- alpha\n\t\t\t- beta", "<ul><li>alpha<ul><li>beta</li></ul></li></ul>"),
    ],
)
def test_what_is_shown_as_it_is_meant_is_no_fault(text: str, html: str) -> None:
    assert _found(text, html) == {}


def test_where_a_block_begins_or_ends_no_end_of_a_line_is_seen() -> None:
    assert _found("![x](Note.md)\nText", '<div class="matcalc-embed"></div><p>Text</p>', breaks=True) == {}
    assert _found("alpha\nbeta", "<p>alpha beta</p>", breaks=True) == {"line break lost": "0 for 1: alpha"}


def test_a_bar_within_a_link_or_code_ends_no_cell() -> None:
    text = "| one | two |\n|---|---|\n| [[Note|alpha]] | `beta|gamma` |"
    table = "<tr><th>one</th><th>two</th></tr><tr><td><a>alpha</a></td><td><code>beta|gamma</code></td></tr>"
    assert _found(text, f"<table>{table}</table>") == {}


def test_the_end_of_a_line_behind_many_blanks_is_found() -> None:
    blanks = " " * 60
    assert _found(f"alpha{blanks}\nbeta", f"<p>alpha{blanks}<br>beta</p>") == {}
    assert _found(f"alpha{blanks}\nbeta", "<p>alpha beta</p>") == {"line break lost": "0 for 1: alpha"}


def test_a_title_that_is_none_is_found() -> None:
    found = _found(
        "> [!info] 1. alpha\n> beta", '<div class="admonition"><ol><li>alpha</li></ol><p>beta</p></div>'
    )
    assert found == {"callout title lost": "0 for 1: 1. alpha"}


def test_prose_that_is_typeset_is_found() -> None:
    formula = '<span class="arithmatex">click the picture</span>'
    assert "formula added" in _found("\\[click the picture\\]", f"<p>{formula}</p>")


def test_a_number_beside_a_row_is_found() -> None:
    number = (
        '<span class="arithmatex" data-typeset=""><span class="eqn-num"></span><annotation>x</annotation>'
    )
    assert _found("$$x$$", f"<p>{number}</span></p>") == {"katex": "a row has a number ⟨x⟩"}


def test_a_name_that_is_not_above_its_note_is_found(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "Alpha.md").write_text("Text\n\n# Beta\n", encoding="utf-8")
    assert scan(tmp_path).found == []
    kinds = {finding.kind for finding in scan(tmp_path, obsidian={"titles": False}).found}
    assert kinds == {"heading 1 lost", "words lost"}


def test_names_in_json_and_notes_that_were_moved_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Beta.md").write_text("Words", encoding="utf-8")
    alpha = '---\n{"publish": true, "title": "Home page"}\n---\nText\n\n![](../moved/Beta.md)\n'
    (tmp_path / "Alpha.md").write_text(alpha, encoding="utf-8")
    assert scan(tmp_path).found == []


def test_a_picture_that_was_moved_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "p.png").touch()
    (tmp_path / "Alpha.md").write_text("![[../moved/p.png]]\n", encoding="utf-8")
    assert scan(tmp_path).found == []
