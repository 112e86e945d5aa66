"""Lines of a derivation under each other by their relation sign, each still a formula of its own."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs_matcalc.render.formula import Formula, Mark, Row
from mkdocs_matcalc.render.latex import COLOURED, latex
from mkdocs_matcalc.render.signs import MarkKind


def align(lines: Iterable[Formula], new: str = COLOURED) -> list[str]:
    """Lines in LaTeX, what is new in them marked with what `new` opens.

    The width of the last left-hand side stands before each that begins with a relation sign.
    """
    aligned = []
    side = ""
    for line in lines:
        text = latex(line, new=new)
        if goes_on(line):
            aligned.append(rf"\hphantom{{{side}}} {{}} {text}" if side else rf"\quad {text}")
        else:
            left, _ = sides(line)
            side = latex(left).strip() if left else ""
            aligned.append(text)
    return aligned


def sides(line: Formula) -> tuple[Row | None, Row]:
    """What stands before the first relation sign that is in no group, None without one, and the rest."""
    parts = line.parts if isinstance(line, Row) else (line,)
    for at, part in enumerate(parts):
        if isinstance(part, Mark) and part.kind is MarkKind.RELATION:
            return Row(parts[:at]), Row(parts[at:])
    return None, Row(parts)


def goes_on(line: Formula) -> bool:
    """Whether a line begins with a relation sign, and so goes on from the one above."""
    left, _ = sides(line)
    return left is not None and not left.parts
