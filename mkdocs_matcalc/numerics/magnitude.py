"""How large an expression would be if nothing in it cancelled: what is small beside that is nothing."""

from __future__ import annotations

from functools import reduce

import numpy as np

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.numerics.passes import MOVES, Pass
from mkdocs_matcalc.numerics.point import Array
from mkdocs_matcalc.numerics.richardson import by_point
from mkdocs_matcalc.numerics.terms import Term

PRODUCTS = (nodes.Mul, nodes.Hadamard, nodes.Inner, nodes.Frobenius, nodes.Kronecker)
# Of these it is that of their first part.
LINEAR = (
    nodes.Transpose,
    nodes.Bracket,
    nodes.MatrixFunction,
    nodes.Constrained,
    nodes.Trace,
    nodes.SumEntries,
    nodes.Mean,
    nodes.Fill,
    nodes.Diag,
    nodes.DiagPart,
    nodes.Vec,
    nodes.Unvec,
    nodes.IndexedSum,
    nodes.Expectation,
    nodes.Covariance,
)
# Of these it is their largest entry: either nothing in them can cancel, or what cancels is of no account, as
# inside a function.
AS_THEY_ARE = (
    nodes.Variable, nodes.Family, nodes.Member, nodes.Entry, nodes.Identity, nodes.Unit, nodes.KroneckerDelta,
    nodes.Commutation, nodes.Pow, nodes.Inverse, nodes.HadamardPower, nodes.Det, nodes.Norm,
    nodes.WeightedNorm, nodes.WeightedInner, nodes.Variance, nodes.LogSumExp, nodes.MaxEntry,
    nodes.ArgmaxUnit, nodes.PolarFactor, nodes.TopSingularPair, nodes.Apply, nodes.Softmax, nodes.RowSoftmax,
    nodes.RowLogSumExp, nodes.Call, nodes.CallGradient, nodes.CallHessian,
)  # fmt: skip


def largest_term(at: Pass, term: Term) -> Array:
    """How large the terms of a sum are at each point, none of them opened; of anything else its magnitude."""
    if not isinstance(term.node, nodes.Add):
        return magnitude(at, term)
    return reduce(np.maximum, [by_point(at.value(part), at.point.count) for part in term.parts])


def magnitude(at: Pass, term: Term) -> Array:
    """The magnitude of a term that has a value, at each point; 1 where inexact differences are in it."""
    node = term.node
    if isinstance(node, MOVES):
        return np.ones(at.point.count)
    if isinstance(node, nodes.Add):
        return reduce(np.maximum, [magnitude(at, part) for part in term.parts])
    if isinstance(node, PRODUCTS):
        return reduce(np.multiply, [magnitude(at, part) for part in term.parts])
    if isinstance(node, LINEAR):
        return magnitude(at, term.parts[0])
    return by_point(at.value(term), at.point.count)
