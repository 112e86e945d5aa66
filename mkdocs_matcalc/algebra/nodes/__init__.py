"""The expressions: inert SymPy trees in which a scalar, a vector and a matrix are built alike.

SymPy's `Add` and `Mul` sort their terms, multiply out a number times a sum, and hold neither a
matrix nor a 1x1 product; these nodes keep what the author wrote, in the author's order. They are
`sympy.Basic`, so traversal, equality, hashing, `xreplace` and printing are SymPy's.

A node says its shape as (rows, columns) in SymPy dimensions; a scalar is (1, 1), a vector (n, 1).
Numbers and dimension names (`1/n`, `sqrt(d)`) are plain SymPy expressions and may stand anywhere.
Constructors here are inert; `algebra.build` has those that simplify.
"""

from collections.abc import Iterator

from mkdocs_matcalc.algebra.nodes.base import (
    SCALAR,
    Family,
    Function,
    Node,
    Shape,
    Variable,
    dimension,
    fresh_index,
    index,
    is_number,
    is_scalar,
    is_vector,
    remembered,
    shape_of,
)
from mkdocs_matcalc.algebra.nodes.constants import (
    ArgmaxUnit,
    Commutation,
    Fill,
    Identity,
    KroneckerDelta,
    PolarFactor,
    TopSingularPair,
    Unit,
)
from mkdocs_matcalc.algebra.nodes.entrywise import (
    Apply,
    Diag,
    DiagPart,
    Entry,
    IndexedSum,
    Member,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    Unvec,
    Vec,
)
from mkdocs_matcalc.algebra.nodes.marks import (
    Bracket,
    Constrained,
    Differential,
    Frobenius,
    Partial,
)
from mkdocs_matcalc.algebra.nodes.moments import RANDOM, Covariance, Expectation, Moment, is_random, moments
from mkdocs_matcalc.algebra.nodes.operators import (
    Add,
    Hadamard,
    HadamardPower,
    Inverse,
    Kronecker,
    MatrixFunction,
    Mul,
    Pow,
    Transpose,
)
from mkdocs_matcalc.algebra.nodes.reductions import (
    Call,
    CallGradient,
    CallHessian,
    Det,
    Inner,
    LogSumExp,
    MaxEntry,
    Mean,
    Norm,
    SumEntries,
    Trace,
    Variance,
    WeightedInner,
    WeightedNorm,
)


# Every node there is, but what has kinds of its own; and those that are a scalar whatever their parts are.
def _kinds_of(node: type[Node]) -> Iterator[type[Node]]:
    for each in node.__subclasses__():
        yield from _kinds_of(each) if each.__subclasses__() else (each,)


NODES: frozenset[type[Node]] = frozenset(_kinds_of(Node))
ALWAYS_SCALAR = frozenset(node for node in NODES if node.shape is Node.shape)

__all__ = [
    "ALWAYS_SCALAR",
    "NODES",
    "RANDOM",
    "SCALAR",
    "Add",
    "Apply",
    "ArgmaxUnit",
    "Bracket",
    "Call",
    "CallGradient",
    "CallHessian",
    "Commutation",
    "Constrained",
    "Covariance",
    "Det",
    "Diag",
    "DiagPart",
    "Differential",
    "Entry",
    "Expectation",
    "Family",
    "Fill",
    "Frobenius",
    "Function",
    "Hadamard",
    "HadamardPower",
    "Identity",
    "IndexedSum",
    "Inner",
    "Inverse",
    "Kronecker",
    "KroneckerDelta",
    "LogSumExp",
    "MatrixFunction",
    "MaxEntry",
    "Mean",
    "Member",
    "Moment",
    "Mul",
    "Node",
    "Norm",
    "Partial",
    "PolarFactor",
    "Pow",
    "RowLogSumExp",
    "RowSoftmax",
    "Shape",
    "Softmax",
    "SumEntries",
    "TopSingularPair",
    "Trace",
    "Transpose",
    "Unit",
    "Unvec",
    "Variable",
    "Variance",
    "Vec",
    "WeightedInner",
    "WeightedNorm",
    "dimension",
    "fresh_index",
    "index",
    "is_number",
    "is_random",
    "is_scalar",
    "is_vector",
    "moments",
    "remembered",
    "shape_of",
]
