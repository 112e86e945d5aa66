"""Tasks with a mark of their own, `- [/] begun` or `- [-] dropped`: a ticked box, and which mark it is.

Style sheets tell the marks apart by `data-task`, as in Obsidian.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

# Before `pymdownx.tasklist` (25) makes boxes.
_PRIORITY = 26
_TASK = re.compile(r"(?P<before>[ ]*\[)(?P<mark>[^\s\[\]])(?=\][ ])")


def register(md: Markdown) -> None:
    """Needs `pymdownx.tasklist`, which knows `[ ]`, `[x]` and `[X]`."""
    md.treeprocessors.register(_Marks(md), "matcalc_task_marks", _PRIORITY)


class _Marks(Treeprocessor):
    def run(self, root: Element) -> None:
        for item in root.iter("li"):
            element = item[0] if not (item.text or "").strip() and len(item) and item[0].tag == "p" else item
            text = element.text or ""
            found = _TASK.match(text)
            if found and not isinstance(text, AtomicString):
                item.set("data-task", found["mark"])
                element.text = f"{found['before']}x{text[found.end() :]}"
