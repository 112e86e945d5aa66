"""Wiki-links in Python-Markdown: `[[note]]`, `[[note|text]]`, `[[note#heading]]`, `![[note]]`.

A link becomes `<a href="../folder/note.md#id">`, relative to the note's own file, so that each site generator
validates and rewrites it like one that was written in Markdown. `![[picture.png|300]]` becomes an image.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import HTML_PLACEHOLDER_RE, STX, AtomicString

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.embeds import embed_mark
from mkdocs_matcalc.site.obsidian.linking import Fault, LinkingSite
from mkdocs_matcalc.site.obsidian.media import medium, split_size
from mkdocs_matcalc.vault import Missing, VaultIndex, WikiLink
from mkdocs_matcalc.vault.filekinds import only_in_obsidian
from mkdocs_matcalc.vault.linktext import WIKI_LINK, read_link

# After code spans (190) and mathematics (189.9), before escapes (180) turn `\|` into something else.
_PRIORITY = 185
_HTML_TAG = re.compile(r"<[^>]*>")


def register(md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
    """Add wiki-links to a Markdown instance."""
    md.inlinePatterns.register(_WikiLinks(md, at_hand), "matcalc_wikilinks", _PRIORITY)


class _WikiLinks(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
        super().__init__(WIKI_LINK.pattern, md)
        self.compiled_re = WIKI_LINK
        self.at_hand = at_hand

    def handleMatch(  # type: ignore[override] # Python-Markdown's own processors return None as well
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        link = read_link(m)
        index = self.at_hand.site.index
        if link is None or index is None:
            return None, None, None
        return self._element(link, index), m.start(), m.end()

    def _element(self, link: WikiLink, index: VaultIndex) -> Element:
        target = link.target
        # Code and mathematics in a heading's name are placeholders by now.
        if STX in target:
            target = self._as_typed(target)
        resolution = index.resolve(target, self.at_hand.page.path)
        self.at_hand.tell(target, resolution)
        if isinstance(resolution, Missing):
            # The size that a picture would have says nothing of it.
            link = replace(link, alias=split_size(link.alias or "")[0]) if link.embed else link
            return _labelled(Element("span", {"class": "matcalc-missing", "title": resolution.tooltip}), link)
        path = resolution.target.path
        href = resolution.target.href(self.at_hand.page.path)
        if only := only_in_obsidian(path):
            self.at_hand.say(target, f'"{path}" is {only} of Obsidian; readers get it as a file', Fault.FILE)
        if link.embed:
            shown = medium(path, href, link.text, path.rpartition("/")[2])
            if shown is not None:
                return shown
            if self.at_hand.embeds(path):
                return embed_mark(target, href, link.text or link.shown)
        return _labelled(Element("a", {"href": href}), link)

    def _as_typed(self, target: str) -> str:
        """The text of what extensions have taken out of a target, which may be HTML by now."""
        stash = self.md.htmlStash.rawHtmlBlocks
        text = HTML_PLACEHOLDER_RE.sub(
            lambda found: _HTML_TAG.sub("", str(stash[int(found[1])])), self.unescape(target)
        )
        return unescape(text)


def _labelled(element: Element, link: WikiLink) -> Element:
    """The element with the link's own text, in which Markdown counts and no HTML, or its target's name."""
    element.text = link.text.replace("<", "&lt;") if link.text else AtomicString(link.shown)
    return element
