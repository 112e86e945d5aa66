"""Whether a result holds: against finite differences, or line against line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.build import is_zero
from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.errors import CheckFailed, ErrorName, Uncheckable
from mkdocs_matcalc.numerics import differences
from mkdocs_matcalc.numerics.directions import Candidate, comparison, some
from mkdocs_matcalc.numerics.evaluate import value
from mkdocs_matcalc.numerics.magnitude import largest_term, magnitude
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import UndefinedError
from mkdocs_matcalc.numerics.richardson import FLOOR, by_point
from mkdocs_matcalc.numerics.session import (
    DRAWS,
    TOLERANCE,
    Comparison,
    Comparisons,
    Session,
    each_point,
)


@dataclass(frozen=True)
class Checked:
    """At how many points a result was compared, and the worst relative error found."""

    points: int
    worst: float


def check(
    function: Basic,
    wrt: tuple[Variable, ...],
    result: Basic,
    definitions: Mapping[Variable, Basic],
    points: int = 3,
    structure: str = "",
) -> Checked:
    """Compare a derivative with finite differences of its function at random points.

    A point where the function, the differences or the result have no value is drawn again.

    Args:
        function: What was differentiated, of any shape.
        wrt: By what, in order; see `numerics.differences.derivative` for the layout.
        result: The derivative in denominator layout.
        definitions: Every defined name with its expression.
        structure: symmetric, skew or diagonal for a derivative on the matrices of that structure.

    Raises:
        CheckFailed: The result is wrong at a point, or has another shape.
        Uncheckable: Too few random points lie where everything has a value.
    """
    session = Session(definitions, (function, result, *wrt))
    return check_derivatives(session, function, [Candidate(wrt, result, structure)], points)


def check_derivatives(
    session: Session, function: Basic, derivatives: Sequence[Candidate], points: int = 3
) -> Checked:
    """Compare all derivatives of one function with its finite differences, as `check` does one.

    Those of first order are compared together: along directions in which all variables move.
    """
    checks = [_check_group(session, function, group, points) for group in _groups(derivatives)]
    return Checked(min(each.points for each in checks), max(each.worst for each in checks))


def _groups(derivatives: Sequence[Candidate]) -> list[list[Candidate]]:
    """Those of first order together, each variable once; the others each by itself."""
    first: list[dict[Variable, Candidate]] = []
    others: list[list[Candidate]] = []
    for each in dict.fromkeys(derivatives):
        if len(each.wrt) > 1:
            others.append([each])
            continue
        group = next((group for group in first if each.wrt[0] not in group), None)
        if group is None:
            first.append(group := {})
        group[each.wrt[0]] = each
    return [*(list(group.values()) for group in first), *others]


def _check_group(session: Session, function: Basic, group: list[Candidate], points: int) -> Checked:
    compare = comparison(session, function, group)
    found = session.compared(compare, points)
    if found.hold(points):
        return Checked(len(found.each), found.worst)
    if len(group) > 1:
        # One by one, so that it can be said which is wrong; or none has to stand back for another's domain.
        alone = [_check_group(session, function, [each], points) for each in group]
        if found.worst <= TOLERANCE:
            return Checked(min(each.points for each in alone), max(each.worst for each in alone))
    raise _failure(found, group)


def _failure(found: Comparisons, group: list[Candidate]) -> CheckFailed | Uncheckable:
    names = " and ".join(each.names for each in group)
    if found.misfit:
        return CheckFailed(
            ErrorName.OUR_MISTAKE, f"the derivative by {names} has a wrong shape: {found.misfit}"
        )
    if found.worst > TOLERANCE:
        return CheckFailed(
            ErrorName.OUR_MISTAKE,
            f"the derivative by {names} disagrees with finite differences, relative error {found.worst:.0e}",
        )
    uncheckable = Uncheckable(
        ErrorName.NOT_CHECKABLE,
        f"the derivative by {names} could not be checked: of {DRAWS} random points only "
        f"{len(found.each)} lie where the function and its derivative have a value",
        hint="declare what keeps every log, root and inverse defined, such as `x in R^n positive`",
    )
    uncheckable.names = tuple(variable.name for each in group for variable in each.wrt)
    return uncheckable


def check_stationary(
    function: Basic,
    unknown: Variable,
    found: Mapping[Variable, Basic],
    definitions: Mapping[Variable, Basic],
    points: int = 3,
    session: Session | None = None,
) -> Checked:
    """Compare the slopes of a function at its stationary point, by one of the unknowns found, with zero.

    Raises:
        CheckFailed: The function still changes there.
        Uncheckable: Too few random points lie where everything has a value.
    """
    session = session or Session(definitions, (function, *found, *found.values()))
    changing, terms = session.term(function), {name: session.term(each) for name, each in found.items()}

    def compare(at: Pass) -> list[Comparison]:
        there = at
        for name, term in terms.items():
            there = there.holding(name, value(at, term))
        moves = some(at, value(at, session.term(unknown)).shape[-2:])
        slopes, elsewhere = (
            differences.slopes(each, changing, {unknown: moves}, ("some", unknown)) for each in (there, at)
        )
        # Slopes are small or large beside that at a point which is not stationary.
        usual = np.maximum(1.0, elsewhere.reached)
        if not elsewhere.is_settled or not np.all(slopes.error <= TOLERANCE * usual):
            raise UndefinedError("the finite differences do not converge")
        return each_point(slopes.reached / usual, np.zeros(len(usual), dtype=bool))

    compared = session.compared(compare, points)
    if compared.worst > TOLERANCE:
        slope = compared.worst
        raise CheckFailed(
            ErrorName.OUR_MISTAKE,
            f"the function is not stationary at the {unknown.name} found, slope {slope:.0e}",
        )
    if not compared.hold(points):
        raise Uncheckable(
            ErrorName.NOT_CHECKABLE, f"the stationary point could not be checked at {points} random points"
        )
    return Checked(len(compared.each), compared.worst)


def agree(
    left: Basic,
    right: Basic,
    definitions: Mapping[Variable, Basic],
    wrt: tuple[Variable, ...] = (),
    points: int = 2,
    session: Session | None = None,
    ranges: Mapping[Symbol, Basic] | None = None,
) -> float | None:
    """The worst relative difference of two expressions at random points.

    Args:
        wrt: The variables that move in a differential; all others are constant.
        session: Where they are compared; by default, at points of their own.
        ranges: There, the indices that no sum binds and that take every value, each with the last one.

    Returns:
        infinity for two different shapes, and None where too few points have a value.
    """
    session = session or Session(definitions, (left, right, *wrt), wrt, ranges)
    one, other = session.term(left), session.term(right)

    def compare(at: Pass) -> list[Comparison]:
        here = at.along(wrt)
        found, expected = value(here, one), value(here, other)
        if found.shape[-2:] != expected.shape[-2:]:
            return [Comparison(float("inf"), flat=False)]
        points = at.point.count
        reached, floor = (
            np.maximum(by_point(found, points), by_point(expected, points)),
            np.full(points, FLOOR),
        )
        if np.any(reached <= FLOOR):
            most = np.maximum(magnitude(here, one), magnitude(here, other))
            floor = np.where(reached <= FLOOR, FLOOR * np.minimum(1.0, most), FLOOR)
        apart, larger = by_point(found - expected, points), np.maximum(reached, floor)
        if is_zero(left) or is_zero(right):
            # What cancels leaves what its terms were rounded by.
            larger = np.maximum(larger, np.maximum(largest_term(here, one), largest_term(here, other)))
        return each_point(np.where(apart > 0, apart / larger, 0.0), reached <= floor)

    compared = session.compared(compare, points)
    return compared.worst if compared.worst > TOLERANCE or compared.hold(points) else None
