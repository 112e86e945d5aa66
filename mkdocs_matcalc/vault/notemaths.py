"""The formulas of a note, in order: between dollars, in a line or on lines of their own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mkdocs_matcalc.vault.prose import INLINE, Kind, prose_lines
from mkdocs_matcalc.vault.stretches import stretches

_NO_PROSE = re.compile(INLINE, re.VERBOSE | re.DOTALL)
_OUTER_MARKS = re.compile(r"\n[ \t>]*")


class WrittenFormula(NamedTuple):
    """A formula as it is typed.

    Attributes:
        start: Where its first dollar stands in the note.
        latex: What stands between its dollars, without the marks of a quote around it.
    """

    start: int
    latex: str


@lru_cache(maxsize=64)
def formulas(note: str) -> tuple[WrittenFormula, ...]:
    """The formulas of a note, none of them in code or in a comment."""
    if "$" not in note:
        return ()
    found = [WrittenFormula(each.start, each.body) for each in stretches(note) if each.kind is Kind.MATHS]
    for match in _NO_PROSE.finditer("\n".join(prose_lines(note))):
        text = match.group()
        if text.startswith("$") and not text.startswith("$$"):
            found.append(WrittenFormula(match.start(), _OUTER_MARKS.sub("\n", text[1:-1])))
    return tuple(sorted(found))
