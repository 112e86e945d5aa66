"""The (i, j) entry of an expression as sums over indices: products, traces and norms written out.

What does not vary stays whole where that is shorter: `(A B)_{ij}` with A and B constant is one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from sympy import Basic, Expr, Integer, Rational, S, Symbol

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import add, apply, mul, power, rebuild, transpose
from mkdocs_matcalc.algebra.nodes import Entry, IndexedSum, is_scalar, is_vector, shape_of
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.rows import Table, method
from mkdocs_matcalc.calculus.adjoint import Use
from mkdocs_matcalc.calculus.deltas import Indices, delta, total
from mkdocs_matcalc.calculus.rules.indices import (
    DIAGONAL_ENTRY,
    ELEMENTWISE_ENTRY,
    INNER_ENTRIES,
    PRODUCT_ENTRY,
    SOFTMAX_ENTRY,
    SUM_ENTRIES,
    TRACE_ENTRIES,
)
from mkdocs_matcalc.errors import Refusal

Used = frozenset[Basic]


class Entries:
    """Writes expressions by entries.

    Args:
        varies: Whether an expression depends on the variable; what does not may stay whole.
        indices: Where the names of new indices come from.
        use: It is told each rule that wrote something out.

    Raises:
        Refusal: Something that varies has no formula by entries, such as an inverse.
    """

    def __init__(self, varies: Callable[[Basic], bool], indices: Indices, use: Use) -> None:
        self._varies = varies
        self._indices = indices
        self._use = use

    def scalar(self, expr: Basic, used: Used) -> Basic:
        """A scalar expression in entries; `used` are the indices that have a meaning around it."""
        if isinstance(expr, n.Variable) or not self._varies(expr):
            return expr
        writer = SCALARS.get(type(expr))
        if writer is None:
            raise refuse(expr)
        return writer(self, expr, used)

    def entry(self, expr: Basic, row: Basic, column: Basic, used: Used) -> Basic:
        """The (row, column) entry of an expression; a scalar is its own."""
        if is_scalar(expr):
            return self.scalar(expr, used)
        writer = ENTRIES.get(type(expr))
        if writer is not None:
            return writer(self, expr, row, column, used)
        if self._varies(expr):
            raise refuse(expr)
        return whole(expr, row, column)

    # --- sums -------------------------------------------------------------------------------------

    def fresh(self, used: Used) -> tuple[Symbol, Used]:
        """A new index, and the indices in use with it."""
        index = self._indices.beside(used)
        return index, used | {index}

    def over(self, size: Expr, used: Used, body: Callable[[Basic, Used], Basic]) -> Basic:
        """Σ over a new index up to `size`; no sum where there is one value only."""
        if size == 1:
            return body(S.One, used)
        index, inside = self.fresh(used)
        return total(body(index, inside), index, size)

    def over_all(self, expr: Basic, used: Used, body: Callable[[Basic, Basic, Used], Basic]) -> Basic:
        """Σ over all entries of an expression."""
        rows, columns = shape_of(expr)
        return self.over(rows, used, lambda i, u: self.over(columns, u, lambda j, more: body(i, j, more)))

    # --- scalars ----------------------------------------------------------------------------------

    def parts(self, expr: Basic, used: Used) -> Basic:
        """A scalar function of scalars."""
        written = (self.scalar(arg, used) if isinstance(arg, n.Node) else arg for arg in expr.args)
        return rebuild(expr, written)

    def product(self, expr: n.Mul, row: Basic, column: Basic, used: Used) -> Basic:
        """An entry of a product: one sum for each place where two factors meet."""
        scalars = [self.scalar(factor, used) for factor in expr.scalars]
        if not expr.chain:
            return mul(*scalars)
        factors = self._runs(expr.chain)
        if len(factors) == 1 < len(expr.chain):
            return mul(*scalars, whole(factors[0], row, column))
        ends: list[Basic] = [row]
        sums: list[tuple[Symbol, Expr]] = []
        for left, _ in pairwise(factors):
            size = shape_of(left)[1]
            if size == 1:
                ends.append(S.One)
                continue
            index, used = self.fresh(used)
            ends.append(index)
            sums.append((index, size))
        ends.append(column)
        if sums:
            self._use(PRODUCT_ENTRY)
        body = mul(
            *(self.entry(factor, i, j, used) for factor, (i, j) in zip(factors, pairwise(ends), strict=True))
        )
        for index, size in reversed(sums):
            body = total(body, index, size)
        return mul(*scalars, body)

    def _runs(self, chain: tuple[Basic, ...]) -> list[Basic]:
        """The factors of a chain, with constant neighbours as one where that saves a sum."""
        factors: list[Basic] = []
        for factor in chain:
            joined = factors and not self._varies(factors[-1]) and not self._varies(factor)
            if joined and shape_of(factor)[0] != 1:
                factors[-1] = mul(factors[-1], factor)
            else:
                factors.append(factor)
        return factors

    def scalar_product(self, expr: n.Mul, used: Used) -> Basic:
        if len(expr.chain) == 2 and expr.chain[0] == transpose(expr.chain[1]):
            self._use(INNER_ENTRIES)
        return self.product(expr, S.One, S.One, used)

    def scalar_power(self, expr: n.Pow, used: Used) -> Basic:
        base, exponent = expr.args
        if not n.is_number(exponent):
            return self.parts(expr, used)
        if isinstance(base, n.Norm) and base.euclidean and (half := exponent / 2).is_integer:
            return power(self.squares(base.arg, used), half)
        if isinstance(base, n.WeightedNorm) and exponent.is_even:
            return power(self.scalar(base.squared, used), exponent / 2)
        return self.parts(expr, used)

    def squares(self, expr: Basic, used: Used) -> Basic:
        self._use(INNER_ENTRIES)
        return self.over_all(expr, used, lambda i, j, u: power(self.entry(expr, i, j, u), 2))

    def norm(self, expr: n.Norm, used: Used) -> Basic:
        if expr.euclidean:
            return power(self.squares(expr.arg, used), Rational(1, 2))
        if expr.kind != "1":
            raise refuse(expr)
        self._use(INNER_ENTRIES)
        return self.over_all(expr.arg, used, lambda i, j, u: apply("abs", self.entry(expr.arg, i, j, u)))

    def inner(self, expr: n.Inner, used: Used) -> Basic:
        left, right = expr.args
        self._use(INNER_ENTRIES)
        return self.over_all(
            left, used, lambda i, j, u: mul(self.entry(left, i, j, u), self.entry(right, i, j, u))
        )

    def weighted_inner(self, expr: n.WeightedInner, used: Used) -> Basic:
        left, weight, right = expr.args
        return self.scalar(mul(transpose(left), weight, right), used)

    def trace(self, expr: n.Trace, used: Used) -> Basic:
        inside = expr.args[0]
        self._use(TRACE_ENTRIES)
        return self.over(shape_of(inside)[0], used, lambda i, u: self.entry(inside, i, i, u))

    def sum_entries(self, expr: n.SumEntries | n.Mean, used: Used) -> Basic:
        inside = expr.args[0]
        self._use(SUM_ENTRIES)
        return self.over_all(inside, used, lambda i, j, u: self.entry(inside, i, j, u))

    def mean(self, expr: n.Mean, used: Used) -> Basic:
        return mul(1 / _count(expr.args[0]), self.sum_entries(expr, used))

    def variance(self, expr: n.Variance, used: Used) -> Basic:
        inside = expr.args[0]
        self._use(SUM_ENTRIES)
        squares = self.over_all(
            inside,
            used,
            lambda i, j, u: power(
                add(self.entry(inside, i, j, u), mul(S.NegativeOne, self.mean(n.Mean(inside), u))), 2
            ),
        )
        return mul(1 / _count(inside), squares)

    def log_sum_exp(self, expr: n.LogSumExp, used: Used) -> Basic:
        self._use(SOFTMAX_ENTRY)
        return apply("log", self.exponentials(expr.args[0], used))

    def exponentials(self, expr: Basic, used: Used) -> Basic:
        return self.over_all(expr, used, lambda i, j, u: apply("exp", self.entry(expr, i, j, u)))

    def indexed_sum(self, expr: IndexedSum, used: Used) -> Basic:
        body, index, upper = expr.args
        return total(self.scalar(body, used | {index}), index, upper)

    def of_entry(self, expr: Entry, used: Used) -> Basic:
        inside, *indices = expr.args
        return self.entry(inside, indices[0], indices[1] if len(indices) == 2 else S.One, used)

    # --- entries ----------------------------------------------------------------------------------

    def sum_entry(self, expr: n.Add, row: Basic, column: Basic, used: Used) -> Basic:
        return add(*(self.entry(term, row, column, used) for term in expr.args))

    def transpose_entry(self, expr: n.Transpose, row: Basic, column: Basic, used: Used) -> Basic:
        return self.entry(expr.args[0], column, row, used)

    def power_entry(self, expr: n.Pow, row: Basic, column: Basic, used: Used) -> Basic:
        base, exponent = expr.args
        if not self._varies(expr):
            return whole(expr, row, column)
        if not (isinstance(exponent, Integer) and exponent > 0):
            raise refuse(expr)
        return self.product(n.Mul(*[base] * int(exponent)), row, column, used)

    def hadamard_entry(self, expr: n.Hadamard, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(ELEMENTWISE_ENTRY)
        return mul(*(self.entry(factor, row, column, used) for factor in expr.args))

    def hadamard_power_entry(self, expr: n.HadamardPower, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(ELEMENTWISE_ENTRY)
        base, exponent = (self.entry(part, row, column, used) for part in expr.args)
        return power(base, exponent)

    def apply_entry(self, expr: n.Apply, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(ELEMENTWISE_ENTRY)
        return n.Apply(expr.function, self.entry(expr.arg, row, column, used))

    def fill_entry(self, expr: n.Fill, row: Basic, column: Basic, used: Used) -> Basic:
        return self.scalar(expr.value, used)

    def identity_entry(self, expr: n.Identity, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(DIAGONAL_ENTRY)
        return delta(row, column)

    def unit_entry(self, expr: n.Unit, row: Basic, column: Basic, used: Used) -> Basic:
        return delta(row, expr.args[0])

    def diagonal_entry(self, expr: n.Diag, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(DIAGONAL_ENTRY)
        return mul(self.entry(expr.args[0], row, S.One, used), delta(row, column))

    def on_the_diagonal(self, expr: n.DiagPart, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(DIAGONAL_ENTRY)
        return self.entry(expr.args[0], row, row, used)

    def softmax_entry(self, expr: n.Softmax, row: Basic, column: Basic, used: Used) -> Basic:
        self._use(SOFTMAX_ENTRY)
        inside = expr.args[0]
        above = apply("exp", self.entry(inside, row, column, used))
        return mul(above, power(self.exponentials(inside, used), -1))

    def row_softmax_entry(self, expr: n.RowSoftmax, row: Basic, column: Basic, used: Used) -> Basic:
        above = apply("exp", self.entry(expr.args[0], row, column, used))
        return mul(above, power(self._row_exponentials(expr, row, used), -1))

    def row_log_sum_exp_entry(self, expr: n.RowLogSumExp, row: Basic, column: Basic, used: Used) -> Basic:
        return apply("log", self._row_exponentials(expr, row, used))

    def _row_exponentials(self, expr: Basic, row: Basic, used: Used) -> Basic:
        self._use(SOFTMAX_ENTRY)
        inside = expr.args[0]
        return self.over(shape_of(inside)[1], used, lambda j, u: apply("exp", self.entry(inside, row, j, u)))

    def indexed_sum_entry(self, expr: IndexedSum, row: Basic, column: Basic, used: Used) -> Basic:
        body, index, upper = expr.args
        return total(self.entry(body, row, column, used | {index}), index, upper)


def _count(expr: Basic) -> Expr:
    rows, columns = shape_of(expr)
    return rows * columns


def whole(expr: Basic, row: Basic, column: Basic) -> Basic:
    """An entry of something that is not written out."""
    if shape_of(expr)[0] == 1:
        return Entry(transpose(expr), column)
    return Entry(expr, row) if is_vector(expr) else Entry(expr, row, column)


def refuse(expr: Basic) -> Refusal:
    """There is no formula by entries for this expression."""
    return Refusal(
        f"no rule writes {plain(expr)}, which is {plain_shape(expr)}, by entries",
        hint="`method=differential` may derive it",
    )


SCALARS: Table[Basic] = dict(
    [
        method(n.Add, Entries.parts),
        method(n.Apply, Entries.parts),
        method(n.Mul, Entries.scalar_product),
        method(n.Pow, Entries.scalar_power),
        method(n.Norm, Entries.norm),
        method(n.WeightedNorm, lambda entries, expr, used: apply("sqrt", entries.scalar(expr.squared, used))),
        method(n.Inner, Entries.inner),
        method(n.WeightedInner, Entries.weighted_inner),
        method(n.Trace, Entries.trace),
        method(n.SumEntries, Entries.sum_entries),
        method(n.Mean, Entries.mean),
        method(n.Variance, Entries.variance),
        method(n.LogSumExp, Entries.log_sum_exp),
        method(n.IndexedSum, Entries.indexed_sum),
        method(n.Entry, Entries.of_entry),
        method(n.Call, lambda entries, expr, used: expr),
    ]
)

ENTRIES: Table[Basic] = dict(
    [
        method(n.Variable, lambda entries, expr, row, column, used: whole(expr, row, column)),
        method(n.Member, lambda entries, expr, row, column, used: whole(expr, row, column)),
        method(n.Add, Entries.sum_entry),
        method(n.Mul, Entries.product),
        method(n.Transpose, Entries.transpose_entry),
        method(n.Pow, Entries.power_entry),
        method(n.Hadamard, Entries.hadamard_entry),
        method(n.HadamardPower, Entries.hadamard_power_entry),
        method(n.Apply, Entries.apply_entry),
        method(n.Fill, Entries.fill_entry),
        method(n.Identity, Entries.identity_entry),
        method(n.Unit, Entries.unit_entry),
        method(n.Diag, Entries.diagonal_entry),
        method(n.DiagPart, Entries.on_the_diagonal),
        method(n.Softmax, Entries.softmax_entry),
        method(n.RowSoftmax, Entries.row_softmax_entry),
        method(n.RowLogSumExp, Entries.row_log_sum_exp_entry),
        method(n.IndexedSum, Entries.indexed_sum_entry),
    ]
)

# What varies in them has no formula by entries; what does not stays whole.
NOT_BY_ENTRIES: frozenset[type[Basic]] = frozenset(
    {
        n.Inverse, n.Det, n.Kronecker, n.Commutation, n.Vec, n.Unvec, n.MaxEntry, n.ArgmaxUnit, n.PolarFactor,
        n.TopSingularPair, n.CallGradient, n.CallHessian,
    }
)  # fmt: skip
# A family's members have entries, and a delta is written as one already; the others stand on lines of a
# derivation alone.
NOT_TO_BE_WRITTEN_OUT: frozenset[type[Basic]] = frozenset(
    {n.Family, n.KroneckerDelta, n.Differential, n.Partial, n.Constrained, n.Frobenius, n.Bracket}
)
# A scalar is never one of these, for its transpose is itself; or they are constant.
NOT_OF_SCALARS: frozenset[type[Basic]] = frozenset(
    {
        n.Member, n.Transpose, n.Hadamard, n.HadamardPower, n.Fill, n.Identity, n.Unit, n.Diag, n.DiagPart,
        n.Softmax, n.RowSoftmax, n.RowLogSumExp,
    }
)  # fmt: skip
