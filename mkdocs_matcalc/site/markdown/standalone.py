"""The site as far as the extension knows it where a host runs it alone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown

from mkdocs_matcalc.engine.cache import Cache
from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.site.markdown.renderer import opening_of_new, own_renderer
from mkdocs_matcalc.site.markdown.rulenotes import note_on
from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.features import NO_FEATURES, Features
from mkdocs_matcalc.site.obsidian.filled import Filled
from mkdocs_matcalc.site.obsidian.linking import Fault
from mkdocs_matcalc.site.obsidian.page import NOWHERE, Page
from mkdocs_matcalc.terminal import LegibleLog
from mkdocs_matcalc.tex.refusal import refused
from mkdocs_matcalc.vault import VaultIndex

_OWN = ("matcalc", "mkdocs_matcalc.site.markdown.extension")
_log = LegibleLog(logging.getLogger(__name__), {})


@dataclass(frozen=True)
class StandaloneSite:
    """A `Site` for one page; without a vault there are derivations alone.

    Attributes:
        deriver: Derives the blocks.
        set_options: Options of every block that does not set its own.
        features: The parts of Obsidian's Markdown that are read.
        index: The vault.
        only_page: The page.
        config: The generator's configuration.
    """

    deriver: Deriver
    set_options: Mapping[str, str]
    features: Features = NO_FEATURES
    index: VaultIndex | None = None
    only_page: Page = NOWHERE
    config: Mapping[str, Any] = field(default_factory=dict)

    def options(self, path: str) -> Mapping[str, str]:
        return self.set_options

    @property
    def new(self) -> str:
        return opening_of_new(self.config.get("extra_javascript") or ())

    @property
    def for_katex(self) -> bool:
        return own_renderer(self.config.get("extra_javascript") or ()) != "mathjax"

    @property
    def has_our_katex(self) -> bool:
        """Whether pages load the script by which `matcalc assets` brings KaTeX."""
        scripts = map(str, self.config.get("extra_javascript") or ())
        return any("matcalc/maths.js" in script for script in scripts)

    def refusal(self, latex: str, display: bool) -> str | None:
        """Not told of another KaTeX, which may have macros of its own; ours comes with that for chemistry."""
        return refused(latex, chemistry=True) if self.has_our_katex else None

    def page(self, md: Markdown) -> Page:
        return self.only_page

    def message_address(self, name: ErrorName, page: Page) -> str | None:
        """None, as no page is made beside the author's own."""
        return None

    def rule_address(self, rule: RuleRef, page: Page) -> str | None:
        """The author's own note on a rule; the generator makes an address of it."""
        if self.index is None:
            return None
        target = note_on(rule, self.index)
        return target.href(page.seen_from) if target and target.path in self.index.notes else None

    def warn(self, message: str, fault: Fault) -> None:
        level = logging.INFO if fault in (Fault.FILE, Fault.UNPUBLISHED) else logging.WARNING
        _log.log(level, message)

    def markdown(self, page: Page, filled: Filled) -> Markdown:
        others = [one for one in self.config["markdown_extensions"] if one not in _OWN]
        return Markdown(
            extensions=[*others, SiteExtension(AtHand(self, page, filled))],
            extension_configs=self.config.get("mdx_configs", {}),
        )


@lru_cache(maxsize=1)
def shared_deriver(cache_dir: Path, timeout: float, memory: float) -> Deriver:
    """One for all pages, each of which gets an extension of its own."""
    return Deriver(Cache(cache_dir), Worker(timeout, memory))
