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
    "publish:\n- false",
    "publish: n",
    "publish:\tfalse",
    '"publi\\u0073h": >-\n  false',
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
    "publish: false\ntitle: Zanzibar\npublish: true": "4:1",
    "draft: true\nDraft: false": "3:1",
    "\n{title: zanzibar\n? publish\n: false": "5:1",
}
# Whole beginnings of notes that no marks stand around, or not where they must.
WITHOUT_MARKS = {
    "publish: false\ntitle: Zanzibar\n\n": "1:1",
    "\n---\ntitle: Zanzibar\npublish: false\n---\n": "4:1",
    " ---\npublish: no # zanzibar\n---\n": "2:1",
    "---\u00a0\npublish: false\n---\n": "2:1",
    "----\ntags:\n- zanzibar\n\"publish\": 'off'\n----\n": "4:1",
    "+++\npublish = false\n+++\n": "2:1",
    "---\n%YAML 1.2\n---\ndraft: true\n---\n": "4:1",
    "---\n---\npublish: false\n---\n": "3:1",
    "---\npublish: false\ntitle: Zanzibar\n\n": "2:1",
}
ZENSICAL_READS = ["day: 2024-02-30\npublish: false", "publish: false\nx: \x01", "draft: true\nDraft: false"]
NONE = [
    "---\n\nPlain words: *stressed* ones.\n\n---\n",
    "---\n**Stressed** words\n---\n",
    "---\nPublish or perish\n---\n",
    "---\n> quoted @here\n---\n",
    "---\n\npublish: false, it said: and so on\n",
    "\n---\npublish: true\n---\n",
    "Publish: later\nor never\n",
    "Words\npublish: false\n",
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


def vault(tops: list[str]) -> dict[str, str]:
    """A vault with a note below each beginning."""
    secret = {f"Zanzibar {number}.md": f"{top}{BODY}" for number, top in enumerate(tops)}
    secret["Folder/Zanzibar.md"] = f"{tops[0]}{BODY}"
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
    fronts = [*READABLE, *UNREADABLE]
    notes = vault([f"---\n{front}\n---\n" for front in fronts] + list(WITHOUT_MARKS))
    places = [*UNREADABLE.values(), *WITHOUT_MARKS.values()]
    said = tuple(
        f"Zanzibar {number}.md:{place}: the front matter can't be read"
        for number, place in enumerate(places, len(READABLE))
    )
    missing = ('no note named "zanz"', 'no note named "Nowhere"', 'no note named "Zan"')
    plugins = ["search", *(["tags"] if theme == "material" else []), "matcalc"]
    site = build_site(notes, (*said, *missing), theme=theme, plugins=plugins)
    assert (site.root / "Other/index.html").is_file()
    assert_nothing_of_them(site.root)
    assert len([line for line in site.warnings if "front matter" in line]) == len(places)
    assert site.worker.calls == []


def test_text_between_thematic_breaks_is_no_front_matter(build_site: Build) -> None:
    notes = {f"n{number}.md": f"{text}\nshown {number}\n" for number, text in enumerate(NONE)}
    site = build_site({"index.md": "# Home\n", **notes})
    for number in range(len(NONE)):
        assert f"shown {number}" in site.page(f"n{number}/index.html").text


@pytest.mark.parametrize(
    ("top", "place"),
    [*((f"---\n{front}\n---\n", place) for front, place in UNREADABLE.items()), *WITHOUT_MARKS.items()],
)
def test_the_links_command_tells_of_them(tmp_path: Path, top: str, place: str) -> None:
    (tmp_path / "a.md").write_text(f"{top}[[nowhere]]\n", encoding="utf-8")
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


@pytest.mark.parametrize(
    "nested",
    ["a: " + "[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "a: " + "[{b: " * 100_000],
    ids=lambda nested: nested[:8],
)
def test_properties_that_nest_without_end_withhold_the_note(nested: str) -> None:
    """The library that reads them would end the process."""
    note = Note("a.md", f"---\n{nested}\n---\npublished")
    assert not note.published
    assert note.unreadable is not None
    assert "it nests deeper than 100 levels" in note.unreadable.message


def test_many_properties_are_not_deep_ones() -> None:
    many = "".join(f"key{number}: [a, {{b: c}}]\n" for number in range(500))
    note = Note("a.md", f"---\n{many}title: Found\n---\n")
    assert note.title == "Found"


def test_a_site_of_zensical_says_nothing_of_them(tmp_path: Path) -> None:
    """It can't leave a page out, so pages are there by their names, and empty; other YAML ends its builds."""
    unreadable = {front: UNREADABLE[front] for front in ZENSICAL_READS}
    tops = [f"---\n{front}\n---\n" for front in (*READABLE, *unreadable) if front != "publish:\tfalse"]
    without_marks = {top: place for top, place in WITHOUT_MARKS.items() if top.count("---\n") < 3}
    tops += without_marks
    for number, top in enumerate(tops):
        path = tmp_path / f"docs/secret{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{top}{BODY}", encoding="utf-8")
    (tmp_path / "docs/alone.md").write_text("---\npublish: false\ntitle: Zanzibar\n---", encoding="utf-8")
    (tmp_path / "docs/index.md").write_text("# Home\n\n[[secret1]]\n")
    settings = {"site_name": "Notes", "markdown_extensions": ["matcalc"], "plugins": ["search", "tags"]}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    command = [sys.executable, "-m", "zensical", "build"]
    built = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = built.stdout + built.stderr
    assert built.returncode == 0, said
    for path in (tmp_path / "site").rglob("*"):
        assert not path.is_file() or b"zanzibar" not in path.read_bytes().lower(), path
    named = next(line for line in said.splitlines() if "its name is, unless `exclude_docs` has it" in line)
    assert "/alone.md, /secret0.md, /secret1.md" in named
    assert named.endswith(f" and {len(tops) - 9} more")
    told = [line for line in said.splitlines() if "front matter" in line]
    for number, place in enumerate([*unreadable.values(), *without_marks.values()], len(tops) - len(told)):
        assert sum(line.startswith(f"secret{number}.md:{place}: ") for line in told) == 1
