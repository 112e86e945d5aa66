"""What is centred, x − mean(x) 𝟏, has entries that sum to nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import (
    add,
    is_ones,
    joined_neighbours,
    mean,
    mul,
    neg,
    substitute,
    sum_entries,
    terms_of,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Fill,
    Mean,
    Mul,
    SumEntries,
    Transpose,
    Variable,
    is_scalar,
    shape_of,
)

# The names of what is centred; None where that is not to be seen.
_CENTRED: ContextVar[frozenset[Basic] | None] = ContextVar("centred", default=frozenset())


@contextmanager
def unseen() -> Iterator[None]:
    """Within, what is centred is a sum like others: so a line reads that does not use it."""
    token = _CENTRED.set(None)
    try:
        yield
    finally:
        _CENTRED.reset(token)


@contextmanager
def known(names: Collection[Basic]) -> Iterator[None]:
    """Within, these names are known to stand for what is centred."""
    token = _CENTRED.set(None if _CENTRED.get() is None else frozenset(names))
    try:
        yield
    finally:
        _CENTRED.reset(token)


def centred_names(definitions: Mapping[Variable, Basic]) -> frozenset[Basic]:
    """The names that stand for what is centred, also through other names: m = mean(x), z = x − m 𝟏."""
    means: dict[Basic, Basic] = {
        name: value for name, value in definitions.items() if isinstance(value, Mean)
    }
    found: set[Basic] = set()
    for name, value in definitions.items():
        with known(found):
            if S.One in name.shape and not is_scalar(name) and is_centred(substitute(value, means)):
                found.add(name)
    return frozenset(found)


def is_centred(expr: Basic) -> bool:
    """Whether it is u − mean(u) 𝟏, also transposed or with a number in front, or the name of such a thing."""
    if isinstance(expr, Transpose):
        return is_centred(expr.args[0])
    if isinstance(expr, Mul):
        return len(expr.chain) == 1 and is_centred(expr.chain[0])
    if isinstance(expr, Variable):
        return expr in (_CENTRED.get() or ())
    if not isinstance(expr, Add) or not expr.has(Mean):
        return False
    filled = [number for number in map(_of_ones, expr.args) if number is not None]
    rest = [term for term in expr.args if _of_ones(term) is None]
    return bool(filled and rest) and add(*filled) == neg(mean(add(*rest)))


def by_centring(expr: Basic) -> Basic:
    """An expression whose parts are tidy already, zero where it sums the entries of what is centred."""
    if _CENTRED.get() is None:
        return expr
    match expr:
        case Mul():
            found = joined_neighbours(expr, _summed)
            if found is not expr:
                return by_centring(found)
            scalars = [by_centring(each) for each in expr.scalars]
            return expr if scalars == [*expr.scalars] else mul(*scalars, *expr.chain)
        case SumEntries() | Mean() if (rest := _not_centred(expr.args[0])) != expr.args[0]:
            return sum_entries(rest) if isinstance(expr, SumEntries) else mean(rest)
    return expr


def _summed(left: Basic, right: Basic) -> Basic | None:
    """𝟏ᵀu or uᵀ𝟏 without what is centred in u; None where nothing is."""
    if shape_of(left)[1] == 1:
        return None
    if is_ones(left) and shape_of(right)[1] == 1 and (rest := _not_centred(right)) != right:
        return mul(left, rest)
    if is_ones(right) and shape_of(left)[0] == 1 and (rest := _not_centred(left)) != left:
        return mul(rest, right)
    return None


def _not_centred(expr: Basic) -> Basic:
    """What is left of a sum without its centred parts."""
    if is_centred(expr):
        return zero(shape_of(expr))
    terms = terms_of(expr.args[0] if isinstance(expr, Transpose) else expr)
    kept = [term for term in terms if not is_centred(term)]
    for whole in _centred_within(kept):
        kept = [part for part in kept if part not in whole]
    if len(kept) == len(terms):
        return expr
    rest = add(*kept) if kept else zero(shape_of(terms[0]))
    return transpose(rest) if isinstance(expr, Transpose) else rest


def centred_part(total: Add) -> Basic | None:
    """What is centred of a sum: the first u − mean(u) 𝟏 in it."""
    if is_centred(total):
        return total
    return next((add(*whole) for whole in _centred_within(total.args)), None)


def _centred_within(terms: Sequence[Basic]) -> Iterator[tuple[Basic, ...]]:
    """The terms among some that are u − mean(u) 𝟏 together."""
    for term in terms:
        parts = _averaged(term)
        if parts and all(part in terms for part in parts):
            yield (*parts, term)


def _averaged(term: Basic) -> tuple[Basic, ...]:
    """The terms of the u of −mean(u) 𝟏; none of what is no such thing."""
    number = _of_ones(term)
    if number is None:
        return ()
    *front, average = number.args if isinstance(number, Mul) else (number,)
    if not isinstance(average, Mean):
        return ()
    return tuple(mul(S.NegativeOne, *front, part) for part in terms_of(average.args[0]))


def _of_ones(term: Basic) -> Basic | None:
    """The c of c 𝟏; None of what is no such thing."""
    if isinstance(term, Fill):
        return term.value
    if isinstance(term, Mul) and len(term.chain) == 1 and isinstance(term.chain[0], Fill):
        return mul(*term.scalars, term.chain[0].value)
    return None
