"""A page as the site's search should read it: formulas as legible text, and no more than it should find."""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser

from mkdocs_matcalc.site.mkdocs.markedsections import without_sections
from mkdocs_matcalc.site.obsidian.pagemaths import FORMULA, TEXT
from mkdocs_matcalc.site.obsidian.plainmaths import plain_maths

_EXCLUDED = "data-search-exclude"
_FIRST_HEADING = re.compile(r"\A\s*<h1\b[^>]*>(?P<words>.*?)(?:<a class=\"headerlink\".*?)?</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def searchable(html: str, name: str) -> str:
    """The page's HTML for search plugins, of which some know nothing of `data-search-exclude`.

    Args:
        html: The page's content.
        name: What the page is called: a heading that says otherwise is text, as its words would be taken for
            the page's name.
    """
    html = without_sections(html)
    text = _FIRST_HEADING.sub(lambda found: _as_text(found, name), FORMULA.sub(_text, html), count=1)
    if _EXCLUDED not in text:
        return text
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.kept)


def _as_text(heading: re.Match[str], name: str) -> str:
    words = unescape(_TAG.sub("", heading["words"]))
    return heading.group() if words.split() == name.split() else f"<p>{heading['words']}</p>"


def _text(formula: re.Match[str]) -> str:
    told = TEXT.search(formula["opening"])
    return f" {told[1] if told else escape(plain_maths(unescape(formula['source'][2:-2])), quote=False)} "


class _Reader(HTMLParser):
    """Keeps all but the elements that are excluded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        # How many elements are open from an excluded one on.
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID and (self._depth or any(name == _EXCLUDED for name, _ in attrs)):
            self._depth += 1
        elif not self._depth:
            self.kept.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._depth:
            self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if not self._depth:
            self.kept.append(f"</{tag}>")
        elif tag not in _VOID:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.kept.append(escape(data, quote=False))
