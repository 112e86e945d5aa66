"""Whether what an author claims holds: each side against what was derived, by numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Basic, S, Symbol

from mkdocs_matcalc.algebra.build import transpose, without_names
from mkdocs_matcalc.algebra.evidence import Counterexample, DecidedBy, Means
from mkdocs_matcalc.algebra.nodes import Fill, Partial, Variable, is_scalar, shape_of
from mkdocs_matcalc.algebra.problem import Claim, Request, Side
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.derivation import Derivation, Judgement
from mkdocs_matcalc.errors import ErrorName, MatcalcError, Refusal, ShapeError, TooLarge
from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.exact.decision import Decision
from mkdocs_matcalc.exact.refuting import counterexample
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.numerics.session import TOLERANCE
from mkdocs_matcalc.verify.distributions import of_several, of_some
from mkdocs_matcalc.verify.otherwise import TwoSides, as_expression, other_readings, with_symmetry
from mkdocs_matcalc.verify.provisos import proviso
from mkdocs_matcalc.verify.put_in import PutIn
from mkdocs_matcalc.verify.repairs import repaired
from mkdocs_matcalc.verify.unsettled import are_of_forms, are_usually_symmetric, of_letters
from mkdocs_matcalc.verify.whole_matrices import of_whole_matrices

# How many points are drawn where a claim is judged by numbers alone, and how far apart they put equal sides.
POINTS, ROUNDING = 4, 1e-10


def judged(derivation: Derivation) -> Iterator[Judgement]:
    """The verdict on each side of each claim of a block, in order."""
    put_in = PutIn.of(derivation)
    conditions: list[_Condition] = []
    for claim in derivation.problem.claims:
        if isinstance(claim.left.content, MatcalcError):
            raise claim.left.content
        for number, side in enumerate(claim.sides):
            judgement = _in_any_reading(claim, number, put_in)
            if judgement.holds is False and _is_stationary(claim, side):
                side = replace(side, condition="the derivative vanishes, as it does at a stationary point")
            is_claim = not side.condition or (judgement.holds and not side.granted)
            if judgement.holds and side.held:
                yield Judgement(side, None, f"it holds if {side.held}, and nothing says that")
            elif not is_claim:
                if not side.granted:
                    conditions.append(_Condition(side.condition, _letters(claim.left, side, put_in)))
                yield _as_condition(side)
            elif judgement.holds is False and (above := _may_follow_from(claim, side, conditions, put_in)):
                yield Judgement(side, None, f"it may follow from the condition that {above}")
            elif judgement.holds is False and side.between and not isinstance(side.content, MatcalcError):
                yield _as_condition(replace(side, condition=side.between))
            else:
                yield judgement


@dataclass(frozen=True)
class _Condition:
    """What an equation says of its letters that holds for some of them alone."""

    said: str
    letters: frozenset[Basic]


def _may_follow_from(claim: Claim, side: Side, conditions: Sequence[_Condition], put_in: PutIn) -> str:
    """The last condition above an equation that has all of its letters; empty where there is none.

    What is said of a derivative, or of what does not fit, is held against what was derived.
    """
    sides = [as_expression(each.content) for each in (claim.left, side)]
    if any(isinstance(each, MatcalcError) or each.has(Partial) for each in sides):
        return ""
    letters = _letters(claim.left, side, put_in)
    return next((each.said for each in reversed(conditions) if letters <= each.letters), "")


def _letters(left: Side, side: Side, put_in: PutIn) -> frozenset[Basic]:
    """The letters of two sides, those that names stand for among them."""
    letters: set[Basic] = set()
    found = [as_expression(each.content) for each in (left, side)]
    while found:
        each = found.pop()
        new = set() if isinstance(each, MatcalcError) else each.atoms(Variable) - letters
        letters |= new
        found += [put_in.stated[name] for name in new if name in put_in.stated]
    return frozenset(letters)


def _is_stationary(claim: Claim, side: Side) -> bool:
    """Whether a derivative is set to zero: where it is not so everywhere, that says where it is."""
    is_zero = side.content == 0 or (isinstance(side.content, Fill) and side.content.value == 0)
    return isinstance(claim.left.content, Request) and is_zero


def _as_condition(side: Side) -> Judgement:
    """Of an equation that holds for some of its letters alone."""
    return Judgement(side, None, f"this is the condition that {side.condition}")


def _in_any_reading(claim: Claim, number: int, put_in: PutIn) -> Judgement:
    """The verdict on a side: it holds if it does in one reading, and is false if it is so in all."""
    side = claim.sides[number]
    own = TwoSides(claim.left.content, side.content, put_in)
    judgement = _judge(side, own, claim.ranges)
    if judgement.holds:
        return judgement
    tried: set[str] = set()
    for reading in other_readings(claim, number, put_in):
        tried.add(reading.said)
        other = _judge(side, reading, claim.ranges)
        if other.holds and reading.doubtful:
            is_of_forms = are_of_forms(reading.doubtful, _would_hold(claim, put_in), put_in)
            if not (is_of_forms or are_usually_symmetric(reading.doubtful)):
                continue
            other = replace(other, holds=None, reason=f"it holds {reading.said}, and nothing says that")
        if other.holds:
            return replace(other, reading=reading.said)
        if other.holds is None and judgement.holds is False and isinstance(reading.claimed, Basic):
            judgement = other
    if judgement.holds is None:
        return judgement
    return _told_false(claim, number, own, judgement, tried)


def _told_false(claim: Claim, number: int, own: TwoSides, judgement: Judgement, tried: set[str]) -> Judgement:
    """The verdict on a side that holds in no reading, with what would make it hold; or why it stands open."""
    side, put_in = claim.sides[number], own.put_in
    for reading in with_symmetry(own, put_in.problem.variables):
        if reading.said not in tried and _judge(side, reading, claim.ranges).holds:
            reasons = filter(None, (f"it does only {reading.said}", judgement.reason))
            judgement = replace(judgement, reason=": ".join(reasons))
            break
    else:
        found = "" if judgement.reason else proviso(own, _sized(claim.ranges, own))
        judgement = replace(judgement, reason=f"it does if {found}, not in general") if found else judgement
    would_hold = _would_hold(claim, put_in)
    if reason := of_whole_matrices(claim, number, put_in):
        return replace(judgement, holds=None, reason=reason, would_hold=would_hold)
    judgement = of_some(judgement, own, is_derived=would_hold is not None)
    if judgement.holds is None:
        return judgement
    if reason := of_letters(side, would_hold, put_in.problem, _by(claim)):
        return Judgement(side, None, reason, would_hold)
    return replace(
        judgement,
        would_hold=_repaired(own, claim.ranges, would_hold) or would_hold,
        counterexample=_counterexample(own, judgement, claim.ranges),
    )


def _counterexample(
    reading: TwoSides, judgement: Judgement, ranges: Mapping[Symbol, Basic]
) -> Counterexample | None:
    """A small point at which what is decided to be false fails."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    is_decided = judgement.means is not None and judgement.means.how is not DecidedBy.NUMBERS
    if not is_decided or isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return None
    return counterexample(left, _filled(claimed, left), reading.put_in.stated, _sized(ranges, reading))


def _filled(claimed: Basic, left: Basic) -> Basic:
    """What is claimed, with a zero as large as the left side."""
    return Fill(S.Zero, *shape_of(left)) if claimed == 0 else claimed


def _sized(ranges: Mapping[Symbol, Basic], reading: TwoSides) -> dict[Symbol, Basic]:
    """The last value of each index, with the sizes that a reading has."""
    return {index: size.xreplace(dict(reading.sizes)) for index, size in ranges.items()}


def _repaired(reading: TwoSides, ranges: Mapping[Symbol, Basic], derived: Basic | None) -> Basic | None:
    """What is nearest to what was claimed, and holds."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError) or claimed.has(Partial):
        return None
    if claimed == 0 or reading.put_in.keeps_structure:
        return None
    return repaired(left, claimed, reading.put_in.stated, ranges, left if derived is None else derived)


def _would_hold(claim: Claim, put_in: PutIn) -> Basic | None:
    """What should stand on the other side of a derivative, in the layout that the block asks for."""
    own = next((each.left for each in claim.otherwise if not each.said), claim.left)
    left = as_expression(own.content)
    if not isinstance(left, Basic) or not left.has(Partial):
        return None
    stated = put_in.problem.defined()
    given = (let for let in put_in.definitions.items() if let[0] not in stated)
    return textbook(without_names(put_in(left), given))


def _by(claim: Claim) -> frozenset[Basic]:
    """What the derivatives of a claim's left side are by."""
    left = as_expression(claim.left.content)
    found = left.atoms(Partial) if isinstance(left, Basic) else ()
    return frozenset(part for each in found for by in each.args[1:] for part in by.atoms(Variable))


def _judge(side: Side, reading: TwoSides, ranges: Mapping[Symbol, Basic]) -> Judgement:
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError):
        return Judgement(side, None, left.message)
    if isinstance(claimed, MatcalcError):
        # What does not fit is false; of what can't be read, or is written in another way, nothing is known.
        is_misfit = isinstance(claimed, ShapeError) and claimed.name is ErrorName.SHAPE_MISMATCH
        return Judgement(side, False if is_misfit else None, claimed.message)
    if several := of_several(left, claimed, reading.put_in):
        return Judgement(side, None, f"{several}, and they are not told apart here")
    claimed = _filled(claimed, left)
    if shape_of(claimed) != shape_of(left):
        return Judgement(side, False, _shapes(claimed, left))
    ranges = _sized(ranges, reading)
    sides = (left, claimed, reading.put_in.stated, ranges)
    decision = None if reading.put_in.keeps_structure else decided(*sides)
    if decision is None:
        return _by_numbers(side, left, claimed, reading.put_in, ranges)
    domain = _domain(decision)
    if decision.holds:
        return Judgement(side, True, reading=f"for {domain}" if domain else "", means=decision.means)
    reason = f"it does only for {domain}" if domain else ""
    return Judgement(side, False, reason, means=decision.means)


def _domain(decision: Decision) -> str:
    """The part on which an equality holds, in words."""
    if decision.domain is None:
        return ""
    name, sign = decision.domain
    what = name.latex_name if is_scalar(name) else rf"\text{{all entries of }} {name.latex_name}"
    return f"${what} {'>' if sign > 0 else '<'} 0$"


def _by_numbers(
    side: Side, left: Basic, claimed: Basic, put_in: PutIn, ranges: Mapping[Symbol, Basic]
) -> Judgement:
    """The verdict by what was derived, at random points."""
    try:
        expected, claimed = put_in(left), put_in(claimed)
        difference = agree(expected, claimed, put_in.definitions, points=POINTS, ranges=ranges)
    except (Refusal, TooLarge) as refusal:
        return Judgement(side, None, refusal.message)
    means = Means(DecidedBy.NUMBERS, POINTS)
    if difference is None:
        return Judgement(side, None, "no random point was found at which both sides have a value")
    if difference <= ROUNDING:
        return Judgement(side, True, means=means)
    if difference <= TOLERANCE:
        return Judgement(side, None, f"the two sides differ by {difference:.0e}, which may be rounding")
    return Judgement(side, False, f"at a random point the two sides differ by {difference:.0%}", means=means)


def _shapes(claimed: Basic, expected: Basic) -> str:
    rows, columns = shape_of(claimed)
    wanted = " × ".join(map(str, shape_of(expected)))
    sentence = f"it is {rows} × {columns}, the left side is {wanted}"
    turned = shape_of(transpose(claimed)) == shape_of(expected)
    return sentence + ("; is it the transpose, in numerator layout?" if turned else "")
