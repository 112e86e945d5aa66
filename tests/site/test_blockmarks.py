"""`^id` at odd places: on a page of its own, below another one, beside an embedded note."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from known_site import KnownSite, note_page
from markdown import Markdown

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.linking import LinkingSite
from mkdocs_matcalc.site.obsidian.registration import register
from mkdocs_matcalc.vault import VaultIndex


def _markdown(at_hand: AtHand[LinkingSite]) -> Markdown:
    md = Markdown(extensions=["toc", "tables"])
    register(md, at_hand)
    return md


def _page(note: str) -> BeautifulSoup:
    index = VaultIndex.build([("Here.md", note), ("Other.md", "# Other\n\nWords.\n")])
    site = KnownSite(index, Features())
    site.new_markdown = lambda page, filled: _markdown(AtHand(site, page, filled))
    return BeautifulSoup(_markdown(AtHand(site, note_page("Here.md", note))).convert(note), "html.parser")


@pytest.mark.parametrize(
    ("note", "place"),
    [
        ("^a", "p[id='^a']"),
        ("^a\n\nText", "p[id='^a'] + p"),
        ("> ^a", "blockquote[id='^a']"),
        ("Text\n\n^a\n\n^b\n\n^c", "[id='^b'] > [id='^c'] + p[id='^a']"),
        ("![[Other]] ^a", ".matcalc-embed[id='^a']"),
        ("See ![[Other]] ^a", "p[id='^a'] + .matcalc-embed"),
    ],
)
def test_its_place(note: str, place: str) -> None:
    page = _page(note)
    assert page.select(place)
    assert "^" not in page.text


def test_thousands_of_marks_are_not_nested() -> None:
    page = _page("Text\n\n" + "^a\n\n" * 2_000)
    assert len(page.find("p").find_parents()) < 5
