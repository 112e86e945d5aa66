"""Tells the prose of a note from its code, comments, raw HTML and mathematics.

Two levels: `blocks` finds whole blocks (and `prose_lines` blanks them); `INLINE` matches, left to right
within the rest, each stretch that is no prose, so that a pattern put after it as another alternative
matches in prose only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from mkdocs_matcalc.vault.closings import Closings
from mkdocs_matcalc.vault.frontmatter import find_front_matter

# An end of line after which comes no empty line; and after which no item or heading begins, either.
_GOES_ON = r"\n(?![ \t>]*\n)"
_SAME_BLOCK = r"\n(?![ \t>]*(?:\n|\#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s))"
_BODY = rf"(?:[^\n]|{_GOES_ON})+?"
_ATTRIBUTES = r"""(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?)*\s*"""
INLINE = rf"""
    \\begin\{{(?P<env>[a-zA-Z]+\*?)\}}(?:[^\\\n]|\\(?!begin\{{(?P=env)\}})|{_GOES_ON})*?\\end\{{(?P=env)\}}
  | \\\((?:[^\\\n]|\\(?!\()|{_SAME_BLOCK})+?\\\)
  | \\[^|\n]
  | (?<!`)(?P<ticks>`+)(?!`) (?:[^\n]|{_SAME_BLOCK})+? (?<!`)(?P=ticks)(?!`)
  | <!--(?:[^<]|<(?!!--))*?-->
  | (?P<comment>%%{_BODY}%%)
  | <(?P<element>pre|code|script|style)\b{_ATTRIBUTES}>(?:[^<]|<(?!(?P=element)\b))*?</(?P=element)\s*>
  | </?[a-zA-Z][\w-]*{_ATTRIBUTES}/?>
  | \$\$(?P<display>{_BODY})\$\$
  | \$(?![\s$]) (?:\\.|[^\\$\n]|{_SAME_BLOCK})+? (?<!\s)\$(?!\d)
"""
"""For `re.VERBOSE | re.DOTALL`. `$5 and $6` is money: mathematics has no space inside its dollars.

What is opened again before it is closed is not opened yet: no text is searched twice for what closes it.
"""

_QUOTE_MARKS = re.compile(r"[ \t>]+")
_CONTAINER = re.compile(r"(?:[-*+]|\d+[.)]|:|!!!|\?\?\?\+?|===[+!]*)\s|\[\^[^\]\s]+\]:")
_MARKERS = re.compile(r"\s*(?:(?:[-*+]|\d+[.)]|\[\^[^\]\s]+\]:|:)\s+)*")
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_ELEMENT = re.compile(
    r"<(?P<tag>pre|script|style|textarea|address|article|aside|blockquote|canvas|center|details|dialog|div|dl|"
    r"fieldset|figure|footer|form|h[1-6]|header|iframe|main|math|nav|ol|p|section|svg|table|ul|video|audio)"
    r"(?=[\s>/])(?P<attributes>[^>]*)>?",
    re.IGNORECASE,
)
_WITHIN_LINE = re.compile(INLINE, re.VERBOSE | re.DOTALL)
_OPENS = set("`~<%$\\")
_MARKDOWN_ATTRIBUTE = re.compile(r"\bmarkdown\b")


class Kind(Enum):
    """What a block that is no prose is."""

    FRONT_MATTER = auto()
    INDENTED = auto()
    FENCE = auto()
    HTML = auto()
    COMMENT = auto()
    MATHS = auto()


@dataclass(frozen=True)
class Block:
    """A block that is no prose: from its first mark, at a line and a column, to after its last one.

    Lines and columns count from 0. The lines between belong to it whole, quote marks included.
    """

    kind: Kind
    line: int
    column: int
    last: int
    end: int


# Whatever is read of a note needs these first, and several readers come one after the other.
@lru_cache(maxsize=32)
def blocks(text: str, whole: bool = True) -> tuple[Block, ...]:
    """The blocks of a note that are no prose, in order.

    Args:
        text: The note, with `\\n` line ends.
        whole: Whether front matter may stand at its top.
    """
    return tuple(_blocks(text, whole))


@lru_cache(maxsize=32)
def prose_lines(text: str, whole: bool = True) -> tuple[str, ...]:
    """The lines of a note, each as long as it was; what belongs to `blocks` is blank."""
    lines = text.split("\n")
    for block in blocks(text, whole):
        first, last = lines[block.line], lines[block.last]
        if block.line == block.last:
            middle = _blank(first[block.column : block.end])
            lines[block.line] = first[: block.column] + middle + last[block.end :]
            continue
        lines[block.line] = first[: block.column] + _blank(first[block.column :])
        for number in range(block.line + 1, block.last):
            lines[number] = _blank(lines[number])
        lines[block.last] = _blank(last[: block.end]) + last[block.end :]
    return tuple(lines)


def _blocks(text: str, whole: bool) -> Iterator[Block]:
    lines = text.split("\n")
    number = 0
    top = find_front_matter(text) if whole else None
    if top:
        number = top.group().count("\n") or len(lines)
        yield Block(Kind.FRONT_MATTER, 0, 0, number - 1, len(lines[number - 1]))
    containers, closings = _Containers(), Closings(lines)
    while number < len(lines):
        line = lines[number]
        depth, start = _quote(line)
        if containers.is_code(depth, line, start):
            yield Block(Kind.INDENTED, number, 0, number, len(line))
        else:
            start += _length(_MARKERS, line[start:])
            found = _block_at(lines, number, start, depth, closings) or _formula_from(lines, number, start)
            if found:
                yield found
                number = found.last
        number += 1


class _Containers:
    """Follows lists, admonitions, tabs and footnotes, in which four spaces of indent are no code yet."""

    def __init__(self) -> None:
        self.levels = [_Level()]

    def is_code(self, depth: int, line: str, start: int) -> bool:
        """Whether the next line, in quotes `depth` deep and with its text at `start`, is indented code."""
        if depth:
            self.levels[0].close(_indent(line))
        if depth + 1 < len(self.levels):
            del self.levels[depth + 1 :]
            self.levels[depth].after_blank = False
        while len(self.levels) <= depth:
            self.levels.append(_Level())
        return self.levels[depth].is_code(line[start:])


class _Level:
    """What is open at one depth of quotes."""

    def __init__(self) -> None:
        self.indents: list[int] = []
        self.after_blank = True
        self.in_code = False

    def close(self, indent: int) -> None:
        while self.indents and indent <= self.indents[-1]:
            self.indents.pop()

    def is_code(self, line: str) -> bool:
        content = line.strip()
        if not content:
            self.after_blank = True
            return self.in_code
        indent = _indent(line)
        self.close(indent)
        code_from = self.indents[-1] + 8 if self.indents else 4
        self.in_code = indent >= code_from and (self.after_blank or self.in_code)
        self.after_blank = False
        if not self.in_code and _CONTAINER.match(content + " "):
            self.indents.append(indent)
        return self.in_code


def _block_at(lines: list[str], number: int, start: int, depth: int, closings: Closings) -> Block | None:
    """The block that opens at column `start` of a line, in quotes `depth` deep."""
    opened = lines[number][start:]
    if opened[:1] not in _OPENS:
        return None
    kind, end = Kind.FENCE, None
    if fence := _FENCE.match(opened):
        end = _fence_end(lines, number, fence.group(), depth)
    elif opened.startswith("<!--"):
        kind, end = Kind.COMMENT, closings.after("-->", number, start + 4)
    elif opened.startswith("%%"):
        kind, end = Kind.COMMENT, closings.after("%%", number, start + 2)
    elif opened.startswith("$$"):
        kind, end = Kind.MATHS, closings.after("$$", number, start + 2)
    elif opened.startswith(r"\[") and not opened.startswith(r"\[["):
        kind, end = Kind.MATHS, closings.after(r"\]", number, start + 2)
    elif (element := _ELEMENT.match(opened)) and not _MARKDOWN_ATTRIBUTE.search(element["attributes"]):
        kind, end = Kind.HTML, closings.after_element(element["tag"], number, start)
    return Block(kind, number, start, *end) if end else None


def _formula_from(lines: list[str], number: int, start: int) -> Block | None:
    """The display formula that begins in the middle of a line and goes on below it."""
    if "$$" not in lines[number]:
        return None
    rest = _WITHIN_LINE.sub(lambda match: _blank(match.group()), lines[number][start:])
    column = start + rest.find("$$")
    if column < start:
        return None
    for last in range(number + 1, len(lines)):
        if not lines[last].strip("> \t"):
            return None
        if (end := lines[last].find("$$")) >= 0:
            return Block(Kind.MATHS, number, column, last, end + 2)
    return None


def _fence_end(lines: list[str], number: int, fence: str, depth: int) -> tuple[int, int]:
    """The closing fence; without one, the last line of the quote or of the note."""
    for last in range(number + 1, len(lines)):
        quoted, start = _quote(lines[last])
        if quoted < depth:
            return last - 1, len(lines[last - 1])
        closing = lines[last][start:].strip()
        if len(closing) >= len(fence) and not closing.strip(fence[0]):
            return last, len(lines[last])
    return len(lines) - 1, len(lines[-1])


def _quote(line: str) -> tuple[int, int]:
    """How deep in quotes a line is, and where its text begins."""
    marks = line[: _length(_QUOTE_MARKS, line)]
    end = marks.rfind(">") + 1
    return marks.count(">"), end + 1 if end and line[end : end + 1] == " " else end


def _indent(line: str) -> int:
    """The columns of blanks before a line's text."""
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blanks.expandtabs(4))


def _length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _blank(text: str) -> str:
    return " " * len(text)
