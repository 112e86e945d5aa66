"""One statement as it was written and as it is read, and where in its block, or its note, it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Protocol

from mkdocs_matcalc.errors import Place
from mkdocs_matcalc.language.text.imports import ImportedBlock
from mkdocs_matcalc.language.text.rewritten import Rewritten

_BETWEEN = re.compile(r"\\(?:left|[bB]igg?l?|[,;:! ])(?![A-Za-z])")
# A brace that was taken away with its partner, which stands within what is left.
_CUT_BRACE = re.compile(r"\{\s*\Z")
_COMMENT = re.compile(r"(?<!\\)[#%][^\n]*")


class Span(Protocol):
    """A part of a statement, by its offsets."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


@dataclass(frozen=True)
class Source:
    """One statement's text and where in its block it stands.

    `note` is set where that was imported, `rewritten` where what is read differs from what was written.
    """

    block: str
    start: int
    end: int
    note: ImportedBlock | None = None
    rewritten: Rewritten | None = None

    @property
    def text(self) -> str:
        return self.rewritten.text if self.rewritten else self.block[self.start : self.end]

    def as_rewritten(self) -> Rewritten:
        """The text with the places it was made of."""
        return self.rewritten or Rewritten.of(self.block, self.start, self.end)

    def reading(self, text: Rewritten) -> Source:
        """The same statement, or a part of it, read from another text."""
        if not text.text:
            return replace(self, end=self.start, rewritten=None)
        start, end = text.stretch(0, len(text.text))
        same = text.text == self.block[start:end]
        return replace(self, start=start, end=end, rewritten=None if same else text)

    def place(self, offset: int = 0) -> Place:
        """The place of an offset into the statement."""
        position = min(self._stretch(offset, offset)[0], len(self.block))
        line_start = self.block.rfind("\n", 0, position) + 1
        line_end = self.block.find("\n", position)
        source = self.block[line_start : line_end if line_end >= 0 else len(self.block)]
        line, column = self.block.count("\n", 0, position), position - line_start + 1
        if self.note is None:
            return Place(line + 1, column, source)
        margin = self.note.margin
        return Place(self.note.line + line, margin + column, " " * margin + source, self.note.path)

    def touch(self, name: Span, bracket: Span) -> bool:
        r"""Whether a bracket stands right after a name; LaTeX's spaces and `\left` are nothing."""
        between = _BETWEEN.sub("", self.text[name.end : bracket.start])
        latex = self.text[name.start : name.start + 1] == "\\"
        return not (between.strip() if latex else between)

    def nearly_touch(self, name: Span, bracket: Span) -> bool:
        """Whether a bracket stands right after a name for a reader; in LaTeX spaces are nothing."""
        between = _BETWEEN.sub("", self.text[name.end : bracket.start])
        return not (between.strip() if "\\" in self.text else between)

    def quote(self, node: Span) -> str:
        """A node as the author wrote it, on one line."""
        start, end = self._stretch(node.start, node.end)
        cut = _CUT_BRACE.search(self.block, 0, start)
        if cut and self.block.count("}", start, end) > self.block.count("{", start, end):
            start = cut.start()
        words = " ".join(_COMMENT.sub("", self.block[start:end]).split())
        return words if len(words) <= 60 else f"{words[:57]}…"

    def read(self, node: Span) -> str:
        """A node as it was read, on one line."""
        return " ".join(_COMMENT.sub("", self.text[node.start : node.end]).split())

    def _stretch(self, start: int, end: int) -> tuple[int, int]:
        if self.rewritten:
            return self.rewritten.stretch(start, end)
        return self.start + start, self.start + end
