"""Tasks: those with a mark of their own, `- [/] begun` or `- [-] dropped`, and what a box is called.

The box of such a task is ticked, as in Obsidian; style sheets tell the marks apart by `data-task`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from mkdocs_matcalc.site.obsidian.titles import as_label

# Before `pymdownx.tasklist` makes boxes (25).
_BEFORE_BOXES = 26
# After inline patterns (20), while what an item says is text.
_AFTER_INLINE = 13
_TASK = re.compile(r"(?P<before>[ ]*\[)(?P<mark>[^\s\[\]])(?=\][ ])")
_BOX = '<input type="checkbox"'
_HTML_TAG = re.compile(r"<[^>]*>")
_NAMED_AT_MOST = 120


def register(md: Markdown) -> None:
    """Needs `pymdownx.tasklist`, which knows `[ ]`, `[x]` and `[X]`."""
    md.treeprocessors.register(_Marks(md), "matcalc_task_marks", _BEFORE_BOXES)
    md.treeprocessors.register(_Names(md), "matcalc_task_names", _AFTER_INLINE)


class _Marks(Treeprocessor):
    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            element = _first(item)
            text = element.text or ""
            found = _TASK.match(text)
            if found and not isinstance(text, AtomicString):
                item.set("data-task", found["mark"])
                element.text = f"{found['before']}x{text[found.end() :]}"


class _Names(Treeprocessor):
    """Names each box for those who only hear it."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.md: Markdown = md

    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            if "task-list-item" in item.get("class", "").split():
                self._name(_first(item))

    def _name(self, element: Element) -> None:
        place = HTML_PLACEHOLDER_RE.match(element.text or "")
        stash = self.md.htmlStash.rawHtmlBlocks
        text = self.md.treeprocessors["unescape"].unescape("".join(self._texts(element)))  # type: ignore[attr-defined]
        words = HTML_PLACEHOLDER_RE.sub(lambda found: _HTML_TAG.sub("", str(stash[int(found[1])])), text)
        name = " ".join(as_label(unescape(words)).split())[:_NAMED_AT_MOST]
        if place and name:
            named = f'{_BOX} aria-label="{escape(name)}"'
            stash[int(place[1])] = str(stash[int(place[1])]).replace(_BOX, named, 1)

    def _texts(self, element: Element) -> Iterator[str]:
        """What it says, without the blocks in it."""
        yield element.text or ""
        for child in element:
            if not self.md.is_block_level(child.tag):
                yield from self._texts(child)
            yield child.tail or ""


def _first(item: Element) -> Element:
    """Where the text of an item begins: in itself, or in its first paragraph."""
    return item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
