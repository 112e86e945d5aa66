"""Inverses."""

from __future__ import annotations

from sympy import Basic, Integer, S

from mkdocs_matcalc.algebra.build import add, indexed_sum, mul, neg, power
from mkdocs_matcalc.algebra.exponents import counts
from mkdocs_matcalc.algebra.nodes import Inverse, Pow, fresh_index, is_number, is_scalar
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate


@CATALOGUE.differential(
    "Inverse rule",
    Inverse,
    statement=r"\mathrm{d}(X^{-1}) = -X^{-1}\, \mathrm{d}X\, X^{-1}",
    condition="$X$ invertible",
    example="d/dX tr(X^-1 A)",
    needs=lambda node: (Condition("invertible", node.args[0]),),
    operands=lambda node: node.args,
    role="square",
)
def inverse_rule(node: Basic, d: Differentiate) -> Basic | None:
    return mul(S.NegativeOne, node, d(node.args[0]), node)


@CATALOGUE.differential(
    "Negative power of a matrix",
    Pow,
    statement=r"\mathrm{d}(X^{-k}) = -\sum_{i=1}^{k} X^{-i}\, \mathrm{d}X\, X^{-(k + 1 - i)}",
    condition="$X$ invertible; $k$ a positive whole number",
    example="d/dX tr(A X^-2)",
    needs=lambda node: (Condition("invertible", node.args[0]),),
    operands=lambda node: node.args[:1],
    role="square",
)
def negative_power_of_a_matrix(node: Basic, d: Differentiate) -> Basic | None:
    base, exponent = node.args
    if is_scalar(base) or not (is_number(exponent) and counts(-exponent)):
        return None
    if isinstance(exponent, Integer):
        count = -int(exponent)
        terms = (mul(power(base, -i), d(base), power(base, i - count - 1)) for i in range(1, count + 1))
        return neg(add(*terms))
    i = fresh_index({str(each) for each in node.free_symbols})
    return neg(indexed_sum(mul(power(base, -i), d(base), power(base, exponent + i - 1)), i, -exponent))
