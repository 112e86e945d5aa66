"""The text of a part of a note."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Note, VaultIndex
from mkdocs_matcalc.vault.parts import block, body, section

NOTE = """---
title: x
---
# Top

para one
more ^p

- a
- b
  cont ^b
    - sub

      para below
- c

| x |
|---|
| y |

^t

$$
a

b
$$

^f

> q1
> q2 ^q

see [l] and[^1]. ^d

## Part

text[^1]

### Deeper

more

## Other

[l]: http://x
[^1]: foot
    more

[z]: no
"""
DEFINED = "\n\n[l]: http://x\n\n[^1]: foot\n    more\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p", "para one\nmore ^p\n"),
        ("b", "- b\n  cont ^b\n    - sub\n\n      para below\n"),
        ("t", "| x |\n|---|\n| y |\n"),
        ("f", "$$\na\n\nb\n$$\n"),
        ("Q", "> q1\n> q2 ^q\n"),
        ("d", f"see [l] and[^1]. ^d{DEFINED}"),
        ("none", None),
    ],
)
def test_block(name: str, text: str | None) -> None:
    assert block(NOTE, name) == text


def test_section() -> None:
    index = VaultIndex.build([("a.md", NOTE)])
    headings = index.headings("a.md")
    part = next(heading for heading in headings if heading.id == "part")
    expected = "## Part\n\ntext[^1]\n\n### Deeper\n\nmore\n\n[^1]: foot\n    more\n"
    assert section(NOTE, headings, part) == expected
    other = next(heading for heading in headings if heading.id == "other")
    assert section(NOTE, headings, other).startswith("## Other\n\n[l]:")


def test_body() -> None:
    assert body("---\na: 1\n---\ntext") == "text"
    assert body("text\n---\n") == "text\n---\n"


def test_what_a_note_says_of_readers() -> None:
    assert Note("a.md", "---\npublish: false\n---\n").published is False
    assert Note("a.md", "---\npublish: 'no'\n---\n").published is False
    assert Note("a.md", "---\nPublish: true\ndraft: yes\n---\n").draft is True
    assert Note("a.md", "text").published is True
    assert Note("a.md", "text").draft is False
