"""The Frobenius notation: A : B where a derivation has tr(AᵀB)."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import mul, rebuild, transpose
from mkdocs_matcalc.algebra.nodes import Differential, Frobenius, Mul, Trace, Variable, is_number


def in_frobenius_notation(expr: Basic) -> Basic:
    """Each trace of a product that ends in a change as the product A : dX."""
    if isinstance(expr, Variable) or is_number(expr) or not expr.args:
        return expr
    args = [in_frobenius_notation(arg) for arg in expr.args]
    chain = expr.args[0].chain if isinstance(expr, Trace) and isinstance(expr.args[0], Mul) else ()
    if len(chain) > 1 and chain[-1].has(Differential):
        return Frobenius(transpose(mul(*chain[:-1])), chain[-1])
    return expr if list(expr.args) == args else rebuild(expr, args)
