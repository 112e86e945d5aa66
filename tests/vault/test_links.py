"""Which wiki-links a note has, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_matcalc.vault import WikiLink, wiki_links
from mkdocs_matcalc.vault.prose import prose_lines

CASES = yaml.safe_load(Path(__file__).with_name("links.yml").read_text(encoding="utf-8"))


def _written(link: WikiLink) -> str:
    alias = "" if link.alias is None else f" | {link.alias}"
    return f"{link.line}:{link.column} {'!' if link.embed else ''}{link.target}{alias}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_links_of_a_note(case: dict[str, Any]) -> None:
    assert [_written(link) for link in wiki_links(case["note"])] == case["links"]


MARKS = ["```", "~~~", "$$", "$", "`", "<!--", "-->", "<div>", "</div>", "\\", "[[a]]", "[[", "]]", "|", "x"]
SPACES = ["\n", "\n\n", "\n---\n", "    ", "\n> ", "\n- "]


@given(st.lists(st.sampled_from(MARKS + SPACES)).map("".join))
def test_prose_keeps_every_place(text: str) -> None:
    lines = list(prose_lines(text))
    assert [len(line) for line in lines] == [len(line) for line in text.split("\n")]
    assert all(a in (b, " ") for a, b in zip("\n".join(lines), text, strict=True))


@pytest.mark.parametrize(
    ("target", "shown"),
    [("note", "note"), ("a/note#B", "a/note > B"), ("#B", "B"), ("note#A#B", "note > A > B")],
)
def test_what_a_link_without_text_shows(target: str, shown: str) -> None:
    assert WikiLink(target, None).shown == shown
