"""What is known of entries makes of a formula: that they sum to one, or are 1 and −1, 0 and 1."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeGuard

from sympy import Basic, Integer, S

from mkdocs_matcalc.algebra.build import hadamard, is_ones, joined_neighbours, mul, ones, power, transpose
from mkdocs_matcalc.algebra.nodes import (
    Entry,
    Hadamard,
    HadamardPower,
    IndexedSum,
    Mul,
    Norm,
    Pow,
    SumEntries,
    Transpose,
    Variable,
    shape_of,
)

# Its entries sum to one; each of its entries is its own square, and one alone is 1.
SUMS_TO_ONE, ONE_HOT = "probabilities", "one-hot"
# Each entry is 0 or 1; each is 1 or −1; the squares sum to one; each row of a matrix sums to one.
BINARY, SIGNS, UNIT, STOCHASTIC = "binary", "signs", "unit", "stochastic"
LABEL_FACTS = frozenset({SUMS_TO_ONE, ONE_HOT, BINARY, SIGNS, UNIT, STOCHASTIC})
IMPLIED = {
    SUMS_TO_ONE: frozenset({"nonnegative"}),
    ONE_HOT: frozenset({SUMS_TO_ONE, "nonnegative"}),
    BINARY: frozenset({"nonnegative"}),
    STOCHASTIC: frozenset({"nonnegative"}),
}


def stated(facts: Collection[str]) -> list[str]:
    """The facts of a name in order, without those that its being a label implies."""
    implied = frozenset[str]().union(*(IMPLIED.get(fact, ()) for fact in facts))
    return sorted(fact for fact in facts if fact not in implied)


def by_labels(expr: Basic) -> Basic:
    """An expression whose parts are tidy already, by what is known of its letters: 1ᵀy as 1, y ⊙ y as y."""
    match expr:
        case Mul():
            # Scalars that came to stand in front hide a product by entry.
            chain = [
                by_labels(each) if isinstance(each, Hadamard | HadamardPower) else each for each in expr.chain
            ]
            other = expr if chain == [*expr.chain] else mul(*expr.scalars, *chain)
            return _summed(other) if isinstance(other, Mul) else other
        case SumEntries() if _is(SUMS_TO_ONE, expr.args[0]):
            return S.One
        case IndexedSum(body=Entry(args=(vector, at))):
            whole = (expr.args[1], shape_of(vector)[0]) == (at, expr.args[2])
            return S.One if whole and _is(SUMS_TO_ONE, vector) else expr
        case Norm(kind="2") if _is(UNIT, expr.args[0]):
            return S.One
        case Hadamard():
            return hadamard(*map(_once, expr.args))
        case HadamardPower():
            return _once(expr)
    return expr


def _is(fact: str, expr: Basic) -> TypeGuard[Variable]:
    return isinstance(expr, Variable) and fact in expr.facts


def _once(factor: Basic) -> Basic:
    """y to a power, where its entries are 0 and 1, or 1 and −1."""
    if not (isinstance(factor, HadamardPower) and isinstance(factor.exponent, Integer)):
        return factor
    base, exponent = factor.base, factor.exponent
    if exponent > 0 and (_is(ONE_HOT, base) or _is(BINARY, base)):
        return base
    if _is(SIGNS, base):
        return ones(shape_of(base)) if exponent % 2 == 0 else base
    return factor


def _summed(product: Mul) -> Basic:
    """A product with its own inner products, and those that joined it as it was built, by what they are."""
    scalars = [*map(_number, product.scalars)]
    if scalars != [*product.scalars]:
        other = mul(*scalars, *product.chain)
        return _summed(other) if isinstance(other, Mul) else other
    found = joined_neighbours(product, _joined)
    return _summed(found) if isinstance(found, Mul) and found is not product else found


def _number(factor: Basic) -> Basic:
    if isinstance(factor, Mul):
        return _summed(factor)
    return power(_number(factor.base), factor.exponent) if isinstance(factor, Pow) else factor


def _joined(left: Basic, right: Basic) -> Basic | None:
    """The product of neighbours of which one holds the entries; None where they say nothing of it."""
    row = left.args[0] if isinstance(left, Transpose) else None
    if is_ones(left) and _is(SUMS_TO_ONE, right):
        return ones((shape_of(left)[0], S.One))
    if row is not None and _is(SUMS_TO_ONE, row) and is_ones(right):
        return ones((S.One, shape_of(right)[1]))
    if row is not None and row == right and _is(ONE_HOT, row):
        total = mul(transpose(ones(shape_of(row))), row)
        return S.One if _is(SUMS_TO_ONE, row) else total
    if row is not None and row == right and shape_of(row)[1] == 1:
        return _square(row)
    if _is(STOCHASTIC, left) and is_ones(right):
        return ones((shape_of(left)[0], shape_of(right)[1]))
    if isinstance(right, Transpose) and _is(STOCHASTIC, right.args[0]) and is_ones(left):
        return ones((shape_of(left)[0], shape_of(right)[1]))
    return None


def _square(vector: Basic) -> Basic | None:
    """yᵀy of what has length one, or whose entries are their own squares, or have 1 as theirs."""
    if _is(UNIT, vector):
        return S.One
    if _is(BINARY, vector):
        return mul(transpose(ones(shape_of(vector))), vector)
    return shape_of(vector)[0] if _is(SIGNS, vector) else None
