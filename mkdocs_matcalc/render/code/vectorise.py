"""A sum over an index as operations on whole arrays: Σᵢ yᵢ xᵢ is Xᵀy, where row i of X is xᵢ.

Every step keeps the value; what has no such form is left to a loop.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Basic, Expr, S, Symbol

from mkdocs_matcalc.algebra import build
from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import diag, hadamard, hadamard_power, mul, ones, transpose
from mkdocs_matcalc.algebra.nodes import is_scalar, shape_of
from mkdocs_matcalc.render.code.forms import closes, runs


class Stack(n.Node):
    """All members of a family, one a row; a family of scalars is a vector."""

    __slots__ = ()
    args: tuple[n.Family]

    @property
    def family(self) -> n.Family:
        return self.args[0]

    @property
    def shape(self) -> n.Shape:
        return (self.family.count, self.family.shape[0])


def vectorised(total: n.IndexedSum) -> Basic | None:
    """The sum without its index; None where there is no such form."""
    try:
        return _Vectorised(total.index, total.upper).total(total.body)
    except _NeedsLoopError:
        return None


class _NeedsLoopError(Exception):
    """Some part depends on the index in another way than by entry."""


@dataclass(frozen=True)
class _Vectorised:
    """What depends on an index that runs from 1 to `count`."""

    index: Symbol
    count: Expr

    def total(self, body: Basic) -> Basic:
        """The sum of a scalar, a vector or an outer product over the index."""
        if isinstance(body, n.Add):
            return build.add(*map(self.total, body.args))
        if is_scalar(body):
            return _sum(self.entries(body))
        if n.is_vector(transpose(body)):
            return transpose(self.total(transpose(body)))
        scalars, chain = self._parts(body)
        weights = self.entries(mul(*scalars))
        cut = runs(chain)
        if len(cut) == 1 and shape_of(body)[1] == 1:
            return mul(transpose(self.rows(mul(*chain))), weights)
        if len(cut) == 2 and not any(map(closes, cut)):
            left, right = (mul(*run) for run in cut)
            return mul(transpose(self.rows(left)), diag(weights), self.rows(transpose(right)))
        raise _NeedsLoopError

    def entries(self, expr: Basic) -> Basic:
        """A scalar, for every value of the index: entry i of a vector."""
        if self._is_same(expr):
            return build.fill(expr, (self.count, S.One))
        match expr:
            case n.Member() | n.Entry():
                return self._indexed(expr)
            case n.Add():
                return build.add(*map(self.entries, expr.args))
            case n.Mul():
                scalars, chain = self._parts(expr)
                products = [self._closed(run) for run in runs(chain)] if chain else []
                return hadamard(*map(self.entries, scalars), *products)
            case n.Pow() if self._is_same(expr.exponent):
                return self._power(expr.base, expr.exponent)
            case n.Norm() if expr.euclidean:
                return build.apply("sqrt", self._power(expr, S(2)))
            case n.Apply():
                return n.Apply(expr.function, self.entries(expr.arg))
            case n.LogSumExp():
                return n.RowLogSumExp(self.rows(expr.args[0]))
        raise _NeedsLoopError

    def rows(self, expr: Basic) -> Basic:
        """A vector, for every value of the index: row i of a matrix."""
        if shape_of(expr)[1] != 1:
            raise _NeedsLoopError
        if self._is_same(expr):
            return mul(ones((self.count, S.One)), transpose(expr))
        match expr:
            case n.Member():
                return self._indexed(expr)
            case n.Unit(args=(self.index, self.count)):
                return n.Identity(self.count)
            case n.Add():
                return build.add(*map(self.rows, expr.args))
            case n.Mul():
                scalars, chain = self._parts(expr)
                *before, last = chain
                if len(runs(chain)) > 1 or not all(map(self._is_same, before)):
                    raise _NeedsLoopError
                same = [scalar for scalar in scalars if self._is_same(scalar)]
                other = [self.entries(scalar) for scalar in scalars if scalar not in same]
                scale = [diag(hadamard(*other))] if other else []
                return mul(*same, *scale, self.rows(last), transpose(mul(*before)))
            case n.Softmax():
                return n.RowSoftmax(self.rows(expr.args[0]))
        raise _NeedsLoopError

    def _is_same(self, expr: Basic) -> bool:
        return self.index not in expr.free_symbols

    def _parts(self, product: Basic) -> tuple[tuple[Basic, ...], tuple[Basic, ...]]:
        return (product.scalars, product.chain) if isinstance(product, n.Mul) else ((), (product,))

    def _indexed(self, expr: n.Member | n.Entry) -> Basic:
        """A family's member, or a vector's entry, that has this index."""
        of, *indices = expr.args
        if indices != [self.index]:
            raise _NeedsLoopError
        if isinstance(of, n.Family) and of.count == self.count and of.shape[1] == 1:
            return Stack(of)
        if n.is_vector(of) and shape_of(of)[0] == self.count and self._is_same(of):
            return of
        raise _NeedsLoopError

    def _closed(self, run: list[Basic]) -> Basic:
        """uᵢᵀ M vᵢ as entry i of a vector."""
        left, *middle, right = transpose(run[0]), *run[1:]
        if not closes(run) or not all(map(self._is_same, middle)):
            raise _NeedsLoopError
        if self._is_same(left):
            return mul(self.rows(right), transpose(mul(transpose(left), *middle)))
        if self._is_same(right):
            return mul(self.rows(left), *middle, right)
        return self._row_sums(hadamard(mul(self.rows(left), *middle), self.rows(right)))

    def _power(self, base: Basic, exponent: Basic) -> Basic:
        if isinstance(base, n.Norm) and base.euclidean and exponent == 2:
            return self._row_sums(hadamard_power(self.rows(base.arg), 2))
        return hadamard_power(self.entries(base), exponent)

    def _row_sums(self, matrix: Basic) -> Basic:
        return mul(matrix, ones((shape_of(matrix)[1], S.One)))


def _sum(entries: Basic) -> Basic:
    """The sum of a vector's entries; of the sums of a matrix's rows it is that of all its entries."""
    if isinstance(entries, n.Add):
        return build.add(*map(_sum, entries.args))
    if isinstance(entries, n.Mul) and len(entries.chain) == 2 and build.is_ones(entries.chain[1]):
        return build.sum_entries(mul(*entries.scalars, entries.chain[0]))
    return build.sum_entries(entries)
