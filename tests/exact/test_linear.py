"""Determinants and inverses, against python-flint's and by fractions."""

from __future__ import annotations

import flint
import numpy as np
import pytest

from mkdocs_matcalc.exact.dual import Dual, slope_of, value_of
from mkdocs_matcalc.exact.errors import NoValueError
from mkdocs_matcalc.exact.linear import Array, determinant, identity, inverse
from mkdocs_matcalc.exact.rationals import Rationals

RING = Rationals()


def drawn(size: int, seed: int = 0) -> Array:
    numbers = np.random.default_rng([size, seed]).integers(-9, 10, size=(size, size, 2))
    found = np.empty((size, size), dtype=object)
    for place in np.ndindex(size, size):
        found[place] = flint.fmpq(int(numbers[place][0]), 1 + abs(int(numbers[place][1])))
    return found


def theirs(matrix: Array) -> flint.fmpq_mat:
    return flint.fmpq_mat(len(matrix), len(matrix), list(matrix.flat))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7, 9])
def test_determinant_and_inverse(size: int) -> None:
    matrix = drawn(size)
    assert determinant(RING, matrix) == theirs(matrix).det()
    assert list(inverse(RING, matrix).flat) == theirs(matrix).inv().entries()
    assert np.all(matrix @ inverse(RING, matrix) == identity(RING, size))


@pytest.mark.parametrize("size", [2, 4, 6, 8])
def test_a_singular_matrix_has_a_determinant_and_no_inverse(size: int) -> None:
    matrix = drawn(size)
    matrix[-1] = matrix[0] * 2
    assert determinant(RING, matrix) == 0
    with pytest.raises(NoValueError):
        inverse(RING, matrix)


def test_a_zero_stands_where_the_pivot_would() -> None:
    matrix = drawn(7)
    matrix[0, 0] = matrix[1, 0] = matrix[1, 1] = flint.fmpq(0)
    assert determinant(RING, matrix) == theirs(matrix).det()
    assert list(inverse(RING, matrix).flat) == theirs(matrix).inv().entries()


@pytest.mark.parametrize("size", [2, 3, 6, 7])
def test_slopes(size: int) -> None:
    """d det X = det X tr(X⁻¹ dX) and d X⁻¹ = -X⁻¹ dX X⁻¹."""
    matrix, along = drawn(size, 1), drawn(size, 2)
    moving = np.empty_like(matrix)
    for place in np.ndindex(matrix.shape):
        moving[place] = Dual(matrix[place], along[place], 1)
    own = inverse(RING, matrix)
    assert slope_of(determinant(RING, moving), 1) == determinant(RING, matrix) * np.trace(own @ along)
    found, right = inverse(RING, moving), -own @ along @ own
    assert all(slope_of(found[place], 1) == right[place] for place in np.ndindex(found.shape))


@pytest.mark.parametrize("size", [3, 6])
def test_the_slope_of_a_determinant_where_it_is_0(size: int) -> None:
    """Of a matrix of zeros but for a diagonal with one 0, it is the product of the others."""
    moving = np.full((size, size), flint.fmpq(0), dtype=object)
    for at in range(size):
        moving[at, at] = flint.fmpq(at)
    moving[0, 0] = Dual(flint.fmpq(0), flint.fmpq(1), 1)
    found = determinant(RING, moving)
    assert value_of(found) == 0
    assert slope_of(found, 1) == flint.fmpq(int(np.prod(range(1, size))))
