"""What a host must know of the site that it builds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from markdown import Markdown

from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.site.obsidian.linking import LinkingSite
from mkdocs_matcalc.site.obsidian.page import Page


class Site(LinkingSite, Protocol):
    """A site with derivations, and the vault that its links are of."""

    @property
    def deriver(self) -> Deriver:
        """Derives the blocks."""

    def options(self, path: str) -> Mapping[str, str]:
        """Options of the blocks of a note that do not set their own."""

    @property
    def new(self) -> str:
        """What opens, in LaTeX, what is new in a line, for what typesets the site."""

    @property
    def for_katex(self) -> bool:
        """Whether formulas are written for KaTeX, and not for a MathJax of the site's own."""

    def refusal(self, latex: str, display: bool) -> str | None:
        """Why what typesets the site can't show a formula; None where that is not known to be so."""

    def page(self, md: Markdown) -> Page | None:
        """The page that an instance is about to convert; None for a text that is a part of the one before."""

    def message_address(self, name: ErrorName, page: Page) -> str | None:
        """The address of what explains a message, from the page that shows `page`; None if nothing does."""

    def rule_address(self, rule: RuleRef, page: Page) -> str | None:
        """The address of a rule's page as seen from the page that shows `page`; None if it has none."""
