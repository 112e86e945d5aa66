"""Inverses and determinants: in any ring, and of dual numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mkdocs_matcalc.exact.dual import Element, reciprocal, value_of
from mkdocs_matcalc.exact.errors import NoValueError
from mkdocs_matcalc.exact.rings import Ring

# The minors of larger matrices are too many.
LARGEST_BY_MINORS = 5

# A matrix of elements.
Array = NDArray[Any]


def inverse(ring: Ring, matrix: Array) -> Array:
    """The inverse of a square matrix, by Gauss and Jordan.

    Raises:
        NoValueError: There is none.
    """
    size = len(matrix)
    rows = np.hstack([matrix, identity(ring, size)])
    for at in range(size):
        units = [below for below in range(at, size) if ring.is_unit(value_of(rows[below, at]))]
        if not units:
            raise NoValueError("a matrix is singular")
        if units[0] != at:
            rows[[at, units[0]]] = rows[[units[0], at]]
        rows[at] = rows[at] * reciprocal(rows[at, at])
        for other in range(size):
            if other != at:
                rows[other] = rows[other] - rows[at] * rows[other, at]
    return rows[:, size:]


def identity(ring: Ring, size: int) -> Array:
    """The identity of a size."""
    found = np.full((size, size), ring.rational(0), dtype=object)
    np.fill_diagonal(found, ring.rational(1))
    return found


def determinant(ring: Ring, matrix: Array) -> Element:
    """The determinant of a square matrix.

    A small one is of ever more rows, by every choice of as many columns: without a division, so that a
    singular matrix has one, too. A larger one has a pivot eliminated first, as long as there is one.
    """
    factor = ring.rational(1)
    while len(matrix) > LARGEST_BY_MINORS:
        places = [at for at, element in enumerate(matrix[:, 0]) if ring.is_unit(value_of(element))]
        if not places:
            break
        pivot = matrix[places[0]]
        factor = factor * pivot[0] * (-1) ** places[0]
        rest = np.delete(matrix, places[0], axis=0)
        matrix = rest[:, 1:] - np.outer(rest[:, 0] * reciprocal(pivot[0]), pivot[1:])
    minors: dict[int, Element] = {0: factor}
    for row in matrix:
        minors = _with_a_row(minors, row)
    return minors[(1 << len(matrix)) - 1]


def _with_a_row(minors: dict[int, Element], row: Array) -> dict[int, Element]:
    """The minors with one row more, each by its columns as the bits of a number."""
    found: dict[int, Element] = {}
    for chosen, minor in minors.items():
        for column, entry in enumerate(row):
            if chosen >> column & 1:
                continue
            term = minor * entry
            # The columns behind it that are chosen are as many exchanges away.
            term = -term if (chosen >> column).bit_count() % 2 else term
            columns = chosen | 1 << column
            found[columns] = found[columns] + term if columns in found else term
    return found
