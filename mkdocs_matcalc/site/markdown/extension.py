"""The extension of a host that knows no plugins: Zensical, or any program that runs Python-Markdown."""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT
from mkdocs_matcalc.options import DEFAULTS, OPTIONS, as_typed
from mkdocs_matcalc.site.markdown.choices import (
    chosen_folder,
    chosen_limit,
    chosen_macros,
    known_features,
    mapping,
)
from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.markdown.standalone import StandaloneSite, shared_deriver
from mkdocs_matcalc.site.markdown.waiting import waiting
from mkdocs_matcalc.site.markdown.zensical import is_zensical, vault_folder, vault_page
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.wholepage import WholePage

_CACHE_DIR = ".cache/matcalc"
# When formulas are as they will be.
_AFTER_ALL = 1


class MatcalcExtension(Extension):
    """Derivations; and wiki-links where the host says which vault they are of, else they stay as typed.

    Args:
        options: `timeout`, `memory`, `cache_dir`, `obsidian`, `rules`, `macros`, and default options for
            blocks: `layout`, `method`, `steps`; as the plugin has them.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "timeout": [DEFAULT_TIMEOUT, "seconds that one block may take; 0 for no limit"],
            "memory": [DEFAULT_MEMORY, "megabytes that one block may take; 0 for no limit"],
            "cache_dir": [_CACHE_DIR, "where results are kept"],
            **{name: ["", OPTIONS[name].meaning] for name in DEFAULTS},
            "obsidian": [{}, "the parts of Obsidian's Markdown, each with `false` if it is not read"],
            "rules": [{}, "a rule's name, and the author's note on it"],
            "macros": [{}, "a command's name, and what it stands for in formulas"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        site = self._site(md)
        SiteExtension(AtHand(site)).extendMarkdown(md)
        if site.has_our_katex:
            _Waiting(md).register(md, "matcalc_waiting", _AFTER_ALL)

    def _site(self, md: Markdown) -> StandaloneSite:
        chosen = {name: str(as_typed(self.getConfig(name))) for name in DEFAULTS}
        options = {name: value for name, value in chosen.items() if value}
        timeout = chosen_limit("timeout", self.getConfig("timeout"), DEFAULT_TIMEOUT)
        memory = chosen_limit("memory", self.getConfig("memory"), DEFAULT_MEMORY)
        cache_dir = chosen_folder("cache_dir", self.getConfig("cache_dir"), _CACHE_DIR)
        deriver = shared_deriver(cache_dir, timeout, memory)
        if not is_zensical(md):
            return StandaloneSite(deriver, options)
        obsidian, rules, macros = (
            mapping(name, self.getConfig(name)) for name in ("obsidian", "rules", "macros")
        )
        features = known_features(obsidian, vault_folder(md))
        return StandaloneSite(
            deriver, options, features, *vault_page(md, features, rules, chosen_macros(macros))
        )


class _Waiting(WholePage):
    """Formulas as text that can be read, until they are typeset where they are."""

    def on_page(self, html: str) -> str:
        return waiting(html)


def makeExtension(**options: Any) -> MatcalcExtension:
    """The entry point of Python-Markdown."""
    return MatcalcExtension(**options)
