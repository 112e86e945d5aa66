"""Derivations written into a note, each under its block and between comment marks, for editors to show."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.render.document import About, Document, Remark
from mkdocs_matcalc.render.markdown import render_markdown
from mkdocs_matcalc.render.phrases import prose
from mkdocs_matcalc.vault.expansions import BEGIN, END, Expansion, find_expansions
from mkdocs_matcalc.vault.fences import find_fences

# A block's text, its options and the line of the note in which it begins → its derivation, or a MatcalcError.
Derive = Callable[[str, dict[str, str], int], Document]

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Expanded:
    """A note with its derivations.

    Attributes:
        text: The whole note as it should be.
        stale: What differs from the note as it is: the line (from 1) of each block, and what is wrong there.
        faults: Why a block, or a mark, was left as it is; places are in the note.
    """

    text: str
    stale: tuple[tuple[int, str], ...] = ()
    faults: tuple[MatcalcError, ...] = ()


def expand(text: str, derive: Derive) -> Expanded:
    """A note with the derivation of each block under it; a block with a fault keeps what it has.

    Raises:
        MatcalcError: A mark lacks its other, or a derivation would end up inside an unclosed fence.
    """
    note = _Note(text)
    expansions = note.expansions()
    stale: list[tuple[int, str]] = []
    faults: list[MatcalcError] = []
    below: dict[int, Expansion] = {note.above(each): each for each in expansions}
    # From the last block to the first, so that the lines above keep their numbers.
    for fence in reversed(list(find_fences(note.shown))):
        if not fence.is_matcalc or any(each.start < fence.start < each.end for each in expansions):
            continue
        known = below.pop(fence.end - 1, None)
        try:
            document = derive("\n".join(fence.body), fence.header().options, fence.start + 2)
        except MatcalcError as error:
            faults += fence.in_note(error, note.shown).all
            continue
        wanted = _written(document, fence.margin)
        if known is None:
            stale.append((fence.start + 1, "its derivation is not written under it"))
            note.splice(fence.end, fence.end, wanted)
        elif note.shown[known.start : known.end] != wanted:
            stale.append((fence.start + 1, "its derivation is out of date"))
            note.splice(known.start, known.end, wanted)
    faults += [
        MatcalcError(
            ErrorName.STRAY_MARK,
            "no block stands above this derivation",
            note.place(each.start),
            "take it out, or put it back under its block",
        )
        for each in below.values()
    ]
    if not _comes_out_again(text, note.text()):
        raise MatcalcError(
            ErrorName.UNCLOSED_FENCE,
            "a derivation would close what this note opens above its block and never closes",
            hint="close every formula between `$$`, every comment and every fence",
        )
    return Expanded(note.text(), tuple(reversed(stale)), tuple(sorted(faults, key=_line)))


def remove(text: str) -> Expanded:
    """A note without its derivations.

    Raises:
        MatcalcError: A mark lacks its other.
    """
    note = _Note(text)
    expansions = note.expansions()
    for each in reversed(expansions):
        note.splice(each.start, each.end, [])
    stale = tuple((each.start + 1, "a derivation stands here") for each in expansions)
    return Expanded(note.text(), stale)


def _comes_out_again(before: str, after: str) -> bool:
    try:
        same_text = remove(after).text == remove(before).text
    except MatcalcError:
        return False
    return same_text and _blocks(before) == _blocks(after)


def _blocks(text: str) -> list[tuple[str, ...]]:
    return [fence.body for fence in find_fences(_Note(text).shown) if fence.is_matcalc]


def _line(fault: MatcalcError) -> int:
    return fault.place.line if fault.place else 0


def _written(document: Document, prefix: str) -> list[str]:
    """An expansion's lines; nothing in them differs from one machine to another."""
    if document.check is not None:
        sentence = f"Checked at {document.check.points} random points against finite differences."
        document = replace(
            document, check=None, notes=(*document.notes, Remark(About.CHECK, prose(sentence)))
        )
    body = render_markdown(document).rstrip("\n").split("\n")
    return [(prefix + line).rstrip() for line in (BEGIN, "", *body, "", END)]


class _Note:
    """A note's lines, each with the characters that end it, so that the rest keeps its every byte."""

    def __init__(self, text: str) -> None:
        self._mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        parts = _LINE_END.split(text.removeprefix(self._mark))
        self._ends = [*parts[1::2], ""]
        self.shown = parts[::2]

    def text(self) -> str:
        return self._mark + "".join(map("".join, zip(self.shown, self._ends, strict=True)))

    def place(self, line: int) -> Place:
        return Place(line + 1, 1, self.shown[line])

    def expansions(self) -> list[Expansion]:
        found = list(find_expansions(self.shown))
        for each in found:
            if not each.closed:
                raise MatcalcError(
                    ErrorName.STRAY_MARK,
                    "this mark lacks its other",
                    self.place(each.start),
                    f"a derivation stands between `{BEGIN}` and `{END}`",
                )
        return found

    def above(self, expansion: Expansion) -> int:
        """The nearest line above an expansion that is not blank, quoted or not; -1 for none."""
        at = expansion.start - 1
        while at >= 0 and not self.shown[at].strip("> \t"):
            at -= 1
        return at

    def splice(self, start: int, end: int, lines: list[str]) -> None:
        """Put lines in the place of others; what ended the last of those ends the last of these."""
        last = self._ends[end - 1] if end else ""
        if start:
            usual = self._ends[start - 1] or self._ends[start - 2]
            self._ends[start - 1] = usual if lines else last
        else:
            usual = "\n"
        self.shown[start:end] = lines
        self._ends[start:end] = [*[usual] * (len(lines) - 1), last] if lines else []
