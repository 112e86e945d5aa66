"""A site of which a test knows everything, and what it was warned of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markdown import Markdown

from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.render.latex import COLOURED
from mkdocs_matcalc.site.obsidian.features import NO_FEATURES, Features
from mkdocs_matcalc.site.obsidian.filled import Filled
from mkdocs_matcalc.site.obsidian.linking import Fault
from mkdocs_matcalc.site.obsidian.page import NOWHERE, Page
from mkdocs_matcalc.vault import Target, VaultIndex


def note_page(path: str, text: str) -> Page:
    """A note's own page."""
    return Page(path, path, text, (Target(path),))


@dataclass
class KnownSite:
    """A site that warns of nothing but what it keeps.

    Attributes:
        index: The vault.
        features: The parts of Obsidian's Markdown that are read.
        at: The page that is converted.
        address: A rule's address.
        new_markdown: Makes a Markdown instance for an embedded note.
        warnings: What was warned of.
        faults: What was wrong.
    """

    index: VaultIndex | None = None
    features: Features = NO_FEATURES
    at: Page = NOWHERE
    address: Callable[[RuleRef], str | None] = lambda rule: None
    new_markdown: Callable[[Page, Filled], Markdown] | None = None
    warnings: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def page(self, md: Markdown) -> Page:
        return self.at

    def message_address(self, name: ErrorName, page: Page) -> str | None:
        return None

    def rule_address(self, rule: RuleRef, page: Page) -> str | None:
        return self.address(rule)

    def warn(self, message: str, fault: Fault) -> None:
        self.warnings.append(message)
        self.faults.append(fault)

    def markdown(self, page: Page, filled: Filled) -> Markdown:
        assert self.new_markdown is not None
        return self.new_markdown(page, filled)


@dataclass
class DerivingSite(KnownSite):
    """One with derivations, too."""

    deriver: Deriver = field(kw_only=True)
    new: str = COLOURED
    for_katex: bool = True

    def options(self, path: str) -> Mapping[str, str]:
        return {}

    def refusal(self, latex: str, display: bool) -> str | None:
        return None
