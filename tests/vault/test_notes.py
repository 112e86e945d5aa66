"""What a note says about itself."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Note


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("a.md", "---\ntitle: From the top\n---\n# Heading\n", "From the top"),
        ("a.md", "---\ntitle: 42\n---\n", "42"),
        ("a.md", "---\ntitle:\n---\n# Heading\n", "Heading"),
        ("a.md", "---\ntitle: [1]\n---\n# Heading\n", "Heading"),
        ("a.md", "```\n# no\n```\n\nHeading\n=======\n", "Heading"),
        ("x/03_Chain rule.md", "## Second level only\n", "03_Chain rule"),
        ("x/v1.2.md", "", "v1.2"),
        ("x/Calculus/index.md", "", "Calculus"),
        ("index.md", "", "index"),
    ],
)
def test_title(path: str, text: str, title: str) -> None:
    assert Note(path, text).title == title


@pytest.mark.parametrize(
    ("front", "aliases"),
    [
        ("aliases: [grad, ∇]", ("grad", "∇")),
        ("aliases:\n  - grad\n  - 2\n  -\n  - [x]", ("grad", "2")),
        ("alias: grad", ("grad",)),
        ("Aliases: grad, nabla", ("grad", "nabla")),
        ("aliases: [a]\nalias: b", ("a", "b")),
        ("aliases:", ()),
        ("aliases: {a: b}", ()),
    ],
)
def test_aliases(front: str, aliases: tuple[str, ...]) -> None:
    assert Note("a.md", f"---\n{front}\n---\n").aliases == aliases


@pytest.mark.parametrize(
    "front",
    [
        "title: [",
        "title: a: b",
        "\tx: y",
        "- a\n- b",
        "just text",
        "date: 2024-13-45",
        "x: !!python/object:os.system {}",
        "x: !!bool maybe",
        "x: !!timestamp soon",
        "x: !!int ''",
        "? [a, b]\n: c",
        "x: *unknown",
        "[" * 3000,
        "",
    ],
)
def test_broken_front_matter_counts_as_none(front: str) -> None:
    note = Note("a.md", f"---\n{front}\n---\n# Heading\n")
    assert note.aliases == ()
    assert note.title == "Heading"


def test_blocks() -> None:
    text = "Text ^one\n\n![[x.png]]^four\n\n"
    text += "- item ^Two-2\n\n| t |\n\n^three\n\n`code ^no`\n\n```\nx ^no\n```\n$x^n$\n"
    assert Note("a.md", text).blocks == {"one", "two-2", "three", "four"}
