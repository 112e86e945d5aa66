"""What an expression is to an array library: a matrix, one scalar in every entry, a system to solve."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import is_ones, neg, transpose
from mkdocs_matcalc.algebra.nodes import is_number, shape_of


def is_matrix(expr: Basic) -> bool:
    return 1 not in shape_of(expr)


def is_negative(exponent: Basic) -> bool:
    return is_number(exponent) and bool(exponent.could_extract_minus_sign())


def closes(run: list[Basic]) -> bool:
    return bool((shape_of(run[0])[0], shape_of(run[-1])[1]) == (1, 1))


def runs(factors: tuple[Basic, ...]) -> list[list[Basic]]:
    """A chain of matrices, cut where an inner dimension is 1: there a number or an outer product arises."""
    cut: list[list[Basic]] = [[]]
    for factor in factors:
        if cut[-1] and shape_of(factor)[0] == 1:
            cut.append([])
        cut[-1].append(factor)
    return cut


def unfilled(parts: tuple[Basic, ...]) -> tuple[Basic, ...]:
    """Parts of one shape; one that is a scalar in every entry is that scalar, which a library spreads."""
    values = tuple(map(_filling, parts))
    if None not in values:
        return parts
    return tuple(part if value is None else value for part, value in zip(parts, values, strict=True))


def spread(parts: tuple[Basic, ...]) -> tuple[Basic, ...]:
    """Matrices of one shape; one whose rows are all alike is that row, which a library spreads."""
    rows = tuple(_common_row(part) for part in parts)
    if None not in rows:
        return parts
    return tuple(part if row is None else row for part, row in zip(parts, rows, strict=True))


def _common_row(expr: Basic) -> Basic | None:
    """The v of 1 vᵀ, as a row."""
    if isinstance(expr, n.Mul) and len(expr.chain) > 1 and is_ones(expr.chain[0]):
        left, *others = expr.chain
        return n.Mul(*expr.scalars, *others) if shape_of(left)[1] == 1 else None
    return None


def _filling(expr: Basic) -> Basic | None:
    """The scalar that stands in every entry."""
    if isinstance(expr, n.Fill):
        return expr.value
    if isinstance(expr, n.Mul) and len(expr.chain) == 1 and isinstance(expr.chain[0], n.Fill):
        value = expr.chain[0].value
        return n.Mul(*expr.scalars) if value == 1 else n.Mul(*expr.scalars, value)
    return None


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
            one, other = unfilled((left, right)) if _is_exp(right) else unfilled((right, left))
            return ("softplus", other.arg) if one == 1 and _is_exp(other) else None
        case n.Apply() if arg.function.name == "sigmoid" and arg.function.order == 0:
            return "log_sigmoid", neg(arg.arg)
    return None


def _is_exp(expr: Basic) -> bool:
    return isinstance(expr, n.Apply) and expr.function.name == "exp" and expr.function.order == 0
