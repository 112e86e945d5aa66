"""Functions of square matrices as a whole: by their eigenvalues, the exponential by its series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mkdocs_matcalc.numerics.point import Array, UndefinedError

# Of two matrices the one with the larger condition is noise: it is singular for all purposes.
WORST_CONDITION = 1e7
# An eigenvalue with less beside its real part is real.
_REAL = 1e-8
# So many terms of the series are enough where the norm is no more than that.
_TERMS, _SMALL = 20, 0.5
# Beyond it the exponential is no finite number.
_LARGEST = 2000.0


def by_eigenvalues(matrix: Array, function: Callable[[Any], Any], *, cut: bool) -> Array:
    """A function of complex numbers of each matrix; NaN where it has none, or too few eigenvectors for it.

    Args:
        cut: Whether the function has two values on the negative numbers, and the matrix none that is real.
    """
    _must_be_finite(matrix)
    values, vectors = np.linalg.eig(matrix.astype(complex))
    if cut:
        negative = (np.abs(values.imag) <= _REAL * np.abs(values)) & (values.real <= 0)
        values = np.where(negative, np.nan, values)
    try:
        back = np.linalg.inv(vectors)
    except np.linalg.LinAlgError as error:
        raise UndefinedError("a matrix has too few eigenvectors") from error
    found = (vectors * function(values)[..., None, :]) @ back
    lost = np.linalg.norm(vectors, axis=(-2, -1)) * np.linalg.norm(back, axis=(-2, -1)) > WORST_CONDITION
    return np.where(lost[..., None, None], np.nan, found.real)


def exponential(matrix: Array) -> Array:
    """The exponential of each matrix: by its series once it is small, and squared as often as halved."""
    _must_be_finite(matrix)
    norm = float(np.max(np.linalg.norm(matrix, axis=(-2, -1)), initial=0.0))
    if norm > _LARGEST:
        raise UndefinedError("a value is not finite")
    halvings = max(0, int(np.ceil(np.log2(max(norm, _SMALL) / _SMALL))))
    small = matrix / 2.0**halvings
    total = term = np.broadcast_to(np.eye(matrix.shape[-1]), matrix.shape)
    for number in range(1, _TERMS):
        term = term @ small / number
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return np.asarray(total)


def _must_be_finite(matrix: Array) -> None:
    if not np.all(np.isfinite(matrix)):
        raise UndefinedError("a value is not finite")
