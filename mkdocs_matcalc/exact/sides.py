"""Two sides as numbers to be compared: a derivative along a direction in which its variable moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Partial, Variable, is_scalar
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.worth import matrix, scalar, total

Number = Callable[[], Element]


def both(left: Basic, right: Basic, at: Evaluation, number: Number) -> tuple[Array, Array]:
    """The values of two sides of one shape.

    A derivative is compared along a drawn direction: what is equal along that is equal in all entries, with
    the same bound as for a drawn point. Beside a derivative of the second order both directions are drawn.

    Args:
        number: Draws a number.
    """
    for derivative, other, turned in ((left, right, False), (right, left, True)):
        if isinstance(derivative, Partial) and _is_along(derivative):
            found = _along(derivative, other, at, number)
            return found[::-1] if turned else found
    return at(left), at(right)


def along_all(
    function: Basic, gradients: Mapping[Variable, Basic], at: Evaluation, number: Number
) -> tuple[Array, Array]:
    """The slope of a number where all variables move, and what it is by its gradients.

    One direction for all tells a wrong gradient as one for each does: each is a number of its own.
    """
    directions = {name: _direction(name, at, number) for name in gradients}
    slope = at.moving_together(directions).slope(function)
    parts = [total(at(gradients[name]) * direction) for name, direction in directions.items()]
    return slope, scalar(reduce(add, parts))


@dataclass(frozen=True)
class Equality:
    """Two sides of a line, and the names that move in its differentials."""

    left: Basic
    right: Basic
    moving: tuple[Variable, ...] = ()


def of_all_lines(lines: Sequence[Equality], at: Evaluation, number: Number) -> tuple[Array, Array]:
    """The values of many lines, one behind the other."""
    evaluations: dict[tuple[Variable, ...], Evaluation] = {}
    sides: tuple[list[Element], list[Element]] = ([], [])
    for line in lines:
        if line.moving not in evaluations:
            directions = {name: _direction(name, at, number) for name in line.moving}
            evaluations[line.moving] = at.along(directions) if directions else at
        for values, side in zip(sides, (line.left, line.right), strict=True):
            values += evaluations[line.moving](side).flat
    left, right = (matrix((len(values), 1), values) for values in sides)
    return left, right


def _is_along(derivative: Partial) -> bool:
    function, *wrt = derivative.args
    if not all(isinstance(name, Variable) and not is_scalar(name) for name in wrt):
        return False
    return len(wrt) == 1 or (len(wrt) == 2 and is_scalar(function))


def _along(derivative: Partial, other: Basic, at: Evaluation, number: Number) -> tuple[Array, Array]:
    function = derivative.args[0]
    wrt = [name for name in derivative.args[1:] if isinstance(name, Variable)]
    first, *second = (_direction(name, at, number) for name in wrt)
    claimed = at(other)
    along = at.moving(wrt[0], first)
    if second:
        both = along.moving(wrt[1], second[0])
        bend = along.slope_of(both.slope(function))
        return bend, _column(first).T @ claimed @ _column(second[0])
    slope = along.slope(function)
    if is_scalar(function):
        return slope, scalar(total(claimed * first))
    return _column(slope).T, _column(first).T @ claimed


def _direction(name: Variable, at: Evaluation, number: Number) -> Array:
    rows, columns = at.shape(name)
    return matrix((rows, columns), (number() for _ in range(rows * columns)))


def _column(value: Array) -> Array:
    return value.reshape((-1, 1), order="F")
