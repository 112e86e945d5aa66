"""The report on a vault's links."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_matcalc.commands.links import links
from mkdocs_matcalc.vault.walk import template_folder

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


@pytest.mark.parametrize(("named", "folder"), [("meta/forms", "meta/forms"), ("caf\u00e9", "cafe\u0301")])
def test_templates_are_where_the_settings_say(tmp_path: Path, named: str, folder: str) -> None:
    (tmp_path / ".obsidian").mkdir()
    settings = json.dumps({"folder": named})
    (tmp_path / ".obsidian/templates.json").write_text(settings, encoding="utf-8")
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "t.md").write_text("[[Nowhere]]")
    assert CliRunner().invoke(links, [str(tmp_path)]).exit_code == 0


def test_each_missing_heading_is_broken_and_no_id_is_that_may_be_on_the_page(tmp_path: Path) -> None:
    text = (
        "[[a#x]] [x](a.md#x) [own](#y) [i](a.md#i) [n](a.md#n) [k](a.md#k) [f](a.md#fn:1) [h](a.md#one-two)"
    )
    (tmp_path / "index.md").write_text(text)
    (tmp_path / "a.md").write_text('## One, two\n\n<a id="i"></a> <a name=n></a> words\n{: .c #k }\n')
    result = CliRunner().invoke(links, [str(tmp_path)])
    assert result.output.splitlines()[:-1] == [
        'index.md:1:1: broken: no heading "x" in "a.md"',
        'index.md:1:9: broken: no heading "x" in "a.md"',
        'index.md:1:21: broken: no heading "y" in "index.md"',
    ]


def test_what_can_not_be_read_is_named_and_the_rest_reported(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("[[Latin]] [[Dangling]] [[Nowhere]]\n")
    (tmp_path / "Latin.md").write_bytes(b"Words\nfor a caf" + b"\xe9\n")
    (tmp_path / "Dangling.md").symlink_to(tmp_path / "gone.md")
    (tmp_path / "picture.png").symlink_to(tmp_path / "gone.png")
    result = CliRunner().invoke(links, [str(tmp_path)])
    assert result.exit_code == 1
    latin = "this note is no UTF-8 text (see its byte 16), so it is withheld"
    assert result.output.splitlines() == [
        "Dangling.md:1:1: broken: this note can't be read (No such file or directory), so it is withheld",
        f"Latin.md:2:10: broken: {latin}; right would be a file saved as UTF-8",
        'index.md:1:1: unpublished: "Latin" is not published',
        'index.md:1:11: unpublished: "Dangling" is not published',
        'index.md:1:24: broken: no note named "Nowhere"',
        "3 broken, 2 unpublished, 0 repaired, 0 ambiguous, 0 orphan",
    ]


def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("[[Zero]] [[Pipe]]\n")
    (tmp_path / "Zero.md").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "Pipe.md")
    result = CliRunner().invoke(links, [str(tmp_path)])
    assert result.output.splitlines()[:2] == [
        f"{name}.md:1:1: broken: this note can't be read (it is no file), so it is withheld"
        for name in ("Pipe", "Zero")
    ]


def test_settings_that_nest_without_end_say_nothing(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian/templates.json").write_text("[" * 100_000)
    assert template_folder(tmp_path) == ""


def test_files_folders_aliases_and_drawings(tmp_path: Path) -> None:
    text = "![[no.png]] ![a](f/no.png) [b](no.csv) [[Folder]] [[aka]]\n"
    notes = {
        "index.md": f"{text}![[Sketch.excalidraw]] ![[Drawn.excalidraw]]",
        "Folder/a.md": "---\naliases: [AKA, Aka, aka]\nalias: AKA\n---\n",
        "Sketch.excalidraw.md": "[[Nowhere]]\n",
        "Drawn.excalidraw.md": "[[Nowhere]]\n",
        "Drawn.svg": "",
    }
    for name, text in notes.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    result = CliRunner().invoke(links, [str(tmp_path)])
    drawing = "is a drawing of Excalidraw; readers get it where it is exported beside it, as .svg or .png"
    assert result.output.splitlines() == [
        'index.md:1:1: broken: no file named "no.png"',
        'index.md:1:13: broken: no file named "f/no.png"',
        'index.md:1:40: broken: "Folder" is a folder, and has no index; nearest: "a"',
        'index.md:1:51: repaired: "aka" is only an alias; took "Folder/a.md"',
        f'index.md:2:1: broken: "Sketch.excalidraw" {drawing}',
        "4 broken, 0 unpublished, 1 repaired, 0 ambiguous, 0 orphan",
    ]


ODD_NAMES = {
    'a "q" 100% b.md': 'a "q" 100% b.md',
    "it's, so: x.md": "it's, so: x.md",
    "line\nbreak\r.md": r"line\nbreak\r.md",
    "esc\x1b[31m.md": r"esc\x1b[31m.md",
    "turned\u202e.md": r"turned\u202e.md",
    "byte\udcff.md": r"byte\xff.md",
    "café ∇.md": "café ∇.md",
}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    for name in ODD_NAMES:
        try:
            (tmp_path / name).write_text("[[Nowhere]]\n")
        except OSError:
            pytest.skip("this disk has no such names")
    return tmp_path


def report(vault: Path, form: str) -> str:
    """What the command prints, which is UTF-8."""
    return CliRunner().invoke(links, [str(vault), "--format", form]).stdout_bytes.decode("utf-8")


def test_each_finding_is_one_line_whatever_the_name(odd: Path) -> None:
    lines = report(odd, "text").split("\n")
    assert sorted(lines[: len(ODD_NAMES)]) == sorted(
        f'{shown}:1:1: broken: no note named "Nowhere"' for shown in ODD_NAMES.values()
    )
    assert len(lines) == 2 * len(ODD_NAMES) + 2


def test_json_has_each_name(odd: Path) -> None:
    files = {one["file"] for one in json.loads(report(odd, "json"))["broken"]}
    assert files == {name.replace("\udcff", r"\xff") for name in ODD_NAMES}


def test_annotations_have_each_name_on_one_line(odd: Path) -> None:
    lines = report(odd, "github").split("\n")
    assert len(lines) == 2 * len(ODD_NAMES) + 1
    assert all(line.startswith(("::error file=", "::notice file=")) for line in lines if line)
    names = [line.split("/")[-1].split(",line=")[0] for line in lines if line.startswith("::error")]
    assert {"line%0Abreak%0D.md", 'a "q" 100%25 b.md', "it's%2C so%3A x.md", r"byte\xff.md"} < set(names)
