"""Expectations: linear operators, through which a derivative goes."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import expectation
from mkdocs_matcalc.algebra.nodes import Expectation
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate


@CATALOGUE.differential(
    "Derivative inside the expectation",
    Expectation,
    statement=r"\mathrm{d}\,\mathbb{E}[X] = \mathbb{E}[\mathrm{d}X]",
    condition="derivative and expectation may be swapped, as where the derivative is bounded by something "
    "with an expectation of its own; the distribution does not depend on the variable",
    example="d/dw E[(w^T x - y)^2]",
    needs=lambda node: (Condition("derivative and expectation may be swapped"),),
)
def derivative_inside(node: Expectation, d: Differentiate) -> Basic | None:
    return expectation(d(node.body), *node.args[1:])
