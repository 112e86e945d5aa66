"""Addresses of links with quotation marks in them, behind which Python-Markdown looks for a title."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import IMAGE_LINK_RE, LINK_RE, ImageInlineProcessor, LinkInlineProcessor

# By CommonMark only a space comes before a title.
_QUOTED = re.compile(r"\((?=[^\s<>]*['\"])([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)\)")
_LINK, _IMAGE = 160, 150


def register(md: Markdown) -> None:
    """Read links and images by processors in the places of Python-Markdown's own."""
    md.inlinePatterns.register(_Links(LINK_RE, md), "link", _LINK)
    md.inlinePatterns.register(_Images(IMAGE_LINK_RE, md), "image_link", _IMAGE)


class _Links(LinkInlineProcessor):
    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        quoted = _QUOTED.match(data, index)
        if quoted is None:
            return super().getLink(data, index)
        return self.unescape(quoted[1]), None, quoted.end(), True


class _Images(_Links, ImageInlineProcessor):
    """An image's address is read as a link's."""
