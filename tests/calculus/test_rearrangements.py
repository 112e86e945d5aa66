"""What moves in an inner product keeps its value, and so does what is written as a matrix times a part."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import Basic, S
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import hadamard, inner, mul, substitute, transpose, vec
from mkdocs_matcalc.algebra.nodes import Differential, Variable, dimension, shape_of
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.numerics.evaluate import evaluate
from mkdocs_matcalc.numerics.sample import sample

rows, columns = dimension("m"), dimension("n")
X, Y = Variable("X", rows, columns), Variable("Y", rows, columns)
x, y = Variable("x", columns), Variable("y", columns)
A, B, C = Variable("A", columns, rows), Variable("B", columns, columns), Variable("C", rows, columns)
u, v = Variable("u", rows), Variable("v", columns)
r = Variable("r", columns, facts=(n.RANDOM,))
D, d = Differential(X), Differential(x)
# Nodes that are linear in what changes, by the rule that is about them.
NODES: dict[str, list[Basic]] = {
    "A scalar equals its transpose": [mul(transpose(d), v)],
    "A scalar is its own trace": [mul(transpose(u), D, v)],
    "Trace of a transpose": [transpose(D)],
    "Cyclic property of the trace": [mul(A, D, B), mul(S(2), D, A)],
    "Hadamard product in an inner product": [hadamard(C, D), hadamard(v, d)],
    "Entries in an inner product": [n.SumEntries(D), n.Entry(D, S(1), S(2)), n.Entry(d, S(2))],
    "Diagonal in an inner product": [n.Diag(d), n.DiagPart(mul(A, D))],
    "Kronecker product in an inner product": [
        n.Kronecker(A, D),
        n.Kronecker(d, v),
        n.Kronecker(u, d),
    ],
    "Vec in an inner product": [n.Vec(D), n.Unvec(n.Vec(D), columns, rows)],
    "Diagonal matrix times a vector": [mul(B, n.Diag(d), v), mul(transpose(v), n.Diag(d), A)],
    "Vec of a product with a diagonal matrix": [mul(C, n.Diag(d), B), n.Diag(d)],
    "Entries of a diagonal": [n.DiagPart(mul(D, A)), n.DiagPart(mul(B, n.Diag(d), B))],
    "Vec of a Kronecker product": [n.Kronecker(A, D), n.Kronecker(D, A)],
    "Hadamard product as a diagonal matrix": [hadamard(C, D), hadamard(v, d)],
    "Vec of a product": [mul(S(2), A, D, B), mul(D, A)],
    "Vec of a transpose": [transpose(D)],
    "A covariance centred on one side": [
        n.Covariance(mul(r, transpose(r), d), r, Str("")),
        n.Covariance(r, mul(r, transpose(r), d), Str("")),
    ],
    "Vec of a covariance centred on one side": [
        n.Covariance(hadamard(r, d), hadamard(r, r), Str("")),
        n.Covariance(r, hadamard(r, d), Str("")),
    ],
}


def agree(left: Basic, right: Basic, *more: Variable) -> bool:
    """Whether two expressions have one value, with any number for each change."""
    changed = {D: Y, d: y}
    sides = [substitute(side, changed) for side in (left, right)]
    points = (sample((X, Y, x, y, A, B, C, u, v, *sides, *more), {}, draw=draw) for draw in range(2))
    return all(np.allclose(*(evaluate(side, point) for side in sides)) for point in points)


def test_every_rearrangement_of_a_node_has_a_case() -> None:
    about_nodes = {rule.name for rule in CATALOGUE if {*rule.types} and not rule.formula}
    assert about_nodes == NODES.keys()


@pytest.mark.parametrize("name", NODES)
def test_it_keeps_the_value(name: str) -> None:
    for node in NODES[name]:
        beside = S(3) if n.is_scalar(node) else Variable("W", *shape_of(node))
        moved, mapped = CATALOGUE.moved(node, beside), CATALOGUE.mapped(node)
        assert name in [found[0].name for found in (moved, mapped) if found], node
        if moved and moved[0].name == name:
            right = inner(moved[1].beside, moved[1].inside)
            assert agree(inner(beside, node), right, *beside.atoms(Variable))
        if mapped and mapped[0].name == name:
            assert agree(vec(node), mul(mapped[1].matrix, vec(mapped[1].inside)))
