"""Headings in quotes and callouts are no part of the contents, and take no id from one that is."""

from __future__ import annotations

import html
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import (
    TocTreeprocessor,
    remove_fnrefs,
    render_inner_html,
    strip_tags,
    unique,
)
from markdown.treeprocessors import Treeprocessor

# While callouts are quotes still (19.99), but their text is no Markdown any more (20).
_WHILE_QUOTES = 19.995
_BEFORE_CONTENTS = 5.1
_AFTER_CONTENTS = 4.9
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LEFT_OUT = "matcalc-quoted-"


def register(md: Markdown) -> None:
    quoted: list[Element] = []
    md.treeprocessors.register(_Find(md, quoted), "matcalc_quoted", _WHILE_QUOTES)
    md.treeprocessors.register(_LeaveOut(md, quoted), "matcalc_no_contents", _BEFORE_CONTENTS)
    md.treeprocessors.register(_PutBack(md, quoted), "matcalc_outline", _AFTER_CONTENTS)


class _Headings(Treeprocessor):
    def __init__(self, md: Markdown, quoted: list[Element]) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.quoted = quoted


class _Find(_Headings):
    def run(self, root: Element) -> None:
        self.quoted[:] = dict.fromkeys(self._quoted(root))

    def _quoted(self, root: Element) -> Iterator[Element]:
        for quote in root.iter("blockquote"):
            yield from (element for element in quote.iter() if element.tag in _HEADINGS)


class _LeaveOut(_Headings):
    def run(self, root: Element) -> None:
        for heading in self.quoted:
            heading.tag = _LEFT_OUT + heading.tag


class _PutBack(_Headings):
    def run(self, root: Element) -> None:
        # Its registry raises on a name that it has not.
        toc = next((each for each in self.md.treeprocessors if isinstance(each, TocTreeprocessor)), None)
        used = {element.get("id", "") for element in root.iter()}
        for heading in self.quoted:
            heading.tag = heading.tag.removeprefix(_LEFT_OUT)
            if toc:
                toc.set_level(heading)
                if not heading.get("id"):
                    name = html.unescape(strip_tags(render_inner_html(remove_fnrefs(heading), self.md)))
                    heading.set("id", unique(toc.slugify(name, toc.sep), used))
