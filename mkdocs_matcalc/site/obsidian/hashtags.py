"""`#topic` in a note's text."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from mkdocs_matcalc.vault.tags import TAG

# After links and raw HTML, whose addresses may hold a `#`.
_PRIORITY = 65
_ATTRIBUTES = r"\{[^{}\n]*\}"


def register(md: Markdown) -> None:
    md.inlinePatterns.register(_Tags(md), "matcalc_tags", _PRIORITY)


class _Tags(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(TAG, md)
        self.compiled_re = re.compile(rf"{_ATTRIBUTES}|{TAG}", re.VERBOSE)

    def handleMatch(  # type: ignore[override] # Python-Markdown's own processors return None as well
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if not m["tag"]:
            return None, None, None
        element = Element("span", {"class": "matcalc-tag"})
        element.text = AtomicString(m.group())
        return element, m.start(), m.end()
