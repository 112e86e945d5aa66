"""What an author may have meant: a side with one small change, of all that hold the nearest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, combinations, islice

from sympy import Basic, Rational, Symbol

from mkdocs_matcalc.algebra.build import add, mul, neg, terms_of, top_down, transpose
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Family,
    Mul,
    Node,
    Norm,
    Partial,
    Pow,
    Transpose,
    Variable,
    is_number,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.algebra.textbook import expand
from mkdocs_matcalc.exact.picking import first_equal

# Longer sides are left: nobody would see what was changed.
MOST_PARTS = 40
MOST_CHANGES = 160
# Of more terms nobody forgets one.
MOST_TERMS = 8
FACTORS = (Rational(2), Rational(1, 2), Rational(-2), Rational(-1, 2))

Changes = Callable[[Basic], Iterator[Basic]]


def repaired(
    left: Basic,
    claimed: Basic,
    definitions: Mapping[Variable, Basic],
    ranges: Mapping[Symbol, Basic],
    derived: Basic,
) -> Basic | None:
    """What was claimed with one change that makes it equal to the left side; None where none does.

    Args:
        derived: The left side without derivatives, of which a term may have been forgotten.
    """
    if sum(1 for _ in _parts(claimed)) > MOST_PARTS:
        return None
    wanted = shape_of(left)
    others = (claimed, left)
    changed, termed = (
        dict.fromkeys(form for form in forms if form not in others and shape_of(form) == wanted)
        for forms in (_all_changes(claimed), chain(_with_a_term(claimed, derived), _without_a_term(claimed)))
    )
    return first_equal(left, chain(islice(changed, MOST_CHANGES), termed), definitions, ranges)


def _all_changes(expr: Basic) -> Iterator[Basic]:
    """Every form with one change, the smallest first."""
    for changes in (_turned, _signs, _factors, _orders, _joined):
        yield from _anywhere(expr, changes)


def _anywhere(expr: Basic, changes: Changes) -> Iterator[Basic]:
    """An expression with a change in it, or in one of its parts."""
    # Of a family there is no other form: its members have one.
    if not isinstance(expr, Family):
        yield from changes(expr)
    if not isinstance(expr, Node) or isinstance(expr, Variable | Family | Partial):
        return
    for place, part in enumerate(expr.args):
        if isinstance(part, Node):
            for changed in _anywhere(part, changes):
                if isinstance(expr, Transpose):
                    yield transpose(changed)
                else:
                    yield expr.func(*expr.args[:place], changed, *expr.args[place + 1 :])


def _parts(expr: Basic) -> Iterator[Basic]:
    yield expr
    if isinstance(expr, Node) and not isinstance(expr, Variable | Family):
        for part in expr.args:
            yield from _parts(part)


def _turned(expr: Basic) -> Iterator[Basic]:
    """Xᵀ for X, and X for Xᵀ."""
    if isinstance(expr, Node) and not is_scalar(expr):
        yield transpose(expr)


def _signs(expr: Basic) -> Iterator[Basic]:
    """The other sign of a term, or of a whole."""
    if isinstance(expr, Add):
        for place, term in enumerate(expr.args):
            yield add(*expr.args[:place], neg(term), *expr.args[place + 1 :])
    yield neg(expr)


def _factors(expr: Basic) -> Iterator[Basic]:
    """Twice as much or half of a term."""
    if isinstance(expr, Node):
        yield from (mul(factor, expr) for factor in FACTORS)


def _orders(expr: Basic) -> Iterator[Basic]:
    """Two factors that stand side by side, the other way round; or all of them."""
    if isinstance(expr, Mul) and len(expr.chain) > 1:
        chain = expr.chain
        for place in range(len(chain) - 1):
            turned = (chain[place + 1], chain[place])
            yield Mul(*expr.scalars, *chain[:place], *turned, *chain[place + 2 :])
        if len(chain) > 2:
            yield Mul(*expr.scalars, *reversed(chain))


def _joined(expr: Basic) -> Iterator[Basic]:
    """X + Xᵀ for a square X."""
    rows, columns = shape_of(expr)
    if isinstance(expr, Node) and rows == columns != 1 and not is_number(expr):
        yield add(expr, transpose(expr))


def _with_a_term(claimed: Basic, derived: Basic) -> Iterator[Basic]:
    """With a term of what was derived, once or twice, or with two of them."""
    if shape_of(claimed) != shape_of(derived):
        return
    terms = dict.fromkeys((*terms_of(derived), *terms_of(expand(_multiplied(derived)))))
    if not 1 < len(terms) <= MOST_TERMS:
        return
    yield from (add(claimed, term) for term in terms)
    yield from (add(claimed, mul(Rational(2), term)) for term in terms)
    yield from (add(claimed, *pair) for pair in combinations(terms, 2))


def _without_a_term(claimed: Basic) -> Iterator[Basic]:
    """With one term less."""
    terms = terms_of(claimed)
    if len(terms) > 1:
        yield from (add(*terms[:place], *terms[place + 1 :]) for place in range(len(terms)))


def _multiplied(expr: Basic) -> Basic:
    """Squares of sums as products, which are multiplied out."""

    def change(part: Basic) -> Basic | None:
        if not (isinstance(part, Pow) and part.exponent == 2):
            return None
        base = part.base
        if isinstance(base, Norm) and base.euclidean and is_vector(base.arg):
            return mul(transpose(base.arg), base.arg)
        if not isinstance(base, Add):
            return None
        return add(*(mul(one, other) for one in base.args for other in base.args))

    return top_down(expr, change)
