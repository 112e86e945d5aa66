"""Which ends of lines readers see, by the vault's own settings and by the site's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from following import content
from site_builder import Site
from test_zensical import convert

Build = Callable[..., Site]

NOTE = "one\ntwo\\\nthree  \nfour\n"
EVERY, HARD = ["one", "two", "three", "four"], ["one two", "three", "four"]
SETTINGS: list[tuple[str | None, dict[str, Any], list[str]]] = [
    # No vault of Obsidian's is to be seen: Markdown as ever.
    (None, {}, HARD),
    (None, {"line_breaks": True}, EVERY),
    (None, {"line_breaks": True, "hard_breaks": False}, ["one", "two\\", "three", "four"]),
    (None, {"hard_breaks": False}, ["one two\\ three", "four"]),
    ("", {}, EVERY),
    ("{}", {}, EVERY),
    ("{}", {"line_breaks": False}, HARD),
    ('{"strictLineBreaks": false}', {}, EVERY),
    ('{"strictLineBreaks": true}', {}, HARD),
    ('{"strictLineBreaks": true}', {"line_breaks": True}, EVERY),
    # Obsidian takes its defaults where it can't read its settings.
    ("{", {}, EVERY),
    ("[]", {}, EVERY),
]


def write_settings(vault: Path, settings: str | None) -> None:
    if settings is not None:
        (vault / ".obsidian").mkdir(parents=True)
        (vault / ".obsidian/app.json").write_text(settings)


def lines(html: str) -> list[str]:
    return [" ".join(line.split()) for line in html.replace("<br>", "<br/>").split("<br/>")]


@pytest.mark.parametrize(("settings", "chosen", "wanted"), SETTINGS)
def test_ends_of_lines(
    build_site: Build, tmp_path: Path, settings: str | None, chosen: dict[str, Any], wanted: list[str]
) -> None:
    write_settings(tmp_path / "docs", settings)
    site = build_site({"index.md": NOTE}, plugins=[{"matcalc": {"obsidian": chosen}}])
    assert lines(content(site.page("index.html")).p.decode_contents()) == wanted


@pytest.mark.parametrize(("settings", "chosen", "wanted"), SETTINGS)
def test_the_same_without_plugins(
    tmp_path: Path, settings: str | None, chosen: dict[str, Any], wanted: list[str]
) -> None:
    write_settings(tmp_path / "docs", settings)
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / "docs/index.md").write_text(NOTE)
    page = convert(tmp_path / "docs", "index.md", obsidian=chosen)
    assert lines(page.p.decode_contents()) == wanted


def test_a_site_that_breaks_lines_itself_breaks_none_twice(build_site: Build, tmp_path: Path) -> None:
    write_settings(tmp_path / "docs", "{}")
    site = build_site({"index.md": "one\ntwo  \nthree\n"}, markdown_extensions=["nl2br"])
    assert len(content(site.page("index.html")).select("br")) == 2


def test_tabs_at_the_end_of_a_line_break_none(build_site: Build) -> None:
    site = build_site({"index.md": "one\ntwo\t\nthree \t\nfour  \nfive\n"})
    assert lines(content(site.page("index.html")).p.decode_contents()) == ["one two three four", "five"]


def test_attributes_below_a_paragraph_are_no_line_of_it(build_site: Build, tmp_path: Path) -> None:
    write_settings(tmp_path / "docs", "{}")
    notes = {"index.md": "one\ntwo\n{ .named }\n\n- three\n  four\n  { .item }\n"}
    page = content(build_site(notes, markdown_extensions=["attr_list"]).page("index.html"))
    assert lines(page.select_one("p.named").decode_contents()) == ["one", "two"]
    assert lines(page.select_one("li.item").decode_contents()) == ["three", "four"]


def test_code_in_an_item_ends_the_line_above_it_by_itself(build_site: Build) -> None:
    chosen = {"line_breaks": True}
    note = "- one\n  ```\n  code\n  ```\n  two\n  three\n"
    site = build_site({"index.md": note}, plugins=[{"matcalc": {"obsidian": chosen}}])
    item = content(site.page("index.html")).li
    assert [part.name for part in item.children if part.name] == ["pre", "br"]
