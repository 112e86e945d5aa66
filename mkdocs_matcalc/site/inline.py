"""A line of Markdown as HTML, for lists of who mentions a note."""

from __future__ import annotations

import re

from markdown import Markdown
from markupsafe import Markup

_BLOCKS = ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference")
_LINKS = ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref")
_RAW = ("html", "autolink", "automail")
_MARKS = re.compile(r"""[\\`*_{}\[\]<>&$!#~^=|"'\n\t]|  |://""")
# Noncharacters, which no text has, around what is to stand out.
_START, _END = "\ufdd2", "\ufdd3"


class InlineHtml:
    """Converts emphasis, code and mathematics; raw HTML is shown as it is typed, and nothing is a link."""

    def __init__(self) -> None:
        settings = {"pymdownx.arithmatex": {"generic": True, "block_syntax": []}}
        self._markdown = Markdown(extensions=["pymdownx.arithmatex"], extension_configs=settings)
        self._markdown.preprocessors.deregister("html_block")
        for name in _BLOCKS:
            self._markdown.parser.blockprocessors.deregister(name)
        for name in (*_LINKS, *_RAW):
            self._markdown.inlinePatterns.deregister(name)

    def html(self, text: str) -> Markup:
        # Most sentences are words alone, and a vault has thousands of them.
        if not _MARKS.search(text):
            return Markup(text)  # noqa: S704 - nothing in it means anything to HTML
        converted = self._markdown.reset().convert(text)
        # Python-Markdown has escaped every text in it.
        return Markup(converted.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704

    def marked(self, before: str, text: str, after: str) -> Markup:
        """A line with a part that stands out."""
        line = self.html(f"{before}{_START}{text}{_END}{after}".strip())
        return line.replace(_START, Markup("<mark>")).replace(_END, Markup("</mark>"))
