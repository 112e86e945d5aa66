"""Inverses."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import mul
from mkdocs_matcalc.algebra.nodes import Inverse
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
