"""Whether what an author claims holds: each side against what was derived, by numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import transpose
from mkdocs_matcalc.algebra.nodes import Fill, Variable, shape_of
from mkdocs_matcalc.algebra.problem import Claim, Request, Side
from mkdocs_matcalc.calculus.derivation import Derivation, Judgement
from mkdocs_matcalc.errors import CheckFailed, MatcalcError, Refusal, ShapeError
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.session import TOLERANCE
from mkdocs_matcalc.verify.otherwise import with_frobenius


def judged(derivation: Derivation) -> Iterator[Judgement]:
    """The verdict on each side of each claim of a block, in order."""
    derived = {each.request: each.expression for each in derivation.results if not each.stationary}
    for claim in derivation.problem.claims:
        truth = _truth(claim, derived)
        for side in claim.sides:
            judgement = _judge(side, truth, derivation.definitions)
            if judgement.holds is False:
                judgement = with_frobenius(claim, side, derivation.definitions) or judgement
            yield judgement if judgement.holds or not side.condition else _condition(side)


def _condition(side: Side) -> Judgement:
    """Of an equation that holds for some of its letters alone."""
    return Judgement(side, None, f"this is the condition that {side.condition}")


def _truth(claim: Claim, derived: Mapping[Request, Basic]) -> tuple[Basic, bool]:
    """What a claim's left side is, and whether it was derived rather than written by the author."""
    if isinstance(claim.left.content, Request):
        return derived[claim.left.content], True
    if isinstance(claim.left.content, MatcalcError):
        raise claim.left.content
    return claim.left.content, False


def _judge(
    side: Side,
    truth: tuple[Basic, bool],
    definitions: Mapping[Variable, Basic],
) -> Judgement:
    expected, is_derived = truth
    would_hold = expected if is_derived else None
    claimed = side.content
    if isinstance(claimed, MatcalcError):
        # What does not fit is false; of what can't be read nothing is known.
        holds = False if isinstance(claimed, ShapeError) else None
        return Judgement(side, holds, claimed.message, would_hold if holds is False else None)
    if isinstance(claimed, Request):
        return _judge_derivative(side, claimed, expected, definitions)
    if claimed == 0:
        claimed = Fill(S.Zero, *shape_of(expected))
    if shape_of(claimed) != shape_of(expected):
        return Judgement(side, False, _shapes(claimed, expected), would_hold)
    try:
        difference = agree(expected, claimed, definitions, points=4)
    except Refusal as refusal:
        return Judgement(side, None, refusal.message)
    if difference is None:
        return Judgement(side, None, "no random point was found at which both sides have a value")
    if difference <= TOLERANCE:
        return Judgement(side, True)
    return Judgement(side, False, f"at a random point the two sides differ by {difference:.0%}", would_hold)


def _judge_derivative(
    side: Side, request: Request, expected: Basic, definitions: Mapping[Variable, Basic]
) -> Judgement:
    try:
        check(request.function, request.wrt[0], expected, definitions)
    except CheckFailed as failure:
        return Judgement(side, False, failure.message)
    except Refusal as refusal:
        return Judgement(side, None, refusal.message)
    return Judgement(side, True)


def _shapes(claimed: Basic, expected: Basic) -> str:
    rows, columns = shape_of(claimed)
    wanted = " × ".join(map(str, shape_of(expected)))
    sentence = f"it is {rows} × {columns}, the left side is {wanted}"
    turned = shape_of(transpose(claimed)) == shape_of(expected)
    return sentence + ("; is it the transpose, in numerator layout?" if turned else "")
