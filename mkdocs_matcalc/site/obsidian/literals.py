"""What is no tag by CommonMark is text: Python-Markdown takes `<user_id>` for HTML, and browsers hide it."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

# After links in angle brackets (110), before HTML (90).
_PRIORITY = 95
_ATTRIBUTE = r"""\s+[a-zA-Z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TAG = rf"[a-zA-Z][a-zA-Z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|/[a-zA-Z][a-zA-Z0-9-]*\s*>"
_NO_TAG = rf"(?P<comment><!--(?s:.)*?-->)|<(?=/?[a-zA-Z])(?!{_TAG})"


def register(md: Markdown) -> None:
    md.inlinePatterns.register(_NoTag(f"(?a:{_NO_TAG})", md), "matcalc_no_tag", _PRIORITY)


class _NoTag(InlineProcessor):
    def handleMatch(  # type: ignore[override] # a text is as good as an element
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        if m["comment"]:
            return None, None, None
        return "<", m.start(), m.end()
