"""The page at hand as all processors of a Markdown instance share it, and how they speak of its faults."""

from __future__ import annotations

from typing import Generic, TypeVar

from mkdocs_matcalc.site.obsidian.filled import Filled
from mkdocs_matcalc.site.obsidian.linking import Fault, LinkingSite
from mkdocs_matcalc.site.obsidian.linkplaces import LinkPlaces
from mkdocs_matcalc.site.obsidian.page import NOWHERE, Page
from mkdocs_matcalc.vault import Missing, Resolution, Resolved
from mkdocs_matcalc.vault.propertylinks import property_links

S_co = TypeVar("S_co", bound=LinkingSite, covariant=True)


class AtHand(Generic[S_co]):
    """What is converted; call `begin` before each page.

    Args:
        site: The site.
        page: The page, if there is only one, as there is for an embedded note.
        filled: What its conversion fills.
    """

    def __init__(self, site: S_co, page: Page = NOWHERE, filled: Filled | None = None) -> None:
        self.site = site
        self.page = page
        self.filled = filled or Filled()
        self._places = LinkPlaces(page.text)

    def begin(self, page: Page) -> None:
        """Begin a page.

        Links in its properties are on no page: what is to say of them is said here.
        """
        self.page, self.filled, self._places = page, Filled(), LinkPlaces(page.text)
        if index := self.site.index:
            for link in property_links(page.text):
                self.tell(link.target, index.resolve(link.target, page.path))

    def embeds(self, path: str) -> bool:
        """Whether `![…]` shows the file as a part of the page, since it is a note."""
        index = self.site.index
        return self.site.features.embeds and index is not None and path in index.notes

    def tell(self, target: str, resolution: Resolution) -> None:
        """Warn about the link to `target` if there is anything to say, with its place in the file."""
        if isinstance(resolution, Missing):
            fault = Fault.UNPUBLISHED if resolution.unpublished else Fault.NOT_FOUND
            self.say(target, resolution.message, fault)
        elif resolution.warning:
            self.say(target, resolution.warning, _fault(resolution))

    def say(self, target: str, message: str, fault: Fault) -> None:
        """Warn about the link to `target`."""
        place = self._places.next(target)
        where = f"{self.page.file}:{place.line}:{place.column}" if place else self.page.file
        self.warn(f"{where}: {message}", fault)

    def warn(self, message: str, fault: Fault) -> None:
        """Warn, complete with the place, of what was not told before.

        An embedded note's faults are told on its own page, but only the page that embeds it shows a cycle.
        """
        if not self.page.is_embedded:
            if not self.page.again:
                self.site.warn(message, fault)
        elif fault is Fault.CYCLE:
            self.filled.cycles.append(message)


def _fault(resolution: Resolved) -> Fault:
    if not resolution.lost:
        return Fault.NOT_FOUND
    return Fault.LEFT_TO_SITE if resolution.target.fragment else Fault.ANCHOR
