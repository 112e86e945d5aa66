"""Letters that depend on what one differentiates by, though no more is said of them than `∂M/∂t`.

Such a letter stands for a function. To first order any function of t is `M₀ + t M₁`, and no identity between
its value and its first derivative can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Mul,
    Shape,
    Trace,
    Transpose,
    Variable,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.errors import ShapeError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.names import Entity, Names, Statement, definition_head, spelling_of
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Name,
    Relation,
    Source,
    Syntax,
    has_derivative,
    walk,
)
from mkdocs_matcalc.language.uses import inner_of

# What a sum of two matrices is if they are.
_LINEAR = frozenset({"symmetric", "skew", "diagonal", "invertible"})


def dependent(statements: Iterable[Statement], names: Names) -> dict[str, str]:
    """Each letter that depends on another, with that: a claim has its derivative alone, and that of more."""
    found: dict[str, set[str]] = {}
    for source, statement in statements:
        if isinstance(statement, Relation) and definition_head(statement, source) is None:
            for letter, by in _in_a_claim(statement, source, names):
                found.setdefault(letter, set()).add(by)
    return {letter: by for letter, several in found.items() for by in several if len(several) == 1}


def _in_a_claim(statement: Relation, source: Source, names: Names) -> Iterator[tuple[str, str]]:
    alone: set[tuple[str, str]] = set()
    within: set[tuple[str, str]] = set()
    for node in walk(statement):
        if not isinstance(node, Differentiation):
            continue
        if len(node.wrt) > 1 or len(node.wrt[0]) > 1 or has_derivative(node.function):
            return
        by = spelling_of(node.wrt[0][0], source).key
        letters = _letters(node.function, source, names)
        if by in letters:
            continue
        is_alone = isinstance(inner_of(node.function), Name) and len(letters) == 1
        (alone if is_alone else within).update((letter, by) for letter in letters)
    yield from (pair for pair in sorted(alone & within) if pair[0] not in names.heads)


def _letters(node: Syntax, source: Source, names: Names) -> set[str]:
    return {
        spelling_of(piece, source).key
        for part in walk(node, into_subscripts=False)
        if isinstance(part, Name)
        for piece in names.split(part, source)
    }


def must_be_told(function: Entity, by: Entity, combine: Combine, error: ShapeError) -> None:
    """Refuse what is not written as a sum of letters: a matrix that depends on more than a number.

    Raises:
        ShapeError: The error that is given.
    """
    is_of_number = combine.is_one(by.rows) and combine.is_one(by.columns)
    is_number = combine.is_one(function.rows) and combine.is_one(function.columns)
    is_column = combine.is_one(function.columns) and combine.is_one(by.columns)
    if not (function.facts <= _LINEAR and "_" not in function.spelling.latex):
        raise error
    if not (is_of_number or is_number or is_column):
        raise error


def to_first_order(function: Variable, by: Variable, taken: set[str]) -> Basic:
    """A variable that depends on another, to first order, in letters that no other has."""
    kept = function.facts - {"invertible"}
    start = _letter(function, 0, shape_of(function), taken, kept)
    if is_scalar(by):
        return Add(start, Mul(by, _letter(function, 1, shape_of(function), taken, kept)))
    if is_vector(by):
        slope = _letter(function, 1, (shape_of(by)[0], shape_of(function)[0]), taken)
        return Add(start, Mul(Transpose(slope), by))
    slope = _letter(function, 1, shape_of(by), taken)
    return Add(start, Trace(Mul(Transpose(slope), by)))


def _letter(
    function: Variable, number: int, shape: Shape, taken: set[str], facts: frozenset[str] = frozenset()
) -> Variable:
    below = str(number)
    while f"{function.name}{below}" in taken:
        below += str(number)
    taken.add(f"{function.name}{below}")
    return Variable(f"{function.name}{below}", *shape, f"{function.latex_name}_{{{below}}}", facts)
