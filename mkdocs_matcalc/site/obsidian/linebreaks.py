"""Line breaks: a `\\` before the end of a line and, as Obsidian shows them by default, each end of a line."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from mkdocs_matcalc.site.obsidian.features import Features

# After attribute lists (8), which are told by ends of lines, and embedded notes (4), which end a line.
_PRIORITY = 3
# Before tabs become blanks (30), two of which break a line.
_BEFORE_BLANKS = 31
_END = re.compile(r"(?P<hard>\\)?[ \t]*\n\s*")
_VERBATIM = {"code", "math", "pre", "script", "style", "svg", "textarea"}
_DISPLAY = re.compile(r"(?:<(?:div|span)\b[^>]*>)?\s*\\\[|<script\b[^>]*mode=display")
_TAG = re.compile(r"<([a-z][a-z0-9]*)\b")
# More than a place-holder needs.
_PLACEHOLDER = 40
_LAST_PLACEHOLDER = re.compile(rf"{HTML_PLACEHOLDER_RE.pattern}\Z")


def register(md: Markdown, features: Features) -> None:
    """What a site's own `nl2br` has broken before is not broken again."""
    if features.hard_breaks:
        md.preprocessors.register(_TabsAtEnds(md), "matcalc_tabs_at_ends", _BEFORE_BLANKS)
    if features.line_breaks or features.hard_breaks:
        md.treeprocessors.register(_LineBreaks(md, features), "matcalc_line_breaks", _PRIORITY)


class _TabsAtEnds(Preprocessor):
    """Takes away tabs at the ends of lines, where they are nothing."""

    def run(self, lines: list[str]) -> list[str]:
        return [line.rstrip(" \t") if line.endswith("\t") else line for line in lines]


class _LineBreaks(Treeprocessor):
    """Breaks lines within paragraphs, but not beside what stands on lines of its own anyway."""

    def __init__(self, md: Markdown, features: Features) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.features = features

    def run(self, root: Element) -> None:
        children = list(root)
        for child in children:
            if child.tag not in _VERBATIM and child.get("class") != "arithmatex":
                self.run(child)
        root[:] = []
        root.text, breaks = self._broken(root.text, None, children[0] if children else None)
        root.extend(breaks)
        for child, following in zip(children, [*children[1:], None], strict=False):
            child.tail, breaks = self._broken(child.tail, child, following)
            root.extend([child, *breaks])

    def _broken(
        self, text: str | None, before: Element | None, after: Element | None
    ) -> tuple[str | None, list[Element]]:
        """What stays of a text between two elements, and the line breaks in it, each with what follows it."""
        if not text or "\n" not in text or isinstance(text, AtomicString):
            return text, []
        lines, done = [""], 0
        for end in _END.finditer(text):
            line, done = text[done : end.start()], end.end()
            lines[-1] += line
            hard = self.features.hard_breaks and end["hard"] is not None
            if self._breaks(hard, line or before, text[done : done + _PLACEHOLDER] or after):
                lines[-1] += "" if hard else end["hard"] or ""
                lines.append("\n")
            else:
                lines[-1] += end.group()
        lines[-1] += text[done:]
        breaks = [Element("br") for _ in lines[1:]]
        for element, line in zip(breaks, lines[1:], strict=True):
            element.tail = line
        return lines[0], breaks

    def _breaks(self, hard: bool, before: Element | str | None, after: Element | str | None) -> bool:
        """Whether a line breaks between a text or an element and another."""
        if self._is_block(before) or self._is_block(after):
            return False
        apart = self._stands_apart(before, -1) or self._stands_apart(after, 0)
        return hard or (self.features.line_breaks and not apart and not self._is_nothing(before))

    def _is_block(self, beside: Element | str | None) -> bool:
        """Whether it ends a line by itself; the edge of a paragraph does."""
        if isinstance(beside, Element):
            return beside.tag == "br" or self.md.is_block_level(beside.tag)
        return beside is None

    def _is_nothing(self, line: Element | str | None) -> bool:
        """Whether a line shows nothing, as one where an item's mark stands alone."""
        place = HTML_PLACEHOLDER_RE.fullmatch(line.strip()) if isinstance(line, str) else None
        return bool(place and self._stashed(place).startswith("<!--"))

    def _stands_apart(self, beside: Element | str | None, at: int) -> bool:
        """Whether a display formula or code stands at the end of it (-1), or at its beginning (0)."""
        if isinstance(beside, Element):
            return bool(_DISPLAY.match(beside.text or ""))
        place = HTML_PLACEHOLDER_RE.match(beside or "") if at == 0 else _LAST_PLACEHOLDER.search(beside or "")
        if not place:
            return False
        stashed = self._stashed(place)
        tag = _TAG.match(stashed)
        return bool(_DISPLAY.match(stashed) or (tag and self.md.is_block_level(tag[1])))

    def _stashed(self, place: re.Match[str]) -> str:
        return str(self.md.htmlStash.rawHtmlBlocks[int(place[1])])
