"""Where a footnote begins and ends that stands in the text."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault.inlinefootnotes import replace_inline_footnotes


@pytest.mark.parametrize(
    ("text", "rest", "footnotes"),
    [
        ("a^[b] c", "a* c", ["b"]),
        ("a^[ b [c] [d](e) [[f|g]] ] h^[i]", "a* h*", ["b [c] [d](e) [[f|g]]", "i"]),
        ("a^[b ^[c] d]", "a*", ["c", "b * d"]),
        ("a^[`]` $x_{]}$ \\] <b title=']'>b</b>]", "a*", ["`]` $x_{]}$ \\] <b title=']'>b</b>"]),
        ("> a^[b\n> c]", "> a*", ["b\nc"]),
        (
            "a ^[] ^[ ] \\^[b] `^[c]` $x^[2]$ [[d|^[e]]] [f]",
            "a ^[] ^[ ] \\^[b] `^[c]` $x^[2]$ [[d|^[e]]] [f]",
            [],
        ),
        ("a ^[b\n\nc] ^[d]", "a ^[b\n\nc] *", ["d"]),
        ("- a ^[b\n- c] ^[d [e]", "- a ^[b\n- c] ^[d [e]", []),
        ("a ^[b\n# c]", "a ^[b\n# c]", []),
        ("```\n^[a]\n```\n\n<div>^[b]</div>", "```\n^[a]\n```\n\n<div>^[b]</div>", []),
        ("a^[b\n```\nc]\n```", "a^[b\n```\nc]\n```", []),
        ("a] b^[c]] d", "a] b*] d", ["c"]),
        ("^[" * 20_000 + "a" + "]" * 20_000, "*", ["a", *["*"] * 19_999]),
        ("[" * 50_000 + "^[a", "[" * 50_000 + "^[a", []),
    ],
    ids=range(14),
)
def test_footnotes(text: str, rest: str, footnotes: list[str]) -> None:
    found: list[str] = []

    def kept(footnote: str) -> str:
        found.append(footnote)
        return "*"

    assert replace_inline_footnotes(text, kept) == rest
    assert found == footnotes
