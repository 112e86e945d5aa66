"""Notes that are not for readers: nothing of them is anywhere in the site, whatever their front matter is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from site_builder import Site

from mkdocs_matcalc.commands.links import links
from mkdocs_matcalc.vault import Note
from mkdocs_matcalc.vault.frontmatter import front_matter

Build = Callable[..., Site]

READABLE = [
    "publish: false",
    "{ Title: Zanzibar, publish: false }",
    '{"aliases": ["Zanzibar"],\n "publish": "no"}',
    "Publish: No\ntitle: Zanzibar",
    "? publish\n: off",
    "'publish': !!bool false",
    "hide: &h false\npublish: *h",
    "\n\n{title: Zanzibar,\n\n publish: false,\n}",
    "base: &b {publish: false}\n<<: *b",
    "draft: true",
]
UNREADABLE = {
    "title: Zanzibar: and more\npublish: false": "2:16",
    "publish: false\nlist: [zanzibar": "4:1",
    "publish: false\nmade: {{day}}": "3:8",
    "made: {{day}}": "2:8",
    "{title: Zanzibar, publish: false": "3:1",
    "title: Zanzibar\n\tpublish: false": "3:1",
    "day: 2024-02-30\npublish: false": "2:1",
    "x: !ours zanzibar\npublish: false": "2:4",
    "\nx: *zanzibar\npublish: false": "3:4",
    "publish:false": "2:1",
    "- zanzibar\n- publish: false": "3:1",
    "publish: false\nx: \x01": "2:1",
}
NONE = [
    "---\n\nPlain words: *stressed* ones.\n\n---\n",
    "---\n**Stressed** words\n---\n",
    "---\nPublish or perish\n---\n",
    "---\n> quoted @here\n---\n",
    "---\n\npublish: false, it said: and so on\n",
    "\n---\npublish: false\n---\n",
    "Words\n\n---\npublish: false\n---\n",
]
BODY = """
# Zanzibar

## zanzibar heading

#zanzibar-tag and a block ^zanzibar-block

```matcalc id=zanzibar
d/dx zanzibar(x)
```

![[Zanzibar picture.png]] [[index]]
"""


def vault(fronts: list[str]) -> dict[str, str]:
    """A vault with a note for each front matter, and one that links to each."""
    secret = {f"Zanzibar {number}.md": f"---\n{front}\n---\n{BODY}" for number, front in enumerate(fronts)}
    secret["Folder/Zanzibar.md"] = f"---\n{fronts[0]}\n---\n{BODY}"
    return {
        "index.md": "# Home\n\n[[Other]] [[zanz]] [[Nowhere]] [[Zan]]\n",
        "Other.md": "# Other\n",
        **secret,
    }


def assert_nothing_of_them(site: Path) -> None:
    for path in site.rglob("*"):
        assert "zanzibar" not in str(path.relative_to(site)).lower()
        assert not path.is_file() or b"zanzibar" not in path.read_bytes().lower(), path


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_nothing_of_a_withheld_note_is_in_the_site(build_site: Build, theme: str) -> None:
    notes = vault([*READABLE, *UNREADABLE])
    said = tuple(
        f"Zanzibar {len(READABLE) + number}.md:{place}: the front matter can't be read"
        for number, place in enumerate(UNREADABLE.values())
    )
    missing = ('no note named "zanz"', 'no note named "Nowhere"', 'no note named "Zan"')
    plugins = ["search", *(["tags"] if theme == "material" else []), "matcalc"]
    site = build_site(notes, (*said, *missing), theme=theme, plugins=plugins)
    assert (site.root / "Other/index.html").is_file()
    assert_nothing_of_them(site.root)
    assert len([line for line in site.warnings if "front matter" in line]) == len(UNREADABLE)
    assert site.worker.calls == []


def test_text_between_thematic_breaks_is_no_front_matter(build_site: Build) -> None:
    notes = {f"n{number}.md": f"{text}\nshown {number}\n" for number, text in enumerate(NONE)}
    site = build_site({"index.md": "# Home\n", **notes})
    for number in range(len(NONE)):
        assert f"shown {number}" in site.page(f"n{number}/index.html").text


@pytest.mark.parametrize(("front", "place"), UNREADABLE.items())
def test_the_links_command_tells_of_them(tmp_path: Path, front: str, place: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n[[nowhere]]\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("# Home\n")
    result = CliRunner().invoke(links, [str(tmp_path)])
    assert result.exit_code == 1
    first, summary = result.output.splitlines()
    assert first.startswith(f"a.md:{place}: broken: the front matter can't be read (")
    assert summary.startswith("1 broken, 0 unpublished")


@pytest.mark.parametrize("front", READABLE)
def test_the_links_command_reads_every_form(tmp_path: Path, front: str) -> None:
    (tmp_path / "a.md").write_text(f"---\n{front}\n---\n[[nowhere]]\n")
    (tmp_path / "index.md").write_text("[[a]]")
    result = CliRunner().invoke(links, [str(tmp_path)])
    assert "0 broken, 1 unpublished" in result.output


def test_aliases_that_grow_without_end_are_read_at_once() -> None:
    grown = "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    note = Note("a.md", f"---\n{grown}publish: *a59\ndraft: *a59\naliases: *a59\ntags: *a59\n---\n")
    assert front_matter(note.text).unreadable is None
    assert (note.published, note.draft, note.aliases, note.tags) == (True, False, (), ())


def test_a_site_of_zensical_says_nothing_of_them(tmp_path: Path) -> None:
    """It can't leave a page out, so pages are there by their names, and empty; other YAML ends its builds."""
    unreadable = ["day: 2024-02-30\npublish: false", "publish: false\nx: \x01"]
    fronts = [*READABLE, *unreadable]
    for number, front in enumerate(fronts):
        path = tmp_path / f"docs/secret{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{front}\n---\n{BODY}", encoding="utf-8")
    (tmp_path / "docs/index.md").write_text("# Home\n\n[[secret1]]\n")
    settings = {"site_name": "Notes", "markdown_extensions": ["matcalc"], "plugins": ["search", "tags"]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    command = [sys.executable, "-m", "zensical", "build"]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = built.stdout + built.stderr
    assert built.returncode == 0, said
    for path in (tmp_path / "site").rglob("*"):
        assert not path.is_file() or b"zanzibar" not in path.read_bytes().lower(), path
    for number, front in enumerate(unreadable, len(READABLE)):
        assert said.count(f"secret{number}.md:{UNREADABLE[front]}: the front matter can't be read") == 1
