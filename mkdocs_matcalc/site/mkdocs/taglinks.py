"""Tags in a page's text lead where a theme's tags plugin lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Any

from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from mkdocs_matcalc.vault.keys import fold

_TAG = re.compile(r'<span class="matcalc-tag">#(?P<tag>[^<]*)</span>')


def with_tag_links(html: str, tags: Iterable[Any], page: Page) -> str:
    """A page's HTML with links for tags.

    Args:
        html: What the page's Markdown became.
        tags: What the theme's template gets as `tags`; a tag that is listed somewhere has a `url` there,
            relative to the root of the site.
        page: The page.
    """
    urls = {fold(str(tag.name)): tag.url for tag in tags if getattr(tag, "url", None)}

    def linked(found: re.Match[str]) -> str:
        url = urls.get(fold(unescape(found["tag"]).strip("/")))
        if not url:
            return found.group()
        address = escape(get_relative_url(url, page.url))
        return f'<a class="matcalc-tag" href="{address}">#{found["tag"]}</a>'

    return _TAG.sub(linked, html) if urls else html
