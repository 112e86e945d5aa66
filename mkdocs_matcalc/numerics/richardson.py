"""Central differences, extrapolated to a vanishing step."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mkdocs_matcalc.numerics.point import Array, UndefinedError

# A step so small that a kink is seldom within it, for where the first one meets one.
FIRST_ORDER_STEPS = (8e-3, 5e-4)
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


@dataclass(frozen=True)
class Estimate:
    """A derivative, how far the two extrapolations that make it are apart, and how large the function was."""

    value: Array
    gap: Array
    size: float

    @property
    def error(self) -> float:
        """The largest gap."""
        return largest(self.gap)

    @property
    def is_settled(self) -> bool:
        """Whether the extrapolations agree: no kink, pole or cliff is near."""
        return self.error <= CONVERGED * scale(self.value, self.size)

    def settled(self) -> Array:
        """The derivative.

        Raises:
            UndefinedError: The extrapolations disagree.
        """
        if not self.is_settled:
            raise UndefinedError("the finite differences do not converge")
        return self.value


def largest(values: Array) -> float:
    """How far from zero the values are at most."""
    return float(np.abs(values).max()) if values.size else 0.0


def scale(derivative: Array, function_size: float) -> float:
    """What errors in a derivative are measured against."""
    return max(largest(derivative), FLOOR * max(1.0, function_size))


def slope(values: Array, step: float) -> Estimate:
    """The slope of a function from its values (…, 6, rows, columns) at `step` times each of `LINE`.

    Right at a kink all steps agree on the mean of two slopes; it is a gap all the same.
    """
    ahead, behind = values[..., 0::2, :, :], values[..., 1::2, :, :]
    found = _extrapolated((ahead - behind) / (2 * step * SHRINKING[:, None, None]), values)
    coarse, middle, fine = (each for each in np.moveaxis(ahead + behind, -3, 0))
    # What of the two sides' sum grows with the step itself, not with its square.
    jump = 2 * (4 * (middle - fine) - (coarse - middle)) / step
    return replace(found, gap=np.maximum(np.abs(found.gap), KINK * np.abs(jump)))


def curvature(values: Array, step: float) -> Estimate:
    """The mixed second derivative from values (…, 12, rows, columns) at `step` times each of `SQUARE`."""
    corners = values.reshape(*values.shape[:-3], 3, 4, *values.shape[-2:])
    signs = np.array([1.0, -1.0, -1.0, 1.0])[:, None, None]
    differences = (corners * signs).sum(axis=-3)
    return _extrapolated(differences / (4 * step**2 * SHRINKING[:, None, None] ** 2), values)


def _extrapolated(estimates: Array, values: Array) -> Estimate:
    """Estimates at steps h, h/2 and h/4 whose errors are even powers of h, freed of h² and h⁴."""
    coarse, middle, fine = (estimates[..., at, :, :] for at in range(3))
    first, second = (4 * middle - coarse) / 3, (4 * fine - middle) / 3
    value = (16 * second - first) / 15
    return Estimate(value, second - first, largest(values))
