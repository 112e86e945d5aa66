"""Dual numbers: slopes by the rules of arithmetic, also of each other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mkdocs_matcalc.exact.dual import Dual, reciprocal, slope_of, value_of

X = Fraction(3, 2)


def moving(value: object = X, level: int = 1) -> Dual:
    return Dual(value, Fraction(1), level)


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (lambda x: x * x * x - 2 * x + 1, 3 * X * X - 2),
        (lambda x: 1 - x, -1),
        (lambda x: 1 / x, -1 / X**2),
        (lambda x: x / (1 + x), 1 / (1 + X) ** 2),
        (lambda x: (2 - x) / x - x / 4, -2 / X**2 - Fraction(1, 4)),
        (lambda x: -(x - 5) * reciprocal(x * x), 1 / X**2 - 10 / X**3),
    ],
)
def test_a_slope_is_the_derivative(function: object, slope: Fraction) -> None:
    found = function(moving())  # type: ignore[operator]
    assert value_of(found) == function(X)  # type: ignore[operator]
    assert slope_of(found, 1) == slope


def test_a_slope_of_a_slope_is_the_second_derivative() -> None:
    x = moving(moving(), level=2)
    found = x * x * x / (1 + x)
    # The second derivative of x³/(1 + x) is 2 - 2/(1 + x)³.
    assert slope_of(slope_of(found, 2), 1) == 2 - 2 / (1 + X) ** 3
    assert slope_of(slope_of(found, 1), 2) == 2 - 2 / (1 + X) ** 3
    assert value_of(found) == X**3 / (1 + X)


def test_what_moves_at_another_level_is_a_constant() -> None:
    x, y = moving(Fraction(2), level=1), moving(Fraction(5), level=2)
    for found in (x * y * y, y * y * x, (x - 0) * (y * y)):
        assert value_of(slope_of(found, 1)) == 25
        assert value_of(slope_of(found, 2)) == 20
        assert slope_of(slope_of(found, 2), 1) == 10
    for found in (x / y, x * (1 / y)):
        assert value_of(slope_of(found, 2)) == Fraction(-2, 25)
        assert slope_of(slope_of(found, 1), 2) == Fraction(-1, 25)
    assert value_of(slope_of(y - x, 1)) == -1
    assert value_of(slope_of(x - y, 2)) == -1


def test_a_constant_has_no_slope() -> None:
    assert slope_of(Fraction(7), 1) == 0
    assert value_of(slope_of(moving(level=1), 2)) == 0
    assert isinstance(slope_of(moving(level=1) * moving(level=2), 1), Dual)


def test_nothing_is_divided_by_0() -> None:
    with pytest.raises(ZeroDivisionError):
        1 / Dual(Fraction(0), Fraction(1), 1)
