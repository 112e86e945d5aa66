"""Callouts, `> [!note]- Title`, as admonitions under the names that themes know."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

# After pymdownx.quotes has made admonitions of them (19.99).
_PRIORITY = 19.9
_ALSO_CALLED = {
    "abstract": ("summary", "tldr"),
    "info": ("todo",),
    "tip": ("hint", "important"),
    "success": ("check", "done"),
    "question": ("help", "faq"),
    "warning": ("caution", "attention"),
    "failure": ("fail", "missing"),
    "danger": ("error",),
    "quote": ("cite",),
}
_NAME = {other: name for name, others in _ALSO_CALLED.items() for other in others}


def register(md: Markdown) -> None:
    """Needs `pymdownx.quotes` with its option `callouts`."""
    md.treeprocessors.register(_Names(md), "matcalc_callouts", _PRIORITY)


class _Names(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter():
            classes = element.get("class", "").split()
            if element.tag == "details" or "admonition" in classes:
                named = [_NAME[name] for name in classes if name in _NAME]
                if named:
                    element.set("class", " ".join(dict.fromkeys([*classes, *named])))
