"""Norms that are not squared."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import apply, div, inner
from mkdocs_matcalc.algebra.functions import ALMOST_EVERYWHERE
from mkdocs_matcalc.algebra.nodes import Norm
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate


@CATALOGUE.differential(
    "Euclidean norm",
    Norm,
    statement=r"\mathrm{d}\lVert x \rVert = \frac{x^\top \mathrm{d}x}{\lVert x \rVert}",
    condition=r"$x \neq 0$",
    example="d/dx ||x||",
    needs=lambda node: (Condition("", node.args[0], r"\neq 0"),),
    operands=lambda node: node.args[:1],
    role="residual",
)
def euclidean_norm(node: Basic, d: Differentiate) -> Basic | None:
    if not (isinstance(node, Norm) and node.euclidean):
        return None
    return div(inner(node.arg, d(node.arg)), node)


@CATALOGUE.differential(
    "Sum of absolute values",
    Norm,
    statement=r"\mathrm{d}\lVert x \rVert_1 = \mathop{\mathrm{sign}}(x)^\top \mathrm{d}x",
    condition=r"no entry of $x$ is $0$",
    example="d/dx ||x||_1",
    needs=lambda node: (Condition(ALMOST_EVERYWHERE),),
    operands=lambda node: node.args[:1],
    role="residual",
)
def sum_of_absolute_values(node: Basic, d: Differentiate) -> Basic | None:
    if not (isinstance(node, Norm) and node.kind == "1"):
        return None
    return inner(apply("sign", node.arg), d(node.arg))
