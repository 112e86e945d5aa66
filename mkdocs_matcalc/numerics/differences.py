"""Derivatives by finite differences, in denominator layout: all steps and directions in one pass."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_matcalc.algebra.nodes import Add, Variable
from mkdocs_matcalc.errors import ErrorName, Refusal
from mkdocs_matcalc.numerics.point import MOST_NUMBERS, Array, TooLargeError
from mkdocs_matcalc.numerics.richardson import (
    FIRST_ORDER_STEPS,
    LINE,
    SECOND_ORDER_STEPS,
    SQUARE,
    Estimate,
    curvature,
    slope,
)
from mkdocs_matcalc.numerics.terms import Term

if TYPE_CHECKING:
    from mkdocs_matcalc.numerics.passes import Pass

Settles = Callable[[Estimate], bool]
SETTLES: Settles = attrgetter("is_settled")

# How a matrix of a structure moves when its entries do.
KEEPING: dict[str, Callable[[Array], Array]] = {
    "": lambda nudges: nudges,
    "symmetric": lambda nudges: np.where(_on_diagonal(nudges), nudges, nudges + np.swapaxes(nudges, -1, -2)),
    "skew": lambda nudges: nudges - np.swapaxes(nudges, -1, -2),
    "diagonal": lambda nudges: np.where(_on_diagonal(nudges), nudges, 0.0),
}


def _on_diagonal(nudges: Array) -> Array:
    return np.eye(nudges.shape[-1], dtype=bool)


def derivative(at: Pass, function: Term, wrt: tuple[Variable, ...], structure: str = "") -> Estimate:
    """The derivative of a term by one variable, or by two in that order: (…, nearby, rows, columns).

    A scalar by X has X's shape; F by a scalar has F's shape; otherwise (entries of X) x (entries of F).
    The second derivative of a scalar by X and Y has entry (i, j) = ∂²f/∂xᵢ∂yⱼ; of any F by two
    scalars, F's shape. Entries are counted column by column. With a structure (symmetric, skew,
    diagonal), an entry of the first derivative is what changes when the matrix keeps that structure.

    Raises:
        UndefinedError: The function has no value near the point.
        Refusal: A derivative of higher order than the second, or of a matrix twice by matrices.
    """
    match wrt:
        case (variable,):
            shape = _shape(at, variable)
            directions = {variable: KEEPING[structure](entries(shape))[None]}
            return _laid_out(slopes(at, function, directions, ("entries", variable, structure)), shape)
        case (first, second):
            return _second(at, function, first, second)
        case _:
            raise Refusal(
                ErrorName.NOT_CHECKABLE,
                f"a derivative of order {len(wrt)} is not checked",
                hint="ask for order one or two",
            )


def entries(shape: tuple[int, int]) -> Array:
    """A matrix for each entry, column by column, that is 1 there and 0 elsewhere."""
    rows, columns = shape
    if 6 * (rows * columns) ** 2 > MOST_NUMBERS:
        raise TooLargeError
    return np.swapaxes(np.eye(rows * columns).reshape(-1, columns, rows), -1, -2)


def along(at: Pass, term: Term) -> Array:
    """The change of a term where the pass's variables move, that of a sum term by term."""
    if isinstance(term.node, Add):
        # A small change would be lost in the difference of sums beside a large term.
        return reduce(np.add, (along(at, part) for part in term.parts))
    moving = {
        variable: direction.reshape(-1, 1, *direction.shape[-2:])
        for variable, direction in at.point.directions.items()
        if variable in at.moving
    }
    if isinstance(term.node, Variable) and term.node in moving:
        (directions,) = moving[term.node].swapaxes(0, 1)
        return np.repeat(directions, at.width // len(directions), axis=0) if at.width > 1 else directions
    if not any(at.program.term(variable).own & term.names for variable in moving):
        return np.zeros_like(at.value(term))
    return np.asarray(slopes(at, term, moving, "along").settled()[..., 0, :, :])


def by_entries(at: Pass, term: Term, variable: Variable) -> Array:
    """The slope of a term along each entry of a variable: (…, nearby, entries, rows, columns)."""
    directions = {variable: entries(_shape(at, variable))[None]}
    return slopes(at, term, directions, ("entries", variable, "")).settled()


def slopes(
    at: Pass,
    term: Term,
    directions: Mapping[Variable, Array],
    key: Hashable,
    *,
    held: bool = True,
    settles: Settles = SETTLES,
    steps: tuple[float, ...] = FIRST_ORDER_STEPS,
) -> Estimate:
    """The slopes of a term along several directions: (…, nearby, directions, rows, columns).

    Args:
        directions: How each variable moves, (points, directions, rows, columns), or 1 for the same at all.
        key: What the directions are known by at this pass.
        held: Whether a defined name moves by its direction alone, whatever the others make of it.
        settles: Whether an estimate is precise enough; where it is not, a smaller step is tried.
        steps: The steps, the largest first.
    """

    def shifts(step: float) -> Mapping[Variable, Array]:
        return {
            variable: _steps(each[:, :, None] * (step * LINE)[:, None, None])
            for variable, each in directions.items()
        }

    count = next(iter(directions.values())).shape[1]
    take = _Differences(steps, slope, settles)
    return take.of(at, term, key, shifts, count, held=held)


def curvatures(
    at: Pass, term: Term, pairs: Mapping[Variable, tuple[Array, Array]], key: Hashable
) -> Estimate:
    """The mixed second derivatives of a term along pairs of directions: (…, nearby, pairs, rows, columns).

    Args:
        pairs: How each variable moves along the first and the second of each pair, as in `slopes`.
        key: What the pairs are known by at this pass.
    """

    def shifts(step: float) -> Mapping[Variable, Array]:
        one, other = (step * SQUARE.T)[:, :, None, None]
        return {
            variable: _steps(one * first[:, :, None] + other * second[:, :, None])
            for variable, (first, second) in pairs.items()
        }

    count = next(iter(pairs.values()))[0].shape[1]
    take = _Differences(SECOND_ORDER_STEPS, curvature, SETTLES)
    return take.of(at, term, key, shifts, count, held=True)


def _steps(moves: Array) -> Array:
    """The steps along every direction as directions of their own."""
    return moves.reshape(len(moves), -1, *moves.shape[-2:])


@dataclass(frozen=True)
class _Differences:
    """Differences by the first of some steps at which they settle, or else by the last."""

    steps: tuple[float, ...]
    estimate: Callable[[Array, float, int], Estimate]
    settles: Settles

    def of(
        self,
        at: Pass,
        term: Term,
        key: Hashable,
        shifts: Callable[[float], Mapping[Variable, Array]],
        count: int,
        *,
        held: bool,
    ) -> Estimate:
        for step in self.steps:
            nearby = at.nudged((key, step), partial(shifts, step), held=held)
            values = nearby.value(term)
            *lead, width, rows, columns = values.shape
            if width == 1:
                nothing = np.zeros((*lead, 1, count, rows, columns))
                return Estimate(nothing, nothing, values, len(lead), at.point.count)
            values = values.reshape(*lead, at.width, count, -1, rows, columns)
            found = self.estimate(values, step, at.point.count)
            if self.settles(found):
                break
        return found


def _shape(at: Pass, variable: Variable) -> tuple[int, int]:
    rows, columns = at.value(at.program.term(variable)).shape[-2:]
    return rows, columns


def _laid_out(estimate: Estimate, shape: tuple[int, int]) -> Estimate:
    """Slopes along all entries of a variable, as the derivative in denominator layout."""

    def laid_out(values: Array) -> Array:
        *lead, _, rows, columns = values.shape
        if shape == (1, 1):
            return values[..., 0, :, :]
        if rows == columns == 1:
            return np.swapaxes(values.reshape(*lead, *reversed(shape)), -1, -2)
        return np.swapaxes(values, -1, -2).reshape(*lead, shape[0] * shape[1], rows * columns)

    return replace(estimate, value=laid_out(estimate.value), gap=laid_out(estimate.gap))


def _second(at: Pass, function: Term, first: Variable, second: Variable) -> Estimate:
    one, other = entries(_shape(at, first)), entries(_shape(at, second))
    if 12 * len(one) * len(other) * max(len(one), len(other)) > MOST_NUMBERS:
        raise TooLargeError
    same = first == second
    rows, columns = np.triu_indices(len(one)) if same else np.indices((len(one), len(other))).reshape(2, -1)
    pairs = (
        {first: (one[None, rows], other[None, columns])}
        if same
        else {
            first: (one[None, rows], np.zeros_like(one[None, rows])),
            second: (np.zeros_like(other[None, columns]), other[None, columns]),
        }
    )
    found = curvatures(at, function, pairs, ("pairs of entries", first, second))
    if len(one) == len(other) == 1:
        return replace(found, value=found.value[..., 0, :, :], gap=found.gap[..., 0, :, :])
    if found.value.shape[-2:] != (1, 1):
        raise Refusal(
            ErrorName.NOT_CHECKABLE,
            "the second derivative of a vector or matrix by a vector or matrix is not checked",
            hint="ask for the second derivative of a scalar",
        )

    def laid_out(values: Array) -> Array:
        table = np.empty((*values.shape[:-3], len(one), len(other)))
        table[..., rows, columns] = values[..., 0, 0]
        if same:
            table[..., columns, rows] = values[..., 0, 0]
        return table

    return replace(found, value=laid_out(found.value), gap=laid_out(found.gap))
