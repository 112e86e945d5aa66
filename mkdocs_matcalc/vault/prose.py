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

from mkdocs_matcalc.vault.frontmatter import FRONT_MATTER

_BODY = r"(?:(?!\n[ \t>]*\n).)+?"
_ATTRIBUTES = r"""(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))?)*\s*"""
INLINE = rf"""
    \\begin\{{(?P<env>[a-zA-Z]+\*?)\}}.*?\\end\{{(?P=env)\}}
  | \\\({_BODY}\\\)
  | \\[^|\n]
  | (?<!`)(?P<ticks>`+)(?!`) {_BODY} (?<!`)(?P=ticks)(?!`)
  | <!--.*?-->
  | (?P<comment>%%{_BODY}%%)
  | <(?P<element>pre|code|script|style)\b{_ATTRIBUTES}>.*?</(?P=element)\s*>
  | </?[a-zA-Z][\w-]*{_ATTRIBUTES}/?>
  | \$\$(?P<display>{_BODY})\$\$
  | \$(?![\s$]) (?:\\.|[^\\$\n]|\n(?![ \t>]*\n))+? (?<!\s)\$(?!\d)
"""
"""For `re.VERBOSE | re.DOTALL`. `$5 and $6` is money: mathematics has no space inside its dollars."""

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


def blocks(text: str, whole: bool = True) -> Iterator[Block]:
    """The blocks of a note that are no prose, in order.

    Args:
        text: The note, with `\\n` line ends.
        whole: Whether front matter may stand at its top.
    """
    lines = text.split("\n")
    number = 0
    top = FRONT_MATTER.match(text) if whole else None
    if top:
        number = top.group().count("\n") or len(lines)
        yield Block(Kind.FRONT_MATTER, 0, 0, number - 1, len(lines[number - 1]))
    containers = _Containers()
    while number < len(lines):
        line = lines[number]
        depth, start = _quote(line)
        if containers.is_code(depth, line[start:]):
            yield Block(Kind.INDENTED, number, 0, number, len(line))
        else:
            start += _length(_MARKERS, line[start:])
            found = _block_at(lines, number, start, depth) or _formula_from(lines, number, start)
            if found:
                yield found
                number = found.last
        number += 1


def prose_lines(text: str, whole: bool = True) -> list[str]:
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
    return lines


class _Containers:
    """Follows lists, admonitions, tabs and footnotes, in which four spaces of indent are no code yet."""

    def __init__(self) -> None:
        self.depth = 0
        self.indents: list[int] = []
        self.after_blank = True
        self.in_code = False

    def is_code(self, depth: int, line: str) -> bool:
        """Whether the next line, in quotes `depth` deep and without their marks, is indented code."""
        if depth != self.depth:
            self.depth, self.indents, self.after_blank, self.in_code = depth, [], True, False
        content = line.expandtabs(4)
        indent = len(content) - len(content.lstrip())
        content = content.strip()
        if not content:
            self.after_blank = True
            return self.in_code
        while self.indents and indent <= self.indents[-1]:
            self.indents.pop()
        code_from = self.indents[-1] + 8 if self.indents else 4
        self.in_code = indent >= code_from and (self.after_blank or self.in_code)
        self.after_blank = False
        if not self.in_code and _CONTAINER.match(content + " "):
            self.indents.append(indent)
        return self.in_code


def _block_at(lines: list[str], number: int, start: int, depth: int) -> Block | None:
    """The block that opens at column `start` of a line, in quotes `depth` deep."""
    opened = lines[number][start:]
    if opened[:1] not in _OPENS:
        return None
    kind, end = Kind.FENCE, None
    if fence := _FENCE.match(opened):
        end = _fence_end(lines, number, fence.group(), depth)
    elif opened.startswith("<!--"):
        kind, end = Kind.COMMENT, _find(lines, number, start + 4, "-->")
    elif opened.startswith("%%"):
        kind, end = Kind.COMMENT, _find(lines, number, start + 2, "%%")
    elif opened.startswith("$$"):
        kind, end = Kind.MATHS, _find(lines, number, start + 2, "$$")
    elif opened.startswith(r"\[") and not opened.startswith(r"\[["):
        kind, end = Kind.MATHS, _find(lines, number, start + 2, r"\]")
    elif (element := _ELEMENT.match(opened)) and not _MARKDOWN_ATTRIBUTE.search(element["attributes"]):
        kind, end = Kind.HTML, _element_end(lines, number, start, element["tag"])
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


def _find(lines: list[str], number: int, start: int, closing: str) -> tuple[int, int] | None:
    """The place after the next `closing`; None if there is none, and so no block."""
    for last in range(number, len(lines)):
        column = lines[last].find(closing, start if last == number else 0)
        if column >= 0:
            return last, column + len(closing)
    return None


def _element_end(lines: list[str], number: int, start: int, tag: str) -> tuple[int, int] | None:
    """The place after the closing tag that fits; None if there is none."""
    tags = re.compile(rf"<(/?){tag}(?=[\s>/])[^>]*>?", re.IGNORECASE)
    nested = 0
    for last in range(number, len(lines)):
        for found in tags.finditer(lines[last], start if last == number else 0):
            nested += -1 if found[1] else 1
            if nested == 0:
                return last, found.end()
    return None


def _quote(line: str) -> tuple[int, int]:
    """How deep in quotes a line is, and where its text begins."""
    marks = line[: _length(_QUOTE_MARKS, line)]
    end = marks.rfind(">") + 1
    return marks.count(">"), end + 1 if end and line[end : end + 1] == " " else end


def _length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _blank(text: str) -> str:
    return " " * len(text)
