"""Comments and display mathematics, wherever they begin and end."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault.prose import Kind
from mkdocs_matcalc.vault.stretches import stretches


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a %%b%% c", ["b"]),
        ("a %%b\nc%% d", ["b\nc"]),
        ("%%\nb\n\nc\n%%\n[[x]]", ["\nb\n\nc\n"]),
        ("a $$x\\\\\ny$$ z", ["x\\\\\ny"]),
        ("- i\n  $$\n  a_1\n\n  b\n  $$", ["\na_1\n\nb\n"]),
        ("> $$\n> q\n> $$ r", ["\nq\n"]),
        ("`$$x$$` and `%%y%%`", []),
        ("```\n%%\nx\n%%\n$$\ny\n$$\n```", []),
        ("<pre>%%x%%</pre>", []),
        ("$$ a %% b $$ and %% c $$d$$ %%", [" a %% b ", " c $$d$$ "]),
        ("50%% of it", []),
        ("\\$$x$$", []),
    ],
)
def test_stretches(text: str, found: list[str]) -> None:
    assert [stretch.body for stretch in stretches(text)] == found


def test_kinds_and_places() -> None:
    text = "a %%b%% $$c$$"
    places = [(one.kind, text[one.start : one.end]) for one in stretches(text)]
    assert places == [(Kind.COMMENT, "%%b%%"), (Kind.MATHS, "$$c$$")]
