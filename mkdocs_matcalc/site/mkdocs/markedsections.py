"""`<![`, as in `a <![[note]]`, which Python's reader of HTML takes for SGML's, and ends a build."""

from __future__ import annotations

from html.parser import HTMLParser

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import STX

_BEGINS = "<!["
_HIDDEN = f"<{STX}!["
# MkDocs looks for anchors in between (21), and Python-Markdown for HTML after both (20).
_BEFORE = 21.5
_AFTER = 20.5


class SectionsHidden(Extension):
    """Keeps it from the reader by which MkDocs looks for anchors in a note."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Replace(_BEGINS, _HIDDEN), "matcalc_hide_sections", _BEFORE)
        md.preprocessors.register(_Replace(_HIDDEN, _BEGINS), "matcalc_show_sections", _AFTER)


def without_sections(html: str) -> str:
    """HTML for readers such as a search plugin's, in which it is text."""
    return html.replace(_BEGINS, "&lt;![")


class HTMLReader(HTMLParser):
    """Reads it as browsers do: as a comment, up to the next `>`."""

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        return self.parse_bogus_comment(i, bool(report))


class _Replace(Preprocessor):
    def __init__(self, what: str, by: str) -> None:
        super().__init__()
        self._what, self._by = what, by

    def run(self, lines: list[str]) -> list[str]:
        return [line.replace(self._what, self._by) for line in lines]
