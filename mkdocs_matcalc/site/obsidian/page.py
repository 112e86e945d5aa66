"""The page at hand: whose note it shows, and how that note comes to stand there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mkdocs_matcalc.vault import Target


@dataclass(frozen=True)
class Page:
    """A note that is converted: as a page of its own, embedded in another's, or beside others.

    Attributes:
        path: The note's path from the vault's root.
        file: The same as messages show it.
        text: The whole file, front matter included: lines and columns are told in it.
        chain: The notes and parts that are being shown, from the page's own to the innermost embedded one.
        prefix: What its ids begin with, on the part of a page that shows another note.
        again: Whether it is only shown once more, and its faults have been told.
        seen_from: Where the page stands that shows it, as the host writes addresses.
    """

    path: str
    file: str
    text: str
    chain: tuple[Target, ...]
    prefix: str = ""
    again: bool = False
    seen_from: str = ""

    @property
    def is_embedded(self) -> bool:
        """Whether it stands on another note's page, while its faults are told on its own."""
        return len(self.chain) > 1

    def embedding(self, place: Target, text: str, prefix: str) -> Page:
        """The same for a note that this one embeds: `place` of it is shown, its file has the text `text`."""
        return replace(
            self,
            path=place.path,
            file=place.path,
            text=text,
            chain=(*self.chain, place),
            prefix=self.prefix + prefix,
            again=False,
        )


NOWHERE = Page("", "", "", (Target(""),))
"""A text of which no host says where it stands."""
