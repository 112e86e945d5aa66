"""What MkDocs takes for metadata at the top of a note, and what of it readers get."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from mkdocs.utils.meta import get_data
from site_builder import Site

from mkdocs_matcalc.site.mkdocs.firstlines import below_metadata


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("Up: [[Algebra]]\nDate: 2024\n\nText\n", "Up: [[Algebra]]\nDate: 2024\n\nText\n"),
        ("Tags: #algebra\n", "Tags: #algebra\n"),
        ("See: [a](Algebra.md)\n# Head\n", "See: [a](Algebra.md)\n# Head\n"),
        ("title: A page of MkDocs\nhide: toc\n\nText\n", "Text\n"),
        ("Problem: Find a root.\n\nText\n", "Problem: Find a root.\n\nText\n"),
        ("title: Roots\nSource: https://example.org\n", "title: Roots\nSource: https://example.org\n"),
        ("Links:\n- one\n", "Links:\n- one\n"),
        ("---\nup: '[[Algebra]]'\n---\nText\n", "Text\n"),
        ("---\ntitle: Last\n---", ""),
        ("---\n---\nText\n", "Text\n"),
        ("---\n\n---\n\nText\n", "Text\n"),
        ("---\n---\nText: one\n\n---\nMore\n", "Text: one\n\n---\nMore\n"),
        ("---\nmade: {{date}}\n---\nText\n", "Text\n"),
        ("---\n*Words* alone\n---\nText\n", "---\n*Words* alone\n---\nText\n"),
    ],
)
def test_first_lines(note: str, shown: str) -> None:
    assert below_metadata(get_data(note)[0], note) == shown


def test_a_vault_of_obsidian_has_metadata_between_its_marks_alone() -> None:
    note = "Title: The lemma\n\nText\n"
    assert below_metadata(get_data(note)[0], note, is_vault=True) == note


def test_links_in_the_first_lines_are_on_the_page(build_site: Callable[..., Site]) -> None:
    notes = {"index.md": "# Home\n", "Field.md": "Up: [[index]]\n\n# Field\n", "Page.md": "title: Own\n\nx\n"}
    site = build_site(notes)
    assert site.page("Field/index.html").select_one("p a")["href"] == "../"
    assert site.page("Page/index.html").title.text == "Own - Notes"
