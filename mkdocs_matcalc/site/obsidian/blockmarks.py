"""`^id` at the end of a block becomes the block's id, and is not shown.

Of several ids in one paragraph, each at the end of its line, the last is the block's; the others get
places of their own, so that links to them lead there.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from mkdocs_matcalc.vault.blockids import BLOCK_ID, fragment
from mkdocs_matcalc.vault.prose import INLINE

# Before inline patterns (20), while the text of a block is still in one piece.
_PRIORITY = 24
_MARKED = {"p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "summary"}
_LINE_MARK = re.compile(rf"{BLOCK_ID.pattern}|(?:{INLINE})", re.VERBOSE | re.DOTALL | re.MULTILINE)


def register(md: Markdown) -> None:
    md.treeprocessors.register(_BlockMarks(md), "matcalc_block_marks", _PRIORITY)


class _BlockMarks(Treeprocessor):
    def run(self, root: Element) -> None:
        for child in list(root):
            if child.tag in _MARKED:
                _mark(root, child)
                _mark_lines(child)
            if child.tag != "pre":
                self.run(child)


def _mark_lines(block: Element) -> None:
    """Put a place into a block for each id that is not at its end."""
    text = block.text
    if not text or "^" not in text or isinstance(text, AtomicString):
        return
    marks = [found for found in _LINE_MARK.finditer(text) if found["id"]]
    ends = [found.start() for found in marks] + [len(text)]
    block.text = text[: ends[0]].rstrip(" ")
    for position, mark in enumerate(marks):
        place = Element("span", {"id": fragment(mark["id"])})
        place.tail = text[mark.end() : ends[position + 1]].rstrip(" ")
        block.insert(position, place)


def _mark(parent: Element, block: Element) -> None:
    if not block.text or isinstance(block.text, AtomicString):
        return
    text = block.text.rstrip()
    found = BLOCK_ID.search(text)
    while found and found.end() < len(text):
        found = BLOCK_ID.search(text, found.end())
    if not found:
        return
    text, id_ = text[: found.start()].rstrip(), fragment(found["id"])
    position = list(parent).index(block)
    # The whole page can have no id.
    is_first_of_page = position == 0 and parent.tag == "div" and not parent.attrib
    if text or len(block) or block.tag != "p" or is_first_of_page:
        block.text = text
        _set_id(block, id_)
        return
    parent.remove(block)
    if position == 0:
        _set_id(parent, id_)
        return
    marked = parent[position - 1]
    if marked.tag == "div" and marked.get("id", "").startswith(fragment("")):
        marked.insert(0, Element("span", {"id": id_}))
    elif marked.get("id") or HTML_PLACEHOLDER_RE.search(marked.text or ""):
        wrapper = Element("div", {"id": id_})
        parent[position - 1] = wrapper
        wrapper.append(marked)
    else:
        _set_id(marked, id_)


def _set_id(block: Element, id_: str) -> None:
    """A heading keeps its own id: links to it are by its words."""
    if block.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        block.append(Element("span", {"id": id_}))
    else:
        block.set("id", id_)
