"""The Frobenius notation: A : B where a derivation has tr(AᵀB)."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import bottom_up, mul, transpose, with_parts
from mkdocs_matcalc.algebra.nodes import Differential, Frobenius, Mul, Trace


def in_frobenius_notation(expr: Basic) -> Basic:
    """Each trace of a product that ends in a change as the product A : dX."""
    return bottom_up(expr, _paired)


def _paired(expr: Basic, args: list[Basic]) -> Basic:
    chain = expr.args[0].chain if isinstance(expr, Trace) and isinstance(expr.args[0], Mul) else ()
    if len(chain) > 1 and chain[-1].has(Differential):
        return Frobenius(transpose(mul(*chain[:-1])), chain[-1])
    return with_parts(expr, args)
