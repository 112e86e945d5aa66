"""Brings Obsidian's Markdown into a Markdown instance: own parts, and extensions that do one right."""

from __future__ import annotations

from typing import Any

from markdown import Markdown

from mkdocs_matcalc.site import wikilinks
from mkdocs_matcalc.site.links import LinkContext
from mkdocs_matcalc.site.obsidian import blockmarks, callouts, embeds, media, source, tags, urls


def register(md: Markdown, links: LinkContext) -> None:
    """Register wiki-links and what `links.features` has; extensions of the site keep their own settings."""
    features = links.features
    wikilinks.register(md, links)
    source.register(md, features)
    if features.fences:
        # Without colours of its own, as the site had none; a theme's script may still colour the code.
        _extend(md, "pymdownx.highlight", use_pygments=False)
        _extend(md, "pymdownx.superfences")
    if features.footnotes:
        _extend(md, "markdown.extensions.footnotes")
    if features.strikethrough:
        _extend(md, "pymdownx.tilde", subscript=False)
    if features.lists:
        _extend(md, "markdown.extensions.sane_lists")
    if features.highlights:
        _extend(md, "pymdownx.mark")
    if features.tasks:
        _extend(md, "pymdownx.tasklist", custom_checkbox=True)
    if features.callouts:
        _extend(md, "pymdownx.quotes", callouts=True)
        callouts.register(md)
    if features.tags:
        _extend(md, "pymdownx.saneheaders")
        tags.register(md)
    if features.block_ids:
        blockmarks.register(md)
    if features.markdown_links:
        urls.register(md, links)
    if features.embeds:
        embeds.register(md, links)
    # An embedded note's media become players with the page's.
    if not links.prefix:
        media.register(md)


def _extend(md: Markdown, extension: str, **settings: Any) -> None:
    if not any(type(known).__module__ == extension for known in md.registeredExtensions):
        md.registerExtensions([extension], {extension: settings})
