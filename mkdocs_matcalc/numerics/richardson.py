"""Central differences, extrapolated to a vanishing step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mkdocs_matcalc.numerics.point import Array, UndefinedError

FIRST_ORDER_STEP = 8e-3
SECOND_ORDER_STEP = 4e-2
CONVERGED = 1e-6
# A derivative is as large as its largest entry, and at least this part of the function's own size.
FLOOR = 1e-4


@dataclass(frozen=True)
class Estimate:
    """A derivative, how far its last two extrapolations are apart, and how large the function was."""

    value: Array
    error: float
    size: float

    def settled(self) -> Array:
        """The derivative.

        Raises:
            UndefinedError: The extrapolations disagree: a kink, a pole or a cliff is near.
        """
        if self.error > CONVERGED * scale(self.value, self.size):
            raise UndefinedError("the finite differences do not converge")
        return self.value


def scale(derivative: Array, function_size: float) -> float:
    """What errors in a derivative are measured against."""
    return float(max(np.max(np.abs(derivative), initial=0.0), FLOOR * max(1.0, function_size)))


def _extrapolate(estimates: list[Array], size: float) -> Estimate:
    """Estimates at steps h, h/2 and h/4 whose errors are even powers of h, freed of h² and h⁴."""
    coarse, middle, fine = estimates
    first, second = (4 * middle - coarse) / 3, (4 * fine - middle) / 3
    value = (16 * second - first) / 15
    return Estimate(value, float(np.max(np.abs(value - second), initial=0.0)), size)


def slope(function: Callable[[float], Array]) -> Estimate:
    """The derivative at 0 of a function of one number, of the function's shape."""
    size = 0.0
    estimates = []
    for step in (FIRST_ORDER_STEP, FIRST_ORDER_STEP / 2, FIRST_ORDER_STEP / 4):
        ahead, behind = function(step), function(-step)
        size = max(size, float(np.max(np.abs(ahead), initial=0.0)))
        estimates.append((ahead - behind) / (2 * step))
    return _extrapolate(estimates, size)


def curvature(function: Callable[[float, float], Array]) -> Estimate:
    """The mixed second derivative at (0, 0) of a function of two numbers."""
    size = 0.0
    estimates = []
    for h in (SECOND_ORDER_STEP, SECOND_ORDER_STEP / 2, SECOND_ORDER_STEP / 4):
        corner = function(h, h)
        size = max(size, float(np.max(np.abs(corner), initial=0.0)))
        estimates.append((corner - function(h, -h) - function(-h, h) + function(-h, -h)) / (4 * h * h))
    return _extrapolate(estimates, size)
