"""Central differences, extrapolated to a vanishing step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mkdocs_matcalc.numerics.point import Array, UndefinedError

# A step so small that a kink is seldom within it, for where the first one meets one.
FIRST_ORDER_STEPS = (8e-3, 5e-4)
# By which what contradicts is looked at again: what wiggles within a step has other slopes there.
FINER_STEPS = (3e-5,)
# How far slopes found by different steps may be apart, as a part of them, where something else contradicts.
ALIKE = 1e-2
SECOND_ORDER_STEPS = (4e-2, 1e-2)
CONVERGED = 1e-6
# How much of a jump in the slope counts as a gap: far more than converges, far less than rounding makes up.
KINK = 1e-4
# A derivative is as large as its largest entry, and at least this part of the function's own size.
FLOOR = 1e-4

# In units of the step: where a function is looked at for its slope, and for its mixed second derivative.
SHRINKING = np.array([1.0, 0.5, 0.25])
LINE = np.array([(side * size) for size in SHRINKING for side in (1, -1)])
SQUARE = np.array(
    [(one * size, other * size) for size in SHRINKING for one, other in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
)
CORNERS = np.array([1.0, -1.0, -1.0, 1.0])[:, None, None]

# Of estimates at steps h, h/2 and h/4 whose errors are even powers of h: one freed of h² and h⁴, and how far
# the two freed of h² are apart that make it.
EXTRAPOLATED = np.array([[1 / 45, -20 / 45, 64 / 45], [1 / 3, -5 / 3, 4 / 3]])
SLOPE = EXTRAPOLATED / (2 * SHRINKING)
CURVATURE = EXTRAPOLATED / (2 * SHRINKING) ** 2
# What of the sum of both sides grows with the step itself, not with its square.
JUMP = np.array([[-2.0, 10.0, -8.0]])


@dataclass(frozen=True)
class Estimate:
    """A derivative at some points.

    Attributes:
        value: The derivative.
        gap: How far the two extrapolations that make it are apart.
        around: The function near it.
        axis: The axis of each of them that runs over what is near a first point, a second and so on.
        points: How many points there are.
    """

    value: Array
    gap: Array
    around: Array
    axis: int = 0
    points: int = 1

    @cached_property
    def reached(self) -> Array:
        """How large the derivative is, at each point."""
        return by_point(self.value, self.points, self.axis)

    @cached_property
    def error(self) -> Array:
        """The largest gap, at each point."""
        return by_point(self.gap, self.points, self.axis)

    @cached_property
    def size(self) -> Array:
        """How large the function is near each point."""
        return by_point(self.around, self.points, self.axis)

    @cached_property
    def is_settled(self) -> bool:
        """Whether the extrapolations agree at every point: no kink, pole or cliff is near."""
        scale = np.maximum(self.reached, FLOOR * np.maximum(1.0, self.size))
        return bool(np.all(self.error <= CONVERGED * scale))

    def settled(self) -> Array:
        """The derivative.

        Raises:
            UndefinedError: The extrapolations disagree.
        """
        if not self.is_settled:
            raise UndefinedError("the finite differences do not converge")
        return self.value


def by_point(values: Array, points: int, axis: int = -3) -> Array:
    """How far from zero the values are at most, at each of some points in turn along an axis."""
    away = np.abs(values)
    if axis % values.ndim:
        away = np.moveaxis(away, axis, 0)
    if len(away) < points:
        return np.full(points, away.max(initial=0.0))
    return np.asarray(away.reshape(points, -1).max(axis=1, initial=0.0))


def largest(values: Array) -> float:
    """How far from zero the values are at most."""
    return float(np.abs(values).max()) if values.size else 0.0


def scale(derivative: Array, function_size: float) -> float:
    """What errors in a derivative are measured against."""
    return max(largest(derivative), FLOOR * max(1.0, function_size))


def slope(values: Array, step: float, points: int = 1) -> Estimate:
    """The slope from a function's values (…, nearby, directions, 6, rows, columns) at `step` times `LINE`.

    Right at a kink all steps agree on the mean of two slopes; it is a gap all the same.
    """
    *lead, _, rows, columns = values.shape
    ahead, behind = values[..., 0::2, :, :], values[..., 1::2, :, :]
    by_step = (*lead, 3, rows * columns)
    odd, even = (ahead - behind).reshape(by_step), (ahead + behind).reshape(by_step)
    found = (SLOPE / step @ odd).reshape(*lead, 2, rows, columns)
    jump = np.abs(JUMP * (KINK / step) @ even).reshape(*lead, rows, columns)
    gap = np.maximum(np.abs(found[..., 1, :, :]), jump)
    return Estimate(found[..., 0, :, :], gap, values, len(lead) - 2, points)


def curvature(values: Array, step: float, points: int = 1) -> Estimate:
    """The mixed second derivative from values (…, nearby, pairs, 12, rows, columns), likewise of `SQUARE`."""
    *lead, _, rows, columns = values.shape
    corners = values.reshape(*lead, 3, 4, rows, columns)
    differences = (corners * CORNERS).sum(axis=-3).reshape(*lead, 3, rows * columns)
    found = (CURVATURE / step**2 @ differences).reshape(*lead, 2, rows, columns)
    return Estimate(found[..., 0, :, :], found[..., 1, :, :], values, len(lead) - 2, points)
