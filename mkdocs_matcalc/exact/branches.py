"""Points far from 0, behind places where a root or a logarithm may go over into another branch.

√((s − 1000)²) is 1000 − s up to there, and has no kink in an argument that changes its sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sympy import Basic, Integer, Rational

from mkdocs_matcalc.algebra.nodes import Apply, HadamardPower, Norm, Pow, WeightedNorm
from mkdocs_matcalc.exact.paths import paths
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# Functions that have several branches, beside powers that are not whole.
BRANCHED = frozenset({"sqrt", "log", "arctan", "arcsin", "arccos", "softplus"})
# Where no number is larger, nor its inverse, nothing is far from the points that are drawn anyway.
LARGEST = 8
# So many times further than the largest number, from so many points, on as many paths.
FURTHER, MOST_BASES, MOST_PATHS = 1 << 10, 2, 8


def beyond_branches(question: Question, points: Sequence[Setting]) -> Iterator[Setting]:
    """Points behind places that numbers say to be far away, if functions have branches there."""
    parts = [*_parts(question)]
    if not any(map(_has_branches, parts)):
        return
    numbers = [abs(each) for each in parts if isinstance(each, Rational) and each]
    far = max((max(each, 1 / each) for each in numbers), default=0)
    if far <= LARGEST:
        return
    for point in points[:MOST_BASES]:
        for path in islice(paths(question, point), MOST_PATHS):
            place = path.places[-1] * 0 + int(far) * FURTHER
            yield from (path(at) for at in (place, -place) if path.contains(at))


def _parts(question: Question) -> Iterator[Basic]:
    """What stands in the sides, and in what the names in them are defined by."""
    names = question.definitions.in_order(name for expr in question.expressions for name in expr.free_symbols)
    waiting = [*question.expressions, *(question.definitions.values[name] for name in names)]
    seen = set[Basic]()
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            yield part
            waiting += part.args


def _has_branches(part: Basic) -> bool:
    match part:
        case Apply():
            return part.function.name in BRANCHED
        case Pow() | HadamardPower():
            return not isinstance(part.exponent, Integer)
    return isinstance(part, Norm | WeightedNorm)
