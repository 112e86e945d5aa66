"""HTML in notes: blocks of it end where CommonMark ends them, and each has the tags that it lacks."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from mkdocs_matcalc.site.obsidian.tagpairs import OpenTags
from mkdocs_matcalc.vault.htmlblocks import MARKDOWN_ELEMENT

# After what is done to paragraphs, as line breaks (3) and embedded notes (4).
_PRIORITY = 2
# That of Python-Markdown's own reader of HTML.
_OWN_PRIORITY = 20


class RawHtml:
    """Keeps what blocks of HTML become of a page.

    Attributes:
        numbers: The numbers under which they are stashed.
    """

    def __init__(self, md: Markdown) -> None:
        self._md = md
        self.numbers: set[int] = set()

    def store(self, html: str) -> str:
        """What stands for a block of HTML in the text."""
        self.numbers.add(self._md.htmlStash.html_counter)
        return self._md.htmlStash.store(html)


def register(md: Markdown, blocks: RawHtml) -> None:
    """Let an instance read what is in no block of HTML as text with tags in it.

    Its own reader of blocks is left alone with elements that have the attribute `markdown` for an extension.
    """
    own = md.preprocessors["html_block"]
    md.preprocessors.deregister("html_block")
    if reads_elements(md):
        md.preprocessors.register(_Elements(md, own), "html_block", _OWN_PRIORITY)
    md.treeprocessors.register(_Pairs(md, blocks), "matcalc_raw_html", _PRIORITY)


def reads_elements(md: Markdown) -> bool:
    """Whether an instance has `md_in_html`."""
    return "markdown_block" in md.parser.blockprocessors


class _Elements(Preprocessor):
    def __init__(self, md: Markdown, reader: Preprocessor) -> None:
        super().__init__(md)
        self.reader = reader

    def run(self, lines: list[str]) -> list[str]:
        return self.reader.run(lines) if any(map(MARKDOWN_ELEMENT.search, lines)) else lines


class _Pairs(Treeprocessor):
    def __init__(self, md: Markdown, blocks: RawHtml) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.blocks = blocks

    def run(self, root: Element) -> None:
        self._unwrap(root)
        self._pair(root)

    def _unwrap(self, parent: Element) -> None:
        """Blocks of HTML are no paragraphs."""
        kept: list[Element] = []
        for child in list(parent):
            self._unwrap(child)
            place = HTML_PLACEHOLDER_RE.fullmatch((child.text or "").strip())
            if child.tag == "p" and not len(child) and place and int(place[1]) in self.blocks.numbers:
                _append(parent, kept, f"{place.group()}{child.tail or ''}")
            else:
                kept.append(child)
        parent[:] = kept

    def _pair(self, parent: Element) -> None:
        """Pair the tags in an element's own text, between its children."""
        tags = OpenTags()
        parent.text = self._paired(parent.text, tags)
        for number, child in enumerate(parent):
            if tags and (closing := tags.before(child.tag)):
                _append(parent, list(parent)[:number], self.md.htmlStash.store(closing))
            self._pair(child)
            child.tail = self._paired(child.tail, tags)
        if tags:
            _append(parent, list(parent), self.md.htmlStash.store(tags.rest()))

    def _paired(self, text: str | None, tags: OpenTags) -> str | None:
        for place in HTML_PLACEHOLDER_RE.finditer(text or ""):
            number, stash = int(place[1]), self.md.htmlStash.rawHtmlBlocks
            html = stash[number] if number < len(stash) else None
            if isinstance(html, str):
                stash[number] = tags.paired(html, number in self.blocks.numbers)
        return text


def _append(parent: Element, children: list[Element], text: str) -> None:
    """Let a text stand behind the last of an element's children, or in it before them all."""
    if children:
        children[-1].tail = (children[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
