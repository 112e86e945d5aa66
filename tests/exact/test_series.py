"""Functions of one number as power series, against SymPy's values and derivatives of their definitions."""

from __future__ import annotations

import flint
import pytest
import sympy

from mkdocs_matcalc.algebra.functions import FUNCTIONS, scalar_value
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.errors import NoValueError
from mkdocs_matcalc.exact.series import FUNCTIONS as SERIES
from mkdocs_matcalc.exact.series import KINKED

DIGITS = 40
T = sympy.Symbol("t", real=True)


def test_every_function_has_a_series() -> None:
    assert sorted(FUNCTIONS.keys() - SERIES.keys()) == []
    assert sorted(SERIES.keys() - FUNCTIONS.keys()) == []


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_series_has_the_derivatives_of_the_definition(name: str, order: int) -> None:
    low, high = FUNCTIONS[name].domain
    expected = scalar_value(Function(name, order), T)
    assert expected is not None
    for at in (sympy.Rational(2 * low + high) / 3, sympy.Rational(low + 3 * high) / 4):
        with flint.ctx.workdps(2 * DIGITS):
            ball = flint.arb(flint.fmpq(int(at.p), int(at.q)))
            found = Balls(0).function(Function(name), order, ball)
            right = flint.arb(str(expected.subs(T, at).evalf(2 * DIGITS)))
            assert abs(found - right) < flint.arb(10) ** -DIGITS


def test_the_functions_with_a_kink_are_those_that_are_no_series_at_0() -> None:
    """A function is analytic at 0 where slopes from both sides agree in every order, or where it has none."""
    bent = set()
    for name, function in FUNCTIONS.items():
        value = function.value(T)
        for order in range(3):
            ends = {sympy.limit(value.diff(T, order), T, 0, side) for side in "+-"}
            if len(ends) == 2 and all(end.is_finite and end.is_real for end in ends):
                bent.add(name)
    assert bent == {*KINKED}


@pytest.mark.parametrize("name", sorted(KINKED - {"sign"}))
def test_a_ball_around_a_kink_has_a_value_and_no_slope(name: str) -> None:
    around = flint.arb(0, 1e-30)
    value = Balls(0).function(Function(name), 0, around)
    assert value.contains(0)
    assert value.rad() < 1e-20
    with pytest.raises(NoValueError):
        Balls(0).function(Function(name), 1, around)


def test_a_function_outside_its_domain_has_no_value() -> None:
    found = Balls(0).function(Function("log"), 0, flint.arb(-1))
    assert not found.is_finite()
