"""The derivative of a sum over indices: deltas for the entries' own derivatives, contracted, and read off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from sympy import Basic, Expr, S, Symbol, default_sort_key

from mkdocs_matcalc.algebra.build import add, indexed_sum, mul, split_coefficient, terms_of
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Entry,
    IndexedSum,
    KroneckerDelta,
    Member,
    Mul,
    Variable,
    index,
    is_number,
    is_scalar,
)
from mkdocs_matcalc.algebra.textbook import canonical
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate, Rule
from mkdocs_matcalc.calculus.deltas import Indices, bound, delta, distinct, remade, renamed, total
from mkdocs_matcalc.calculus.rules.indexed import BY_ENTRIES

# Beyond this many sums in one term, equal terms are left side by side.
MOST_SUMS = 4

Ranges = Mapping[Symbol, Expr]
Sums = list[tuple[Basic, Basic]]


@CATALOGUE.rearrangement(
    "Differentiate term by term",
    statement=r"\frac{\partial}{\partial x_k} \sum_{i} a_i u_i "
    r"= \sum_{i} a_i \frac{\partial u_i}{\partial x_k}",
    condition="the $a_i$ are constant",
    example=BY_ENTRIES + "d/dx a^T x",
)
def term_by_term(expr: Add | IndexedSum, d: Differentiate) -> Basic:
    """The derivative of a sum."""
    if isinstance(expr, Add):
        return add(*map(d, expr.args))
    return total(d(expr.body), expr.index, expr.upper)


@CATALOGUE.rearrangement(
    "Kronecker delta",
    statement=r"\frac{\partial x_i}{\partial x_k} = \delta_{ik}, \qquad "
    r"\frac{\partial X_{ij}}{\partial X_{kl}} = \delta_{ik}\, \delta_{jl}",
    condition="the entries are independent of one another",
    example=BY_ENTRIES + "d/dx ||A x - y||^2",
)
def kronecker_delta(entry: Basic, by: Basic) -> Basic:
    """The derivative of one entry of a variable by another."""
    return mul(*map(delta, entry.args[1:], by.args[1:]))


@CATALOGUE.rearrangement(
    "Contraction of a delta",
    statement=r"\sum_{j} a_j\, \delta_{jk} = a_k",
    condition="$k$ is among the values that $j$ runs over",
    example=BY_ENTRIES + "d/dx ||A x - y||^2",
)
def contracted(expr: Basic, ranges: Ranges, indices: Indices, told: Sums | None = None) -> Basic:
    """The expression with each sum over an index of a delta carried out.

    Args:
        expr: The expression.
        ranges: Up to what each free index runs; a delta of two indices with different ranges stays.
        indices: Where the names of new indices come from.
        told: Filled with each sum that was carried out, and what it came to.
    """
    return _contracted(expr, ranges, indices, [] if told is None else told)


BACK_TO_MATRIX_FORM = CATALOGUE.add(
    Rule(
        "Back to matrix form",
        r"\sum_{j} A_{ij} x_j = [A x]_i, \qquad \sum_{i} A_{ij} x_i = [A^\top x]_j",
        example=BY_ENTRIES + "d/dx ||A x - y||^2",
    )
)

ENTRY_OF_A_DERIVATIVE = CATALOGUE.add(
    Rule(
        "Entry of a derivative",
        r"\frac{\partial f}{\partial x} = g \;\Rightarrow\; \frac{\partial f}{\partial x_k} = g_k",
        example="x in R^n\nd/dx_k x^T A x",
    )
)

EQUAL_ENTRIES = CATALOGUE.add(
    Rule(
        "Equal in every entry",
        r"\left(\frac{\partial f}{\partial x}\right)_k = \frac{\partial f}{\partial x_k} = g_k "
        r"\text{ for every } k \;\Rightarrow\; \frac{\partial f}{\partial x} = g",
        example=BY_ENTRIES + "d/dX tr(A X)",
    )
)


def _contracted(expr: Basic, ranges: Ranges, indices: Indices, told: Sums) -> Basic:
    if isinstance(expr, Variable) or is_number(expr) or not expr.has(KroneckerDelta):
        return expr
    if not isinstance(expr, IndexedSum):
        return _tidied(remade(expr, (_contracted(arg, ranges, indices, told) for arg in expr.args)), indices)
    within = {**ranges, expr.index: expr.upper}
    body = _contracted(expr.body, within, indices, told)
    terms = terms_of(_opened(body, expr.index))
    return _tidied(add(*(_summed(term, expr, within, indices, told) for term in terms)), indices)


def _opened(body: Basic, over: Symbol) -> Basic:
    """A product over a sum that holds a delta of the index, as a sum of products."""
    for at, factor in enumerate(body.args if isinstance(body, Mul) else ()):
        if isinstance(factor, Add) and any(over in each.args for each in factor.atoms(KroneckerDelta)):
            others = (*body.args[:at], *body.args[at + 1 :])
            return add(*(_opened(mul(*others, term), over) for term in factor.args))
    return body


def _summed(term: Basic, total: IndexedSum, ranges: Ranges, indices: Indices, told: Sums) -> Basic:
    """A sum's term, summed: by a delta if it has one, else written as a sum."""
    factors = term.args if isinstance(term, Mul) else (term,)
    for at, factor in enumerate(factors):
        if isinstance(factor, KroneckerDelta) and total.index in factor.args:
            other = next(arg for arg in factor.args if arg != total.index)
            if not isinstance(other, Symbol) or ranges.get(other) == total.upper:
                rest = mul(*_in_order((*factors[:at], *factors[at + 1 :])))
                left = renamed(rest, {total.index: other}, indices)
                told.append((IndexedSum(term, total.index, total.upper), left))
                return left
    return indexed_sum(mul(*_in_order(factors)), total.index, total.upper)


def _in_order(factors: Sequence[Basic]) -> list[Basic]:
    """The plain scalars first; a chain of matrices keeps its order."""
    scalars = [factor for factor in factors if is_scalar(factor)]
    return [*sorted(scalars, key=_plainness), *(factor for factor in factors if not is_scalar(factor))]


def _plainness(factor: Basic) -> int:
    """Numbers, then deltas and entries, then all else."""
    if is_number(factor):
        return 0
    return 1 if isinstance(factor, KroneckerDelta | Entry | Member | Variable) else 2


def _tidied(expr: Basic, indices: Indices) -> Basic:
    """Like terms joined; two terms are alike if only the names of their sums' indices differ."""
    if not isinstance(expr, Add):
        return expr
    numbers: dict[Basic, Expr] = {}
    rests: dict[Basic, Basic] = {}
    for term in expr.args:
        number, rest = split_coefficient(term)
        rest = S.One if rest is None else rest
        alike = _alike(rest, indices)
        numbers[alike] = numbers.get(alike, S.Zero) + number
        rests.setdefault(alike, rest)
    return add(*(mul(number, rests[alike]) for alike, number in numbers.items()))


def _alike(term: Basic, indices: Indices) -> Basic:
    """One and the same form for terms that differ in the names of their indices; for comparing only."""
    named = distinct(term, indices)
    own = sorted(bound(named), key=str)
    if not own or len(own) > MOST_SUMS:
        return canonical(named)
    places = [index(f"#{at}") for at in range(len(own))]
    forms: Iterator[Basic] = (
        canonical(_sorted_sums(named.xreplace(dict(zip(own, order, strict=True)))))
        for order in permutations(places)
    )
    return min(forms, key=default_sort_key)


def _sorted_sums(expr: Basic) -> Basic:
    """Sums directly inside one another in the order of their indices' names."""
    if not isinstance(expr, IndexedSum):
        return expr.func(*map(_sorted_sums, expr.args)) if isinstance(expr, Mul) else expr
    nest: list[tuple[Symbol, Expr]] = []
    body: Basic = expr
    while isinstance(body, IndexedSum):
        nest.append((body.index, body.upper))
        body = body.body
    body = _sorted_sums(body)
    for over, upper in sorted(nest, key=str, reverse=True):
        body = IndexedSum(body, over, upper)
    return body
