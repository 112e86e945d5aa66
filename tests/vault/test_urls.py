"""Where Markdown links go."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Missing, Resolved, VaultIndex
from mkdocs_matcalc.vault.resolution import Lack

NOTES = {
    "index.md": "",
    "a/Note.md": "# Note\n\n## Some heading\n\nText ^id\n",
    "a/deep/Note.md": "",
    "b/Only.md": "---\naliases: [other]\n---\n",
    "b/R&D (1).md": "",
}


@pytest.mark.parametrize(
    ("url", "source", "target"),
    [
        ("a/Note.md", "index.md", "a/Note.md#"),
        ("Note.md", "a/deep/x.md", "a/deep/Note.md#"),
        ("Only.md", "index.md", "b/Only.md#"),
        ("Only", "index.md", "b/Only.md#"),
        ("../b/Only.md", "a/Note.md", "b/Only.md#"),
        ("/b/Only.md", "a/Note.md", "b/Only.md#"),
        ("a/Note.md#Some%20heading", "index.md", "a/Note.md#some-heading"),
        ("a/Note.md#some-heading", "index.md", "a/Note.md#some-heading"),
        ("a/Note.md#^id", "index.md", "a/Note.md#^id"),
        ("a/Note.md#fn:1", "index.md", "a/Note.md#fn:1"),
        ("#Some%20heading", "a/Note.md", "a/Note.md#some-heading"),
        ("b/R%26D%20%281%29.md", "index.md", "b/R&D (1).md#"),
        ("pic.png", "a/Note.md", "files/pic.png#"),
        ("https://x.y/Only.md", "index.md", None),
        ("mailto:a@b.c", "index.md", None),
        ("//x.y/Only.md", "index.md", None),
        ("Only.md?x=1", "index.md", None),
        ("other", "index.md", None),
        ("nothing/", "index.md", None),
        ("nothing.zip", "index.md", None),
        ("matcalc/rules/index.md", "index.md", None),
    ],
)
def test_url(url: str, source: str, target: str | None) -> None:
    resolution = VaultIndex.build(NOTES.items(), ["files/pic.png"]).resolve_url(url, source)
    if target is None:
        assert resolution is None
    else:
        assert isinstance(resolution, Resolved)
        assert f"{resolution.target.path}#{resolution.target.fragment}" == target
        assert resolution.warning is None


def test_what_is_no_note_or_not_for_readers() -> None:
    index = VaultIndex.build(NOTES.items(), unpublished=["Secret.md", "b/secret.pdf"])
    assert index.resolve_url("Nowhere.md", "index.md") == Missing("Nowhere.md")
    assert index.resolve_url("Secret.md", "index.md") == Missing("Secret.md", lack=Lack.UNPUBLISHED)
    assert index.resolve_url("secret.pdf", "index.md") == Missing("secret.pdf", lack=Lack.UNPUBLISHED)
    assert index.resolve_url("x/no.png", "index.md") == Missing("x/no.png", lack=Lack.FILE)
    assert index.resolve_url("x/no.csv", "index.md") is None
    assert index.resolve("Secret", "index.md") == Missing("Secret", lack=Lack.UNPUBLISHED)
