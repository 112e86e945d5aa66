"""How tightly each node binds on the page, and so where parentheses go; the block language agrees."""

from __future__ import annotations

from enum import IntEnum

from sympy import Basic, Integer

from mkdocs_matcalc.algebra import nodes as n


class Binding(IntEnum):
    SUM = 1
    HADAMARD = 2
    PRODUCT = 3
    POWER = 4
    ATOM = 5


_BINDING = {
    n.Add: Binding.SUM,
    n.IndexedSum: Binding.SUM,
    n.Hadamard: Binding.HADAMARD,
    n.Kronecker: Binding.HADAMARD,
    n.Frobenius: Binding.HADAMARD,
    n.Mul: Binding.PRODUCT,
    n.PolarFactor: Binding.PRODUCT,
    n.TopSingularPair: Binding.PRODUCT,
    n.Pow: Binding.POWER,
    n.HadamardPower: Binding.POWER,
    n.Transpose: Binding.POWER,
    n.Inverse: Binding.POWER,
}


def binding(expr: Basic) -> Binding:
    """How tightly an expression binds as it is printed."""
    if isinstance(expr, n.HadamardPower) and expr.exponent == -1:
        return Binding.HADAMARD
    if isinstance(expr, n.Fill) and expr.value not in (0, 1):
        return Binding.PRODUCT
    if isinstance(expr, n.Node):
        return _BINDING.get(type(expr), Binding.ATOM)
    if expr.is_Add:
        return Binding.SUM
    if expr.is_Mul or (expr.is_Rational and not isinstance(expr, Integer)):
        return Binding.PRODUCT
    if isinstance(expr, Integer) and expr < 0:
        return Binding.PRODUCT
    return Binding.POWER if expr.is_Pow else Binding.ATOM
