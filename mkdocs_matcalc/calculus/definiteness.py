"""What can be shown of a matrix: that it is positive semidefinite, and on what condition; or invertible."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import partial

from sympy import Basic, Integer, S

from mkdocs_matcalc.algebra.build import is_ones, is_zero, mul, neg, ones, power, sub, terms_of, transpose
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Covariance,
    Diag,
    Expectation,
    Fill,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inverse,
    Kronecker,
    Mean,
    Mul,
    Norm,
    Pow,
    Softmax,
    SumEntries,
    Transpose,
    Variable,
    is_number,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.catalogue import Condition

SEMIDEFINITE_FACTS = frozenset({"positive definite", "positive semidefinite"})
INVERTIBLE_FACTS = frozenset({"positive definite", "invertible", "orthogonal"})
NONNEGATIVE_FACTS = frozenset({"nonnegative", "positive"})
POSITIVE_FUNCTIONS = frozenset({"exp", "sigmoid", "softplus", "cosh"})
NONNEGATIVE_FUNCTIONS = POSITIVE_FUNCTIONS | {"relu", "square", "abs", "sqrt"}


def semidefinite(expr: Basic) -> tuple[Condition, ...] | None:
    """The conditions on which `expr` ⪰ 0 (≥ 0 for a scalar), or None where that can't be shown."""
    if isinstance(expr, Add):
        found = _all(semidefinite(term) for term in expr.args)
        return _less_one_direction(*expr.args) if found is None and len(expr.args) == 2 else found
    if isinstance(expr, Covariance):
        return () if expr.left == expr.right else None
    if isinstance(expr, Expectation | IndexedSum):
        return semidefinite(expr.args[0])
    if is_scalar(expr) and not isinstance(expr, Mul):
        return nonnegative(expr)
    if isinstance(expr, Identity):
        return ()
    if isinstance(expr, Variable):
        return () if expr.facts & SEMIDEFINITE_FACTS else None
    if isinstance(expr, Inverse | Transpose):
        return semidefinite(expr.args[0])
    if isinstance(expr, Kronecker):
        return _all(semidefinite(factor) for factor in expr.args)
    if isinstance(expr, Pow):
        return _power(expr)
    if isinstance(expr, Diag):
        return nonnegative(expr.args[0])
    if isinstance(expr, Mul):
        return _all([*(nonnegative(scalar) for scalar in expr.scalars), _congruence(expr.chain)])
    return None


def _less_one_direction(one: Basic, other: Basic) -> tuple[Condition, ...] | None:
    """diag(a) − a aᵀ/(𝟏ᵀa) and I − u uᵀ/(uᵀu), also between Mᵀ and M, and with more than that below the line.

    By the inequality of Cauchy and Schwarz no direction is below zero.
    """
    for whole, less in ((one, other), (other, one)):
        front, kept = _split(whole)
        taken, direction = _split(neg(less))
        while len(direction) > 2 and kept and (direction[0], direction[-1]) == (kept[0], kept[-1]):
            kept, direction = kept[1:-1], direction[1:-1]
        if len(direction) != 2 or direction[1] != transpose(direction[0]) or len(kept) > 1:
            continue
        along = direction[0]
        inside = kept[0] if kept else Identity(shape_of(along)[0])
        room = (sub(mul(front, power(taken, -1)), total) for total in _lengths(inside, along))
        if any(gap == 0 or nonnegative(gap) == () for gap in map(textbook, room)):
            return _all([nonnegative(front), *([nonnegative(along)] if isinstance(inside, Diag) else [])])
    return None


def _lengths(whole: Basic, along: Basic) -> tuple[Basic, ...]:
    """What uᵀ M⁻¹ u is, in the ways that it may be written; none where M is of another kind."""
    if shape_of(along)[1] == 1 and isinstance(whole, Identity):
        return mul(transpose(along), along), power(Norm(along, "2"), 2)
    if isinstance(whole, Diag) and whole.args[0] == along:
        return (S.One if isinstance(along, Softmax) else mul(transpose(ones(shape_of(along))), along),)
    return ()


def _split(term: Basic) -> tuple[Basic, tuple[Basic, ...]]:
    """The scalars of a product as one, and its matrices."""
    return (mul(*term.scalars), term.chain) if isinstance(term, Mul) else (S.One, (term,))


def nonnegative(expr: Basic) -> tuple[Condition, ...] | None:
    """The conditions on which every entry of `expr` is at least 0, or None where that can't be shown."""
    if is_number(expr):
        return () if expr.is_nonnegative else None
    if isinstance(expr, Fill):
        return nonnegative(expr.value)
    if isinstance(expr, Variable):
        return () if expr.facts & NONNEGATIVE_FACTS else (Condition("", expr, r"\ge 0"),)
    if isinstance(expr, Norm | Softmax):
        return ()
    if isinstance(expr, Apply):
        return () if expr.function.name in NONNEGATIVE_FUNCTIONS and expr.function.order == 0 else None
    if isinstance(expr, Pow | HadamardPower):
        return _nonnegative_power(expr)
    if isinstance(expr, Hadamard):
        return _all(nonnegative(factor) for factor in expr.args)
    if isinstance(expr, Mul):
        found = semidefinite(expr) if is_scalar(expr) and len(expr.chain) > 1 else None
        return _all(map(nonnegative, expr.args)) if found is None else found
    if isinstance(expr, Transpose):
        return nonnegative(expr.args[0])
    if isinstance(expr, Add):
        if _one_minus_sigmoid(expr):
            return ()
        return _all(nonnegative(term) for term in expr.args)
    return None


def positive(expr: Basic, given: Collection[Basic] = ()) -> bool:
    """Whether every entry of `expr` is shown to be above 0 wherever what is `given` is."""
    above = partial(positive, given=given)
    if expr in given:
        return True
    if is_number(expr):
        return bool(expr.is_positive)
    if isinstance(expr, Variable):
        return "positive" in expr.facts
    if isinstance(expr, Apply):
        name, order = expr.function.name, expr.function.order
        return order == 0 and (name in POSITIVE_FUNCTIONS or (name == "sqrt" and above(expr.arg)))
    if isinstance(expr, Add):
        none_below = all(above(term) or nonnegative(term) == () for term in expr.args)
        return (none_below and any(map(above, expr.args))) or _one_minus_sigmoid(expr)
    if isinstance(expr, Hadamard | Mul):
        return all(map(above, expr.args))
    if isinstance(expr, Pow) and not is_scalar(expr):
        return bool(expr.exponent.is_positive) and above(expr.base)
    if isinstance(
        expr, Fill | Transpose | Pow | HadamardPower | SumEntries | Mean | Expectation | IndexedSum
    ):
        return above(expr.args[0])
    return isinstance(expr, Softmax)


def _nonnegative_power(expr: Pow | HadamardPower) -> tuple[Condition, ...] | None:
    exponent = expr.exponent
    if not isinstance(exponent, Integer):
        return None
    if isinstance(expr, Pow) and not is_scalar(expr):
        # Of a matrix, a square has entries below zero as well.
        return nonnegative(expr.base) if exponent.is_positive else None
    if exponent % 2 == 0:
        return ()
    found = nonnegative(expr.base)
    if found is None or exponent.is_positive:
        return found
    # 1/t is not there for t = 0.
    return tuple(replace(each, relation=each.relation.replace(r"\ge", ">")) for each in found)


def _one_minus_sigmoid(expr: Basic) -> bool:
    first, *others = terms_of(expr)
    return (
        is_ones(first)
        and len(others) == 1
        and isinstance(bounded := neg(others[0]), Apply)
        and bounded.function.name == "sigmoid"
        and bounded.function.order == 0
    )


def _congruence(chain: tuple[Basic, ...]) -> tuple[Condition, ...] | None:
    """A chain MᵀCM is semidefinite where C is, and MᵀM always."""
    while len(chain) >= 2:
        if chain[0] != transpose(chain[-1]):
            return None
        chain = chain[1:-1]
    return semidefinite(chain[0]) if chain else ()


def _power(expr: Pow) -> tuple[Condition, ...] | None:
    """S² is semidefinite for every symmetric S, and so is each whole power of a semidefinite S."""
    if expr.exponent.is_even and transpose(expr.base) == expr.base:
        return ()
    return semidefinite(expr.base)


def definite(expr: Basic) -> bool:
    """Whether an expression is known to be positive definite: above 0 in all directions."""
    if isinstance(expr, Variable):
        return "positive definite" in expr.facts
    if isinstance(expr, Identity):
        return True
    if isinstance(expr, Add):
        return all(semidefinite(term) == () for term in expr.args) and any(map(definite, expr.args))
    if isinstance(expr, Inverse | Transpose | Pow):
        return definite(expr.args[0])
    if isinstance(expr, Mul):
        return all(map(positive, expr.scalars)) and len(expr.chain) == 1 and definite(expr.chain[0])
    return isinstance(expr, Diag) and positive(expr.args[0])


def invertible(expr: Basic) -> bool:
    """Whether an expression is known to be invertible: for a scalar, not to be zero."""
    if is_number(expr):
        return bool(expr.is_nonzero)
    if isinstance(expr, Variable):
        return bool(expr.facts & ({"positive"} if is_scalar(expr) else INVERTIBLE_FACTS))
    if isinstance(expr, Mul):
        square = len({shape_of(factor) for factor in expr.chain}) < 2
        return square and all(invertible(factor) for factor in expr.args)
    if isinstance(expr, Transpose | Pow):
        return invertible(expr.args[0])
    return isinstance(expr, Identity | Inverse) or (isinstance(expr, Add) and definite(expr))


def is_diagonal(expr: Basic) -> bool:
    """Whether a matrix is shown to be zero off its diagonal."""
    if isinstance(expr, Variable):
        return is_scalar(expr) or "diagonal" in expr.facts
    if isinstance(expr, Mul | Add | Transpose | Inverse | Pow | IndexedSum | Expectation):
        parts = expr.args if isinstance(expr, Mul | Add) else expr.args[:1]
        return all(is_scalar(part) or is_diagonal(part) for part in parts)
    if isinstance(expr, Hadamard):
        return any(map(is_diagonal, expr.args))
    return is_scalar(expr) or is_zero(expr) or isinstance(expr, Diag | Identity)


def _all(parts: Iterable[tuple[Condition, ...] | None]) -> tuple[Condition, ...] | None:
    found: list[Condition] = []
    for part in parts:
        if part is None:
            return None
        found += [condition for condition in part if condition not in found]
    return tuple(found)
