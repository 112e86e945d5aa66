"""Ids of a note that a page shows beside others, as a blog's list does: no two notes have the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from mkdocs_matcalc.site.obsidian.grafting import prefix_ids

# After everything that gives ids, or makes addresses of links to them (0).
_PRIORITY = -50


def register(md: Markdown, prefix: Callable[[], str]) -> None:
    """Let ids begin with what `prefix` gives for the note at hand, which is nothing on its own page."""
    md.treeprocessors.register(_ShownAgain(md, prefix), "matcalc_shown_again", _PRIORITY)


class _ShownAgain(Treeprocessor):
    def __init__(self, md: Markdown, prefix: Callable[[], str]) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.prefix = prefix

    def run(self, root: Element) -> None:
        if prefix := self.prefix():
            # The page's own table of contents may list these.
            listed = set(_ids(getattr(self.md, "toc_tokens", [])))
            prefix_ids(root.iter(), prefix, kept=listed)


def _ids(tokens: Iterable[dict[str, Any]]) -> Iterable[str]:
    for token in tokens:
        yield token["id"]
        yield from _ids(token["children"])
