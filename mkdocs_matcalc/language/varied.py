"""What variances and covariances show of the letters that they are of, before any has a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from mkdocs_matcalc.language.syntax import (
    Expected,
    Group,
    Name,
    Number,
    Power,
    Product,
    Sum,
    Syntax,
    Transposed,
    base_of,
    walk,
)
from mkdocs_matcalc.language.text.spelling import pieces, spell
from mkdocs_matcalc.language.vocabulary import known_function


def numbers_in(moments: Sequence[Expected]) -> set[str]:
    """The letters that can only be numbers, as variances are of numbers.

    They stand there by themselves, or in sums and products of small letters and of such ones: in `Var(A x)` A
    may be a matrix, and somebody means a covariance.
    """
    variances = [each.bodies[0] for each in moments if each.sign == "Var"]
    bodies = [_letters(body) for body in variances]
    found = set[str]().union(*(body for body in bodies if len(body) == 1))
    # In `Cov(a X, b Y)` beside `Cov(X, Y)` the capitals are no matrices, and so all are numbers.
    capitals = {key for key in found | columns_in(moments) if spell(key).kind == "matrix"}
    others = [_letters(body) for each in moments if each.sign == "Cov" for body in each.bodies]
    bodies += [body for body in others if len(body) > 1 and body & capitals]
    for body in bodies:
        if all(key in capitals or spell(key).kind != "matrix" for key in body):
            found |= body
    return found.difference(*(_beside_transposes(body) for body in variances))


def columns_in(moments: Iterable[Expected]) -> set[str]:
    """The letters that are no matrices, as they are all that a covariance is of."""
    bodies = [_letters(body) for each in moments if each.sign == "Cov" for body in each.bodies]
    return set[str]().union(*(body for body in bodies if len(body) == 1))


def _beside_transposes(body: Syntax) -> set[str]:
    """All letters in what has a transpose: there vectors stand."""
    parts = list(walk(body))
    names = (part for part in parts if isinstance(part, Name))
    is_transposed = any(isinstance(part, Transposed) for part in parts)
    return {spell(piece).key for name in names for _, piece in pieces(name.text)} if is_transposed else set()


def _letters(body: Syntax) -> set[str]:
    """The letters of a polynomial in some; none of what is more than that, or may be a call."""
    found: set[str] = set()
    for part in walk(body):
        factors = [base_of(factor) for _, factor in part.factors] if isinstance(part, Product) else []
        if any(isinstance(one, Name) and isinstance(other, Group) for one, other in pairwise(factors)):
            return set()
        if isinstance(part, Name) and not part.subscript and known_function(spell(part.text).key) is None:
            found |= {spell(piece).key for _, piece in pieces(part.text)}
        elif not isinstance(part, Number | Group | Product | Power | Sum):
            return set()
    return found
