"""Lists as CommonMark reads them, written as Python-Markdown reads them.

There a list needs an empty line before it, and what belongs to an item four spaces for each level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from mkdocs_matcalc.vault.prose import blocks, prose_lines

_QUOTE = re.compile(r">[ ]?")
_MARKER = re.compile(r"(?P<indent>[ ]*)(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+)(?=\S)")
_ANY_MARKER = re.compile(r"^[ >]*(?:[-*+]|\d+[.)])[ ]", re.MULTILINE)
# Each quote is read within the one around it.
_TOO_DEEP = re.compile(r"^(?:[ ]*>){50}", re.MULTILINE)
_RULE = re.compile(r"[ ]{0,3}([-*_])(?:[ ]*\1){2,}[ ]*$|[ |:-]+\|[ |:-]*$")
_NO_PARAGRAPH = re.compile(r"[ ]*(?:#{1,6}\s|[|<]|!!!|\?\?\?|===|\[\^[^\]]+\]:|:\s)")


def normal_lists(text: str) -> str:
    """The same text with lists as Python-Markdown wants them; what it would read rightly is not changed."""
    if not _ANY_MARKER.search(text) or _TOO_DEEP.search(text):
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    above = ""
    for quoted, run in groupby(lines, key=lambda line: bool(_QUOTE.match(line))):
        part = list(run)
        # A quote ends a list, and a list a quote.
        if above.strip() and (quoted or _MARKER.match(part[0])):
            yield ""
        yield from _quoted(part) if quoted else _Lists().lines(part)
        above = part[-1]


def _quoted(lines: list[str]) -> Iterator[str]:
    """The lines of one quote."""
    for line in _lines([_QUOTE.sub("", line, count=1) for line in lines]):
        yield f"> {line}".rstrip()


@dataclass(frozen=True)
class _Item:
    """An open item: the columns of its mark and of its content, the column it is written at, and its kind."""

    mark: int
    content: int
    written: int
    numbered: bool

    def has(self, indent: int) -> bool:
        """Whether a line with this indent belongs to the item."""
        return indent >= min(self.content, self.mark + 4)

    def inside(self, indent: int) -> int:
        """The indent that a line with this indent gets as a part of the item."""
        margin = self.mark + 4 if indent >= self.mark + 4 else self.content
        return self.written + 4 + indent - margin


class _Lists:
    """Follows the lists of one level of quotes."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.closed: _Item | None = None
        self.before = ""
        self.in_run = False
        self.run_starts_at = 0

    def lines(self, lines: list[str]) -> Iterator[str]:
        text = "\n".join(lines)
        prose = prose_lines(text, whole=False)
        ends = {block.line: block.last for block in blocks(text, whole=False)}
        number = 0
        while number < len(lines):
            if self._begins_quote(lines[number]):
                end = next((at for at in range(number, len(lines)) if not _is_quote(lines[at])), len(lines))
                yield from self._quote(lines[number:end], "".join(lines[end : end + 1]))
                number = end
                continue
            last = max(ends.get(number, number), number)
            written = list(self._line(lines[number], prose[number]))
            yield from written
            shift = _indent(written[-1]) - _indent(lines[number])
            yield from (_shifted(line, shift) for line in lines[number + 1 : last + 1])
            number = last + 1

    def _line(self, line: str, prose: str) -> Iterator[str]:
        if not line.strip():
            self.before, self.in_run = "", False
            yield line
            return
        marker = _MARKER.match(prose) if not _RULE.match(prose) else None
        if marker and not self._is_item(marker):
            marker = None
        self.closed = None
        if marker or not self.before:
            self._close(_indent(line))
        if marker:
            item = self._item(marker)
            if self._needs_gap(item):
                yield ""
                self.before = ""
            self.items.append(item)
            written = " " * item.written + marker["mark"].replace(")", ".") + line[marker.end("mark") :]
            self.in_run = True
        else:
            inner = self.items[-1] if self.items else None
            indent = _indent(line)
            written = _shifted(line, self._place(inner, line) - indent if inner and inner.has(indent) else 0)
        if not self.before or _NO_PARAGRAPH.match(self.before):
            self.run_starts_at = _indent(written)
        self.before = line
        yield written

    def _begins_quote(self, line: str) -> bool:
        """Whether a quote begins within an item; one that begins right behind the item's mark has begun."""
        return bool(self.items) and _is_quote(line) and not self._in_quote()

    def _in_quote(self) -> bool:
        return _is_quote(_MARKER.sub("", self.before, count=1))

    def _place(self, item: _Item, line: str) -> int:
        """The indent that a line of an item gets; a quote goes on where it began, behind the item's mark."""
        return item.written if _is_quote(line) and self._in_quote() else item.inside(_indent(line))

    def _quote(self, lines: list[str], following: str) -> Iterator[str]:
        """A quote within an item, which Python-Markdown wants between empty lines."""
        indent = _indent(lines[0])
        self._close(indent)
        if self.before:
            yield ""
        margin = " " * (self.items[-1].inside(indent) if self.items else indent)
        for line in _quoted([line.lstrip(" ") for line in lines]):
            yield margin + line
        if following.strip():
            yield ""
        self.before, self.in_run = "", False

    def _is_item(self, marker: re.Match[str]) -> bool:
        """No item is what is indented like code, or a number that begins a line of a paragraph."""
        indent = len(marker["indent"])
        enclosing = next((item for item in reversed(self.items) if item.has(indent)), None)
        if enclosing and indent - max(enclosing.content, enclosing.mark + 4) >= 4:
            return False
        beside = any(item.mark <= indent and not item.has(indent) for item in self.items)
        if not self.before or self.in_run or beside:
            return True
        return marker["number"] in (None, "1") and (bool(enclosing) or indent - self.run_starts_at < 4)

    def _close(self, indent: int) -> None:
        while self.items and not self.items[-1].has(indent):
            self.closed = self.items.pop()

    def _needs_gap(self, item: _Item) -> bool:
        """Whether Python-Markdown would not see that a list begins here, or goes on further out."""
        if not self.before:
            return False
        if self.in_run:
            other = self.closed is not None and self.closed.numbered != item.numbered
            return other or item.written < self.run_starts_at
        return not _NO_PARAGRAPH.match(self.before)

    def _item(self, marker: re.Match[str]) -> _Item:
        indent = len(marker["indent"])
        gap = len(marker["gap"]) if len(marker["gap"]) < 5 else 1
        written = self.items[-1].written + 4 if self.items else indent
        return _Item(indent, indent + len(marker["mark"]) + gap, written, bool(marker["number"]))


def _is_quote(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _shifted(line: str, by: int) -> str:
    if by >= 0:
        return " " * by + line if line.strip() else line
    return line[min(-by, _indent(line)) :]
