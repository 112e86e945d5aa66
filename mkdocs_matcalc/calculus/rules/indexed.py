"""What writes a scalar or an entry out in entries: products, traces and norms as sums over indices.

Each rule names what it writes; the writer that is given writes the parts, and `used` are the indices that
have a meaning around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

from sympy import Basic, Expr, Rational, S, Symbol

from mkdocs_matcalc.algebra.build import apply, mul, power, sub
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Diag,
    DiagPart,
    Hadamard,
    HadamardPower,
    Identity,
    Inner,
    LogSumExp,
    Mean,
    Norm,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    SumEntries,
    Trace,
    Variance,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE
from mkdocs_matcalc.calculus.deltas import delta, total

BY_ENTRIES = "option method = index\n"
Used = frozenset[Basic]


class EntryWriter(Protocol):
    """Writes the parts of an expression by entries."""

    def scalar(self, expr: Basic, used: Used) -> Basic:
        """A scalar in entries."""

    def entry(self, expr: Basic, row: Basic, column: Basic, used: Used) -> Basic:
        """An entry."""

    def fresh(self, used: Used) -> tuple[Symbol, Used]:
        """A new index, and the indices in use with it."""

    def over(self, size: Expr, used: Used, body: Callable[[Basic, Used], Basic]) -> Basic:
        """Σ over a new index up to `size`."""

    def over_all(self, expr: Basic, used: Used, body: Callable[[Basic, Basic, Used], Basic]) -> Basic:
        """Σ over all entries of an expression."""


@CATALOGUE.rearrangement(
    "Entry of a product",
    statement=r"(A x)_i = \sum_{j} A_{ij} x_j, \qquad (A B)_{ij} = \sum_{p} A_{ip} B_{pj}",
    example=BY_ENTRIES + "d/dx x^T A x",
)
def entry_of_a_product(
    writer: EntryWriter, chain: Sequence[Basic], row: Basic, column: Basic, used: Used
) -> Basic:
    """One sum for each place where two factors meet in more than one entry."""
    ends: list[Basic] = [row]
    sums: list[tuple[Symbol, Expr]] = []
    for left, _ in pairwise(chain):
        size = shape_of(left)[1]
        if size == 1:
            ends.append(S.One)
            continue
        index, used = writer.fresh(used)
        ends.append(index)
        sums.append((index, size))
    ends.append(column)
    places = zip(chain, pairwise(ends), strict=True)
    body = mul(*(writer.entry(factor, i, j, used) for factor, (i, j) in places))
    for index, size in reversed(sums):
        body = total(body, index, size)
    return body


@CATALOGUE.rearrangement(
    "Trace by entries",
    statement=r"\mathop{\mathrm{tr}}(X) = \sum_{i} X_{ii}",
    example=BY_ENTRIES + "d/dX tr(A X)",
)
def trace_by_entries(writer: EntryWriter, expr: Trace, used: Used) -> Basic:
    inside = expr.args[0]
    return writer.over(shape_of(inside)[0], used, lambda i, u: writer.entry(inside, i, i, u))


@CATALOGUE.rearrangement(
    "Norms and inner products by entries",
    statement=r"\langle x, y \rangle = \sum_{i} x_i y_i, \qquad \lVert x \rVert^2 = \sum_{i} x_i^2, \qquad "
    r"\lVert X \rVert_F^2 = \sum_{i} \sum_{j} X_{ij}^2",
    example=BY_ENTRIES + "d/dx ||A x - y||^2",
)
def norms_by_entries(writer: EntryWriter, expr: Norm | Inner, used: Used) -> Basic:
    """An inner product, a euclidean norm, or the sum of the magnitudes of all entries."""
    if isinstance(expr, Inner):
        left, right = expr.args
        return writer.over_all(
            left, used, lambda i, j, u: mul(writer.entry(left, i, j, u), writer.entry(right, i, j, u))
        )
    arg = expr.arg
    if expr.euclidean:
        squares = writer.over_all(arg, used, lambda i, j, u: power(writer.entry(arg, i, j, u), 2))
        return power(squares, Rational(1, 2))
    return writer.over_all(arg, used, lambda i, j, u: apply("abs", writer.entry(arg, i, j, u)))


@CATALOGUE.rearrangement(
    "Sum of entries over indices",
    statement=r"\mathbf{1}^\top x = \sum_{i} x_i, \qquad "
    r"\mathbf{1}^\top X \mathbf{1} = \sum_{i} \sum_{j} X_{ij}",
    example=BY_ENTRIES + "d/dx sum(exp(A x))",
)
def sum_over_indices(writer: EntryWriter, expr: SumEntries | Mean | Variance, used: Used) -> Basic:
    """A sum of entries, or what is one divided by their number."""
    inside = expr.args[0]

    def term(i: Basic, j: Basic, within: Used) -> Basic:
        entry = writer.entry(inside, i, j, within)
        if isinstance(expr, Variance):
            return power(sub(entry, writer.scalar(Mean(inside), within)), 2)
        return entry

    summed = writer.over_all(inside, used, term)
    rows, columns = shape_of(inside)
    return summed if isinstance(expr, SumEntries) else mul(1 / (rows * columns), summed)


@CATALOGUE.rearrangement(
    "Entry of an element-wise operation",
    statement=r"g(x)_i = g(x_i), \qquad (x \odot y)_i = x_i y_i, \qquad "
    r"(\alpha x + y)_i = \alpha x_i + y_i",
    example=BY_ENTRIES + "d/dx a^T sigmoid(x)",
)
def entry_of_an_elementwise_operation(
    writer: EntryWriter, expr: Apply | Hadamard | HadamardPower, row: Basic, column: Basic, used: Used
) -> Basic:
    if isinstance(expr, Apply):
        return Apply(expr.function, writer.entry(expr.arg, row, column, used))
    parts = [writer.entry(part, row, column, used) for part in expr.args]
    return mul(*parts) if isinstance(expr, Hadamard) else power(*parts)


@CATALOGUE.rearrangement(
    "Entry of a diagonal matrix",
    statement=r"\mathop{\mathrm{diag}}(x)_{ij} = x_i\, \delta_{ij}, \qquad "
    r"\mathop{\mathrm{diag}}(X)_i = X_{ii}, \qquad I_{ij} = \delta_{ij}",
    example=BY_ENTRIES + "d/dx x^T diag(x) A x",
)
def entry_of_a_diagonal_matrix(
    writer: EntryWriter, expr: Identity | Diag | DiagPart, row: Basic, column: Basic, used: Used
) -> Basic:
    if isinstance(expr, Identity):
        return delta(row, column)
    if isinstance(expr, DiagPart):
        return writer.entry(expr.args[0], row, row, used)
    return mul(writer.entry(expr.args[0], row, S.One, used), delta(row, column))


@CATALOGUE.rearrangement(
    "Softmax by entries",
    statement=r"\mathop{\mathrm{softmax}}(z)_i = \frac{e^{z_i}}{\sum_{j} e^{z_j}}",
    example=BY_ENTRIES + "d/dx softmax(x)",
)
def softmax_by_entries(
    writer: EntryWriter, expr: Softmax | RowSoftmax, row: Basic, column: Basic, used: Used
) -> Basic:
    top = apply("exp", writer.entry(expr.args[0], row, column, used))
    return mul(top, power(_exponentials(writer, expr, row, used), -1))


@CATALOGUE.rearrangement(
    "Log-sum-exp by entries",
    statement=r"\mathop{\mathrm{logsumexp}}(z) = \log \sum_{j} e^{z_j}",
    example=BY_ENTRIES + "d/dx logsumexp(x)",
)
def log_sum_exp_by_entries(
    writer: EntryWriter, expr: LogSumExp | RowLogSumExp, row: Basic, column: Basic, used: Used
) -> Basic:
    return apply("log", _exponentials(writer, expr, row, used))


def _exponentials(writer: EntryWriter, expr: Basic, row: Basic, used: Used) -> Basic:
    """The sum of them, over a row where there is one for each row."""
    inside = expr.args[0]

    def exponential(i: Basic, j: Basic, within: Used) -> Basic:
        return apply("exp", writer.entry(inside, i, j, within))

    if isinstance(expr, RowSoftmax | RowLogSumExp):
        return writer.over(shape_of(inside)[1], used, lambda j, u: exponential(row, j, u))
    return writer.over_all(inside, used, exponential)
