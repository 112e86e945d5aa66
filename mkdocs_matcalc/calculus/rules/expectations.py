"""Expectations and covariances, through which a derivative goes: the one is linear, the other bilinear."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, centred, covariance, expectation, identity, mul, transpose
from mkdocs_matcalc.algebra.nodes import Covariance, Differential, Expectation, shape_of
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate, Mapped, Moved

_SWAPPED = (
    "derivative and expectation may be swapped, as where the derivative is bounded by something "
    "with an expectation of its own; the distribution does not depend on the variable"
)


def _swapped(node: Basic) -> tuple[Condition, ...]:
    return (Condition("derivative and expectation may be swapped"),)


@CATALOGUE.differential(
    "Derivative inside the expectation",
    Expectation,
    statement=r"\mathrm{d}\,\mathbb{E}[X] = \mathbb{E}[\mathrm{d}X]",
    condition=_SWAPPED,
    example="d/dw E[(w^T x - y)^2]",
    needs=_swapped,
)
def derivative_inside(node: Expectation, d: Differentiate) -> Basic | None:
    return expectation(d(node.body), *node.args[1:])


@CATALOGUE.differential(
    "Variance of a random number",
    Covariance,
    statement=r"\mathrm{d}\mathop{\mathrm{Var}}(a) = 2 \mathop{\mathrm{Cov}}(a, \mathrm{d}a)",
    condition=_SWAPPED,
    example="d/dw Var_x[w^T x]",
    needs=_swapped,
)
def variance_inside(node: Covariance, d: Differentiate) -> Basic | None:
    return mul(S(2), covariance(node.left, d(node.left), *node.over)) if node.is_variance else None


@CATALOGUE.differential(
    "Covariance",
    Covariance,
    statement=r"\mathrm{d}\mathop{\mathrm{Cov}}(x, y) "
    r"= \mathop{\mathrm{Cov}}(\mathrm{d}x, y) + \mathop{\mathrm{Cov}}(x, \mathrm{d}y)",
    condition=_SWAPPED,
    example="d/dw Cov_x[w^T x, a^T x]",
    needs=_swapped,
)
def covariance_inside(node: Covariance, d: Differentiate) -> Basic | None:
    left, right = node.bodies
    return add(covariance(d(left), right, *node.over), covariance(left, d(right), *node.over))


@CATALOGUE.move(
    "A covariance centred on one side",
    Covariance,
    statement=r"\mathop{\mathrm{Cov}}(x, y) = \mathbb{E}[x\, (y - \mathbb{E}[y])^\top] "
    r"= \mathbb{E}[(x - \mathbb{E}[x])\, y^\top]",
    example="d/dA a^T Cov(exp(A x)) a",
)
def covariance_centred(node: Covariance, seed: Basic) -> Moved:
    return Moved(_centred_beside_the_change(node), seed)


@CATALOGUE.linear_map(
    "Vec of a covariance centred on one side",
    Covariance,
    statement=r"\mathop{\mathrm{vec}}(\mathop{\mathrm{Cov}}(x, y)) "
    r"= \mathop{\mathrm{vec}}(\mathbb{E}[x\, (y - \mathbb{E}[y])^\top])",
    example="d/dw Cov_x(x ⊙ w)",
)
def vec_of_covariance(node: Covariance) -> Mapped:
    rows, columns = shape_of(node)
    return Mapped(identity(rows * columns), _centred_beside_the_change(node))


def _centred_beside_the_change(node: Covariance) -> Basic:
    left, right = node.bodies
    if left.has(Differential):
        return expectation(mul(left, transpose(centred(right, *node.over))), *node.over)
    return expectation(mul(centred(left, *node.over), transpose(right)), *node.over)
