"""How large an expression would be if nothing in it cancelled: what is small beside that is nothing."""

from __future__ import annotations

import math

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.richardson import largest
from mkdocs_matcalc.numerics.terms import Term

PRODUCTS = (nodes.Mul, nodes.Hadamard, nodes.Inner, nodes.Frobenius, nodes.Kronecker)
# Of these it is that of their first part.
LINEAR = (
    nodes.Transpose,
    nodes.Bracket,
    nodes.Trace,
    nodes.SumEntries,
    nodes.Diag,
    nodes.DiagPart,
    nodes.Vec,
    nodes.IndexedSum,
)


def magnitude(at: Pass, term: Term) -> float:
    """The magnitude of a term that has a value; 1 where differences are in it, for they are not exact."""
    node = term.node
    if isinstance(node, nodes.Differential | nodes.Partial):
        return 1.0
    if isinstance(node, nodes.Add):
        return max(magnitude(at, part) for part in term.parts)
    if isinstance(node, PRODUCTS):
        return math.prod(magnitude(at, part) for part in term.parts)
    if isinstance(node, LINEAR):
        return magnitude(at, term.parts[0])
    return largest(at.value(term))
