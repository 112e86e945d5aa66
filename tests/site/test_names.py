"""A note has one name wherever it is named; and how many of the notes that link to a page are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from following import own_content
from site_builder import Site

Build = Callable[..., Site]

TARGETS = ["titled", "by-file_Name", "Folder/index", "A < b & c", "ideas", "Same", "lines"]
NOTES = {
    "index.md": "# Welcome\n\n" + "".join(f"![[{target}]]\n\n" for target in TARGETS),
    "titled.md": '---\ntitle: "What *it* is: $5 & more"\n---\n# Brain dump:\n\nText. [[Hub]]\n',
    "by-file_Name.md": "# Definition\n\nText. [[Hub]]\n\n# Examples\n",
    "Folder/index.md": "# All of it\n\nText. [[Hub]]\n",
    "A < b & c.md": "Text first. [[Hub]]\n\n# Late\n",
    "ideas.md": "---\ntitle: 2024-05-01\n---\n[[Hub]]\n",
    "Same.md": "# same!\n\nText. [[Hub]]\n",
    "lines.md": "title: As MkDocs has it\n\n[[Hub]]\n",
    "Hub.md": "# A hub\n\n[[index]]\n",
}
ADDRESSES = {
    "titled.md": "titled/",
    "by-file_Name.md": "by-file_Name/",
    "Folder/index.md": "Folder/",
    "A < b & c.md": "A%20%3C%20b%20%26%20c/",
    "ideas.md": "ideas/",
    "Same.md": "Same/",
    "lines.md": "lines/",
    "Hub.md": "Hub/",
}
AS_OBSIDIAN = {
    "titled.md": "What *it* is: $5 & more",
    "by-file_Name.md": "by-file_Name",
    "Folder/index.md": "Folder",
    "A < b & c.md": "A < b & c",
    "ideas.md": "2024-05-01",
    "Same.md": "Same",
    "lines.md": "As MkDocs has it",
    "Hub.md": "Hub",
}
AS_MKDOCS = {
    **AS_OBSIDIAN,
    "by-file_Name.md": "Definition",
    "Folder/index.md": "All of it",
    "Same.md": "same!",
    "Hub.md": "A hub",
}
NAV = [
    {"The start": "index.md"},
    {"One": "by-file_Name.md"},
    {"A": [{"Two & more": "Folder/index.md"}, "Same.md"]},
]


def names(site: Site) -> dict[str, dict[str, str]]:
    """What each place calls the note at an address."""
    home, hub = site.page("index.html"), site.page("Hub/index.html")
    graph = json.loads((site.root / "assets/matcalc/graph.json").read_text(encoding="utf-8"))
    search = json.loads((site.root / "search/search_index.json").read_text(encoding="utf-8"))
    first: dict[str, str] = {}
    for entry in search["docs"]:
        first.setdefault(entry["location"], unescape(entry["title"]))
    pages = {url: site.page(f"{unquote(url)}index.html") for url in ADDRESSES.values()}
    return {
        "navigation": {link["href"]: link.text.strip() for link in home.select("a.md-nav__link")},
        "embeds": {link["href"]: link.text for link in home.select(".matcalc-embed-source a")},
        "backlinks": {link["href"][3:]: link.text for link in hub.select(".matcalc-linked li > a")},
        "graph": {address: name for name, address in graph["nodes"]},
        "search": first,
        "title": {url: page.title.text.strip().removesuffix(" - Vault") for url, page in pages.items()},
        "previews": {url: page.select_one("data.matcalc-name")["value"] for url, page in pages.items()},
    }


@pytest.mark.parametrize(
    ("settings", "expected", "home"),
    [
        ({}, AS_OBSIDIAN, "Welcome"),
        ({"plugins": ["search", {"matcalc": {"obsidian": {"names": False}}}]}, AS_MKDOCS, "Welcome"),
        (
            {"nav": NAV},
            {**AS_OBSIDIAN, "by-file_Name.md": "One", "Folder/index.md": "Two & more"},
            "The start",
        ),
    ],
)
def test_a_note_has_one_name(
    build_site: Build, settings: dict[str, Any], expected: dict[str, str], home: str
) -> None:
    settings = {"plugins": ["search", "matcalc"], **settings}
    site = build_site(NOTES, theme="material", site_name="Vault", **settings)
    wanted = {ADDRESSES[path]: name for path, name in expected.items()}
    for place, found in names(site).items():
        wrong = {address: name for address, name in found.items() if wanted.get(address, name) != name}
        assert wrong == {}, place
        assert len(found.keys() & wanted.keys()) >= 2, place
    assert site.page("index.html").select_one("data.matcalc-name")["value"] == home
    assert site.page("titled/index.html").select_one(".matcalc-linked li > a[href='../']").text == home


def test_a_title_that_looks_like_html_is_text_to_every_theme(build_site: Build) -> None:
    titled = "---\ntitle: a <img src=x onerror=f()> & b\n---\nText\n"
    for names in (True, False):
        site = build_site(
            {"index.md": "", "n.md": titled},
            theme={"name": "material", "font": False},
            plugins=[{"matcalc": {"obsidian": {"names": names}}}],
        )
        page = site.page("n/index.html")
        assert page.select("img[src=x]") == []
        topic = page.select_one("[data-md-component=header-topic]")
        assert topic.text.strip() == "a <img src=x onerror=f()> & b"


def test_an_embedded_note_keeps_a_heading_that_is_not_its_name(build_site: Build) -> None:
    page = own_content(build_site(NOTES).page("index.html"))
    assert [heading.text for heading in page.select(".matcalc-embed h1")] == [
        "Brain dump:",
        "Definition",
        "Examples",
        "All of it",
        "Late",
    ]


def test_a_home_page_without_a_heading_is_home(build_site: Build) -> None:
    site = build_site({"index.md": "[[a]]\n", "a.md": "[[index]]\n"})
    assert site.page("a/index.html").select_one(".matcalc-linked li > a").text == "Home"


@pytest.mark.parametrize(
    ("notes", "shown", "folded", "further"),
    [
        ({f"n{number:02}": 1 for number in range(13)}, 13, [], 0),
        ({f"n{number:02}": 1 for number in range(14)}, 12, [], 2),
        ({"n": 13}, 1, [], 0),
        ({"n": 14}, 1, [2], 0),
        ({"a": 10, "b": 4, "c": 1}, 3, [2], 0),
        ({"a": 10, "b": 4, "c": 1, "d": 1}, 2, [2], 2),
        ({"a": 14, "b": 14}, 2, [2, 13], 0),
    ],
)
def test_past_a_dozen_lines_are_folded(
    build_site: Build, notes: dict[str, int], shown: int, folded: list[int], further: int
) -> None:
    texts = {
        f"{name}.md": "".join(f"{number} times [[index]].\n\n" for number in range(count))
        for name, count in notes.items()
    }
    end = build_site({"index.md": "# Home\n", **texts}).page("index.html").select_one(".matcalc-linked")
    assert len(end.select("ul")[0].find_all("li", recursive=False)) == shown
    summaries = [f"{count} more sentences" for count in folded] + [f"{further} more notes"] * bool(further)
    assert [one.text for one in end.select(".matcalc-further > summary")] == summaries
    assert len(end.select("p:not(.matcalc-graph p)")) == sum(notes.values())


def test_many_derivations_that_use_a_rule_are_folded(build_site: Build) -> None:
    block = "```matcalc\nd/dx ||A x - y||^2\n```\n"
    notes = {f"n{number:02}.md": block for number in range(20)}
    site = build_site({"index.md": "# Home\n", "Linear map.md": "# Linear map\n", **notes})
    end = site.page("Linear map/index.html").select_one(".matcalc-linked")
    assert end.select_one(".matcalc-further > summary").text == "8 more notes"
    assert len(end.select("li > a")) == 20


@pytest.mark.parametrize(
    ("app", "option", "above"),
    [
        ("{}", {}, ["Peak", "Ridge"]),
        ('{"showInlineTitle": false}', {}, ["Ridge"]),
        ("{}", {"titles": False}, ["Ridge"]),
        (None, {}, ["Ridge"]),
        (None, {"titles": True}, ["Peak", "Ridge"]),
    ],
)
def test_the_name_stands_above_a_note_that_begins_with_none(
    build_site: Callable[..., Site],
    tmp_path: Path,
    app: str | None,
    option: dict[str, bool],
    above: list[str],
) -> None:
    if app is not None:
        (tmp_path / "docs/.obsidian").mkdir(parents=True)
        (tmp_path / "docs/.obsidian/app.json").write_text(app, encoding="utf-8")
    notes = {"index.md": "# Home\n", "Peak.md": "text\n\n# Ridge\n", "Pass.md": "# Saddle\n\n# Other\n"}
    site = build_site(notes, plugins=[{"matcalc": {"obsidian": option}}])
    assert [h1.text for h1 in site.page("Peak/index.html").select("h1")] == above
    assert [h1.text for h1 in site.page("Pass/index.html").select("h1")] == ["Saddle", "Other"]
