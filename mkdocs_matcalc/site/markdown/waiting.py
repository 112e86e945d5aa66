"""Formulas while what typesets them is on its way: text that can be read, in the room that they will take."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from mkdocs_matcalc.render.height import extent_of
from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.site.markdown.boxes import boxes
from mkdocs_matcalc.site.obsidian.pagemaths import FORMULA, TEXT
from mkdocs_matcalc.site.obsidian.plainmaths import plain_maths

# No line of KaTeX's is lower; around those on lines of their own is the margin of a larger font's line.
_LINE, _MARGINS = 1.26, 2 / 1.21


def waiting(html: str) -> str:
    """A page whose formulas carry their source, and show as text until they are typeset.

    Each one's source stands in `data-latex` with its delimiters. In `data-room` stands the height, in their
    own em, of those on lines of their own; those of derivations have no margin. In `data-boxes` stands the
    size of each part of those that may be broken, and between the parts of the text `<wbr>`.
    """
    return FORMULA.sub(_waiting, html)


def _waiting(formula: re.Match[str]) -> str:
    opening, source = formula["opening"], formula["source"]
    told = TEXT.search(opening)
    latex = unescape(source[2:-2]).strip()
    text = unescape(told[1]) if told and told[1] else plain_maths(latex)
    display = source.startswith(r"\[")
    room = f' data-room="{_height(latex) + _MARGINS * (not told):.2f}"' if display else ""
    parts = None if display and not told else boxes(latex, text, display)
    if parts:
        room += f' data-boxes="{parts.sizes}"'
    texts = "<wbr>".join(escape(part, quote=False) for part in (parts.texts if parts else [text]))
    opening = TEXT.sub("", opening)
    return f'{opening} data-latex="{escape(unescape(source))}"{room}>{texts}{formula["closing"]}'


# Many formulas of a site stand in it twice, and nearly all stay when a server builds it again.
@lru_cache(maxsize=10_000)
def _height(latex: str) -> float:
    return max(extent_of(typed(latex), display=True).whole, _LINE)
