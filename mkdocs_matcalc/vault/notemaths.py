"""The formulas of a note, in order: between dollars, and between brackets on lines of their own."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mkdocs_matcalc.vault.noprose import NO_PROSE, without_outer_marks
from mkdocs_matcalc.vault.prose import Kind, prose_lines
from mkdocs_matcalc.vault.stretches import stretches


class WrittenFormula(NamedTuple):
    """A formula as it is typed.

    Attributes:
        start: Where its first mark stands in the note.
        latex: What stands between its marks, without the marks of a quote around it.
    """

    start: int
    latex: str


@lru_cache(maxsize=64)
def formulas(note: str) -> tuple[WrittenFormula, ...]:
    """The formulas of a note, none of them in code or in a comment."""
    if "$" not in note and r"\[" not in note:
        return ()
    found = [WrittenFormula(each.start, each.body) for each in stretches(note) if each.kind is Kind.MATHS]
    for match in NO_PROSE.finditer("\n".join(prose_lines(note))):
        text = match.group()
        if text.startswith("$") and not text.startswith("$$"):
            found.append(WrittenFormula(match.start(), without_outer_marks(text[1:-1])))
    return tuple(sorted(found))
