"""Sums over indices: fresh names for indices, and the contraction of Kronecker deltas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations

from sympy import Basic, Expr, S, Symbol, default_sort_key, preorder_traversal
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.build import add, indexed_sum, mul, rebuild, split_coefficient, terms_of
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

LETTERS = ("i", "j", "k", "l", "p", "q", "r", "s", "t", "u", "v", "h")
# Beyond this many sums in one term, equal terms are left side by side.
MOST_SUMS = 4

Ranges = Mapping[Symbol, Expr]


class Indices:
    """Names for indices that collide with none of the names in some expressions."""

    def __init__(self, exprs: Iterable[Basic]) -> None:
        self._taken = {
            str(leaf) for expr in exprs for leaf in preorder_traversal(expr) if isinstance(leaf, Symbol | Str)
        }

    def __contains__(self, index: Symbol) -> bool:
        return str(index) in self._taken

    def beside(self, used: Iterable[Basic | str]) -> Symbol:
        """The first index that is not among those in use."""
        names = self._taken | {str(each) for each in used}
        numbered = (f"i_{count}" for count in range(1, len(names) + 2))
        return index(next(name for name in (*LETTERS, *numbered) if name not in names))


def delta(left: Basic, right: Basic) -> Basic:
    """δᵢⱼ, which is 1 for two equal indices."""
    return S.One if left == right else KroneckerDelta(left, right)


def total(body: Basic, over: Symbol, upper: Expr) -> Basic:
    """Σ over an index with numbers in front; where the terms are all alike, so many times one of them."""
    if over not in body.free_symbols:
        return mul(upper, body)
    number, rest = split_coefficient(body)
    return body if rest is None else mul(number, IndexedSum(rest, over, upper))


def remade(expr: Basic, args: Iterable[Basic]) -> Basic:
    """The node with other parts; a sum keeps all but numbers inside."""
    parts = tuple(args)
    if isinstance(expr, IndexedSum):
        body, *_ = parts
        return total(body, expr.index, expr.upper)
    return delta(*parts) if isinstance(expr, KroneckerDelta) else rebuild(expr, parts)


def renamed(expr: Basic, new: Mapping[Symbol, Basic], indices: Indices) -> Basic:
    """The expression with other indices; a sum that binds one of them by chance gets another of its own."""
    if is_number(expr):
        return expr.xreplace(dict(new))
    if isinstance(expr, Variable) or not expr.args or not expr.free_symbols & new.keys():
        return expr
    if isinstance(expr, IndexedSum) and any(expr.index in value.free_symbols for value in new.values()):
        other = indices.beside({*symbols(expr), *new, *(s for v in new.values() for s in v.free_symbols)})
        expr = IndexedSum(renamed(expr.body, {expr.index: other}, indices), other, expr.upper)
    return remade(expr, (renamed(arg, new, indices) for arg in expr.args))


def symbols(expr: Basic) -> set[Symbol]:
    """Every index and dimension in an expression, bound or free."""
    return {leaf for leaf in preorder_traversal(expr) if isinstance(leaf, Symbol)}


def bound(expr: Basic) -> set[Symbol]:
    """The indices that the sums of an expression run over."""
    return {part.index for part in preorder_traversal(expr) if isinstance(part, IndexedSum)}


def distinct(
    expr: Basic, indices: Indices, taken: frozenset[Basic] = frozenset(), *, anew: bool = False
) -> Basic:
    """The expression with a name of its own for each index within a product; terms of a sum may share them.

    Args:
        taken: The indices with a meaning around the expression.
        anew: Whether every sum takes the first free letter, save those that the author wrote.
    """
    if isinstance(expr, Variable) or is_number(expr) or not bound(expr):
        return expr
    if isinstance(expr, IndexedSum):
        body, over, upper = expr.args
        if over in taken or (anew and over not in indices):
            fresh = indices.beside(taken if anew else taken | symbols(body))
            body, over = renamed(body, {over: fresh}, indices), fresh
        return total(distinct(body, indices, taken | {over}, anew=anew), over, upper)
    if not isinstance(expr, Mul):
        return remade(expr, (distinct(arg, indices, taken, anew=anew) for arg in expr.args))
    factors: list[Basic] = []
    for factor in expr.args:
        factors.append(distinct(factor, indices, taken, anew=anew))
        taken |= bound(factors[-1])
    return Mul(*factors)


def contractible(expr: Basic) -> int:
    """How many deltas of an expression have an index that a sum runs over."""
    over = bound(expr)
    deltas = (part for part in preorder_traversal(expr) if isinstance(part, KroneckerDelta))
    return sum(not over.isdisjoint(each.args) for each in deltas)


def contracted(expr: Basic, ranges: Ranges, indices: Indices) -> Basic:
    """The expression with each sum over an index of a delta carried out.

    Args:
        ranges: Up to what each free index runs; a delta of two indices with different ranges stays.
    """
    if isinstance(expr, Variable) or is_number(expr) or not expr.has(KroneckerDelta):
        return expr
    if not isinstance(expr, IndexedSum):
        return _tidied(remade(expr, (contracted(arg, ranges, indices) for arg in expr.args)), indices)
    within = {**ranges, expr.index: expr.upper}
    body = contracted(expr.body, within, indices)
    terms = terms_of(_opened(body, expr.index))
    return _tidied(add(*(_summed(term, expr, within, indices) for term in terms)), indices)


def _opened(body: Basic, over: Symbol) -> Basic:
    """A product over a sum that holds a delta of the index, as a sum of products."""
    for at, factor in enumerate(body.args if isinstance(body, Mul) else ()):
        if isinstance(factor, Add) and any(over in each.args for each in factor.atoms(KroneckerDelta)):
            others = (*body.args[:at], *body.args[at + 1 :])
            return add(*(_opened(mul(*others, term), over) for term in factor.args))
    return body


def _summed(term: Basic, total: IndexedSum, ranges: Ranges, indices: Indices) -> Basic:
    """A sum's term, summed: by a delta if it has one, else written as a sum."""
    factors = term.args if isinstance(term, Mul) else (term,)
    for at, factor in enumerate(factors):
        if isinstance(factor, KroneckerDelta) and total.index in factor.args:
            other = next(arg for arg in factor.args if arg != total.index)
            if not isinstance(other, Symbol) or ranges.get(other) == total.upper:
                rest = mul(*_in_order((*factors[:at], *factors[at + 1 :])))
                return renamed(rest, {total.index: other}, indices)
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
