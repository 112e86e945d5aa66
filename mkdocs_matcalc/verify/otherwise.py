"""The other readings of a claim that books have: it is false only if it is so in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, permutations
from typing import Any, TypeGuard

from sympy import Basic, S, Symbol, preorder_traversal

from mkdocs_matcalc.algebra.arithmetic import fill
from mkdocs_matcalc.algebra.build import substitute, top_down
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Family,
    Norm,
    Partial,
    Variable,
    is_number,
    is_scalar,
    is_vector,
    moments,
    shape_of,
)
from mkdocs_matcalc.algebra.problem import Claim, Otherwise, Problem, Request
from mkdocs_matcalc.algebra.random_names import as_random, random_in, random_within
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.verify.put_in import PutIn

_FROBENIUS = r"with $\lVert \cdot \rVert_2$ of a matrix as the Frobenius norm, not the spectral norm"
# How many matrices may be symmetric at once.
MOST_SYMMETRIC = 3
# How many letters may be sizes at once, and how many ways are tried.
MOST_LETTERS, MOST_SIZES = 2, 12

Content = Basic | Request | MatcalcError


@dataclass(frozen=True)
class TwoSides:
    """Two sides as one reader takes them; `said` is prose on how, `put_in` knows the names in them.

    `sizes` are others than the block has, where matrices are square that nobody declared so, and `doubtful`
    the names of those that are symmetric as well: what holds then does so under a condition.
    """

    left: Content
    claimed: Content
    put_in: PutIn
    said: str = ""
    sizes: Mapping[Symbol, Basic] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()


def other_readings(claim: Claim, number: int, put_in: PutIn) -> Iterator[TwoSides]:
    """The readings of one side of a claim, and its left one, beside their own."""
    own = TwoSides(claim.left.content, claim.sides[number].content, put_in)
    read = (_read_otherwise(each, number, put_in) for each in claim.otherwise)
    others = [each for each in read if _is_of_one_size(each)]
    yield from others
    undeclared = _undeclared(put_in.problem)
    # Where a side fits without it, that matrices are square is enough of an assumption.
    is_misfit = isinstance(own.claimed, MatcalcError)
    for reading in (own, *(each for each in others if is_misfit or not each.sizes)):
        yield from _with_frobenius(reading)
        yield from _with_sizes(reading)
        yield from _with_a_number_in_every_entry(reading)
        yield from _with_numbers_added(reading)
        # Books leave that out of a derivative, not of an identity.
        if _has_derivative(reading):
            yield from with_symmetry(reading, undeclared)
        yield from _with_fixed_letters(reading)


def _read_otherwise(other: Otherwise, number: int, put_in: PutIn) -> TwoSides:
    if other.sizes:
        put_in = put_in.where(partial(_exchanged, others=other.sizes))
    content = other.sides[number].content
    return TwoSides(other.left.content, content, put_in, other.said, other.sizes)


def _is_of_one_size(reading: TwoSides) -> bool:
    """Whether each letter has one size on both sides and in what is put in; else it would be two letters."""
    sides = (as_expression(each) for each in (reading.left, reading.claimed))
    stated = (*sides, *reading.put_in.stated, *reading.put_in.stated.values())
    found = {letter for each in stated if isinstance(each, Basic) for letter in each.atoms(Variable)}
    return len({(each.name, each.shape) for each in found}) == len({each.name for each in found})


def as_expression(content: Content) -> Basic | MatcalcError:
    """A derivative that is the whole of a side as an expression like any other."""
    return Partial(content.function, *content.wrt[0]) if isinstance(content, Request) else content


def _with_frobenius(reading: TwoSides) -> Iterator[TwoSides]:
    """A reading with ‖X‖₂ of matrices as the Frobenius norm, where it has one."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return
    put_in = reading.put_in.where(_frobenius)
    changed = (_frobenius(left), _frobenius(claimed))
    if changed != (left, claimed) or put_in is not reading.put_in:
        said = " ".join(filter(None, (reading.said, _FROBENIUS)))
        yield TwoSides(*changed, put_in, said, reading.sizes)


def _with_sizes(reading: TwoSides) -> Iterator[TwoSides]:
    """Readings in which small letters that nobody declared are sizes that nobody named: the n of (2/n) x."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return
    problem = reading.put_in.problem
    unnamed = _unnamed_sizes(problem)
    stated = (left, claimed, *problem.defined().values())
    by = {part for expr in stated for each in expr.atoms(Partial) for part in each.args[1:]}
    letters = [
        each
        for each in _undeclared(problem)
        if isinstance(each, Variable) and is_scalar(each) and each.name.islower()
        if (claimed.has(each) or left.has(each)) and each not in by
    ]
    if not letters or len(letters) > MOST_LETTERS:
        return
    for sizes in islice(permutations(unnamed, len(letters)), MOST_SIZES):
        meant = dict(zip(letters, sizes, strict=True))
        said = " and ".join(f"${each.latex_name}$ as {unnamed[size]}" for each, size in meant.items())
        put_in = reading.put_in.where(partial(substitute, replacements=meant))
        words = " ".join(filter(None, (reading.said, f"with {said}")))
        changed = (substitute(left, meant), substitute(claimed, meant))
        yield TwoSides(*changed, put_in, words, reading.sizes)


def _with_a_number_in_every_entry(reading: TwoSides) -> Iterator[TwoSides]:
    """A reading of an identity in which a number beside a vector or a matrix stands in every entry."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError) or _has_derivative(reading):
        return
    for number, other in ((claimed, left), (left, claimed)):
        if is_number(number) and not is_scalar(other):
            filled = fill(number, shape_of(other))
            sides = (left, filled) if number is claimed else (filled, claimed)
            words = " ".join(filter(None, (reading.said, "with the number in every entry")))
            yield TwoSides(*sides, reading.put_in, words, reading.sizes)


def _with_numbers_added(reading: TwoSides) -> Iterator[TwoSides]:
    """A reading with a vector that nobody declared, and that is only ever added, as a number in every entry.

    So is the c of softmax(x + c).
    """
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return
    stated = (left, claimed, *reading.put_in.problem.defined().values())
    parts = [part for expr in stated for part in preorder_traversal(expr)]
    places: dict[Basic, list[Basic]] = {}
    for part in parts:
        for arg in part.args:
            places.setdefault(arg, []).append(part)
    added = [
        each
        for each in reading.put_in.problem.by_convention
        if isinstance(each, Variable) and is_vector(each) and each not in stated
        if each in places and all(isinstance(part, Add) for part in places[each])
    ]
    # Where all that is added is meant otherwise, nothing of the sum is left that is a vector.
    added = [each for each in added if not all(set(part.args) <= set(added) for part in places[each])]
    if not added:
        return
    meant = {each: fill(Variable(each.name, S.One, S.One, each.latex_name), each.shape) for each in added}
    names = " and ".join(f"${each.latex_name}$" for each in added)
    numbers = "a number that stands" if len(added) == 1 else "numbers that stand"
    said = f"with {names} as {numbers} in every entry"
    put_in = reading.put_in.where(partial(substitute, replacements=meant))
    words = " ".join(filter(None, (reading.said, said)))
    yield TwoSides(substitute(left, meant), substitute(claimed, meant), put_in, words, reading.sizes)


def with_symmetry(reading: TwoSides, among: Iterable[Variable | Family]) -> Iterator[TwoSides]:
    """Readings in which square matrices of which nothing is known are symmetric: one of them, then all."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return
    defined = reading.put_in.problem.defined()
    stated = [left, claimed, *defined.values()]
    letters = {each.name: each for expr in stated for each in expr.atoms(Variable) if each not in defined}
    found = (letters.get(name) for name in dict.fromkeys(each.name for each in among))
    square = [each for each in found if each is not None and _is_plain_square(each)]
    if len(square) > MOST_SYMMETRIC:
        square = [each for each in square if claimed.has(each)]
    if len(square) > MOST_SYMMETRIC:
        return
    for together in [*((each,) for each in square), *([square] if len(square) > 1 else [])]:
        meant = {each: Variable(*each.args[:4], ("symmetric",)) for each in together}
        put_in = reading.put_in.where(partial(substitute, replacements=meant))
        names = " and ".join(f"${each.latex_name}$" for each in together)
        said = f"if {names} {'is' if len(together) == 1 else 'are'} symmetric"
        words = " ".join(filter(None, (reading.said, said)))
        changed = (substitute(left, meant), substitute(claimed, meant))
        doubtful = frozenset(each.name for each in together if reading.sizes)
        yield TwoSides(*changed, put_in, words, reading.sizes, doubtful)


def _has_derivative(reading: TwoSides) -> bool:
    sides = (as_expression(reading.left), as_expression(reading.claimed))
    return any(isinstance(side, Basic) and side.has(Partial) for side in sides)


def _is_plain_square(each: Variable | Family) -> TypeGuard[Variable]:
    rows, columns = each.shape
    return isinstance(each, Variable) and not each.facts and bool(rows == columns != 1)


def _undeclared(problem: Problem) -> list[Variable | Family]:
    return [*problem.by_convention, *(each.variable for each in problem.inferred)]


def _with_fixed_letters(reading: TwoSides) -> Iterator[TwoSides]:
    """Readings in which letters that stand outside of expectations, too, or within those of one side alone,
    are not random."""
    left, claimed = as_expression(reading.left), as_expression(reading.claimed)
    if isinstance(left, MatcalcError) or isinstance(claimed, MatcalcError):
        return
    problem = reading.put_in.problem
    definitions = problem.defined()
    outside = {letter for side in (left, claimed) for letter in random_in(side, definitions)}
    within = [
        {letter for each in moments(side) for letter in random_within(each, definitions)}
        for side in (left, claimed)
    ]
    for letters in dict.fromkeys(map(frozenset, (outside, outside | (within[0] ^ within[1])))):
        fixed = {letter: as_random(letter, random=False) for letter in problem.random if letter in letters}
        put_in = reading.put_in.where(partial(_exchanged, others=fixed))
        changed = (left.xreplace(fixed), claimed.xreplace(fixed))
        known = put_in.problem.defined()
        averages = [each for expr in (*changed, *known.values()) for each in moments(expr)]
        if fixed and all(random_within(each, known) for each in averages):
            said = " and ".join(f"${letter.latex_name}$" for letter in fixed)
            words = " ".join(filter(None, (reading.said, f"with {said} not random")))
            yield TwoSides(*changed, put_in, words, reading.sizes)


def _exchanged(expr: Basic, others: Mapping[Any, Basic]) -> Basic:
    return expr.xreplace(others)


def _unnamed_sizes(problem: Problem) -> dict[Symbol, str]:
    """The sizes that no declaration has, each with what it counts in words."""
    undeclared = _undeclared(problem)
    declared = [each for each in problem.variables if each not in undeclared]
    known = {symbol for each in declared for size in each.shape for symbol in size.free_symbols}
    found: dict[Symbol, str] = {}
    for each in undeclared:
        for size, what in zip(each.shape, ("rows", "columns"), strict=True):
            words = "the size" if each.shape[1] == 1 else f"the number of {what}"
            if isinstance(size, Symbol) and size not in known:
                found.setdefault(size, f"{words} of ${each.latex_name}$")
    return found


def _frobenius(expr: Basic) -> Basic:
    def change(part: Basic) -> Basic | None:
        if isinstance(part, Norm) and part.kind == "2" and not is_vector(part.arg):
            return Norm(_frobenius(part.arg), "F")
        return None

    return top_down(expr, change)
