"""The report on a vault's links."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_matcalc.commands.links import links

NOTES = {
    "index.md": "# Home\n\n[[Gradiant]] and [[Trace#No]]\n\n[x](nowhere.md) [[Secret]] [[nabla]] [web](https://x.y)\n",
    "a/Gradient.md": "---\naliases: [nabla]\n---\n[[Trace]] [[index]]\n",
    "a/Trace.md": "# Trace\n\n[[#Trace]]\n",
    "b/Trace.md": "[[Gradient]]\n",
    "Secret.md": "---\npublish: false\n---\n[[Nowhere]]\n",
    "Templates/t.md": "[[Nowhere]]\n",
    ".obsidian/x.md": "[[Nowhere]]\n",
}
TOOK = 'may mean several files; took "a/Trace.md" (shortest path), not "b/Trace.md"'
TEXT = f"""\
a/Gradient.md:4:1: ambiguous: "Trace" may mean several files; took "a/Trace.md" (own folder), not "b/Trace.md"
index.md:3:1: broken: no note named "Gradiant"; nearest: "Gradient"
index.md:3:18: broken: no heading "No" in "a/Trace.md"
index.md:3:18: ambiguous: "Trace#No" {TOOK}
index.md:5:1: broken: no note named "nowhere.md"
index.md:5:17: unpublished: "Secret" is not published
index.md:5:28: repaired: "nabla" is only an alias; took "a/Gradient.md"
b/Trace.md:1:1: orphan: no other note links here
3 broken, 1 unpublished, 1 repaired, 2 ambiguous, 1 orphan
"""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    for name, text in NOTES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_text(vault: Path) -> None:
    result = CliRunner().invoke(links, [str(vault)])
    assert result.output == TEXT
    assert result.exit_code == 1


def test_json(vault: Path) -> None:
    result = CliRunner().invoke(links, [str(vault), "--format", "json"])
    report = json.loads(result.output)
    assert list(report) == ["broken", "unpublished", "repaired", "ambiguous", "orphan"]
    assert report["unpublished"] == [
        {
            "problem": "unpublished",
            "file": "index.md",
            "line": 5,
            "column": 17,
            "link": "Secret",
            "message": '"Secret" is not published',
        }
    ]


def test_annotations_on_github(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vault.parent)
    result = CliRunner().invoke(links, [vault.name, "--format", "github"])
    first, second = result.output.split("\n")[:2]
    assert first.startswith(f"::notice file={vault.name}/a/Gradient.md,line=4,col=1::ambiguous: ")
    assert second.startswith(f"::error file={vault.name}/index.md,line=3,col=1::broken: no note named ")


def test_a_sound_vault_passes(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("[[a]]")
    (tmp_path / "a.md").write_text("")
    result = CliRunner().invoke(links, [str(tmp_path)])
    assert (result.exit_code, result.output) == (
        0,
        "0 broken, 0 unpublished, 0 repaired, 0 ambiguous, 0 orphan\n",
    )


def test_templates_are_where_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian/templates.json").write_text('{"folder": "meta/forms"}')
    (tmp_path / "meta/forms").mkdir(parents=True)
    (tmp_path / "meta/forms/t.md").write_text("[[Nowhere]]")
    assert CliRunner().invoke(links, [str(tmp_path)]).exit_code == 0
