"""Brings Obsidian's Markdown into a Markdown instance: own parts, and extensions that do one right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown import Markdown

from mkdocs_matcalc.site.obsidian import (
    autolinks,
    blockmarks,
    callouts,
    dollars,
    embeds,
    emptyrows,
    footnotes,
    hashtags,
    linebreaks,
    literals,
    media,
    outline,
    pagenames,
    rawhtml,
    rewriting,
    tasks,
    urls,
    wikilinks,
)
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.linking import LinkingSite
from mkdocs_matcalc.vault import emphasis
from mkdocs_matcalc.vault.escapes import read_all_escapes

# Fences get no colours of their own, as the site had none; a theme's script may still colour the code.
_EXTENSIONS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "callouts": [("pymdownx.quotes", {"callouts": True})],
    "fences": [("pymdownx.highlight", {"use_pygments": False}), ("pymdownx.superfences", {})],
    "footnotes": [("markdown.extensions.footnotes", {})],
    "lists": [("markdown.extensions.sane_lists", {})],
    "tags": [("pymdownx.saneheaders", {})],
    "tasks": [("pymdownx.tasklist", {"custom_checkbox": True})],
}

# The marks of emphasis that a feature reads.
_MARKS = {"emphasis": "*_", "highlights": "=", "strikethrough": "~"}

_OWN: dict[str, Callable[[Markdown], None]] = {
    "autolinks": autolinks.register,
    "block_ids": blockmarks.register,
    "callouts": callouts.register,
    "escapes": read_all_escapes,
    "footnotes": footnotes.register,
    "literals": literals.register,
    "maths": dollars.register,
    "tables": emptyrows.register,
    "tags": hashtags.register,
    "tasks": tasks.register,
}


def register(md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
    """Register wiki-links and what the site's features have; its extensions keep their own settings."""
    features = at_hand.site.features
    for feature, extensions in _EXTENSIONS.items():
        if getattr(features, feature):
            _extend(md, extensions)
    emphasis.register(md, "".join(marks for feature, marks in _MARKS.items() if getattr(features, feature)))
    wikilinks.register(md, at_hand)
    blocks = rawhtml.RawHtml(md)
    rewriting.register(md, features, blocks)
    if features.html:
        rawhtml.register(md, blocks)
    pagenames.register(md, at_hand)
    outline.register(md)
    linebreaks.register(md, features)
    for feature, register_own in _OWN.items():
        if getattr(features, feature):
            register_own(md)
    if features.markdown_links:
        urls.register(md, at_hand)
    if features.embeds:
        embeds.register(md, at_hand)
    # An embedded note's media become players with the page's.
    if not at_hand.page.is_embedded:
        media.register(md)


def _extend(md: Markdown, extensions: list[tuple[str, dict[str, Any]]]) -> None:
    known = {type(extension).__module__ for extension in md.registeredExtensions}
    for name, settings in extensions:
        if name not in known:
            md.registerExtensions([name], {name: settings})
