"""Dollars that begin no formula: in `$7-$8` a number stands right behind the next, and none leaves a link."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

# After code spans (190), before mathematics (189.9).
_PRIORITY = 189.95
# What mathematics would take, from left to right: the dollar that ends a formula begins no other.
_PAIR = r"(?<!\\)\$(?!\s)(?:\\.|[^\\$\x02\x03])+?(?<!\s)\$(?P<number>(?=\d))?"


def register(md: Markdown) -> None:
    md.inlinePatterns.register(_Money(_PAIR, md), "matcalc_money", _PRIORITY)


class _Money(InlineProcessor):
    def handleMatch(  # type: ignore[override] # a text is as good as an element
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        if m["number"] is None and not _leaves_a_link(data, m.start(), m.end()):
            return None, None, None
        return "$", m.start(), m.start() + 1


def _leaves_a_link(text: str, start: int, end: int) -> bool:
    """Whether a dollar in a wiki-link would be the beginning of a formula that ends behind it."""
    inside = text.rfind("[[", 0, start) > text.rfind("]]", 0, start)
    return inside and "]]" in text[start:end] and "[[" not in text[start:end]
