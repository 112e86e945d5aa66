"""A page's mathematics when all else of it is done: its formulas, its contents, and what can't be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from mkdocs_matcalc.site.markdown.site import Site
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.linking import Fault
from mkdocs_matcalc.site.obsidian.pagemaths import PageMaths
from mkdocs_matcalc.site.obsidian.titles import as_html, as_label, fill
from mkdocs_matcalc.site.obsidian.wholepage import WholePage
from mkdocs_matcalc.vault.headings import within_line
from mkdocs_matcalc.vault.notemaths import formulas

# When all stashed HTML has come back.
_AFTER_ALL = 2
_FORMULA = re.compile(r"\\\((.+?)\\\)")


def register(md: Markdown, at_hand: AtHand[Site]) -> None:
    """Do so on the pages of a vault; embedded notes are a part of the page that shows them."""
    if at_hand.page.is_embedded:
        return
    _Mathematics(md, at_hand).register(md, "matcalc_maths", _AFTER_ALL)


class _Mathematics(WholePage):
    def __init__(self, md: Markdown, at_hand: AtHand[Site]) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.at_hand = at_hand

    def on_tree(self, root: Element) -> None:
        for contents in root.iter("div"):
            if contents.get("class") == "toc":
                for link in contents.iter("a"):
                    name = within_line(link.text or "")
                    if r"\(" in name:
                        fill(link, name)

    def on_page(self, html: str) -> str:
        site, page = self.at_hand.site, self.at_hand.page
        index = site.index
        if index is None or page.path not in index.notes or not site.features.maths:
            return html
        maths = PageMaths(index.table_of(page.path, 0), site.for_katex)
        refused: list[tuple[str, str]] = []

        def look(typed: str, tex: str, display: bool) -> None:
            if why := site.refusal(tex.strip(), display):
                refused.append((typed, why))

        html = maths.html(html, look)
        self._tell(refused, page.text)
        if tokens := getattr(self.md, "toc_tokens", None):
            self._in_contents(tokens, maths)
        return html

    def _in_contents(self, tokens: Iterable[dict[str, Any]], maths: PageMaths) -> None:
        """Make formulas legible in the names of headings, and put macros into what the contents show."""
        filled = self.at_hand.filled
        for token in tokens:
            name = token["name"]
            title = within_line(unescape(name))
            if r"\(" in title:
                title = _FORMULA.sub(lambda formula: rf"\({maths.latex(formula[1])}\)", title)
                token["name"] = filled.labels[name] = escape(as_label(title), quote=False)
                filled.contents[token["id"]] = str(as_html(title))
            if token.get("html"):
                token["html"] = maths.html(token["html"])
            self._in_contents(token["children"], maths)

    def _tell(self, refused: list[tuple[str, str]], note: str) -> None:
        """Warn once of the formulas of a note that can't be shown, those of embedded notes aside."""
        places = _places(note) if refused else {}
        own = [(places[_key(typed)], why) for typed, why in refused if _key(typed) in places]
        if not own:
            return
        (line, column), why = min(own)
        more = f" (and {len(own) - 1} more of this note)" if len(own) > 1 else ""
        self.at_hand.warn(
            f"{self.at_hand.page.file}:{line}:{column}: KaTeX can't show this formula{more}: {why}",
            Fault.FORMULA,
        )


def _places(note: str) -> dict[str, tuple[int, int]]:
    """The line and column of each formula, by what it says."""
    found: dict[str, tuple[int, int]] = {}
    for formula in formulas(note):
        line = note.count("\n", 0, formula.start) + 1
        found.setdefault(_key(formula.latex), (line, formula.start - note.rfind("\n", 0, formula.start)))
    return found


def _key(latex: str) -> str:
    return "".join(latex.split())
