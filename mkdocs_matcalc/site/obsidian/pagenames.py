"""The name of a page's note on the page itself, where previews of links to it find it."""

from __future__ import annotations

from html import escape

from markdown import Markdown
from markdown.postprocessors import Postprocessor

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.linking import LinkingSite
from mkdocs_matcalc.site.obsidian.titles import as_label

# After everything that makes HTML of the page.
_PRIORITY = -10


def register(md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
    md.postprocessors.register(_PageName(md, at_hand), "matcalc_page_name", _PRIORITY)


class _PageName(Postprocessor):
    def __init__(self, md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
        super().__init__(md)
        self.at_hand = at_hand

    def run(self, text: str) -> str:
        index, page = self.at_hand.site.index, self.at_hand.page
        if index is None or page.is_embedded or page.again or page.path not in index.notes:
            return text
        name = escape(as_label(index.name(page.path)))
        # Themes show it by themselves where no heading of the first level is on a page.
        if self.at_hand.site.features.titles and "<h1" in text and not text.lstrip().startswith("<h1"):
            text = f"<h1>{name}</h1>\n{text}"
        return f'{text}\n<data class="matcalc-name" value="{name}" hidden></data>'
