"""What an expression is to an array library: a matrix, one scalar in every entry, a system to solve."""

from __future__ import annotations

from typing import TypeGuard

from sympy import Basic, Expr, S

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import is_ones, neg, transpose
from mkdocs_matcalc.algebra.nodes import is_number, shape_of


def is_matrix(expr: Basic) -> bool:
    return all(map(is_axis, shape_of(expr)))


def is_negative(exponent: Basic) -> TypeGuard[Expr]:
    return is_number(exponent) and bool(exponent.could_extract_minus_sign())


def is_axis(size: Basic) -> bool:
    """Whether an array has an axis of that size: one along which it has a single entry is left out."""
    return size is not S.One


def closes(run: list[Basic]) -> bool:
    return shape_of(run[0])[0] is shape_of(run[-1])[1] is S.One


def runs(factors: tuple[Basic, ...]) -> list[list[Basic]]:
    """A chain of matrices, cut where an inner dimension is 1: there a number or an outer product arises."""
    cut: list[list[Basic]] = [[]]
    for factor in factors:
        if cut[-1] and not is_axis(shape_of(factor)[0]):
            cut.append([])
        cut[-1].append(factor)
    return cut


def system(factor: Basic) -> Basic | None:
    """The matrix M where the factor is M⁻¹."""
    if isinstance(factor, n.Inverse):
        return factor.args[0]
    if isinstance(factor, n.Transpose) and isinstance(factor.args[0], n.Inverse):
        return transpose(factor.args[0].args[0])
    return None


def stable_log(arg: Basic) -> tuple[str, Basic] | None:
    """The function of what that is the logarithm of `arg`, where the plain one would overflow.

    log det X, log Σ exp(z), log(1 + exp(z)) and log σ(z), the last as minus the softplus of -z.
    """
    match arg:
        case n.Det():
            return "log_det", arg.args[0]
        case n.SumEntries(args=(n.Apply() as inner,)) if _is_exp(inner):
            return "log_sum_exp", inner.arg
        case n.Add(args=(left, right)):
            one, other = (left, right) if _is_exp(right) else (right, left)
            return ("softplus", other.arg) if is_ones(one) and _is_exp(other) else None
        case n.Apply() if arg.function.name == "sigmoid" and arg.function.order == 0:
            return "log_sigmoid", neg(arg.arg)
    return None


def _is_exp(expr: Basic) -> TypeGuard[n.Apply]:
    return isinstance(expr, n.Apply) and expr.function.name == "exp" and expr.function.order == 0
