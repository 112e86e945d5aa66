"""Names that a reader may have meant, whatever they are made of."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Missing, Resolved, VaultIndex

ODD = ["_", "-", "+", "?!", "$", "…", "[]", "\u00a0", "\u200b", "*_*", "^"]


def note_named(name: str, way: str) -> tuple[str, str]:
    match way:
        case "file":
            return f"{name}.md", ""
        case "heading":
            return "n.md", f"# {name}\n"
        case "title":
            return "n.md", f'---\ntitle: "{name}"\n---\n'
    return "n.md", f'---\naliases: ["{name}"]\n---\n'


@pytest.mark.parametrize("way", ["file", "heading", "title", "alias"])
@pytest.mark.parametrize("name", ODD)
def test_a_name_of_punctuation_ends_no_search(name: str, way: str) -> None:
    index = VaultIndex.build([("home.md", "# Home\n"), note_named(name, way)], assets=["!.png", ".."])
    for link in [*ODD, ";", "//", "%", "home#;", "n#;", "hme"]:
        resolution = index.resolve(link, "home.md")
        assert isinstance(resolution, Resolved | Missing)
        index.note_for(link)
    missing = index.resolve("hme", "home.md")
    assert isinstance(missing, Missing)
    assert missing.nearest == ("home",)


def test_names_of_punctuation_are_told_apart() -> None:
    index = VaultIndex.build([("a.md", "# ??\n\n## !\n\n## +\n"), ("b.md", "# §§\n")])
    for rule, path in {"??": "a.md", "§§": "b.md"}.items():
        target = index.note_for(rule)
        assert target is not None
        assert target.path == path
    assert index.note_for("+") is None
    resolution = index.resolve("a#+", "b.md")
    assert isinstance(resolution, Resolved)
    assert resolution.target.fragment == index.headings("a.md")[2].id
    assert isinstance(lost := index.resolve("a#;", "b.md"), Resolved)
    assert lost.lost
