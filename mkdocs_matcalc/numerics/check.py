"""Whether a result holds: against finite differences, or line against line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.errors import CheckFailed, Refusal
from mkdocs_matcalc.numerics.evaluate import derivative, evaluate
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.richardson import FLOOR, scale
from mkdocs_matcalc.numerics.sample import sample

TOLERANCE = 1e-5
DRAWS = 80
# A point where the derivative vanishes (all units of a relu off) says little: others are looked for first.
FLAT_DRAWS = 12


@dataclass(frozen=True)
class Checked:
    """At how many points a result was compared, and the worst relative error found."""

    points: int
    worst: float


@dataclass(frozen=True)
class _Comparison:
    error: float
    flat: bool


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
        wrt: By what, in order; see `numerics.differences.estimate` for the layout.
        result: The derivative in denominator layout.
        definitions: Every defined name with its expression.
        structure: symmetric, skew or diagonal for a derivative on the matrices of that structure.

    Raises:
        CheckFailed: The result is wrong at a point, or has another shape.
        Refusal: Too few random points lie where everything has a value.
    """

    def compare(point: Point) -> _Comparison:
        differences = derivative(function, wrt, point, structure)
        expected = differences.settled()
        found = evaluate(result, point)
        if found.shape != expected.shape:
            raise CheckFailed(
                f"the derivative by {_names(wrt)} has a wrong shape: {_shape(found)} where the numeric one "
                f"has {_shape(expected)}"
            )
        flat = np.max(np.abs(expected), initial=0.0) <= FLOOR
        return _Comparison(_relative_error(found, expected, differences.size), bool(flat))

    # Second differences take the fourth power of a matrix's size.
    spread = 2 if len(wrt) > 1 else 4
    compared = _compared(compare, (function, result, *wrt), definitions, (), points, spread)
    worst = _worst(compared)
    if worst > TOLERANCE:
        raise CheckFailed(
            f"the derivative by {_names(wrt)} disagrees with finite differences, relative error {worst:.0e}"
        )
    if len(compared) < points:
        raise Refusal(
            f"the derivative by {_names(wrt)} could not be checked: of {DRAWS} random points only "
            f"{len(compared)} lie where the function and its derivative have a value",
            hint="declare what keeps every log, root and inverse defined, such as `x in R^n positive`",
        )
    return Checked(len(compared), worst)


def check_stationary(
    function: Basic,
    unknown: Variable,
    solution: Basic,
    definitions: Mapping[Variable, Basic],
    points: int = 3,
) -> Checked:
    """Compare the differences of a function at its stationary point with zero.

    Raises:
        CheckFailed: The function still changes there.
        Refusal: Too few random points lie where everything has a value.
    """

    def compare(point: Point) -> _Comparison:
        there = point.holding(unknown, evaluate(solution, point))
        found = derivative(function, (unknown,), there)
        # Slopes are small or large beside that at a point which is not stationary.
        usual = max(1.0, float(np.max(np.abs(derivative(function, (unknown,), point).settled()))))
        if found.error > TOLERANCE * usual:
            raise UndefinedError("the finite differences do not converge")
        return _Comparison(float(np.max(np.abs(found.value))) / usual, flat=False)

    compared = _compared(compare, (function, solution, unknown), definitions, (), points)
    worst = _worst(compared)
    if worst > TOLERANCE:
        raise CheckFailed(f"the function is not stationary at the {unknown.name} found, slope {worst:.0e}")
    if len(compared) < points:
        raise Refusal(f"the stationary point could not be checked at {points} random points")
    return Checked(len(compared), worst)


def agree(
    left: Basic,
    right: Basic,
    definitions: Mapping[Variable, Basic],
    wrt: tuple[Variable, ...] = (),
    points: int = 2,
) -> float | None:
    """The worst relative difference of two expressions at random points.

    Args:
        wrt: The variables that move in a differential; all others are constant.

    Returns:
        infinity for two different shapes, and None where too few points have a value.
    """

    def compare(point: Point) -> _Comparison:
        one, other = evaluate(left, point), evaluate(right, point)
        if one.shape != other.shape:
            return _Comparison(float("inf"), flat=False)
        return _Comparison(_relative_error(one, other, 0.0), flat=bool(np.max(np.abs(one)) <= FLOOR))

    compared = _compared(compare, (left, right, *wrt), definitions, wrt, points)
    worst = _worst(compared)
    return worst if worst > TOLERANCE or len(compared) == points else None


def _worst(compared: list[_Comparison]) -> float:
    return max((comparison.error for comparison in compared), default=0.0)


def _compared(
    compare: Callable[[Point], _Comparison],
    expressions: tuple[Basic, ...],
    definitions: Mapping[Variable, Basic],
    moving: tuple[Variable, ...],
    points: int,
    spread: int = 4,
) -> list[_Comparison]:
    """The first point that contradicts, or `points` that do not, flat ones only for want of others."""
    telling: list[_Comparison] = []
    flat: list[_Comparison] = []
    for comparison in _values(compare, expressions, definitions, moving, spread):
        if comparison.error > TOLERANCE:
            return [comparison]
        (flat if comparison.flat else telling).append(comparison)
        if len(telling) == points or len(flat) == FLAT_DRAWS:
            break
    return [*telling, *flat][:points]


def _values(
    compare: Callable[[Point], _Comparison],
    expressions: tuple[Basic, ...],
    definitions: Mapping[Variable, Basic],
    moving: tuple[Variable, ...],
    spread: int,
) -> Iterator[_Comparison]:
    for draw in range(DRAWS):
        try:
            point = sample(expressions, definitions, draw, moving, spread)
            for variable in moving:
                point = point.holding(variable, evaluate(variable, point))
            yield compare(point)
        except UndefinedError:
            continue


def _relative_error(found: Array, expected: Array, function_size: float) -> float:
    larger = max(scale(expected, function_size), scale(found, function_size))
    return float(np.max(np.abs(found - expected), initial=0.0)) / larger


def _names(wrt: tuple[Variable, ...]) -> str:
    return " and ".join(variable.name for variable in wrt)


def _shape(array: Array) -> str:
    return f"{array.shape[0]}×{array.shape[1]}"
