"""Properties of notes with the names of settings, on a theme that reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from site_builder import Site

Build = Callable[..., Site]


def _built(build_site: Build, properties: str, theme: str = "material") -> Site:
    notes = {"index.md": "# Home\n", "Note.md": f"---\n{properties}\n---\n\nText\n"}
    return build_site(notes, theme=theme, plugins=["search", "matcalc"])


@pytest.mark.parametrize(
    "properties",
    [
        "icon: 🧬",
        "icon: </>",
        "icon:",
        "icon: /etc/passwd",
        "template: A form of mine",
        "template:",
        "hide: true",
        "search: words",
        "title: [a, b]",
        "title:",
    ],
)
def test_what_is_no_setting_of_a_page_leaves_it_as_it_is(build_site: Build, properties: str) -> None:
    page = _built(build_site, properties).page("Note/index.html")
    assert page.title.text == "Note - Notes"
    assert page.select_one("article").select("p")[0].text == "Text"


def test_settings_of_a_page_count(build_site: Build) -> None:
    properties = "icon: material/account\ntemplate: main.html\nhide: [toc]\ntitle: 2024"
    page = _built(build_site, properties).page("Note/index.html")
    assert page.title.text == "2024 - Notes"
    assert page.select(".md-nav__link svg")


def test_a_theme_without_icons_has_none_to_miss(build_site: Build) -> None:
    assert _built(build_site, "icon: 🧬", "mkdocs").page("Note/index.html").title.text == "Note - Notes"
