"""Degrees are never too low: the bound of a decision rests on them."""

from __future__ import annotations

import pytest
import sympy
from sympy import Poly, S, fraction, together

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Det,
    Hadamard,
    Inverse,
    Mul,
    Partial,
    Pow,
    SumEntries,
    Trace,
    Transpose,
    Variable,
)
from mkdocs_matcalc.exact.definitions import Definitions
from mkdocs_matcalc.exact.degrees import CONSTANT, LINEAR, Degree, Degrees
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.sampling import Sampling
from mkdocs_matcalc.exact.setting import Setting

s, x = Variable("s"), Variable("x", 2)
A, B = Variable("A", 2, 2), Variable("B", 3, 3)
S_ = sympy.Symbol("s")
X = sympy.Matrix(2, 1, lambda i, _: sympy.Symbol(f"x{i}"))
AA = sympy.Matrix(2, 2, lambda i, j: sympy.Symbol(f"a{i}{j}"))
BB = sympy.Matrix(3, 3, lambda i, j: sympy.Symbol(f"b{i}{j}"))

CASES = [
    (Mul(Transpose(x), A, x), (X.T * AA * X)[0]),
    (Add(Pow(s, S(3)), Mul(S(2), s)), S_**3 + 2 * S_),
    (Pow(s, S(-2)), S_**-2),
    (Add(Pow(s, S(-1)), Trace(A)), 1 / S_ + AA.trace()),
    (Det(A), AA.det()),
    (Det(Mul(A, A)), (AA * AA).det()),
    (Det(B), BB.det()),
    (Trace(Inverse(A)), AA.inv().trace()),
    (Trace(Inverse(B)), BB.inv().trace()),
    (Mul(Transpose(x), Inverse(Add(A, Transpose(A))), x), (X.T * (AA + AA.T).inv() * X)[0]),
    (SumEntries(Hadamard(A, A)), sum(each**2 for each in AA)),
    (Trace(Partial(Det(A), A)), AA[0, 0] + AA[1, 1]),
    (Partial(Pow(s, S(5)), s), 5 * S_**4),
]


@pytest.mark.parametrize(("expr", "formula"), CASES)
def test_a_degree_is_at_least_the_true_one(expr: sympy.Basic, formula: sympy.Expr) -> None:
    ring = Degrees()
    drawing = Sampling(ring, ring.random)
    point = Setting({}, {leaf: drawing.value(leaf, tuple(map(int, leaf.shape))) for leaf in (s, x, A, B)})
    found = Evaluation(ring, point, Definitions({}))(expr)[0, 0]
    above, below = fraction(together(formula))
    assert found.above >= _degree(above)
    assert found.below >= _degree(below)


def _degree(formula: sympy.Expr) -> int:
    symbols = sorted(formula.free_symbols, key=str)
    return Poly(formula, *symbols).total_degree() if symbols else 0


def test_arithmetic() -> None:
    x, over = LINEAR, Degree(1, 2)
    assert x + 3 == 3 + x == x - 3 == 3 - x == -x == LINEAR
    assert x * x + x == Degree(2, 0)
    assert x / (x * x) == Degree(1, 2)
    assert 1 / x == Degree(0, 1)
    assert over + over == Degree(3, 4)
    assert over * over == Degree(2, 4)
    assert CONSTANT * 2 == CONSTANT
