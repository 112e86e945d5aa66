"""Determinants (Magnus and Neudecker, Matrix Differential Calculus, section 8.3)."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inverse, mul, trace
from mkdocs_matcalc.algebra.nodes import Apply, Det, Function
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate


def _matrix(node: Basic) -> Basic | None:
    """The X of det X, log det X or log |det X|."""
    while isinstance(node, Apply) and node.function in (Function("log"), Function("abs")):
        node = node.arg
    return node.args[0] if isinstance(node, Det) else None


def _conditions(node: Basic) -> tuple[Condition, ...]:
    """A logarithm without absolute value needs a positive determinant; the rest an invertible matrix."""
    if isinstance(node, Apply) and isinstance(node.arg, Det):
        return (Condition("", node.arg, "> 0"),)
    return (Condition("invertible", _matrix(node)),)


def _operands(node: Basic) -> tuple[Basic, ...]:
    matrix = _matrix(node)
    return () if matrix is None else (matrix,)


@CATALOGUE.differential(
    "Jacobi's formula",
    Det,
    Apply,
    statement=r"\mathrm{d}\det X = \det(X)\, \mathop{\mathrm{tr}}(X^{-1}\, \mathrm{d}X), \qquad "
    r"\mathrm{d}\log\det X = \mathop{\mathrm{tr}}(X^{-1}\, \mathrm{d}X)",
    condition=r"$X$ invertible; for the logarithm, $\det X > 0$",
    example="d/dX logdet(X)",
    needs=_conditions,
    operands=_operands,
    role="square",
)
def jacobis_formula(node: Basic, d: Differentiate) -> Basic | None:
    matrix = _matrix(node)
    if matrix is None or (isinstance(node, Apply) and node.function != Function("log")):
        return None
    change = trace(mul(inverse(matrix), d(matrix)))
    return mul(node, change) if isinstance(node, Det) else change
