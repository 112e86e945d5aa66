"""The verdicts on what an author claims, with what speaks against what is false."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.evidence import Counterexample, Rows
from mkdocs_matcalc.algebra.problem import Request, Side
from mkdocs_matcalc.calculus.derivation import Judgement
from mkdocs_matcalc.render import document
from mkdocs_matcalc.render.formula import Mark, Row, Script, joined, row
from mkdocs_matcalc.render.phrases import Prose, listed, prose, written
from mkdocs_matcalc.render.printer import by, formula, fraction, parenthesised
from mkdocs_matcalc.render.typed import typed


def shown_claim(judgement: Judgement, left: Basic | None = None) -> document.ShownClaim:
    """A claimed line as a page shows it, behind its left side where nothing else shows that."""
    would_hold, found = prose(), judgement.counterexample
    if judgement.would_hold is not None and not judgement.holds:
        would_hold = prose(formula(judgement.would_hold))
    what_would_hold = prose(*would_hold.pieces, " would hold") if would_hold else would_hold
    why_not = against(found) if found else prose()
    return document.ShownClaim(
        judgement.side.place.line,
        _verdict(judgement),
        listed([written(judgement.reading), written(judgement.reason), what_would_hold, why_not]),
        _stated(judgement.side, left),
        written(judgement.reading),
        would_hold,
        judgement.means,
        _counterexample(found) if found else None,
    )


def _counterexample(found: Counterexample) -> document.ShownCounterexample:
    def rows(value: Rows) -> list[list[str]]:
        return [list(row) for row in value]

    names = {name.name: rows(value) for name, value in found.names}
    return document.ShownCounterexample(names, rows(found.left), rows(found.right))


def against(found: Counterexample) -> Prose:
    """A counter-example in words."""
    at = [prose(row(formula(name), " = ", _numbers(value))) for name, value in found.names]
    sides = prose("the left side is ", _numbers(found.left), ", the right side ", _numbers(found.right))
    return prose("at ", *listed(at, ", ").pieces, " ", *sides.pieces) if at else sides


def _numbers(value: Rows) -> Row:
    """A matrix of numbers on one line: a number, a vector, or rows between brackets."""
    rows = [r",\, ".join(map(_number, each)) for each in value]
    if len(value) == 1 and len(value[0]) == 1:
        return row(typed(rows[0]))
    is_vector = len(value[0]) == 1
    inside = (r",\, " if is_vector else r";\; ").join(rows)
    return row(typed(f"({inside})" if is_vector else f"[{inside}]"))


def _number(text: str) -> str:
    above, _, below = text.partition("/")
    sign, digits = ("-", above[1:]) if above.startswith("-") else ("", above)
    digits, _, power = digits.partition("e")
    number = rf"{digits} \cdot 10^{{{int(power)}}}" if power else digits
    return rf"{sign}\tfrac{{{number}}}{{{below}}}" if below else sign + number


def _verdict(judgement: Judgement) -> document.ClaimVerdict:
    if judgement.holds is None:
        is_condition = bool(judgement.side.condition)
        return document.ClaimVerdict.CONDITION if is_condition else document.ClaimVerdict.UNKNOWN
    return document.ClaimVerdict.HOLDS if judgement.holds else document.ClaimVerdict.FALSE


def _stated(side: Side, left: Basic | None) -> Prose:
    """What was claimed, as it was understood, else as it was typed."""
    if isinstance(side.content, Basic):
        before = row(formula(left), " = ") if left is not None else row("= ")
        return prose(row(before, formula(side.content)))
    if isinstance(side.content, Request):
        wrt = side.content.wrt[0]
        once = Mark(r"\partial")
        above = Script(once, above=Mark(str(len(wrt)))) if len(wrt) > 1 else once
        below = joined([by(formula(variable)) for variable in wrt], r" \, ")
        function = parenthesised(formula(side.content.function))
        return prose(row("= ", fraction(above, below), " ", function))
    return prose(row("= ", typed(side.shown)))
