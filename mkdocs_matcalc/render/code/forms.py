"""What an expression is to NumPy: a matrix, one scalar in every entry, a system to solve."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.nodes import is_number, shape_of


def is_matrix(expr: Basic) -> bool:
    return 1 not in shape_of(expr)


def is_negative(exponent: Basic) -> bool:
    return is_number(exponent) and bool(exponent.could_extract_minus_sign())


def closes(run: list[Basic]) -> bool:
    return (shape_of(run[0])[0], shape_of(run[-1])[1]) == (1, 1)


def unfilled(parts: tuple[Basic, ...]) -> tuple[Basic, ...]:
    """Parts of one shape; one that is a scalar in every entry is that scalar, which NumPy spreads."""
    values = tuple(map(_filling, parts))
    if None not in values:
        return parts
    return tuple(part if value is None else value for part, value in zip(parts, values, strict=True))


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
        return n.Transpose(factor.args[0].args[0])
    return None
