"""Nested sums over products, two factors at a time, against the same sums by loops."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, product

import numpy as np
import pytest
from sympy import Basic, S, Symbol

from mkdocs_matcalc.algebra.build import add, apply, mul
from mkdocs_matcalc.algebra.nodes import Entry, IndexedSum, KroneckerDelta, Variable, dimension, index
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.numerics.check import agree
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.point import Point
from mkdocs_matcalc.verify.checked import checked

n, m = dimension("n"), dimension("m")
A, X = Variable("A", n, n), Variable("X", n, m)
i, j, k, p, q = map(index, "ijkpq")
SIZES = {n: 3, m: 2}
VALUES = {A: np.arange(1.0, 10).reshape(3, 3), X: np.array([[1.0, -2], [0.5, 3], [2, 1]])}


def _summed(body: Basic, *axes: tuple[Symbol, Basic]) -> Basic:
    for axis, upper in reversed(axes):
        body = IndexedSum(body, axis, upper)
    return body


ALL = ((i, n), (j, m), (k, n), (p, m), (q, n))
FORMS = {
    "a product": (mul(Entry(A, i, k), Entry(X, k, j), Entry(X, q, p), Entry(A, q, i)), ALL),
    "an index that nothing has": (mul(Entry(A, i, k), Entry(X, k, j)), ALL),
    "a product of a sum": (
        mul(Entry(A, i, q), add(mul(S(2), Entry(X, k, j)), mul(Entry(X, q, p), Entry(A, k, k)))),
        ALL,
    ),
    "deltas and a number": (mul(S(3), KroneckerDelta(i, k), Entry(A, i, q), Entry(X, q, p), j), ALL),
    "a sum further out, beside another": (
        mul(Entry(A, q, q), _summed(mul(Entry(A, i, q), Entry(X, i, j), Entry(X, k, p)), *ALL[:4])),
        ((q, n),),
    ),
}


def _by_loops(expr: Basic, at: Mapping[Basic, int]) -> float:
    """A sum as its definition has it, entry by entry."""
    match expr:
        case IndexedSum():
            return sum(
                _by_loops(expr.body, {**at, expr.index: each + 1}) for each in range(SIZES[expr.upper])
            )
        case Entry():
            matrix, *places = expr.args
            return float(VALUES[matrix][tuple(at[place] - 1 for place in places)])
        case KroneckerDelta():
            return float(at[expr.args[0]] == at[expr.args[1]])
    if expr in at:
        return at[expr]
    if not expr.args:
        return float(expr)
    parts = [_by_loops(part, at) for part in expr.args]
    return sum(parts) if type(expr).__name__ == "Add" else float(np.prod(parts))


@pytest.mark.parametrize("form", FORMS)
def test_it_is_the_sum_by_loops(form: str) -> None:
    body, axes = FORMS[form]
    expr = _summed(body, *axes)
    found = evaluate(expr, Point(SIZES, VALUES))
    assert found.shape == (1, 1)
    assert found[0, 0] == pytest.approx(_by_loops(expr, {}), rel=1e-12)


@pytest.mark.parametrize("free", list(product((1, 2, 3), (1, 2))))
def test_indices_that_no_sum_binds_stay(free: tuple[int, int]) -> None:
    r, s = index("r"), index("s")
    expr = _summed(mul(Entry(A, i, r), Entry(X, i, j), Entry(X, k, s), Entry(A, q, k), Entry(X, q, p)), *ALL)
    at = {r: free[0], s: free[1]}
    found = evaluate(expr, Point({**SIZES, **at}, VALUES))
    assert found[0, 0] == pytest.approx(_by_loops(expr, at), rel=1e-12)


def test_a_derivative_with_ten_indices_is_checked() -> None:
    block = "option method = index\nC in R^(n x n)\nX in R^(n x m)\nB in R^(m x p)\n"
    derivation = checked(derive(parse(block + "d/dX tr(B^T X^T C X X^T C X B)")))
    assert derivation.check is not None
    assert derivation.check.points >= 3


def test_too_many_indices_are_too_large_before_they_fill_the_memory() -> None:
    indices = [index(f"i{number}") for number in range(28)]
    pairs = (mul(Entry(A, one, two), Entry(A, two, one)) for one, two in pairwise(indices))
    expr = _summed(apply("sin", add(*pairs)), *((each, n) for each in indices))
    with pytest.raises(Refusal) as refused:
        agree(expr, expr, {})
    assert refused.value.message == "it can't be checked: its sums have too many indices at once"
