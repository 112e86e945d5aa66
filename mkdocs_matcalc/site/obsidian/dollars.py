"""Dollars that are money: `$7-$8` is no mathematics, as no number stands right behind a formula."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

# After code spans (190), before mathematics (189.9).
_PRIORITY = 189.95
_MONEY = r"(?<!\\)\$(?=(?!\s)(?:\\.|[^\\$\x02\x03])+?(?<!\s)\$\d)"


def register(md: Markdown) -> None:
    md.inlinePatterns.register(_Money(_MONEY, md), "matcalc_money", _PRIORITY)


class _Money(InlineProcessor):
    def handleMatch(  # type: ignore[override] # a text is as good as an element
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return m.group(), m.start(), m.end()
