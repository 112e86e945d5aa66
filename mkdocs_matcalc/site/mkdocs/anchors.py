"""Links to places that are on no page after all, as when another plugin wrote or left out a heading."""

from __future__ import annotations

import re
from html import escape

from mkdocs.structure.files import File
from mkdocs.structure.pages import Page


def without_dead_fragments(html: str, page: Page) -> str:
    """A page's HTML in which each link to a place that its target lacks leads to the top of the target.

    Every page must have been converted. MkDocs warns of such links by itself.
    """
    for target, anchors in (page.links_to_anchors or {}).items():
        for anchor in anchors:
            if not _has(target, anchor):
                html = _cut(html, _addresses(target, page), anchor)
    return html


def _has(target: File, anchor: str) -> bool:
    page = target.page
    if page is None or anchor in (page.present_anchor_ids or ()):
        return True
    return (
        re.search(rf"""\b(?:id|name)=["']?{re.escape(escape(anchor))}["'\s>]""", page.content or "")
        is not None
    )


def _addresses(target: File, page: Page) -> str:
    """A pattern for how the page may write the target's address."""
    urls = {target.url_relative_to(page.file)} | ({""} if target == page.file else set())
    return "|".join(re.escape(escape(url)) for url in urls)


def _cut(html: str, addresses: str, anchor: str) -> str:
    pattern = re.compile(rf'(?<= href=")(?P<to>{addresses})#{re.escape(escape(anchor))}(?=")')
    return pattern.sub(lambda found: found["to"] or "#", html)
