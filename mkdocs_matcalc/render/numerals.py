"""Numbers and names of dimensions, which have no parts, as formulas."""

from __future__ import annotations

import re

from sympy import Basic, Expr, Rational, S

from mkdocs_matcalc.render import signs
from mkdocs_matcalc.render.formula import Command, Formula, Mark, Script, joined, row
from mkdocs_matcalc.render.typed import typed

CONSTANTS: dict[Basic, Formula] = {
    S.Pi: Mark(r"\pi"),
    S.Exp1: Mark("e"),
    S.EulerGamma: Mark(r"\gamma"),
    S.GoldenRatio: Mark(r"\phi"),
    S.Infinity: Mark(r"\infty"),
    S.NegativeInfinity: row("-", r"\infty"),
}
# The digits of a decimal number behind which SymPy's are noise.
_DIGITS = 15


def rational(number: Rational) -> Formula:
    """A whole number or a fraction, with its sign."""
    above = Mark(str(abs(number.p)))
    size = above if number.q == 1 else Command(r"\frac", (above, Mark(str(number.q))))
    return row("-", size) if number.p < 0 else size


def decimal(number: Expr) -> Formula:
    """A decimal number, with its sign."""
    digits, _, tens = f"{abs(float(number)):.{_DIGITS}g}".partition("e")
    parts: list[Formula | str] = ["-", digits] if float(number) < 0 else [digits]
    return (
        row(*parts, r" \cdot ", Script(Mark("10"), above=rational(Rational(tens)))) if tens else row(*parts)
    )


def dimension(name: str) -> Formula:
    """A dimension or an index: a letter or a word, with what stands below it behind digits or a dash."""
    found = re.fullmatch(r"([^\W\d_]+)(\d*)((?:_[^\W_]+)*)", name)
    if found is None:
        return typed(name)
    below = [*filter(None, [found[2], *found[3].split("_")])]
    base = _letters(found[1])
    return Script(base, below=row(joined([*map(_letters, below)]))) if below else base


def _letters(text: str) -> Formula:
    """A letter, a number, a Greek letter's name, or a word, upright so that it is no product of letters."""
    if len(text) == 1 or text.isdigit():
        return Mark(text)
    return Mark(f"\\{text}") if signs.is_letter(f"\\{text}") else Command(r"\mathrm", (Mark(text),))
