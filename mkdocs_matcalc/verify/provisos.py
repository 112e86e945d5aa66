"""Provisos under which what is false would hold: a letter has a property, or two matrices commute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations, islice

from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.build import add, identity, mul, substitute
from mkdocs_matcalc.algebra.evidence import DecidedBy
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    ArgmaxUnit,
    MaxEntry,
    Norm,
    Partial,
    Variable,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.exact.series import KINKED
from mkdocs_matcalc.verify.otherwise import TwoSides, as_expression

# The properties that are tried of a letter, those that say least first.
OF_SQUARE, OF_VECTORS = ("skew", "orthogonal", "diagonal"), ("unit", "one-hot")
# With more letters, or after so many attempts, none is looked for.
MOST_LETTERS, MOST_ATTEMPTS = 4, 16
# Of a matrix as large as that a polynomial without higher powers is every polynomial.
LARGEST = 4

# Two sides under a condition, with the definitions there.
Sides = tuple[Basic, Basic, Mapping[Variable, Basic]]


def proviso(reading: TwoSides, ranges: Mapping[Symbol, Basic]) -> str:
    """The first proviso that is found under which two sides are equal, in words; empty for none."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError) or reading.put_in.keeps_structure:
        return ""
    if claimed == 0 or shape_of(left) != shape_of(claimed):
        return ""
    definitions = reading.put_in.stated
    # On what is declared there are fewer ways to what is behind a kink.
    has_kinks = any(map(_has_kinks, (left, claimed, *definitions.values())))
    for said, sides in islice(_provisos((left, claimed, definitions)), MOST_ATTEMPTS):
        decision = decided(*sides, ranges)
        if decision is None or (has_kinks and decision.means.how is not DecidedBy.EXACT):
            return ""
        if decision.holds:
            return said
    return ""


def _provisos(sides: Sides) -> Iterator[tuple[str, Sides]]:
    left, claimed, definitions = sides
    names = _names(sides)
    square = [each for each in names if not is_scalar(each) and each.shape[0] == each.shape[1]]
    if len(square) > MOST_LETTERS:
        return
    for pair in combinations(square, 2):
        if not _moves(sides, pair):
            one, other = pair
            said = f"${one.latex_name}$ and ${other.latex_name}$ commute"
            polynomial = _polynomial(other.name, one)
            yield said, (left, claimed, {**definitions, other: polynomial})
    for fact in OF_SQUARE:
        for each in square:
            yield f"${each.latex_name}$ is {fact}", _with(sides, {each: _as(each, fact)})
    vectors = [each for each in names if is_vector(each) and not is_scalar(each)]
    for fact in OF_VECTORS if len(vectors) <= MOST_LETTERS else ():
        for each in vectors:
            yield f"${each.latex_name}$ is {fact}", _with(sides, {each: _as(each, fact)})
    if len(square) > 1:
        said = f"{' and '.join(f'${each.latex_name}$' for each in square)} are diagonal"
        yield said, _with(sides, {each: _as(each, "diagonal") for each in square})


def _has_kinks(expr: Basic) -> bool:
    norms = (each.kind for each in expr.atoms(Norm))
    functions = {each.function.name for each in expr.atoms(Apply)}
    return (
        expr.has(MaxEntry, ArgmaxUnit)
        or not KINKED.isdisjoint(functions)
        or not {"1", "inf"}.isdisjoint(norms)
    )


def _names(sides: Sides) -> list[Variable]:
    """The letters of which nothing is known, or no more than that they are invertible."""
    left, claimed, definitions = sides
    found = (each for expr in (left, claimed, *definitions.values()) for each in expr.atoms(Variable))
    plain = {each for each in found if each not in definitions and each.facts <= {"invertible"}}
    return sorted(plain, key=lambda each: each.name)


def _moves(sides: Sides, names: tuple[Variable, ...]) -> bool:
    """Whether something is differentiated by one of some letters: what moves does not commute."""
    left, claimed, definitions = sides
    derivatives = (each for expr in (left, claimed, *definitions.values()) for each in expr.atoms(Partial))
    return any(by.has(*names) for each in derivatives for by in each.args[1:])


def _as(letter: Variable, fact: str) -> Variable:
    return Variable(*letter.args[:4], letter.facts - {"invertible"} | {fact})


def _with(sides: Sides, letters: Mapping[Variable, Variable]) -> Sides:
    left, claimed, definitions = sides
    put: Callable[[Basic], Basic] = partial(substitute, replacements=letters)
    return put(left), put(claimed), {name: put(value) for name, value in definitions.items()}


def _polynomial(name: str, matrix: Variable) -> Basic:
    """Any polynomial in a matrix.

    With nearly every matrix nothing else commutes, and all other pairs that do are limits of such.
    """
    powers = [identity(matrix.shape[0])]
    for _ in range(LARGEST - 1):
        powers.append(mul(powers[-1], matrix))
    letters = (Variable(f"{name} {place}") for place in range(LARGEST))
    return add(*(mul(letter, power) for letter, power in zip(letters, powers, strict=True)))
