"""Our Markdown extension among those of a site."""

from __future__ import annotations

from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_matcalc.site.markdown.siteextension import SiteExtension
from mkdocs_matcalc.site.mkdocs.markedsections import SectionsHidden


def extensions_with(own: SiteExtension, config: MkDocsConfig) -> list[Any]:
    """The site's extensions with `own` as the one of ours.

    MkDocs hands its list to Python-Markdown, which takes extensions as well as their names.
    """
    others = (
        one for one in config.markdown_extensions if not isinstance(one, SiteExtension | SectionsHidden)
    )
    return [*others, SectionsHidden(), own]
