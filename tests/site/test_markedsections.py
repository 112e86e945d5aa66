"""`<![` before what is no section's name ends no build, and is what an author meant by it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from site_builder import Site

from mkdocs_matcalc.site.mkdocs.passages import passages
from mkdocs_matcalc.site.mkdocs.searchable import searchable

Build = Callable[..., Site]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("less <![[other]] more", "less <"),
        ("- in an item <![x[ y", "in an item <![x[ y"),
        ("in code `a <![b]`", "in code a <![b]"),
        ("> quoted <![[ here", "quoted <![[ here"),
        ("| a | <![b |\n| --- | --- |\n| c | d |", "<![b"),
        ("<div>in HTML <![if-then x</div>", "in HTML <![if-then x"),
    ],
)
@pytest.mark.parametrize("extensions", [[], ["md_in_html"]])
def test_a_page_has_it(build_site: Build, text: str, shown: str, extensions: list[str]) -> None:
    notes = {"index.md": f"{text}\n\n[[other]]\n", "other.md": "# Other\n\n[[index]]\n"}
    site = build_site(notes, markdown_extensions=extensions)
    assert shown in site.page("index.html").text
    assert site.page("index.html").select_one("a[href='other/']") is not None
    found = json.loads((site.root / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    assert any("other" in page["text"] for page in found if page["location"] == "")


def test_our_own_readers_go_on_behind_it() -> None:
    html = '<p>a <![b]> <a href="x">c</a></p>'
    assert [link.href for passage in passages(html) for link in passage.links] == ["x"]
    assert searchable("<p>a <![b <i data-search-exclude>c</i></p>", "Page") == "<p>a &lt;![b </p>"
