"""The (i, j) entry of an expression as sums over indices: products, traces and norms written out.

What does not vary stays whole where that is shorter: `(A B)_{ij}` with A and B constant is one entry.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Concatenate, ParamSpec, TypeVar

from sympy import Basic, Expr, Integer, S, Symbol

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import add, apply, mul, power, rebuild, transpose
from mkdocs_matcalc.algebra.nodes import SCALAR, Entry, IndexedSum, is_scalar, is_vector, shape_of
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.rows import Table, method
from mkdocs_matcalc.calculus.catalogue import Rearrangement
from mkdocs_matcalc.calculus.deltas import Indices, delta, total
from mkdocs_matcalc.calculus.derivation import Instance
from mkdocs_matcalc.calculus.differentials import Record
from mkdocs_matcalc.calculus.rules.indexed import (
    EntryWriter,
    Used,
    entry_of_a_diagonal_matrix,
    entry_of_a_product,
    entry_of_an_elementwise_operation,
    log_sum_exp_by_entries,
    norms_by_entries,
    softmax_by_entries,
    sum_over_indices,
    trace_by_entries,
)
from mkdocs_matcalc.errors import ErrorName, Refusal

Node = TypeVar("Node", bound=Basic)
Places = ParamSpec("Places")


class Entries:
    """Writes expressions by entries.

    Args:
        varies: Whether an expression depends on the variable; what does not may stay whole.
        indices: Where the names of new indices come from.
        record: It is told each rule that wrote something out, and what.

    Raises:
        Refusal: Something that varies has no formula by entries, such as an inverse.
    """

    def __init__(self, varies: Callable[[Basic], bool], indices: Indices, record: Record) -> None:
        self._varies = varies
        self._indices = indices
        self.use = record.use
        self.tell = record.tell

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

    def written(
        self,
        rule: Rearrangement[Concatenate[EntryWriter, Node, Places], Basic],
        expr: Node,
        *args: Places.args,
        **named: Places.kwargs,
    ) -> Basic:
        """What a rule writes, the rule named first."""
        self.use(rule)
        found = rule(self, expr, *args, **named)
        row, column = [each for each in args if isinstance(each, Basic)] or SCALAR
        self.tell(Instance(rule, called(expr, row, column), found))
        return found

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
        summed = any(shape_of(left)[1] != 1 for left, _ in pairwise(factors))
        if summed:
            self.use(entry_of_a_product)
        written = entry_of_a_product(self, factors, row, column, used)
        if summed:
            self.tell(Instance(entry_of_a_product, called(mul(*factors), row, column), written))
        return mul(*scalars, written)

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
            self.use(norms_by_entries)
            written = self.product(expr, S.One, S.One, used)
            self.tell(Instance(norms_by_entries, expr, written))
            return written
        return self.product(expr, S.One, S.One, used)

    def scalar_power(self, expr: n.Pow, used: Used) -> Basic:
        base, exponent = expr.args
        if isinstance(base, n.WeightedNorm) and n.is_number(exponent) and exponent.is_even:
            return power(self.scalar(base.squared, used), exponent / 2)
        return self.parts(expr, used)

    def norm(self, expr: n.Norm, used: Used) -> Basic:
        if not expr.euclidean and expr.kind != "1":
            raise refuse(expr)
        return self.written(norms_by_entries, expr, used)

    def weighted_inner(self, expr: n.WeightedInner, used: Used) -> Basic:
        left, weight, right = expr.args
        return self.scalar(mul(transpose(left), weight, right), used)

    def log_sum_exp(self, expr: n.LogSumExp, used: Used) -> Basic:
        return self.written(log_sum_exp_by_entries, expr, S.One, S.One, used)

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

    def fill_entry(self, expr: n.Fill, row: Basic, column: Basic, used: Used) -> Basic:
        return self.scalar(expr.value, used)

    def unit_entry(self, expr: n.Unit, row: Basic, column: Basic, used: Used) -> Basic:
        return delta(row, expr.args[0])

    def indexed_sum_entry(self, expr: IndexedSum, row: Basic, column: Basic, used: Used) -> Basic:
        body, index, upper = expr.args
        return total(self.entry(body, row, column, used | {index}), index, upper)


def _by(
    rule: Rearrangement[Concatenate[EntryWriter, Node, Places], Basic],
) -> Callable[Concatenate[Entries, Node, Places], Basic]:
    def write(entries: Entries, expr: Node, /, *args: Places.args, **named: Places.kwargs) -> Basic:
        return entries.written(rule, expr, *args, **named)

    return write


def whole(expr: Basic, row: Basic, column: Basic) -> Basic:
    """An entry of something that is not written out."""
    if shape_of(expr)[0] == 1:
        return Entry(transpose(expr), column)
    return Entry(expr, row) if is_vector(expr) else Entry(expr, row, column)


def called(expr: Basic, row: Basic, column: Basic) -> Basic:
    """What an entry is called; a scalar is its own."""
    return expr if is_scalar(expr) else whole(expr, row, column)


def refuse(expr: Basic) -> Refusal:
    """There is no formula by entries for this expression."""
    return Refusal(
        ErrorName.NO_RULE,
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
        method(n.Inner, _by(norms_by_entries)),
        method(n.WeightedInner, Entries.weighted_inner),
        method(n.Trace, _by(trace_by_entries)),
        method(n.SumEntries, _by(sum_over_indices)),
        method(n.Mean, _by(sum_over_indices)),
        method(n.Variance, _by(sum_over_indices)),
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
        method(n.Hadamard, _by(entry_of_an_elementwise_operation)),
        method(n.HadamardPower, _by(entry_of_an_elementwise_operation)),
        method(n.Apply, _by(entry_of_an_elementwise_operation)),
        method(n.Fill, Entries.fill_entry),
        method(n.Identity, _by(entry_of_a_diagonal_matrix)),
        method(n.Unit, Entries.unit_entry),
        method(n.Diag, _by(entry_of_a_diagonal_matrix)),
        method(n.DiagPart, _by(entry_of_a_diagonal_matrix)),
        method(n.Softmax, _by(softmax_by_entries)),
        method(n.RowSoftmax, _by(softmax_by_entries)),
        method(n.RowLogSumExp, _by(log_sum_exp_by_entries)),
        method(n.IndexedSum, Entries.indexed_sum_entry),
    ]
)

# What varies in them has no formula by entries; what does not stays whole.
NOT_BY_ENTRIES: frozenset[type[Basic]] = frozenset(
    {
        n.Inverse, n.Det, n.Kronecker, n.Commutation, n.Vec, n.Unvec, n.MaxEntry, n.ArgmaxUnit, n.PolarFactor,
        n.MatrixFunction, n.TopSingularPair, n.CallGradient, n.CallHessian, n.Expectation,
        n.Covariance,
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
