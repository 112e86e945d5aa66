"""`text^[a note]` is a footnote; all footnotes of a page are numbered in the order of reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from mkdocs_matcalc.site.obsidian.textalone import as_text
from mkdocs_matcalc.vault.inlinefootnotes import replace_inline_footnotes

_REFERENCE = re.compile(r"\[\^([^]]+)]")
# After comments and display formulas have gone and lists have come (27), before fences are taken out (25).
_PRIORITY = 26.5
# Before the list of footnotes is made (50).
_BEFORE_LIST = 51


def register(md: Markdown) -> None:
    """Needs Python-Markdown's `footnotes`."""
    for extension in md.registeredExtensions:
        if isinstance(extension, FootnoteExtension):
            md.preprocessors.register(_Inline(md, extension), "matcalc_inline_footnotes", _PRIORITY)
            md.treeprocessors.register(_InOrder(md, extension), "matcalc_footnote_order", _BEFORE_LIST)


class _Inline(Preprocessor):
    """Defines each inline footnote under a name that the page has not."""

    def __init__(self, md: Markdown, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self.footnotes = footnotes

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        names = (name for name in map("inline-{}".format, count(1)) if f"[^{name}]" not in text)

        def reference(content: str) -> str:
            name = next(names)
            self.footnotes.setFootnote(name, as_text(content))
            return f"[^{name}]"

        return replace_inline_footnotes(text, reference).split("\n")


class _InOrder(Treeprocessor):
    """Brings the footnotes into the order in which the page, and then they themselves, refer to them."""

    def __init__(self, md: Markdown, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self.footnotes = footnotes

    def run(self, root: Element) -> None:
        known = self.footnotes.footnotes
        order = dict.fromkeys(name for text in _texts(root) for name in _names(text) if name in known)
        waiting = list(order)
        while waiting:
            inner = [name for name in _names(known[waiting.pop(0)]) if name in known and name not in order]
            order |= dict.fromkeys(inner)
            waiting += dict.fromkeys(inner)
        for name in [*order, *(name for name in known if name not in order)]:
            known.move_to_end(name)


def _texts(element: Element) -> Iterator[str]:
    """The texts below an element in order, but those that nothing is read in."""
    if element.text and not isinstance(element.text, AtomicString):
        yield element.text
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield child.tail


def _names(text: str) -> list[str]:
    return _REFERENCE.findall(text)
