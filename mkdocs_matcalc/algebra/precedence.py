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


BINDINGS: dict[type[Basic], Binding] = {
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
    **dict.fromkeys(
        (
            n.Variable, n.Family, n.Member, n.Entry, n.Identity, n.Fill, n.Unit, n.KroneckerDelta,
            n.Commutation, n.Trace, n.Det, n.Norm, n.WeightedNorm, n.Inner, n.WeightedInner, n.SumEntries,
            n.Mean, n.Variance, n.LogSumExp, n.MaxEntry, n.ArgmaxUnit, n.Apply, n.Softmax, n.RowSoftmax,
            n.RowLogSumExp, n.Diag, n.DiagPart, n.Vec, n.Unvec, n.Call, n.CallGradient, n.CallHessian,
            n.Differential, n.Partial, n.Constrained, n.Bracket, n.Expectation, n.Covariance,
            n.MatrixFunction,
        ),
        Binding.ATOM,
    ),
}  # fmt: skip


def binding(expr: Basic) -> Binding:
    """How tightly an expression binds as it is printed."""
    if isinstance(expr, n.HadamardPower) and expr.exponent == -1:
        return Binding.HADAMARD
    if isinstance(expr, n.Fill) and expr.value not in (0, 1):
        return Binding.PRODUCT
    if isinstance(expr, n.Node):
        return BINDINGS[type(expr)]
    if expr.is_Add:
        return Binding.SUM
    if expr.is_Mul or (expr.is_Rational and not isinstance(expr, Integer)):
        return Binding.PRODUCT
    if isinstance(expr, Integer) and expr < 0:
        return Binding.PRODUCT
    return Binding.POWER if expr.is_Pow else Binding.ATOM
