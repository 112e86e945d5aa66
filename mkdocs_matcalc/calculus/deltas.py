"""Sums over indices and Kronecker deltas, and fresh names for indices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Basic, Expr, S, Symbol, preorder_traversal
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.build import mul, rebuild, split_coefficient
from mkdocs_matcalc.algebra.nodes import IndexedSum, KroneckerDelta, Mul, Variable, fresh_index, is_number


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
        return fresh_index(self._taken | {str(each) for each in used})


def delta(left: Basic, right: Basic) -> Basic:
    """δᵢⱼ, which is 1 for two equal indices, and 0 for two numbers that differ."""
    if left == right:
        return S.One
    return S.Zero if left.is_Integer and right.is_Integer else KroneckerDelta(left, right)


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
