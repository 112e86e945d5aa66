"""What a backslash may stand before, to be read as it is written."""

from __future__ import annotations

import re
from string import punctuation

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from mkdocs_matcalc.vault.noprose import NO_FORMULA

# After code spans (190), before mathematics (189.9).
_PRIORITY = 189.96
_BRACKET = rf"(?x:(?<!\\)(?P<pairs>(?:\\\\)*)\\\({NO_FORMULA})"


def read_all_escapes(md: Markdown) -> None:
    r"""Let an instance read `\<` and all others of CommonMark; Python-Markdown's own are a half of them.

    The brackets of `\(words\)`, too, which mathematics would take for a formula's.
    """
    md.ESCAPED_CHARS.extend(character for character in punctuation if character not in md.ESCAPED_CHARS)
    md.inlinePatterns.register(_Bracket(_BRACKET, md), "matcalc_brackets", _PRIORITY)


class _Bracket(InlineProcessor):
    def handleMatch(  # type: ignore[override] # a text is as good as an element
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        start = m.end("pairs")
        return "(", start, start + len(r"\(")
