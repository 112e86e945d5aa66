"""Tags in a note's text and in its front matter."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Note


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a and #a/b/c, (#d) *#e*", ("a", "a/b/c", "d", "e")),
        ("#first\n# Heading\n## Heading #in-heading", ("first", "in-heading")),
        ("#12 #1a #y2024 #_x #y-z", ("1a", "y2024", "_x", "y-z")),
        ("#行列 #🧮 #Ärger/ #a/", ("行列", "🧮", "Ärger", "a")),
        ("x#no a&#39; http://x/#no [x](#no) [[a#no]] `#no` $#n$ \\#no {: #no }", ()),
        ("```\n#no\n```\n%% #no %%\n<!-- #no -->", ()),
        ("---\ntags: [One, two/three]\n---\n#one #four", ("One", "two/three", "four")),
        ("---\ntags: one, two\ntag: three\n---\n", ("one", "two", "three")),
        ("---\ntags:\n---\n", ()),
    ],
)
def test_tags(text: str, tags: tuple[str, ...]) -> None:
    assert Note("a.md", text).tags == tags
