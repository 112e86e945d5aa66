"""Norms that are not squared."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import apply, div, inner, is_zero, mul, transpose, zero
from mkdocs_matcalc.algebra.functions import ALMOST_EVERYWHERE
from mkdocs_matcalc.algebra.nodes import (
    ArgmaxUnit,
    MaxEntry,
    Norm,
    PolarFactor,
    TopSingularPair,
    WeightedNorm,
    shape_of,
)
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
    match=lambda node: node if node.euclidean else None,
)
def euclidean_norm(node: Norm, d: Differentiate) -> Basic:
    return div(inner(node.arg, d(node.arg)), node)


@CATALOGUE.differential(
    "Weighted norm",
    WeightedNorm,
    statement=r"\mathrm{d}\lVert x \rVert_W = \frac{\mathrm{d}(x^\top W x)}{2 \lVert x \rVert_W} "
    r"= \frac{(W x)^\top \mathrm{d}x}{\lVert x \rVert_W}",
    condition=r"$x \neq 0$; $W$ symmetric positive definite, and constant in the second form",
    example="W in R^(n x n) positive definite\nd/dx ||x||_W",
    needs=lambda node: (Condition("", node.args[0], r"\neq 0"),),
    operands=lambda node: node.args[:1],
    role="residual",
)
def weighted_norm(node: WeightedNorm, d: Differentiate) -> Basic:
    if is_zero(d(node.weight)) and transpose(node.weight) == node.weight:
        return div(inner(mul(node.weight, node.arg), d(node.arg)), node)
    return div(mul(S.Half, d(mul(*node.squared.args))), node)


@CATALOGUE.differential(
    "Sum of absolute values",
    Norm,
    statement=r"\mathrm{d}\lVert x \rVert_1 = \mathop{\mathrm{sign}}(x)^\top \mathrm{d}x",
    condition=r"no entry of $x$ is $0$",
    example="d/dx ||x||_1",
    needs=lambda node: (Condition(ALMOST_EVERYWHERE),),
    operands=lambda node: node.args[:1],
    role="residual",
    match=lambda node: node if node.kind == "1" else None,
)
def sum_of_absolute_values(node: Norm, d: Differentiate) -> Basic:
    return inner(apply("sign", node.arg), d(node.arg))


@CATALOGUE.differential(
    "Nuclear norm",
    Norm,
    statement=r"\mathrm{d}\lVert X \rVert_* = \mathop{\mathrm{tr}}((U V^\top)^\top\, \mathrm{d}X), \qquad "
    r"X = U \Sigma V^\top",
    condition="$X$ of full rank; $U \\Sigma V^\\top$ its thin singular value decomposition",
    example="d/dX ||X||_*",
    needs=lambda node: (
        Condition("of full rank", node.args[0]),
        Condition("the thin singular value decomposition", node.args[0], r"= U \Sigma V^\top"),
    ),
    operands=lambda node: node.args[:1],
    role="square",
    match=lambda node: node if node.kind == "nuc" else None,
)
def nuclear_norm(node: Norm, d: Differentiate) -> Basic:
    return inner(PolarFactor(node.arg), d(node.arg))


@CATALOGUE.differential(
    "Spectral norm",
    Norm,
    statement=r"\mathrm{d}\lVert X \rVert_2 = u_1^\top\, \mathrm{d}X\, v_1",
    condition="the largest singular value of $X$ is simple; $u_1$, $v_1$ are its singular vectors",
    example="d/dX ||X||_2",
    needs=lambda node: (Condition("has a simple largest singular value", node.args[0]),),
    operands=lambda node: node.args[:1],
    role="square",
    match=lambda node: node if node.kind == "2" and not node.euclidean else None,
)
def spectral_norm(node: Norm, d: Differentiate) -> Basic:
    return inner(TopSingularPair(node.arg), d(node.arg))


@CATALOGUE.differential(
    "Largest entry",
    MaxEntry,
    statement=r"\mathrm{d}\max_i x_i = e_k^\top \mathrm{d}x, \qquad k = \mathop{\mathrm{argmax}}_i x_i",
    condition="the largest entry is unique",
    example="d/dx ||x||_inf",
    needs=lambda node: (Condition(ALMOST_EVERYWHERE),),
    operands=lambda node: node.args,
)
def largest_entry(node: Basic, d: Differentiate) -> Basic | None:
    return inner(ArgmaxUnit(node.args[0]), d(node.args[0]))


@CATALOGUE.differential(
    "Place of the largest entry",
    ArgmaxUnit,
    statement=r"\mathrm{d}e_k = 0, \qquad k = \mathop{\mathrm{argmax}}_i x_i",
    condition="the largest entry is unique",
    example="d^2/dx^2 max(x)^2",
    needs=lambda node: (Condition(ALMOST_EVERYWHERE),),
)
def place_of_the_largest_entry(node: Basic, d: Differentiate) -> Basic | None:
    return zero(shape_of(node))
