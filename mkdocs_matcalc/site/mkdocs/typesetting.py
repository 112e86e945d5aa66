"""The choice of what typesets a site's mathematics."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from mkdocs_matcalc.site.markdown.renderer import own_renderer
from mkdocs_matcalc.site.mkdocs.assetfiles import load_on_all_pages
from mkdocs_matcalc.site.mkdocs.maths import Katex, choose_katex
from mkdocs_matcalc.site.mkdocs.prerender import Typesetter
from mkdocs_matcalc.site.mkdocs.settings import MatcalcConfig
from mkdocs_matcalc.site.mkdocs.siteroot import site_root

Typesetting = Katex | Typesetter


def choose_typesetting(
    old: Typesetting | None, settings: MatcalcConfig, config: MkDocsConfig
) -> Typesetting | None:
    """What typesets mathematics, loaded on all pages; None where nothing is left to do for it.

    Args:
        old: What did so in the build before: a JavaScript engine that runs goes on.
        settings: The plugin's options.
        config: MkDocs'.

    Raises:
        PluginError: the options contradict each other or the site, or files are not there.
    """
    chosen = _choice(old, settings, config)
    if chosen:
        load_on_all_pages(config, chosen.styles)
    return chosen


def _choice(old: Typesetting | None, settings: MatcalcConfig, config: MkDocsConfig) -> Typesetting | None:
    if own_renderer(config.extra_javascript):
        if settings.prerender:
            raise PluginError(
                "matcalc: the option `prerender` typesets mathematics when the site is built, and "
                "`extra_javascript` loads a renderer for it, too; take out one of the two"
            )
        return None
    katex = choose_katex(settings.katex, site_root(config))
    if not settings.prerender:
        return katex
    return old if isinstance(old, Typesetter) and old.katex == katex else Typesetter(katex)
