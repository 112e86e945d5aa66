"""The name of a page's note on the page itself, where previews of links to it find it."""

from __future__ import annotations

from html import escape

from markdown import Markdown

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.linking import LinkingSite
from mkdocs_matcalc.site.obsidian.titles import as_label
from mkdocs_matcalc.site.obsidian.wholepage import WholePage

# After everything that makes HTML of the page.
_PRIORITY = -10


def register(md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
    _PageName(md, at_hand).register(md, "matcalc_page_name", _PRIORITY)


class _PageName(WholePage):
    def __init__(self, md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
        super().__init__(md)
        self.at_hand = at_hand

    def on_page(self, html: str) -> str:
        index, page = self.at_hand.site.index, self.at_hand.page
        if index is None or page.is_embedded or page.again or page.path not in index.notes:
            return html
        name = escape(as_label(index.name(page.path)))
        # Themes show it by themselves where no heading of the first level is on a page.
        if self.at_hand.site.features.titles and "<h1" in html and not html.lstrip().startswith("<h1"):
            html = f"<h1>{name}</h1>\n{html}"
        return f'{html}\n<data class="matcalc-name" value="{name}" hidden></data>'
