"""The sentence around a link."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault.sentences import sentence_around
from mkdocs_matcalc.vault.written import written_links


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two [[a]] three! Four.", ["Two <a> three!"]),
        ("First\nline [[a|the *a*]] goes\non. Next.", ["First line <the *a*> goes on."]),
        ("- item\n- see [[a]] and [b](b.md)\n- item", ["see <a> and b", "see a and <b>"]),
        ("| x | [[a\\|A]] |\n| - | - |\n| z | y [[b]] |", ["<A>", "y <b>"]),
        ("## To [[a]] ^id", ["To <a>"]),
        ("> [!note] Title\n> In [[a]][^1] %%not this%% it.", ["Title In <a> it."]),
        ("- [ ] do [[a]] $x^2. Y$ now", ["do <a> $x^2. Y$ now"]),
        ("![[pic.png|30]] beside [[a]]", ["<pic.png> beside a", "pic.png beside <a>"]),
        ("One.\n[[a]] two.", ["<a> two."]),
        ("e.g. this [[a]] stays", ["e.g. this <a> stays"]),
        ("By [[a]] $$ u_1 * v_2 . W $$ holds. Next", ["By <a> $$ u_1 * v_2 . W $$ holds."]),
        (
            "By [[a]]\n$$\nu_1 % so\n- v_2\n$$\nand [[b]].",
            ["By <a> $$ u_1 - v_2 $$ and b.", "By a $$ u_1 - v_2 $$ and <b>."],
        ),
        ("> As\n> $$\n> u_1\n>\n> v_1\n> $$ by [[a]] is.", ["As $$ u_1 v_1 $$ by <a> is."]),
        ("- so $$u\n= v$$ in [[a]]\n- $$ w $$", ["so $$u = v$$ in <a>"]),
        ("See [[a]]:\n```py\nx_1 * y\n```\nOn [[b]]", ["See <a>:", "On <b>"]),
        ("~~~\nx\n~~~\nSee [[a]]\n\n    [[no]]", ["See <a>"]),
        ("See [[a]]\n<div>\n*no*\n</div>", ["See <a>"]),
        ("---\nup: x\n---\nSee [[a]] %%no\nno%% too", ["See <a> too"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    lines = text.split("\n")
    found = [sentence_around(lines, link.line, link.column) for link in written_links(text)]
    assert [f"{one.before}<{one.shown}>{one.after}".strip() for one in found if one] == sentences


def test_what_is_around_a_sentence_is_known_where_emphasis_may_begin() -> None:
    found = sentence_around(["**One. Two [[a]] three.", "Four** five."], 1, 12)
    assert found is not None
    assert (found.lead, found.before, found.after) == ("**One. ", "Two ", " three.")
    assert found.rest.split() == ["Four**", "five."]


def test_a_long_sentence_is_shortened_at_words() -> None:
    text = "word " * 100 + "[[a]]" + " word" * 100
    found = sentence_around([text], 1, 501)
    assert found is not None
    assert found.before.startswith("… word")
    assert found.after.endswith("word …")
    assert len(found.before + found.after) < 600
