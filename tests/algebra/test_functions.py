"""The table of functions: each textbook derivative equals SymPy's derivative of the value."""

from __future__ import annotations

import numpy as np
import pytest
import sympy

from mkdocs_matcalc.algebra.functions import FUNCTIONS, ElementwiseFunction, derivative, scalar_value
from mkdocs_matcalc.algebra.nodes import Function, Variable, shape_of
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import Point


@pytest.mark.parametrize("entry", FUNCTIONS.values(), ids=FUNCTIONS)
def test_derivative_is_that_of_the_value(entry: ElementwiseFunction) -> None:
    z = Variable("z", 4)
    t = sympy.Symbol("t", real=True)
    low, high = entry.domain
    # Away from 0, where the functions with a kink have theirs.
    values = np.linspace(low, high, 4)
    point = Point({}, {z: values.reshape(4, 1)})
    slope = entry.value(t).diff(t)
    expected = [float(slope.subs(t, value)) for value in values]
    result = derivative(Function(entry.name), z)
    assert shape_of(result) == (4, 1)
    np.testing.assert_allclose(evaluate(result, point).ravel(), expected, rtol=1e-12, atol=1e-15)


def test_an_abstract_function_has_no_value() -> None:
    assert scalar_value(Function("g"), sympy.Symbol("t")) is None
    assert derivative(Function("g"), Variable("z", 3)).function.order == 1
