"""Means and variances of all entries."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import fill, inner, mean, mul, ones, sub, transpose
from mkdocs_matcalc.algebra.nodes import Mean, Variance, shape_of
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate, Equality


@CATALOGUE.differential(
    "Mean",
    Mean,
    statement=r"\mathrm{d}\mathop{\mathrm{mean}}(x) = \frac{1}{n} \mathbf{1}^\top \mathrm{d}x",
    condition=r"$\mathop{\mathrm{mean}}(x) = \frac{1}{n} \mathbf{1}^\top x$, of a matrix that of all entries",
    example="d/dx mean(exp(x))",
)
def mean_of_entries(node: Basic, d: Differentiate) -> Basic | None:
    (inside,) = node.args
    rows, columns = shape_of(inside)
    return mul(S.One / (rows * columns), inner(ones((rows, columns)), d(inside)))


@CATALOGUE.differential(
    "Variance",
    Variance,
    statement=r"\mathrm{d}\mathop{\mathrm{var}}(x) "
    r"= \frac{2}{n} (x - \mathop{\mathrm{mean}}(x)\, \mathbf{1})^\top \mathrm{d}x",
    condition=r"$\mathop{\mathrm{var}}(x) = \frac{1}{n} \sum_i (x_i - \mathop{\mathrm{mean}}(x))^2$",
    example="d/dx var(A x)",
    operands=lambda node: node.args,
)
def variance_of_entries(node: Basic, d: Differentiate) -> Basic | None:
    (inside,) = node.args
    rows, columns = shape_of(inside)
    centred = sub(inside, fill(mean(inside), (rows, columns)))
    return mul(S(2) / (rows * columns), inner(centred, d(inside)))


@CATALOGUE.rearrangement(
    "Centred entries",
    statement=r"\mathbf{1}^\top (x - \mathop{\mathrm{mean}}(x)\, \mathbf{1}) = 0",
    condition="what is left of each entry without their mean sums to zero",
    example="d/dx ||x - mean(x) 1||^2",
)
def centred_entries(vector: Basic) -> Equality:
    return mul(transpose(ones(shape_of(vector))), vector), S.Zero
