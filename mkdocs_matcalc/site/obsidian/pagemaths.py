"""The formulas of a page as what typesets them takes them: with macros put in, and for KaTeX in its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from mkdocs_matcalc.tex.defining import Table
from mkdocs_matcalc.tex.expanding import put_in
from mkdocs_matcalc.tex.forkatex import Labels, for_katex

# A formula in HTML, as pymdownx.arithmatex and derivations mark it up for any renderer.
FORMULA = re.compile(
    r'(?P<opening><(?P<tag>span|div) class="arithmatex"[^>]*)>\s*'
    r"(?P<source>\\(?:\([^<]*\\\)|\[[^<]*\\\]))\s*(?P<closing></(?P=tag)>)"
)
# What a derivation says that a formula of its reads as, escaped; a rule's statement says nothing.
TEXT = re.compile(r' data-text="([^"]*)"')
# Those of derivations and of other pages of ours say more of themselves, and are as they are to be.
_AUTHORS = re.compile(FORMULA.pattern.replace('"arithmatex"[^>]*)', '"arithmatex")'))
# Is given a formula as it is typed, as it is to be typeset, and whether it stands on lines of its own.
Look = Callable[[str, str, bool], None]


class PageMaths:
    """The formulas of one page, which are put in order from its top to its end.

    Args:
        table: The macros that are known at its top.
        katex: Whether KaTeX typesets it.
    """

    def __init__(self, table: Table, katex: bool) -> None:
        self._table = dict(table)
        self._labels: Labels = {}
        self._katex = katex

    def html(self, html: str, look: Look | None = None) -> str:
        """Its HTML, or a part of it, with its formulas made ready; those that only define are left out.

        Args:
            html: What is left to do of it.
            look: Looks at each formula.
        """
        if "arithmatex" not in html:
            return html

        def shown(formula: re.Match[str]) -> str:
            source = formula["source"]
            opening, typed, closing = source[:2], unescape(source[2:-2]), source[-2:]
            tex = self.latex(typed, opening == r"\[")
            if not tex.strip() and typed.strip():
                return ""
            if look:
                look(typed, tex, opening == r"\[")
            if tex == typed:
                return formula.group()
            return f"{formula['opening']}>{opening}{escape(tex, quote=False)}{closing}{formula['closing']}"

        return _AUTHORS.sub(shown, html)

    def latex(self, typed: str, display: bool = False) -> str:
        """A formula for what typesets it."""
        tex = put_in(typed, self._table)
        return for_katex(tex, display, self._labels) if self._katex else tex
