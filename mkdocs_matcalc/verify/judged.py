"""Whether what an author claims holds: each side against what was derived, by numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sympy import Basic, S, Symbol

from mkdocs_matcalc.algebra.build import transpose
from mkdocs_matcalc.algebra.nodes import Apply, Fill, Partial, Variable, shape_of
from mkdocs_matcalc.algebra.problem import Claim, Request, Side
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.derivation import Derivation, Judgement
from mkdocs_matcalc.errors import CheckFailed, ErrorName, MatcalcError, Refusal, ShapeError, TooLarge
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.session import TOLERANCE
from mkdocs_matcalc.verify.distributions import of_several, of_some
from mkdocs_matcalc.verify.otherwise import TwoSides, as_expression, other_readings, with_symmetry
from mkdocs_matcalc.verify.put_in import PutIn

# What has a value for a square matrix as a whole.
OF_MATRICES = frozenset({"exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "tanh"})


def judged(derivation: Derivation) -> Iterator[Judgement]:
    """The verdict on each side of each claim of a block, in order."""
    put_in = PutIn.of(derivation)
    for claim in derivation.problem.claims:
        if isinstance(claim.left.content, MatcalcError):
            raise claim.left.content
        for number, side in enumerate(claim.sides):
            judgement = _in_any_reading(claim, number, put_in)
            if judgement.holds is False and _is_stationary(claim, side):
                side = replace(side, condition="the derivative vanishes, as it does at a stationary point")
            is_claim = not side.condition or (judgement.holds and not side.granted)
            yield judgement if is_claim else _condition(side)


def _is_stationary(claim: Claim, side: Side) -> bool:
    """Whether a derivative is set to zero: where it is not so everywhere, that says where it is."""
    is_zero = side.content == 0 or (isinstance(side.content, Fill) and side.content.value == 0)
    return isinstance(claim.left.content, Request) and is_zero


def _condition(side: Side) -> Judgement:
    """Of an equation that holds for some of its letters alone."""
    return Judgement(side, None, f"this is the condition that {side.condition}")


def _in_any_reading(claim: Claim, number: int, put_in: PutIn) -> Judgement:
    """The verdict on a side: it holds if it does in one reading, and is false if it is so in all."""
    side = claim.sides[number]
    own = TwoSides(claim.left.content, side.content, put_in)
    judgement = _judge(side, own, claim.ranges)
    if judgement.holds:
        return judgement
    for reading in other_readings(claim, number, put_in):
        other = _judge(side, reading, claim.ranges)
        if other.holds:
            return replace(other, reading=reading.said)
        if other.holds is None and judgement.holds is False and isinstance(reading.claimed, Basic):
            judgement = other
    if judgement.holds is None:
        return judgement
    for reading in with_symmetry(own, put_in.problem.variables):
        if _judge(side, reading, claim.ranges).holds:
            judgement = replace(judgement, reason=f"it does only {reading.said}: {judgement.reason}")
            break
    would_hold = _would_hold(claim, put_in)
    if function := _by_entry(own):
        reason = f"{function} of a matrix is taken by entry here, and may be meant of the whole matrix"
        return replace(judgement, holds=None, reason=reason, would_hold=would_hold)
    judgement = of_some(judgement, own, is_derived=would_hold is not None)
    if judgement.holds is None:
        return judgement
    for letter in _unknown(side, would_hold, put_in):
        return Judgement(side, None, f"nothing says what ${letter.latex_name}$ is", would_hold)
    return replace(judgement, would_hold=would_hold)


def _by_entry(reading: TwoSides) -> str:
    """A function that is taken of a square matrix, as books take it of a whole one, too; empty for none."""
    for side in (as_expression(reading.left), as_expression(reading.claimed)):
        for part in side.atoms(Apply) if isinstance(side, Basic) else ():
            rows, columns = shape_of(part)
            if rows == columns != 1 and part.function.name in OF_MATRICES:
                return part.function.name
    return ""


def _unknown(side: Side, expected: Basic | None, put_in: PutIn) -> Iterator[Variable]:
    """The letters that nobody declared, and that stand in no more of a block than one side that fits."""
    content, problem = side.content, put_in.problem
    if expected is None or not isinstance(content, Basic) or shape_of(content) != shape_of(expected):
        return
    undeclared = {*problem.by_convention, *(each.variable for each in problem.inferred)}
    elsewhere = [expected, *(each.expression for each in problem.definitions)]
    elsewhere += [each.function for each in problem.requests]
    for each in sorted(content.atoms(Variable) & undeclared, key=lambda each: each.name):
        if not any(other.has(each) for other in elsewhere):
            yield each


def _would_hold(claim: Claim, put_in: PutIn) -> Basic | None:
    """What should stand on the other side of a derivative, in the layout that the block asks for."""
    own = next((each.left for each in claim.otherwise if not each.said), claim.left)
    left = as_expression(own.content)
    if not isinstance(left, Basic) or not left.has(Partial):
        return None
    return textbook(put_in(left))


def _judge(side: Side, reading: TwoSides, ranges: Mapping[Symbol, Basic]) -> Judgement:
    left, claimed = as_expression(reading.left), reading.claimed
    if isinstance(left, MatcalcError):
        return Judgement(side, None, left.message)
    if isinstance(claimed, MatcalcError):
        # What does not fit is false; of what can't be read, or is written in another way, nothing is known.
        is_misfit = isinstance(claimed, ShapeError) and claimed.name is ErrorName.SHAPE_MISMATCH
        return Judgement(side, False if is_misfit else None, claimed.message)
    if isinstance(claimed, Basic) and (several := of_several(left, claimed, reading.put_in)):
        return Judgement(side, None, f"{several}, and they are not told apart here")
    try:
        definitions = reading.put_in.definitions
        expected = reading.put_in(left)
        if isinstance(claimed, Request):
            check(claimed.function, claimed.wrt[0], expected, definitions)
            return Judgement(side, True)
        claimed = Fill(S.Zero, *shape_of(expected)) if claimed == 0 else reading.put_in(claimed)
        if shape_of(claimed) != shape_of(expected):
            return Judgement(side, False, _shapes(claimed, expected))
        difference = agree(expected, claimed, definitions, points=4, ranges=ranges)
    except CheckFailed as failure:
        return Judgement(side, False, failure.message)
    except (Refusal, TooLarge) as refusal:
        return Judgement(side, None, refusal.message)
    if difference is None:
        return Judgement(side, None, "no random point was found at which both sides have a value")
    if difference <= TOLERANCE:
        return Judgement(side, True)
    return Judgement(side, False, f"at a random point the two sides differ by {difference:.0%}")


def _shapes(claimed: Basic, expected: Basic) -> str:
    rows, columns = shape_of(claimed)
    wanted = " × ".join(map(str, shape_of(expected)))
    sentence = f"it is {rows} × {columns}, the left side is {wanted}"
    turned = shape_of(transpose(claimed)) == shape_of(expected)
    return sentence + ("; is it the transpose, in numerator layout?" if turned else "")
