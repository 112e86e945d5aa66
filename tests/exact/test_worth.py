"""Each node's value in a ring, against what NumPy gives for it by hand."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np
import pytest
from sympy import Basic, preorder_traversal

from mkdocs_matcalc.algebra.exponents import is_whole
from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import Apply, Call, CallGradient, CallHessian, Norm, Pow, is_scalar
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.definitions import Definitions
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.setting import Setting
from mkdocs_matcalc.exact.worth import VALUES, WITHOUT_VALUE
from tests.numerics.test_evaluate import CASES, POINT

# Abstract functions are others here; `test_rings` is about them.
ABSTRACT = {Call, CallGradient, CallHessian}


def has_value(expr: Basic) -> bool:
    parts = {*preorder_traversal(expr)}
    return not any(
        type(part) in {*WITHOUT_VALUE, *ABSTRACT}
        or (isinstance(part, Apply) and not is_known(part.function))
        or (isinstance(part, Norm) and part.kind == "nuc")
        or (isinstance(part, Pow) and not is_scalar(part) and not is_whole(part.exponent))
        or (isinstance(part, Norm) and part.kind == "2" and not part.euclidean)
        for part in parts
    )


HELD = {name: case for name, case in CASES.items() if has_value(case[0])}


@pytest.mark.parametrize("name", HELD)
def test_a_node_has_the_value_that_is_written_by_hand(name: str) -> None:
    expr, expected = HELD[name]
    found = balls_at_the_point()(expr)
    numbers = np.array([[float(each.mid()) for each in row] for row in found])
    np.testing.assert_allclose(numbers, np.asarray(expected, dtype=float).reshape(numbers.shape), rtol=1e-9)


def test_every_node_with_a_value_has_a_case() -> None:
    held = {type(part) for expr, _ in HELD.values() for part in preorder_traversal(expr)}
    assert sorted(node.__name__ for node in VALUES.keys() - held - ABSTRACT) == []


def balls_at_the_point() -> Evaluation:
    leaves = {leaf: balls(array) for leaf, array in POINT.values.items()}
    directions = {name: balls(array) for name, array in POINT.directions.items()}
    return Evaluation(Balls(0), Setting(POINT.sizes, leaves, directions), Definitions(POINT.definitions))


def balls(array: Any) -> Any:
    return np.vectorize(lambda each: flint.arb(float(each)), otypes=[object])(array)
