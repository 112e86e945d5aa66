"""The navigation without the notes that readers don't get."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mkdocs.structure import StructureItem
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page


def leave_out(nav: Navigation, reaches: Callable[[InclusionLevel], bool]) -> None:
    """Take from the navigation what a site's settings name there although it is withheld.

    MkDocs, which tells of it, would link to a page that is not there, by the name of its file.
    """
    shown = [page for page in nav.pages if reaches(page.file.inclusion)]
    if len(shown) == len(nav.pages):
        return
    kept = set(map(id, shown))
    nav.items[:] = _kept(nav.items, kept)
    nav.pages[:] = shown
    if id(nav.homepage) not in kept:
        nav.homepage = None
    for page, before, after in zip(shown, [None, *shown], [*shown[1:], None], strict=False):
        page.previous_page, page.next_page = before, after


def _kept(items: list[StructureItem], pages: set[int]) -> Iterator[StructureItem]:
    for item in items:
        if isinstance(item, Section):
            item.children[:] = _kept(item.children, pages)
        if item.children if isinstance(item, Section) else not isinstance(item, Page) or id(item) in pages:
            yield item
