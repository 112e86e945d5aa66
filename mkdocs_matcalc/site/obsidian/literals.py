"""What is no mark by CommonMark is text.

Python-Markdown takes `<user_id>` for HTML, of which browsers show nothing, and a backtick of a longer run for
the mark of code.
"""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from mkdocs_matcalc.vault.htmlblocks import TAG

# Before code (190).
_BEFORE_CODE = 195
_TICKS = r"(?s:(?<![`\\])(?P<text>`+)(?!`)(?P<mark>.+?(?<!`)(?P=text)(?!`))?)"
# After links in angle brackets (110), before HTML (90).
_BEFORE_HTML = 95
_ANGLE = rf"(?a:(?P<mark><!--(?s:.)*?-->)|(?P<text><)(?=/?[a-zA-Z])(?!{TAG}))"


def register(md: Markdown) -> None:
    md.inlinePatterns.register(_Literal(_TICKS, md), "matcalc_no_code", _BEFORE_CODE)
    md.inlinePatterns.register(_Literal(_ANGLE, md), "matcalc_no_tag", _BEFORE_HTML)


class _Literal(InlineProcessor):
    """What matches as `text` is text; where there is a `mark`, it is for others to read."""

    def handleMatch(  # type: ignore[override] # a text is as good as an element
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        if m["mark"]:
            return None, None, None
        return m["text"], m.start(), m.end()
