"""What links need to know of the site, whichever program builds it."""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from markdown import Markdown

from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.filled import Filled
from mkdocs_matcalc.site.obsidian.page import Page
from mkdocs_matcalc.vault import VaultIndex


class Fault(Enum):
    """What is wrong with a note, for whoever decides how loudly to say so."""

    NOT_FOUND = auto()
    """A link leads nowhere, or where it only may have meant to."""
    ANCHOR = auto()
    """The note is there, but not the heading or block."""
    LEFT_TO_SITE = auto()
    """An address that leads to no file or id of the vault, which a generator may check by itself."""
    UNPUBLISHED = auto()
    """A link leads to what readers don't get."""
    FILE = auto()
    """A link leads to a file that a browser can't show."""
    CYCLE = auto()
    """A note is embedded in itself."""
    DERIVATION = auto()
    """A block has no derivation, or its claim does not hold."""
    FORMULA = auto()
    """What typesets the site can't show a formula."""


class LinkingSite(Protocol):
    """A site with a vault."""

    @property
    def index(self) -> VaultIndex | None:
        """Knows where links lead; None leaves every wiki-link as it is typed."""

    @property
    def features(self) -> Features:
        """The parts of Obsidian's Markdown that are read."""

    def warn(self, message: str, fault: Fault) -> None:
        """Tell a fault; the message is complete with its place (`notes/a.md:12:5: no note named "x"`)."""

    def markdown(self, page: Page, filled: Filled) -> Markdown:
        """A Markdown instance like the pages' own for a note embedded in one, which fills `filled`."""
