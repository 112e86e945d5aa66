"""Notes of thousands of marks that nothing closes are read in a time that grows with their length alone.

Nothing is timed here: what searches a note once for each mark would need minutes.
"""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.prose import prose_lines
from mkdocs_matcalc.vault.stretches import stretches
from mkdocs_matcalc.vault.written import written_links

MANY = 20_000
MARKS = [
    "$x ",
    "$$ ",
    "%%",
    "` ",
    "[[",
    "[[a#",
    "[[a|",
    "[a](",
    "](",
    "<",
    "<div>",
    "<pre>",
    "<!-- ",
    r"\begin{a}",
    r"\(",
    r"\[",
]


@pytest.mark.parametrize("between", ["", "\n", "\n\n"], ids=["a line", "lines", "paragraphs"])
@pytest.mark.parametrize("mark", MARKS)
def test_what_is_never_closed(mark: str, between: str) -> None:
    text = "#topic\n\n" + (mark + between) * MANY
    note = Note("Hostile.md", text)
    assert len(prose_lines(text)) == text.count("\n") + 1
    assert note.tags == ("topic",)
    assert note.blocks == frozenset()
    assert not any(link.wiki and link.target == "topic" for link in written_links(text))
    assert all(stretch.start >= len("#topic") for stretch in stretches(text))


@pytest.mark.parametrize("blank", [" ", "\t"])
@pytest.mark.parametrize("line", ["# a{}b", "# a{}#b", "# a {{x{}y", "a{}(", "- a{}(", "a{}: b{}c"])
def test_many_blanks_in_the_first_line(line: str, blank: str) -> None:
    note = Note("Hostile.md", line.format(*[blank * 20 * MANY] * 2))
    note.read()
    assert note.published
    assert len(note.headings) == line.startswith("#")
