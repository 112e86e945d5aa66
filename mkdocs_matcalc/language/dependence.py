"""Letters that depend on what one differentiates by, though no more is said of them than `∂M/∂t`.

Such a letter stands for a function. To first order any function of t is `M₀ + t M₁`, and no identity between
its value and its first derivative can tell the two apart.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

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
from mkdocs_matcalc.language.argument import LOSSES
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.kinds import prices
from mkdocs_matcalc.language.names import Entity, Names, Statement, definition_head, spelling_of
from mkdocs_matcalc.language.syntax import (
    Counted,
    Declaration,
    Differentiation,
    Group,
    Name,
    Power,
    Product,
    Relation,
    Syntax,
    Transposed,
    base_of,
    has_derivative,
    rebased,
    rebuilt,
    walk,
)
from mkdocs_matcalc.language.syntax import Mapping as FunctionSyntax
from mkdocs_matcalc.language.text.source import Source
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
    """The keys of the names in an expression, and in what these are defined by."""
    found: set[str] = set()
    waiting = [(node, source)]
    while waiting:
        within, origin = waiting.pop()
        for part in walk(within, into_subscripts=False):
            for piece in names.split(part, origin) if isinstance(part, Name) else ():
                key = spelling_of(piece, origin).key
                if key in names.heads and key not in found:
                    _, where, relation = names.heads[key]
                    waiting += [(side, where) for side in relation.sides[1:]]
                found.add(key)
    return found


def without_arguments(statements: Sequence[Statement]) -> list[Statement]:
    r"""Statements with K for K(θ), a matrix that depends on a number, where ∂K/∂θ stands somewhere.

    It is raised to a power or transposed somewhere: of others nothing shows that they are matrices.
    """
    known = {key for source, statement in statements for key in _introduced(statement, source)}
    called: set[tuple[str, str]] = set()
    raised: set[str] = set()
    differentiated: set[tuple[str, str]] = set()
    for source, statement in statements:
        for node in walk(statement):
            if isinstance(node, Product):
                calls = list(_calls_of_matrices(node, source))
                called |= {call[:2] for call in calls}
                raised |= {call[0] for call in calls if call[2]}
            elif isinstance(node, Power | Transposed) and isinstance(node.base, Name):
                raised.add(spelling_of(node.base, source).key)
            elif isinstance(node, Differentiation) and len(node.wrt) == len(node.wrt[0]) == 1:
                function = inner_of(node.function)
                first = function.factors[0][1] if isinstance(function, Product) else function
                if isinstance(first, Name):
                    keys = (spelling_of(name, source).key for name in (first, node.wrt[0][0]))
                    differentiated.add((next(keys), next(keys)))
    found = {pair for pair in called & differentiated if pair[0] in raised - known}
    if not found:
        return list(statements)
    return [(source, rebuilt(statement, _Uncalled(source, found))) for source, statement in statements]


def _introduced(statement: Syntax, source: Source) -> Iterator[str]:
    if isinstance(statement, Declaration | Counted):
        yield from (spelling_of(name, source).key for name in statement.names)
    elif isinstance(statement, FunctionSyntax):
        yield spelling_of(statement.name, source).key
    elif isinstance(statement, Relation) and (head := definition_head(statement, source)):
        yield spelling_of(head.name, source).key


def _calls_of_matrices(node: Product, source: Source) -> Iterator[tuple[str, str, bool]]:
    """Each capital before brackets with a Greek letter or a t: both keys, and whether it is a matrix."""
    for (_, name), (operator, following) in pairwise(node.factors):
        group = base_of(following)
        if operator or not (isinstance(name, Name) and isinstance(group, Group) and len(group.items) == 1):
            continue
        argument = group.items[0]
        if not (isinstance(argument, Name) and source.nearly_touch(name, group)):
            continue
        one, by = spelling_of(name, source), spelling_of(argument, source)
        is_number, kinds = by.kind == "scalar" or by.key in ("t", "s"), prices(one)
        if is_number and one.letter not in LOSSES and kinds["matrix"] == min(kinds.values()):
            yield one.key, by.key, following is not group


class _Uncalled:
    """Gives a product without the arguments of some functions; other nodes stay as they are."""

    def __init__(self, source: Source, pairs: Container[tuple[str, str]]) -> None:
        self._source = source
        self._pairs = pairs

    def __call__(self, node: Syntax) -> Syntax:
        if not isinstance(node, Product):
            return node
        factors: list[tuple[str, Syntax]] = []
        for operator, factor in node.factors:
            before = factors[-1] if factors and not operator else None
            pair = Product(node.start, node.end, (before, (operator, factor))) if before else None
            calls = _calls_of_matrices(pair, self._source) if pair else ()
            if before and any(call[:2] in self._pairs for call in calls):
                factors[-1] = (before[0], rebased(factor, before[1]))
            else:
                factors.append((operator, factor))
        return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))


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
