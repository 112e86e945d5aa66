"""A note's blocks, as Obsidian reads them, written as Python-Markdown and its extensions read them.

There an empty line stands between blocks, what belongs to an item has four spaces for each level, all lines
of fenced code are indented as far as its fence, and the closing one is its like. What would be read rightly
is hardly changed: empty lines stay as many as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.textalone import as_text
from mkdocs_matcalc.vault.blockreader import block_tree
from mkdocs_matcalc.vault.blocktree import Block, Kind
from mkdocs_matcalc.vault.linktext import WIKI_LINK
from mkdocs_matcalc.vault.noprose import NO_PROSE, WORDS

# What a site has not switched on stays as it is written.
_FEATURES = {
    Kind.ITEM: "lists",
    Kind.FENCE: "fences",
    Kind.TITLE: "callouts",
    Kind.TABLE: "tables",
    Kind.HTML: "html",
}
WRITTEN_ANEW = frozenset(_FEATURES.values())
"""The features for which a note's blocks are written anew."""
# Text may go on beside these; Python-Markdown reads what is held by four spaces, and headings, in any text.
_IN_TEXT = {Kind.PARAGRAPH, Kind.MATHS, Kind.COMMENT, Kind.TITLE, Kind.HELD}
_HEADINGS = {Kind.HEADING, Kind.UNDERLINED}
_GOES_ON = {Kind.QUOTE, Kind.TABLE, Kind.RULE, *_HEADINGS}
_STANDS_APART = {Kind.HTML, *_GOES_ON}
# What Python-Markdown does not see right behind the mark of an item.
_NOT_BEHIND_MARK = {Kind.FENCE, Kind.ITEM, Kind.QUOTE, Kind.TABLE, Kind.RULE}
# In an empty heading, and behind an item's mark where its first block can't stand.
_NOTHING = "<!---->"
_BAR = re.compile(r"(?<!\\)\|")
_UNDERLINE = re.compile(r"=+[ ]*$")
_WIDE_SPACES = re.compile(r"[ ]*([\u00a0\u2000-\u200a\u202f\u205f\u3000]+)")
_TICKS = re.compile(r"[ ]*(?:`{3}|~{3})")
_HARD_BREAK = re.compile(r"(?<!\\)(?:\\\\)*(?P<mark>\\)$")
_WORDS = re.compile(rf"[ ]*\\\[{WORDS}", re.VERBOSE)
# Text that begins so far to the right would be code.
_CODE = "    "
_TITLE = re.compile(r"\[!(?P<kind>[^\]|]*)(?P<metadata>\|[^\]]*)?\](?P<folds>[-+]?)(?P<title>.*)")
_WORD = re.compile(r"[\w-]+")


def normal(
    text: str, features: Features, stash: Callable[[str], str], elements: bool = True, held: str = "!?=:"
) -> str:
    """The same text with its blocks as Python-Markdown wants them.

    Args:
        text: A note without front matter, and without tabs.
        stash: Gives what stands for HTML that is not read any more.
        elements: Whether an extension reads what stands in elements with the attribute `markdown`.
        held: What the blocks begin with that extensions hold by four spaces; all others are text and code.
    """
    return "\n".join(_Writer(text, features, stash, held).children(block_tree(text, False, elements)))


class _Writer:
    def __init__(self, text: str, features: Features, stash: Callable[[str], str], held: str) -> None:
        self.lines = text.split("\n")
        self.features = features
        self.stash = stash
        self.held = f"[{held}"

    def children(self, parent: Block) -> Iterator[str]:
        """The lines of all that a block holds, without what marks the block."""
        before: Block | None = None
        below = parent.first
        for child in parent.children:
            empty = child.first - below
            if before and not empty and self._apart(before, child, parent):
                empty = 1
            yield from [""] * empty
            yield from self._block(child)
            before, below = child, child.last + 1
        yield from [""] * (parent.last + 1 - below)

    def _block(self, block: Block) -> Iterator[str]:
        feature = _FEATURES.get(block.kind)
        if feature and not getattr(self.features, feature):
            return self._as_written(block)
        return _WRITE.get(block.kind, _Writer._as_written)(self, block)

    def _as_written(self, block: Block) -> Iterator[str]:
        for number, start in enumerate(block.starts, block.first):
            yield self.lines[number][start:]

    def _apart(self, one: Block, other: Block, parent: Block) -> bool:
        """Whether two blocks that stand right below one another need an empty line between them."""
        kinds = {one.kind, other.kind}
        if not all(getattr(self.features, _FEATURES[kind]) for kind in kinds if kind in _FEATURES):
            return False
        if one.kind is Kind.ITEM and other.kind is Kind.ITEM:
            return _is_numbered(one) != _is_numbered(other) or _ends_apart(one) or self._has_gap(one)
        if parent.kind is Kind.ITEM:
            if other.kind is Kind.ITEM:
                return one is not parent.children[0] or one.kind in _GOES_ON
            return bool(kinds & _STANDS_APART)
        if one.kind in _HEADINGS and other.kind is Kind.ITEM:
            return False
        return not kinds <= _IN_TEXT | _HEADINGS

    def _has_gap(self, item: Block) -> bool:
        """Whether an empty line stands in an item; what is right below would then be text of the item."""
        children = item.children
        if children and children[0].first == item.first and children[0].kind in _GOES_ON:
            return True
        return any(
            other.first > one.last + 1 or self._apart(one, other, item) for one, other in pairwise(children)
        ) or any(self._has_gap(child) for child in children if child.kind in {Kind.ITEM, Kind.HELD})

    def _paragraph(self, block: Block) -> Iterator[str]:
        first, *others = _with_wide_spaces(list(self._as_written(block)))
        first = as_text(first.lstrip(" ")) if first.startswith(_CODE) else first
        # Python-Markdown would take the one for a formula's beginning, the other for a heading.
        is_words = self.features.escapes and _WORDS.match("\n".join([first, *others]))
        yield self._no_fence(first.replace(r"\[", "&#91;", 1) if is_words else first)
        for number, line in enumerate(others):
            text = f"&#61;{line.lstrip()[1:]}" if not number and _UNDERLINE.match(line.lstrip()) else line
            yield self._no_fence(text)

    def _no_fence(self, line: str) -> str:
        """A line that begins with code in many backticks, which would be taken for a fence."""
        return f"{self.stash(_NOTHING)}{line.lstrip(' ')}" if _TICKS.match(line) else line

    def _heading(self, block: Block) -> Iterator[str]:
        heading = self.lines[block.first][block.column :]
        yield _ended(heading) if heading.strip(" #") else f"{block.mark} {self.stash(_NOTHING)}"

    def _underlined(self, block: Block) -> Iterator[str]:
        """One line; Python-Markdown reads a heading's line alone."""
        level = 1 if block.mark[0] == "=" else 2
        *above, last = list(self._as_written(block))[:-1]
        text = "".join(self._with_break(line) for line in above) + last.strip()
        yield f"{'#' * level} {_ended(text)} #"

    def _with_break(self, line: str) -> str:
        hard = _HARD_BREAK.search(line) if self.features.hard_breaks else None
        shown = hard or line.endswith("  ") or self.features.line_breaks
        return f"{(line[: hard.start('mark')] if hard else line).strip()} {'<br>' if shown else ''}"

    def _rule(self, block: Block) -> Iterator[str]:
        yield self.lines[block.first][block.column :]

    def _title(self, block: Block) -> Iterator[str]:
        """The first line of a callout, with what stands behind a bar as classes, which are words."""
        yield _TITLE.sub(_with_words, self.lines[block.first][block.column :], count=1)

    def _quote(self, block: Block) -> Iterator[str]:
        for line in self.children(block):
            yield f"> {line}" if line else ">"

    def _held(self, block: Block) -> Iterator[str]:
        """What stands four spaces in, behind a mark or below a first line."""
        if block.mark[0] not in self.held:
            yield from self._as_written(block)
            return
        lines = self.children(block)
        first = next(lines, "")
        yield block.mark + first
        yield from _indented(lines)

    def _item(self, block: Block) -> Iterator[str]:
        mark = block.mark.replace(")", ".") + " "
        first = block.children[0] if block.children else None
        lines = self.children(block)
        if first and first.first == block.first and first.kind not in _NOT_BEHIND_MARK:
            yield mark + next(lines, "")
        else:
            yield mark + self.stash(_NOTHING)
            if first is None or first.first > block.first:
                next(lines, "")
            elif first.kind in _GOES_ON:
                yield ""
        yield from _indented(lines)

    def _fence(self, block: Block) -> Iterator[str]:
        yield self.lines[block.first][block.column :]
        width = block.column - block.starts[0]
        until = block.last if block.closed else block.last + 1
        for number, start in enumerate(block.starts[1 : until - block.first], block.first + 1):
            line = self.lines[number][start:]
            yield line[min(width, len(line) - len(line.lstrip(" "))) :]
        yield block.mark

    def _html(self, block: Block) -> Iterator[str]:
        yield self.stash("\n".join(self._as_written(block)))

    def _comment(self, block: Block) -> Iterator[str]:
        """What hides in HTML is that up to its end; behind it may be text."""
        *above, last = self._as_written(block)
        if not self.lines[block.first].startswith("<", block.column):
            return iter([*above, last])
        inside = last[: block.end - block.starts[-1]]
        return iter([self.stash("\n".join([*above, inside])) + last[len(inside) :]])

    def _maths(self, block: Block) -> Iterator[str]:
        """A formula, which begins no further right than where it would be code."""
        first, *others = self._as_written(block)
        yield first.lstrip(" ") if first.startswith(_CODE) else first
        yield from others

    def _table(self, block: Block) -> Iterator[str]:
        """A wiki-link's bar ends no cell, and the one of `\\|` in mathematics is written as a command."""
        for line in self._as_written(block):
            row = WIKI_LINK.sub(_with_bars, line.strip())
            yield row if "|" in row else f"| {row} |"


def _with_wide_spaces(lines: list[str]) -> list[str]:
    """A paragraph's lines, at whose beginning Python-Markdown takes away any space, as no browser does."""
    indents = [_WIDE_SPACES.match(line) for line in lines]
    if not any(indents):
        return lines
    text = "\n".join(lines)
    verbatim = [match.span() for match in NO_PROSE.finditer(text)]
    shown, start = [], 0
    for line, indent in zip(lines, indents, strict=True):
        if indent and not any(first < start < last for first, last in verbatim):
            shown.append("".join(f"&#{ord(space)};" for space in indent[1]) + line[indent.end() :])
        else:
            shown.append(line)
        start += len(line) + 1
    return shown


def _ended(heading: str) -> str:
    """A heading, in which Python-Markdown would take a backslash at the end for that of the line's end."""
    return f"{heading}\\" if _HARD_BREAK.search(heading) else heading


def _ends_apart(block: Block) -> bool:
    """Whether a block ends with what would go on in the line below."""
    while block.kind is Kind.ITEM and block.children:
        block = block.children[-1]
    return block.kind in _GOES_ON


def _is_numbered(item: Block) -> bool:
    return item.mark[0].isdigit()


def _indented(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"    {line}" if line else line


def _with_words(match: re.Match[str]) -> str:
    """A callout's kind as a word, with its name as a title where it has no other."""
    name = match["kind"].strip()
    kind = "-".join(_WORD.findall(name)) or "note"
    words = _WORD.findall(match["metadata"] or "")
    title = match["title"].strip() or ("" if name == kind else name.capitalize())
    # A title is text; one that is marked as a heading may be as large.
    title = title if title.startswith("#") else as_text(title)
    return f"[!{'|'.join([kind, *words])}]{match['folds']} {title}".rstrip()


def _with_bars(match: re.Match[str]) -> str:
    found = match.group()
    if match["link"]:
        return _BAR.sub(r"\\|", found)
    if found.startswith(("$", r"\(")):
        return found.replace(r"\|", r"\vert{}")
    return found.replace(r"\|", "|") if found.startswith("`") else found


_WRITE: dict[Kind, Callable[[_Writer, Block], Iterator[str]]] = {
    Kind.PARAGRAPH: _Writer._paragraph,
    Kind.HEADING: _Writer._heading,
    Kind.UNDERLINED: _Writer._underlined,
    Kind.RULE: _Writer._rule,
    Kind.TITLE: _Writer._title,
    Kind.QUOTE: _Writer._quote,
    Kind.HELD: _Writer._held,
    Kind.ITEM: _Writer._item,
    Kind.FENCE: _Writer._fence,
    Kind.TABLE: _Writer._table,
    Kind.MATHS: _Writer._maths,
    Kind.HTML: _Writer._html,
    Kind.COMMENT: _Writer._comment,
}
