"""Links to places that are on no page after all, as when another plugin wrote or left out a heading."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

_ID = re.compile(r"""\b(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^"'\s>]+))""")
_HREF = re.compile(r'(?<= href=")(?P<to>[^"#]*)#(?P<anchor>[^"]*)(?=")')


def without_dead_fragments(html: str, page: Page) -> str:
    """A page's HTML in which each link to a place that its target lacks leads to the top of the target.

    Every page must have been converted. MkDocs warns of such links by itself.
    """
    dead = {
        (address, escape(anchor))
        for target, anchors in (page.links_to_anchors or {}).items()
        for anchor in anchors
        if not _has(target, anchor)
        for address in _addresses(target, page)
    }
    if not dead:
        return html
    return _HREF.sub(lambda link: (link["to"] or "#") if link.groups() in dead else link.group(), html)


def _has(target: File, anchor: str) -> bool:
    page = target.page
    if page is None or anchor in (page.present_anchor_ids or ()):
        return True
    return anchor in ids_in(page.content or "")


# A page may have thousands of links to places that some other page lacks.
@lru_cache(maxsize=32)
def ids_in(html: str) -> frozenset[str]:
    """All places on a page that links may lead to."""
    return frozenset(unescape("".join(found)) for found in _ID.findall(html))


def _addresses(target: File, page: Page) -> set[str]:
    """How the page may write the target's address."""
    own = {""} if target == page.file else set()
    return {escape(target.url_relative_to(page.file))} | own
