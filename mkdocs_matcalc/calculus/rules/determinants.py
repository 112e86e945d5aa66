"""Determinants (Magnus and Neudecker, Matrix Differential Calculus, section 8.3)."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inverse, mul, trace
from mkdocs_matcalc.algebra.nodes import Apply, Det, Function
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate

LOG, ABS = Function("log"), Function("abs")


def _with_matrix(node: Basic) -> tuple[Basic, Basic] | None:
    """A node det X, log det X or log |det X|, and its X."""
    inside = node
    if isinstance(inside, Apply) and inside.function == LOG:
        inside = inside.arg
        if isinstance(inside, Apply) and inside.function == ABS:
            inside = inside.arg
    return (node, inside.args[0]) if isinstance(inside, Det) else None


def _conditions(parts: tuple[Basic, Basic]) -> tuple[Condition, ...]:
    """A logarithm without absolute value needs a positive determinant; the rest an invertible matrix."""
    node, matrix = parts
    if isinstance(node, Apply) and isinstance(node.arg, Det):
        return (Condition("", node.arg, "> 0"),)
    return (Condition("invertible", matrix),)


@CATALOGUE.differential(
    "Jacobi's formula",
    Det,
    Apply,
    statement=r"\mathrm{d}\det X = \det(X)\, \mathop{\mathrm{tr}}(X^{-1}\, \mathrm{d}X), \qquad "
    r"\mathrm{d}\log\det X = \mathop{\mathrm{tr}}(X^{-1}\, \mathrm{d}X)",
    condition=r"$X$ invertible; for the logarithm, $\det X > 0$",
    example="d/dX logdet(X)",
    match=_with_matrix,
    needs=_conditions,
    operands=lambda parts: parts[1:],
    role="square",
)
def jacobis_formula(parts: tuple[Basic, Basic], d: Differentiate) -> Basic:
    node, matrix = parts
    change = trace(mul(inverse(matrix), d(matrix)))
    return mul(node, change) if isinstance(node, Det) else change
