"""Dollars that are money: `$7-$8` is no mathematics, as no number stands right behind a formula."""

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
        if m["number"] is None:
            return None, None, None
        return "$", m.start(), m.start() + 1
