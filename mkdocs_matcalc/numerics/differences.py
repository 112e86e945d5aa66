"""Derivatives by finite differences, in denominator layout."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.numerics.point import Array, Point
from mkdocs_matcalc.numerics.richardson import Estimate, curvature, slope


def estimate(
    function: Callable[[Point], Array], wrt: tuple[Variable, ...], point: Point, structure: str = ""
) -> Estimate:
    """The derivative of a function of the point by one variable, or by two in that order, a 2-D array.

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
            return _first(function, variable, point, structure)
        case (first, second):
            return _second(function, first, second, point)
        case _:
            raise Refusal(f"a derivative of order {len(wrt)} is not checked", hint="ask for order one or two")


def _nudges(variable: Variable, point: Point, structure: str = "") -> list[Array]:
    """One array for each entry, column by column, that is 1 in that entry and keeps the structure."""
    shape = point.values[variable].shape
    size = point.values[variable].size
    return [KEEPING[structure](row.reshape(shape, order="F")) for row in np.eye(size)]


# How a matrix of a structure moves when one of its entries does.
KEEPING: dict[str, Callable[[Array], Array]] = {
    "": lambda nudge: nudge,
    "symmetric": lambda nudge: np.maximum(nudge, nudge.T),
    "skew": lambda nudge: nudge - nudge.T,
    "diagonal": lambda nudge: np.diag(np.diag(nudge)),
}


def _first(function: Callable[[Point], Array], variable: Variable, point: Point, structure: str) -> Estimate:
    slopes = [
        slope(lambda t, nudge=nudge: function(point.moved({variable: t * nudge})))  # type: ignore[misc]
        for nudge in _nudges(variable, point, structure)
    ]
    shape = point.values[variable].shape
    if shape == (1, 1):
        return slopes[0]
    if slopes[0].value.size == 1:
        value = np.array([entry.value.item() for entry in slopes]).reshape(shape, order="F")
    else:
        value = np.array([entry.value.ravel(order="F") for entry in slopes])
    return _joined(value, slopes)


def _second(function: Callable[[Point], Array], first: Variable, second: Variable, point: Point) -> Estimate:
    def at(one: Array, other: Array) -> Array:
        if first == second:
            return function(point.moved({first: one + other}))
        return function(point.moved({first: one, second: other}))

    rows, columns = _nudges(first, point), _nudges(second, point)
    entries: dict[tuple[int, int], Estimate] = {}
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            known = first == second and j < i
            entries[i, j] = (
                entries[j, i]
                if known
                else curvature(lambda s, t, row=row, column=column: at(s * row, t * column))  # type: ignore[misc]
            )
    if len(entries) == 1:
        return entries[0, 0]
    if entries[0, 0].value.size != 1:
        raise Refusal(
            "the second derivative of a vector or matrix by a vector or matrix is not checked",
            hint="ask for the second derivative of a scalar",
        )
    value = np.array([entry.value.item() for entry in entries.values()]).reshape(len(rows), len(columns))
    return _joined(value, list(entries.values()))


def _joined(value: Array, parts: list[Estimate]) -> Estimate:
    return Estimate(value, max(part.error for part in parts), max(part.size for part in parts))
