"""Functions by entry or by row, diagonals, entries, and sums over an index."""

from __future__ import annotations

from sympy import Basic, Expr, S, Symbol

from mkdocs_matcalc.algebra.nodes.base import Family, Function, Node, Shape, shape_of


class Apply(Node):
    """A function of one scalar applied to every entry: `Apply(Function(name), X)`."""

    __slots__ = ()
    args: tuple[Function, Basic]

    @property
    def function(self) -> Function:
        return self.args[0]

    @property
    def arg(self) -> Basic:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[1])


class Softmax(Node):
    """exp(xᵢ) / Σⱼ exp(xⱼ) of a vector."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class RowSoftmax(Node):
    """The softmax of each row of a matrix."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class RowLogSumExp(Node):
    """log Σⱼ exp(Xᵢⱼ) of each row of a matrix, as a vector."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return (shape_of(self.args[0])[0], S.One)


class Diag(Node):
    """diag(x): the diagonal matrix with a vector on its diagonal."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows = shape_of(self.args[0])[0]
        return (rows, rows)


class DiagPart(Node):
    """diag(X): a square matrix's diagonal, as a vector."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return (shape_of(self.args[0])[0], S.One)


class Vec(Node):
    """The columns of a matrix, one under the other."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows, columns = shape_of(self.args[0])
        return (rows * columns, S.One)


class Unvec(Node):
    """The m × n matrix whose columns a vector stacks: `Unvec(v, m, n)`."""

    __slots__ = ()
    args: tuple[Basic, Expr, Expr]

    @property
    def shape(self) -> Shape:
        return (self.args[1], self.args[2])


class Entry(Node):
    """xᵢ or Xᵢⱼ: `Entry(x, i)`, `Entry(X, i, j)`; indices count from 1."""

    __slots__ = ()
    args: tuple[Basic, *tuple[Expr, ...]]


class Member(Node):
    """The i-th member of a family: `Member(family, i)`."""

    __slots__ = ()
    args: tuple[Family, Expr]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class IndexedSum(Node):
    """Σ over an index from 1: `IndexedSum(body, i, upper)`."""

    __slots__ = ()
    args: tuple[Basic, Symbol, Expr]

    @property
    def body(self) -> Basic:
        return self.args[0]

    @property
    def index(self) -> Symbol:
        return self.args[1]

    @property
    def upper(self) -> Expr:
        return self.args[2]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])

    def _free(self) -> frozenset[Basic]:
        return frozenset(self.args[0].free_symbols | self.args[2].free_symbols) - {self.args[1]}
