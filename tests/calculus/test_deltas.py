"""Sums over indices: what a delta does to them, and what must not happen to their indices."""

from __future__ import annotations

import pytest
from sympy import S

from mkdocs_matcalc.algebra.build import add, mul
from mkdocs_matcalc.algebra.nodes import Entry, IndexedSum, KroneckerDelta, Variable, dimension, index
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.deltas import Indices, delta, distinct, renamed
from mkdocs_matcalc.calculus.rules.indices import contracted, kronecker_delta
from mkdocs_matcalc.numerics.check import agree

m, n = dimension("m"), dimension("n")
i, j, k, ell, p = map(index, "ijklp")
A, B = Variable("A", m, n), Variable("B", n, n)
a, x, y = Variable("a", n), Variable("x", n), Variable("y", m)
INDICES = Indices((A, B, a, x, y))


def A_(row: object, column: object) -> Entry:
    return Entry(A, row, column)


def test_a_delta_of_two_equal_indices_is_one() -> None:
    assert delta(i, i) == 1
    assert delta(i, j) == KroneckerDelta(i, j)


def test_an_entry_by_another_is_a_delta_for_each_index() -> None:
    assert kronecker_delta(A_(i, j), A_(k, ell)) == mul(KroneckerDelta(i, k), KroneckerDelta(j, ell))
    assert kronecker_delta(A_(i, j), A_(i, ell)) == KroneckerDelta(j, ell)
    assert kronecker_delta(Entry(x, k), Entry(x, k)) == 1


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (IndexedSum(mul(Entry(a, i), KroneckerDelta(i, k)), i, n), Entry(a, k)),
        (IndexedSum(mul(Entry(a, i), KroneckerDelta(k, i)), i, n), Entry(a, k)),
        (IndexedSum(KroneckerDelta(i, k), i, n), S.One),
        (
            IndexedSum(IndexedSum(mul(A_(i, j), KroneckerDelta(j, k), KroneckerDelta(i, ell)), j, n), i, m),
            A_(ell, k),
        ),
        (
            IndexedSum(mul(Entry(y, i), IndexedSum(mul(A_(i, j), KroneckerDelta(j, k)), j, n)), i, m),
            IndexedSum(mul(Entry(y, i), A_(i, k)), i, m),
        ),
    ],
    ids=["a sum", "turned round", "ones", "two deltas", "an inner sum"],
)
def test_a_sum_over_a_delta_is_carried_out(expr: IndexedSum, expected: object) -> None:
    assert contracted(expr, {k: n, ell: m}, INDICES) == expected


def test_a_product_over_a_sum_of_deltas_is_opened_and_like_terms_joined() -> None:
    inside = add(mul(KroneckerDelta(i, k), Entry(x, i)), mul(Entry(x, i), KroneckerDelta(i, k)))
    expr = IndexedSum(mul(Entry(a, i), inside), i, n)
    assert plain(contracted(expr, {k: n}, INDICES)) == "2 a_k x_k"


def test_terms_that_differ_in_the_names_of_their_indices_are_alike() -> None:
    first = IndexedSum(mul(KroneckerDelta(i, k), IndexedSum(mul(Entry(B, i, j), Entry(x, j)), j, n)), i, n)
    second = IndexedSum(mul(KroneckerDelta(j, k), IndexedSum(mul(Entry(B, j, p), Entry(x, p)), p, n)), j, n)
    both = add(first, second)
    assert contracted(both, {k: n}, INDICES) == mul(S(2), IndexedSum(mul(Entry(B, k, j), Entry(x, j)), j, n))


def test_a_delta_whose_indices_run_over_different_ranges_stays() -> None:
    expr = IndexedSum(mul(Entry(a, i), KroneckerDelta(i, k)), i, S(2))
    assert contracted(expr, {k: n}, INDICES) == expr


def test_a_delta_of_free_indices_stays() -> None:
    expr = mul(Entry(a, k), KroneckerDelta(k, ell))
    assert contracted(expr, {k: n, ell: n}, INDICES) == expr


def test_no_index_is_captured_by_a_sum_inside() -> None:
    inner = IndexedSum(mul(Entry(B, i, j), Entry(x, j)), j, n)
    result = renamed(inner, {i: j}, INDICES)
    assert isinstance(result, IndexedSum)
    assert result.index != j
    assert j in result.free_symbols
    assert agree(result, Entry(mul(B, x), j), {}, points=4) == pytest.approx(0, abs=1e-12)


def test_a_product_gives_each_sum_an_index_of_its_own() -> None:
    square = IndexedSum(mul(Entry(a, i), Entry(x, i)), i, n)
    other = IndexedSum(mul(Entry(x, i), Entry(x, k)), i, n)
    result = distinct(mul(square, other), INDICES, frozenset({k}))
    assert [part.index for part in result.args] == [i, j]
    assert agree(result, mul(square, other), {}, points=4) == pytest.approx(0, abs=1e-12)


def test_fresh_indices_are_no_names_of_the_block() -> None:
    own = Indices((Variable("i", dimension("j")), Variable("k", n)))
    assert own.beside(()) == index("l")
    assert own.beside({index("l")}) == index("p")


def test_there_is_always_one_more_index() -> None:
    used = {index(letter) for letter in "ijklpqrstuvh"}
    assert INDICES.beside(used) == index("i_1")
