"""Letters that count in the powers of matrices: the k of A^k, which nobody declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Protocol

from sympy import Expr

from mkdocs_matcalc.language.syntax import (
    Group,
    Name,
    Number,
    Power,
    Product,
    Relation,
    Sum,
    Syntax,
    Transposed,
    base_of,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell, spelled
from mkdocs_matcalc.language.vocabulary import known_function

# An l or an i in an exponent is as often the number of a layer.
_COUNTS = frozenset("kmnpqr")
_OF_MATRICES = Name | Number | Group | Product | Sum | Transposed | Power


class Sized(Protocol):
    """What is declared of a name."""

    @property
    def rows(self) -> Expr: ...

    @property
    def columns(self) -> Expr: ...


class Known(Protocol):
    """The names of a block, as far as they are declared or defined."""

    @property
    def entities(self) -> Mapping[str, Sized]: ...

    def known(self, key: str) -> bool: ...

    def split(self, name: Name, source: Source) -> list[Name]: ...

    def definition(self, key: str) -> tuple[Syntax, Source] | None: ...


def counted_by(exponent: Syntax) -> set[str]:
    """The letters of an exponent, where it is made of such as count: k of A^k, A^{k-1}."""
    names = [part for part in walk(exponent) if isinstance(part, Name)]
    keys = {spell(name.text).key for name in names}
    is_plain = not any(name.subscript or name.layer for name in names)
    return keys if is_plain and keys <= _COUNTS else set()


def counting_letters(statements: Iterable[tuple[Source, Syntax]], names: Known) -> set[str]:
    """The letters that count in the powers of some statements, as nothing else has them."""
    found: set[str] = set()
    for source, statement in statements:
        for power in _powers(statement, source) if not _is_step(statement) else ():
            letters = counted_by(power.exponent)
            if letters and _is_matrix(power.base, source, names, frozenset()):
                found |= letters
    return {key for key in found if not names.known(key)}


def _powers(statement: Syntax, source: Source) -> Iterator[Power]:
    """The powers, but of the values of functions: det(A)^k is a number's."""
    called: set[int] = set()
    for node in walk(statement):
        if isinstance(node, Product):
            called |= {
                id(behind)
                for (_, name), (_, behind) in pairwise(node.factors)
                if _calls(name, behind, source)
            }
        elif isinstance(node, Power) and not node.by_entry and id(node) not in called:
            yield node


def _calls(name: Syntax, behind: Syntax, source: Source) -> bool:
    group = base_of(behind)
    if not (isinstance(name, Name) and isinstance(group, Group) and source.nearly_touch(name, group)):
        return False
    spelling = spell(name.text)
    return known_function(spelling.key) is not None or spelling.kind != "matrix"


def _is_step(statement: Syntax) -> bool:
    """Whether a statement says how an iterate follows from the last: A^{k+1} = A^k - t G."""
    sides = statement.sides if isinstance(statement, Relation) else ()
    alone = [isinstance(side, Power) and bool(counted_by(side.exponent)) for side in sides]
    return any(alone) and any(isinstance(side, Sum) for side in sides)


def _is_matrix(node: Syntax, source: Source, names: Known, within: frozenset[str]) -> bool:
    """Whether an expression is a sum or a product of matrices and numbers.

    Args:
        within: The keys of the names that it stands in the definition of.
    """
    inside = list(walk(node, into_subscripts=False))
    if not all(isinstance(part, _OF_MATRICES) for part in inside):
        return False
    pieces = (piece for part in inside if isinstance(part, Name) for piece in names.split(part, source))
    kinds = {_kind(piece, source, names, within) for piece in pieces}
    return "matrix" in kinds and kinds <= {"matrix", "scalar"}


def _kind(name: Name, source: Source, names: Known, within: frozenset[str]) -> str:
    spelling = spelled(name.text, subscript_text(name, source), name.layer)
    definition = names.definition(spelling.key)
    if definition is not None:
        is_new = spelling.key not in within
        return "matrix" if is_new and _is_matrix(*definition, names, within | {spelling.key}) else "other"
    declared = names.entities.get(spelling.key)
    if declared is not None:
        ones = [size == 1 for size in (declared.rows, declared.columns)]
        return "scalar" if all(ones) else "vector" if any(ones) else "matrix"
    return "other" if known_function(spelling.key) else spelling.kind
