"""Reads a note's blocks as Obsidian does.

By CommonMark's rules, with tables, footnotes, callouts, display formulas and comments besides, and with what
Python-Markdown's extensions hold by four spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mkdocs_matcalc.vault.blocktree import NOWHERE, Block, Kind
from mkdocs_matcalc.vault.closings import Closings
from mkdocs_matcalc.vault.fenceinfo import is_matcalc
from mkdocs_matcalc.vault.frontmatter import find_front_matter
from mkdocs_matcalc.vault.htmlblocks import EMPTY_LINE, MARKDOWN_ELEMENT, what_ends
from mkdocs_matcalc.vault.noprose import NO_PROSE, WORDS

# Each quote is read within the one around it.
DEEPEST = 50

_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
# By the letter a mark further right is text; no author means it so right below a quote.
_QUOTE_GOES_ON = re.compile(r"[ ]*>[ ]?")
_MARKER = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+(?=[^ ])|[ ]*$)")
_RULE = re.compile(r"([-*_])(?:[ ]*\1){2,}[ ]*$")
_HEADING = re.compile(r"(#{1,6})(?:[ ]|$)")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*$")
_FENCE = re.compile(r"(?P<mark>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
# By the characters that they begin with: admonitions and tabs, footnotes, definitions.
_HELD = {
    "!?=": re.compile(
        r'(?:!!!|\?\?\?\+?)[ ]?[\w-]+(?:[ ]+[\w-]+)*(?:[ ]+".*")?[ ]*$'
        r'|\?\?\?\+?[ ]+".*"[ ]*$|===[+!]*[ ]+["\'].*'
    ),
    "[": re.compile(r"\[\^[^\]\s]+\]:[ ]*"),
    ":": re.compile(r":[ ]+(?=\S)"),
}
_LONG = (
    (Kind.COMMENT, "<!--", "-->"),
    (Kind.COMMENT, "%%", "%%"),
    (Kind.MATHS, "$$", "$$"),
    (Kind.MATHS, "\\[", "\\]"),
)
_TITLE = re.compile(r"\[![^\]\n]+\][-+]?")
_DELIMITERS = re.compile(r"[ >]*\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_ENDS_TABLE = re.compile(r"`{3}|~{3}|\$\$|\^[A-Za-z0-9-]+[ ]*$")
# A line by which a paragraph in a quote goes on without the quote's mark.
_LAZY = re.compile(
    r"(?![ ]*(?:>|<|#{1,6}(?:[ ]|$)|`{3}|~{3}|[-*+](?:[ ]|$)|\d{1,9}[.)](?:[ ]|$)|(?:=+|-+)[ ]*$))[ ]*\S"
)
_WORDS = re.compile(rf"\\\[{WORDS}", re.VERBOSE)
_MOST_LINES = 20
# No formula that begins in text goes on past these.
_BEGINS_OTHER = re.compile(r"[ >]*(?:#{1,6}[ ]|`{3}|~{3})")
_BEGINS_BLOCK = frozenset(">#`~$%<!?=:[*+-_\\|0123456789")
# Right below these, what is far to the right is text.
_BEFORE_TEXT = {Kind.TITLE, Kind.MATHS}
_GOES_ON = {Kind.PARAGRAPH, *_BEFORE_TEXT}


# Whatever is read of a note needs these first, and several readers come one after the other.
@lru_cache(maxsize=32)
def block_tree(text: str, whole: bool = True, elements: bool = True) -> Block:
    """The blocks of a note, within one of kind `NOTE`.

    Args:
        text: The note, with `\\n` line ends.
        whole: Whether front matter may stand at its top.
        elements: Whether an extension reads what stands in elements with the attribute `markdown`.
    """
    return _Reader(text, whole, elements).read()


def wide(line: str) -> str:
    """A line with its tabs as blanks, as blocks count its columns."""
    return line.expandtabs(4) if "\t" in line else line


@dataclass(slots=True)
class _Here:
    """A place in a line.

    Attributes:
        number: The line's number.
        line: Its text.
        offset: Where the text begins, behind the marks of what holds it.
        held: How many of the open blocks hold it.
        lazy: Whether there are others, which it may go on with nevertheless if it goes on with a paragraph.
        indent: How many blanks the text begins with.
        at: The place of its first character that is none.
    """

    number: int
    line: str
    offset: int
    held: int
    lazy: bool = False
    indent: int = 0
    at: int = 0

    def __post_init__(self) -> None:
        self.indent = _indent(self.line, self.offset)
        self.at = self.offset + self.indent


class _Reader:
    """Reads line by line; `open` are the blocks that may hold the next one, outermost first."""

    def __init__(self, text: str, whole: bool, elements: bool) -> None:
        self.text = text
        self.whole = whole
        self.elements = elements
        self.lines = [wide(line) for line in text.split("\n")]
        self.closings = Closings(self.lines)
        self.root = Block(Kind.NOTE, 0, [])
        self.open = [self.root]
        # Where the innermost quote's text begins in the line at hand.
        self.base = 0
        # The paragraph, table or indented code that the next line may go on with.
        self.leaf: Block | None = None
        # Marks of fences that nothing closes, by the block that holds them.
        self.unclosed: set[tuple[str, int]] = set()
        # The last line of the elements with the attribute `markdown` so far.
        self.markdown_until = -1

    def read(self) -> Block:
        number, count = self._front_matter(), len(self.lines)
        while number < count:
            number = self._line(number)
        self.root.starts = [0] * count
        if "\t" in self.text:
            self._restore_tabs()
        return self.root

    def _restore_tabs(self) -> None:
        """Count characters rather than columns."""
        written = self.text.split("\n")
        for block in self.root.walk():
            block.column = _characters(written[block.first], block.column)
            block.end = _characters(written[block.last], block.end)
            block.starts = [
                start if start == NOWHERE else _characters(written[number], start)
                for number, start in enumerate(block.starts, block.first)
            ]

    def _front_matter(self) -> int:
        top = find_front_matter(self.text) if self.whole else None
        if not top:
            return 0
        number = top.group().count("\n") or len(self.lines)
        end = len(self.lines[number - 1])
        self.root.children.append(Block(Kind.FRONT_MATTER, 0, [0] * number, 0, end))
        return number

    def _line(self, number: int) -> int:
        """Read a line, with those below that belong to a block which begins in it; the next one's number."""
        line = self.lines[number]
        text = line.lstrip(" ")
        may_begin = not text or text[0] in _BEGINS_BLOCK or "|" in text
        if len(self.open) == 1 and self._paragraph and not may_begin:
            return self._goes_on(number, 0, self._paragraph)
        offset, held = self._held(number, line)
        if line[offset:].strip(" "):
            return self._begin(_Here(number, line, offset, held, held < len(self.open)))
        # A blank line ends a quote that it has no mark of, and what stands in it; items go on below it.
        if held < len(self.open) or (self.leaf and self.leaf.kind is not Kind.INDENTED):
            self.leaf = None
        del self.open[held:]
        # An item that is empty ends there.
        if self.open[-1].kind is Kind.ITEM and not self.open[-1].children:
            self.open.pop()
        return number + 1

    @property
    def _paragraph(self) -> Block | None:
        return self.leaf if self.leaf and self.leaf.kind is Kind.PARAGRAPH else None

    def _held(self, number: int, line: str) -> tuple[int, int]:
        """Where a line's own text begins, and how many of the open blocks hold it."""
        offset, starts, solid = 0, [], len(line.rstrip(" "))
        self.base = 0
        for block in self.open[1:]:
            start = offset
            if block.kind is Kind.QUOTE:
                mark = _QUOTE_GOES_ON.match(line, offset)
                if not mark:
                    break
                self.base = offset = mark.end()
            elif offset < solid:
                indent = _indent(line, self.base)
                if indent < min(block.inner, block.indent + 4):
                    break
                offset = self.base + _margin(block, indent)
            starts.append(start)
        if offset < solid:
            for block, start in zip(self.open[1:], starts, strict=False):
                _extend(block, number, start)
        return offset, len(starts) + 1

    def _begin(self, here: _Here) -> int:
        """Read what begins in a line behind the marks of what holds it."""
        if any(block.kind is Kind.HELD and block.mark[0] in "!?=" for block in self.open[here.held :]):
            # An admonition holds what is indented alone.
            self.leaf = None
        while here.indent < 4 and here.line[here.at] in _BEGINS_BLOCK:
            block = self._holder(here)
            if block is None:
                return self._leaf_of_own(here) or self._text(here)
            self._add(block, here)
            self.open.append(block)
            here = _Here(here.number, here.line, min(block.end, len(here.line)), len(self.open))
            if block.kind is Kind.QUOTE:
                self.base = here.offset
                if _TITLE.match(here.line, here.at):
                    return self._one_line(Kind.TITLE, here, goes_on=True)
            if not here.line[here.offset :].strip(" "):
                return here.number + 1
        return self._text(here)

    def _text(self, here: _Here) -> int:
        """Read a line in which no block begins by a mark of its own."""
        leaf, number = self.leaf, here.number
        if here.indent >= 4 and (below := self._far_right(here)):
            return below
        if leaf and leaf.kind is Kind.TABLE and not here.lazy and not self._ends_table(here):
            return self._one_more(leaf, here)
        if here.indent < 4 and self._begins_table(here):
            return self._one_line(Kind.TABLE, here, goes_on=True)
        if self._paragraph:
            return self._goes_on(number, here.offset, self._paragraph)
        if leaf and leaf.kind in _BEFORE_TEXT and here.lazy:
            # Text goes on with a callout, too, that has only its title, and below a formula as below text.
            here.held = len(self.open)
            self._stretch(number, here.offset)
        if leaf and leaf.kind is Kind.INDENTED and not here.lazy and self._is_code(here, leaf):
            here.offset = min(here.offset, leaf.starts[0])
            return self._one_more(leaf, here)
        if here.indent < 4 and (start := self._code_in_item(here)) is not None:
            here.offset = start
            return self._one_line(Kind.INDENTED, here, goes_on=True)
        if here.indent < 4 or (leaf and leaf.kind in _BEFORE_TEXT):
            self._one_line(Kind.PARAGRAPH, here, goes_on=True)
            return self._with_formula(number, here.offset, self.open[-1].children[-1])
        return self._one_line(Kind.INDENTED, here, goes_on=True)

    def _is_code(self, here: _Here, code: Block) -> bool:
        """Whether a line goes on with indented code."""
        return here.indent >= 4 or here.at >= code.starts[0] + 4

    def _code_in_item(self, here: _Here) -> int | None:
        """Where code begins that stands four blanks further right than the text of an item above it."""
        item = self.open[-1]
        above = item.children[-1] if item.kind is Kind.ITEM and item.children and not here.lazy else None
        is_behind_text = above is not None and above.kind is Kind.PARAGRAPH and not self.leaf
        start = self.base + item.inner
        return start if is_behind_text and here.at >= start + 4 else None

    def _ends_table(self, here: _Here) -> bool:
        """Whether a line is no row, but text or a block that begins there; what opens a formula is text."""
        if _ENDS_TABLE.match(here.line, here.at):
            return True
        text = _without_inline(here.line[here.at :])
        return "|" not in text and "$$" in text and self._closing_line(here.number) is not None

    def _add(self, block: Block, here: _Here) -> None:
        """Let a block stand in the innermost one that holds the line."""
        del self.open[here.held :]
        self.open[-1].children.append(block)
        self.leaf = None

    def _one_line(self, kind: Kind, here: _Here, mark: str = "", *, goes_on: bool = False) -> int:
        block = Block(kind, here.number, [here.offset], here.at, len(here.line), mark)
        self._add(block, here)
        self.leaf = block if goes_on else None
        return here.number + 1

    def _one_more(self, block: Block, here: _Here) -> int:
        _extend(block, here.number, here.offset)
        block.end = len(here.line)
        return here.number + 1

    def _holder(self, here: _Here) -> Block | None:
        """A block that begins here, and holds what comes after its mark's `end`; None if none does."""
        if len(self.open) > DEEPEST:
            return None
        line, at = here.line, here.at
        if line[at] == ">":
            quote = _QUOTE.match(line, at)
            return Block(Kind.QUOTE, here.number, [here.offset], at, quote.end()) if quote else None
        for first, held in _HELD.items():
            mark = held.match(line, at) if line[at] in first else None
            if mark and (first == "[" or self._is_indented_below(here)):
                return self._indenting(Kind.HELD, here, mark.group(), len(mark.group()))
        marker = _MARKER.match(line, at)
        if not marker or _RULE.match(line, at):
            return None
        empty = marker.end() == len(line)
        # Within a paragraph `-` may be a dash or an underline, but hardly so in an item, and a number a year.
        is_dash = empty and not (self.open[-1].kind is Kind.ITEM and marker["number"] is None)
        if self._paragraph and not here.lazy and (is_dash or marker["number"] not in (None, "1")):
            return None
        gap = len(marker["gap"]) if not empty and len(marker["gap"]) < 5 else 1
        return self._indenting(Kind.ITEM, here, marker["mark"], len(marker["mark"]) + gap)

    def _is_indented_below(self, here: _Here) -> bool:
        """Whether the next text stands four spaces further right, as what an extension holds does."""
        numbers = range(here.number + 1, len(self.lines))
        line = next((self.lines[number] for number in numbers if self.lines[number].strip("> ")), "")
        return len(line) - len(line.lstrip("> ")) >= here.at + 4

    def _indenting(self, kind: Kind, here: _Here, mark: str, width: int) -> Block:
        indent = here.at - self.base
        inner = indent + (width if kind is Kind.ITEM else 4)
        return Block(kind, here.number, [here.offset], here.at, here.at + width, mark, indent, inner)

    def _leaf_of_own(self, here: _Here) -> int | None:
        """Read a block that begins here by a mark and holds no others; None if none does."""
        line, at = here.line, here.at
        paragraph = None if here.lazy else self._paragraph
        if paragraph and (underline := _UNDERLINE.match(line, at)):
            paragraph.kind, paragraph.mark, self.leaf = Kind.UNDERLINED, underline[1], None
            return self._one_more(paragraph, here)
        if _RULE.match(line, at):
            return self._one_line(Kind.RULE, here)
        if heading := _HEADING.match(line, at):
            return self._one_line(Kind.HEADING, here, heading[1])
        if fence := _FENCE.match(line, at):
            return self._fence(here, fence)
        return self._long(here) or self._html(here)

    def _long(self, here: _Here) -> int | None:
        """Read what goes on to the mark that closes it, whatever stands between."""
        line, number, at = here.line, here.number, here.at
        begins = next((each for each in _LONG if line.startswith(each[1], at)), None)
        if begins is None:
            return None
        kind, opening, mark = begins
        closing = self.closings.after(mark, number, at + len(opening))
        if closing is None or not self._stand_in_quotes(number, closing[0], here.held):
            return None
        if kind is Kind.MATHS and (self._begins_another(here, *closing) or self._has_words(here, closing[0])):
            return None
        if kind is Kind.MATHS and here.lazy and self.leaf and self.leaf.kind in _GOES_ON:
            # A formula goes on with the text of an item or a quote wherever it stands, as other text does.
            self._stretch(number, here.offset)
            here.held = len(self.open)
        self._one_line(kind, here)
        block = self.open[-1].children[-1]
        for below in range(number + 1, closing[0] + 1):
            _extend(block, below, self._within(below))
        block.end = closing[1]
        self.leaf = block if kind is Kind.MATHS else None
        return closing[0] + 1

    def _far_right(self, here: _Here) -> int | None:
        """Read a formula on lines of its own where text would be code, which nobody means by it."""
        if (self.leaf and self.leaf.kind is Kind.INDENTED) or not here.line.startswith("$$", here.at):
            return None
        closing = self.closings.after("$$", here.number, here.at + 2)
        if closing is None or self.lines[closing[0]][closing[1] :].strip(" "):
            return None
        return self._long(here)

    def _has_words(self, here: _Here, last: int) -> bool:
        """Whether words stand between the brackets of a formula, which are not far apart then."""
        below = self.lines[here.number + 1 : min(last, here.number + _MOST_LINES) + 1]
        return bool(_WORDS.match("\n".join([here.line[here.at :], *below])))

    def _html(self, here: _Here) -> int | None:
        """Read a block of HTML; one that nothing ends goes on to the end of what holds it."""
        # A formula is text, with which the line goes on.
        in_text = self.leaf is not None and self.leaf.kind in {Kind.PARAGRAPH, Kind.MATHS}
        ending = what_ends(here.line, here.at, in_text)
        if ending is None or self._reads_markdown(here):
            return None
        below = self._one_line(Kind.HTML, here)
        block = self.open[-1].children[-1]
        ends = ending is not EMPTY_LINE and ending.search(here.line, here.at)
        while not ends and below < len(self.lines):
            line = self.lines[below]
            start, held = self._held(below, line)
            blank = not line[start:].strip(" ")
            if (blank and ending is EMPTY_LINE) or (
                held < len(self.open) and (not blank or self._leaves_quote(held))
            ):
                break
            _extend(block, below, start)
            block.end = len(line)
            below += 1
            ends = ending is not EMPTY_LINE and ending.search(line, start)
        if not ends:
            del block.starts[block.solid_lines(self.lines) :]
            block.end = len(self.lines[block.last])
        return block.last + 1

    def _reads_markdown(self, here: _Here) -> bool:
        """Whether a line stands in an element with the attribute `markdown`, which an extension reads."""
        element = MARKDOWN_ELEMENT.match(here.line, here.at) if self.elements else None
        if element:
            end = self.closings.after_element(element["tag"], here.number, here.at)
            self.markdown_until = max(self.markdown_until, end[0] if end else here.number)
        return here.number <= self.markdown_until

    def _begins_another(self, here: _Here, last: int, end: int) -> bool:
        """Whether a formula begins in the line in which another ends: both are parts of a paragraph then."""
        in_text = last in (here.number, self._closing_line(here.number))
        return in_text and "$$" in _without_inline(self.lines[last][end:])

    def _stand_in_quotes(self, number: int, last: int, held: int) -> bool:
        """Whether the lines down to `last` stand in all the quotes of one, or go on without marks."""
        depth = sum(block.kind is Kind.QUOTE for block in self.open[:held])
        return all(_quotes(line) >= depth or _LAZY.match(line) for line in self.lines[number + 1 : last + 1])

    def _within(self, number: int) -> int:
        """Where the text of a line begins that belongs to the innermost open block whatever its indent is."""
        line, offset, base = self.lines[number], 0, 0
        for block in self.open[1:]:
            _extend(block, number, offset)
            if block.kind is Kind.QUOTE:
                mark = _QUOTE_GOES_ON.match(line, offset)
                base = offset = mark.end() if mark else offset
            else:
                indent = _indent(line, base)
                offset = max(offset, base + min(indent, _margin(block, indent)))
        return offset

    def _fence(self, here: _Here, fence: re.Match[str]) -> int:
        """Read a fenced block to its end; without one, to the end of what holds it."""
        mark = fence["mark"]
        below = self._one_line(Kind.FENCE, here, mark)
        block = self.open[-1].children[-1]
        margin = here.offset - self.base
        while below < len(self.lines) and (mark, id(self.open[-1])) not in self.unclosed:
            line = self.lines[below]
            start, held = self._held(below, line)
            if held < len(self.open) and (line[start:].strip(" ") or self._leaves_quote(held)):
                break
            # Code is indented as far as its fence, and further of its own.
            _extend(block, below, min(start, self.base + margin))
            block.end = len(line)
            below += 1
            closing = line[start:].strip()
            is_long = len(closing) >= len(mark) and _indent(line, block.starts[-1]) < 4
            if is_long and not closing.strip(mark[0]):
                return below
        block.closed = False
        # What is below one of ours that nothing closes is text, rather than a part of it.
        ours = is_matcalc(fence["info"])
        if ours:
            self.unclosed.add((mark, id(self.open[-1])))
        del block.starts[1 if ours else block.solid_lines(self.lines) :]
        block.end = len(self.lines[block.last])
        return block.last + 1

    def _leaves_quote(self, held: int) -> bool:
        return any(block.kind is Kind.QUOTE for block in self.open[held:])

    def _goes_on(self, number: int, offset: int, paragraph: Block) -> int:
        """A paragraph goes on, also where the marks of what holds it are left out."""
        self._stretch(number, offset)
        _extend(paragraph, number, offset)
        paragraph.end = len(self.lines[number])
        return self._with_formula(number, offset, paragraph)

    def _stretch(self, number: int, offset: int) -> None:
        """Let the open blocks have a line in which some of their marks are left out."""
        for block in self.open[1:]:
            if block.last < number:
                _extend(block, number, offset)

    def _with_formula(self, number: int, offset: int, paragraph: Block) -> int:
        """The next line's number, after a formula that begins in a paragraph's line and goes on below it."""
        line = self.lines[number]
        while "$$" in line:
            column = _without_inline(line[offset:]).find("$$")
            if column < 0:
                break
            last = self._closing_line(number)
            if last is None:
                last = self._closing_past_blanks(number, offset + column)
            if last is None:
                break
            formula = Block(Kind.MATHS, number, [offset], offset + column)
            for below in range(number + 1, last + 1):
                start = self._within(below)
                _extend(paragraph, below, start)
                _extend(formula, below, start)
            number, line = last, self.lines[last]
            offset = formula.end = line.find("$$") + 2
            paragraph.end = len(line)
            paragraph.children.append(formula)
        return number + 1

    def _closing_line(self, number: int) -> int | None:
        """The next line with `$$` in it, if no blank one comes before it."""
        for last in range(number + 1, len(self.lines)):
            if not self.lines[last].strip("> "):
                return None
            if "$$" in self.lines[last]:
                return last
        return None

    def _closing_past_blanks(self, number: int, column: int) -> int | None:
        """The line that closes a formula which begins where text ends, if all others are in pairs then."""
        if self.lines[number][column + 2 :].strip(" ") or not self.closings.is_even("$$", number):
            return None
        closing = self.closings.after("$$", number + 1, 0)
        if closing is None or not self._stand_in_quotes(number, closing[0], len(self.open)):
            return None
        lines = self.lines[number + 1 : closing[0]]
        said = [*lines, self.lines[closing[0]][: closing[1] - 2]]
        if not any(line.strip("> ") for line in said) or any(_BEGINS_OTHER.match(line) for line in lines):
            return None
        return closing[0]

    def _begins_table(self, here: _Here) -> bool:
        if "|" not in here.line or here.number + 1 == len(self.lines):
            return False
        below = self.lines[here.number + 1]
        return "|" in below and bool(_DELIMITERS.match(below))


def _without_inline(line: str) -> str:
    """A part of a line, in which what is no prose is blank."""
    return NO_PROSE.sub(lambda match: " " * len(match.group()), line)


def _indent(line: str, offset: int) -> int:
    """How many blanks stand in a line from `offset` on."""
    return len(line) - offset - len(line[offset:].lstrip(" "))


def _characters(line: str, column: int) -> int:
    """How many characters of a line stand before a column."""
    if "\t" not in line:
        return column
    at = 0
    for number, character in enumerate(line):
        if at >= column:
            return number
        at += 4 - at % 4 if character == "\t" else 1
    return len(line)


def _margin(block: Block, indent: int) -> int:
    """How much of a line's indent belongs to an item: four blanks, or as far as its first line's text."""
    return block.indent + 4 if indent >= block.indent + 4 else block.inner


def _extend(block: Block, number: int, start: int) -> None:
    """Let a block go on to a line; lines between that are blank have nothing of it."""
    missing = number - block.first - len(block.starts)
    if missing > 0:
        block.starts += [NOWHERE] * missing
    if missing >= 0:
        block.starts.append(start)


def _quotes(line: str) -> int:
    """How many quote marks a line begins with."""
    return line[: len(line) - len(line.lstrip("> "))].count(">")
