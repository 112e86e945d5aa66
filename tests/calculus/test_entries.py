"""The entry of each node, written as sums, against the entry of the node itself."""

from __future__ import annotations

import pytest
from sympy import Rational, S

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Det,
    Diag,
    DiagPart,
    Entry,
    Family,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inner,
    Inverse,
    Kronecker,
    LogSumExp,
    Member,
    Mul,
    Norm,
    Pow,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    SumEntries,
    Trace,
    Transpose,
    Unit,
    Variable,
    Vec,
    dimension,
    index,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.deltas import Indices, bound
from mkdocs_matcalc.calculus.differentials import Record
from mkdocs_matcalc.calculus.entries import Entries
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.numerics.check import agree

m, n = dimension("m"), dimension("n")
i, k, ell = map(index, "ikl")
A, B, Q = Variable("A", m, n), Variable("B", n, m), Variable("Q", n, n)
X, S_ = Variable("X", m, n), Variable("S", n, n)
a, x, y, t = Variable("a", n), Variable("x", n), Variable("y", m), Variable("t")
w = Family("w", m, n)
VARYING = frozenset({x, X, S_, t})


def entries(*, varying: frozenset[Variable] = VARYING) -> Entries:
    indices = Indices((A, B, Q, X, S_, a, x, y, t, w))
    return Entries(lambda expr: bool(expr.free_symbols & varying), indices, Record())


def written(expr: nodes.Basic) -> tuple[nodes.Basic, nodes.Basic]:
    """The entry written out, and the entry as it is defined."""
    rows, columns = shape_of(expr)
    row, column = (k if rows != 1 else S.One), (ell if columns != 1 else S.One)
    used = frozenset({k, ell})
    if is_scalar(expr):
        return entries().scalar(expr, used), expr
    by_definition = Entry(expr, row) if columns == 1 else Entry(expr, row, column)
    return entries().entry(expr, row, column, used), by_definition


@pytest.mark.parametrize(
    "expr",
    [
        Mul(A, x),
        Mul(2, t, A, x),
        Mul(Transpose(x), Q, x),
        Mul(Transpose(x), x),
        Mul(Mul(Transpose(a), x), A, x),
        Mul(A, B, X),
        Mul(y, Transpose(x)),
        Mul(X, Fill(S.One, n, S.One)),
        Add(Mul(A, x), Mul(-1, y)),
        Transpose(X),
        Transpose(Mul(A, x)),
        Pow(S_, 3),
        Pow(Mul(Transpose(a), x), 3),
        Pow(Norm(Mul(A, x), "2"), 2),
        Pow(Norm(X, "F"), 4),
        Norm(X, "F"),
        Norm(x, "1"),
        Inner(A, X),
        Inner(a, x),
        Trace(Mul(B, X)),
        Trace(S_),
        SumEntries(X),
        SumEntries(x),
        Hadamard(X, A),
        Hadamard(x, a, x),
        HadamardPower(x, 2),
        Apply(Function("exp"), Mul(A, x)),
        Apply(Function("g"), x),
        Fill(t, m, n),
        Mul(S_, Identity(n)),
        Add(S_, Mul(t, Identity(n))),
        Mul(Diag(x), S_),
        Diag(x),
        DiagPart(S_),
        Mul(Transpose(x), Unit(1, n)),
        LogSumExp(Mul(A, x)),
        LogSumExp(X),
        Softmax(Mul(A, x)),
        RowSoftmax(X),
        RowLogSumExp(X),
        IndexedSum(Mul(Member(w, i), Entry(x, 1)), i, m),
        IndexedSum(Pow(Mul(Transpose(x), Member(w, i)), 2), i, m),
        Entry(Mul(A, x), 1),
        Mul(Rational(1, 2), Transpose(Add(x, a)), Inverse(Q), Add(x, a)),
    ],
    ids=plain,
)
def test_an_entry_written_out_is_the_entry(expr: nodes.Basic) -> None:
    by_entries, by_definition = written(expr)
    assert by_entries != by_definition or not bound(by_entries)
    assert agree(by_entries, by_definition, {}, points=4) == pytest.approx(0, abs=1e-9)


def test_a_product_has_one_sum_where_two_factors_meet() -> None:
    assert plain(entries().entry(Mul(A, Q, x), k, S.One, frozenset({k}))) == "sum_{i=1}^n (A Q)_ki x_i"
    assert (
        plain(entries().entry(Mul(X, Q, x), k, S.One, frozenset({k})))
        == "sum_{i=1}^n (sum_{j=1}^n X_ki Q_ij x_j)"
    )


def test_an_outer_product_has_no_sum() -> None:
    assert plain(entries().entry(Mul(x, Transpose(y)), k, ell, frozenset({k, ell}))) == "x_k y_l"


def test_what_is_constant_stays_whole() -> None:
    assert (
        plain(entries().scalar(Mul(Transpose(a), Inverse(Q), x), frozenset()))
        == "sum_{i=1}^n ((Q^-1)^T a)_i x_i"
    )
    assert entries().scalar(Trace(Q), frozenset()) == Trace(Q)


@pytest.mark.parametrize(
    ("expr", "named"),
    [
        (Trace(Mul(Inverse(S_), Q)), "S^-1"),
        (Det(S_), "det(S)"),
        (Norm(X, "nuc"), "||X||_*"),
        (Norm(x, "inf"), "||x||_inf"),
        (Trace(Pow(S_, -2)), "S^(-2)"),
        (SumEntries(Vec(X)), "vec(X)"),
        (SumEntries(Kronecker(A, X)), "A ⊗ X"),
    ],
    ids=lambda each: plain(each) if isinstance(each, nodes.Node) else "",
)
def test_what_has_no_formula_by_entries_is_refused_by_name(expr: nodes.Basic, named: str) -> None:
    with pytest.raises(Refusal) as refusal:
        entries().scalar(expr, frozenset())
    assert f"writes {named}, which is a" in refusal.value.message
    assert "method=differential" in (refusal.value.hint or "")
