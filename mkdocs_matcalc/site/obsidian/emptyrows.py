"""A table that is a head alone has no rows; Python-Markdown gives it one of empty cells."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

# Before inline patterns (20): an empty cell that was written has an empty text, and one made up has none.
_PRIORITY = 21


def register(md: Markdown) -> None:
    md.treeprocessors.register(_EmptyRows(md), "matcalc_empty_rows", _PRIORITY)


class _EmptyRows(Treeprocessor):
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            body = table.find("tbody")
            if body is not None and all(cell.text is None for cell in body.iter("td")):
                table.remove(body)
