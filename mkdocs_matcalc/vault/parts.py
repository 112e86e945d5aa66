"""The text of a part of a note: all of it, a section, or a block, with the definitions that it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent

from mkdocs_matcalc.vault.blockids import BLOCK_ID, block_ids
from mkdocs_matcalc.vault.derivations import derivations, find_derivation
from mkdocs_matcalc.vault.frontmatter import find_front_matter
from mkdocs_matcalc.vault.headings import Heading
from mkdocs_matcalc.vault.prose import blocks, prose_lines

_DEFINITION = re.compile(r"[ ]{0,3}(?:\[(?P<id>[^\]]+)\]|\*\[(?P<abbreviation>[^\]]+)\]):\s")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*+]|\d+[.)])\s")
_QUOTED = re.compile(r"[ \t]*>")


def body(text: str) -> str:
    """A note without its front matter."""
    top = find_front_matter(text)
    return text[top.end() :] if top else text


def section(text: str, headings: Sequence[Heading], heading: Heading) -> str:
    """From a heading to the next one that is not below it."""
    following = headings[list(headings).index(heading) + 1 :]
    end = next(
        (other.line - 1 for other in following if other.level <= heading.level and not other.quoted), None
    )
    return _with_definitions(text, heading.line - 1, end)


def derivation(text: str, id_: str) -> str | None:
    """The `matcalc` block whose derivation, or a step of it, has this id on the note's page."""
    fences = derivations(text)
    fence = next((fence for name, fence in fences.items() if find_derivation([name], id_)), None)
    return dedent("\n".join(text.split("\n")[fence.start : fence.end])) + "\n" if fence else None


def block(text: str, block_id: str) -> str | None:
    """The block with this id: a paragraph, an item with what is below it, or what the id stands below."""
    number = next((line - 1 for name, line in block_ids(text) if name == block_id.lower()), None)
    if number is None:
        return None
    lines = text.split("\n")
    if not BLOCK_ID.sub("", lines[number]).strip("> \t"):
        start = _above(text, lines, number)
        return _with_definitions(text, start, number)
    start = _run_of_lines(lines, number)
    items = (above for above in range(number, start - 1, -1) if _ITEM.match(lines[above]))
    item = next(items, None)
    if item is None:
        return _with_definitions(text, start, number + 1)
    return _with_definitions(text, item, _end_of_item(lines, item))


def _above(text: str, lines: list[str], number: int) -> int:
    """The first line of the block that stands above line `number`."""
    last = next((above for above in range(number - 1, -1, -1) if lines[above].strip("> \t")), 0)
    several = (found for found in blocks(text) if found.last > found.first)
    return next(
        (found.first for found in several if found.first <= last <= found.last), _run_of_lines(lines, last)
    )


def _run_of_lines(lines: list[str], number: int) -> int:
    """The first of the lines, or of the quote's lines, that go down to line `number` without a gap."""
    belongs = _QUOTED.match if _QUOTED.match(lines[number]) else str.strip
    while number and belongs(lines[number - 1]):
        number -= 1
    return number


def _end_of_item(lines: list[str], item: int) -> int:
    """After the last line of what belongs to an item: its own lines, and all that is indented below them."""
    own = item + 1
    while own < len(lines) and lines[own].strip() and not _ITEM.match(lines[own]):
        own += 1
    return max(own, _end_of_indented(lines, item, own))


def _end_of_indented(lines: list[str], number: int, below: int) -> int:
    """After the last of the lines from `below` on that are indented deeper than line `number`."""
    indent = _indent(lines[number])
    end = below
    for line in range(below, len(lines)):
        if lines[line].strip():
            if _indent(lines[line]) <= indent:
                break
            end = line + 1
    return end


def _indent(line: str) -> int:
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip())


def _with_definitions(text: str, start: int, end: int | None) -> str:
    """Lines of a note, and the definitions of the links, footnotes and abbreviations that they use."""
    lines = text.split("\n")
    part = dedent("\n".join(lines[start:end]))
    prose = prose_lines(text)
    needed = []
    for number in [*range(start), *range(len(lines) if end is None else end, len(lines))]:
        defined = _DEFINITION.match(prose[number])
        if defined and (f"[{defined['id']}]" if defined["id"] else defined["abbreviation"]) in part:
            until = _end_of_indented(lines, number, number + 1)
            needed.append("\n".join(lines[number:until]).rstrip())
    return "\n\n".join([part.rstrip(), *needed]) + "\n"
