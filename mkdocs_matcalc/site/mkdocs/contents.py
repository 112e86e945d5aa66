"""A page's table of contents as it is shown, where headings have formulas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mkdocs.structure.toc import AnchorLink


class ShownTitle(str):
    """HTML with formulas, which themes print; what escapes it, or strips its tags, gets legible text."""

    label: str

    def __new__(cls, html: str, label: str) -> ShownTitle:
        title = super().__new__(cls, html)
        title.label = label
        return title

    def __html__(self) -> str:
        return self.label


def show_contents(contents: Iterable[AnchorLink], shown: Mapping[str, str]) -> None:
    """Give entries their HTML, by their ids, when the search has read their text."""
    for entry in contents:
        if entry.id in shown:
            entry.title = ShownTitle(shown[entry.id], str(entry.title))
        show_contents(entry.children, shown)
