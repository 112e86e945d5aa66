"""The indices of a claim that no sum binds, and that it is about for all their values: the i of `2 u_i`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.syntax import (
    BigSum,
    Differentiation,
    Indexed,
    Name,
    Syntax,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import COUNT, spell
from mkdocs_matcalc.language.uses import inner_of

_LETTERS = frozenset("ijklmnpq")


def free_indices(statement: Syntax, source: Source, names: Names) -> list[str]:
    """The letters below names and brackets whose entries these are, in order.

    Of a name that nobody declared they are indices where something is differentiated by its entry, or where
    it has the index of a sum, too.
    """
    free: dict[str, None] = {}
    bound, unbound = _subscripts(statement, source)
    summed = {base for base, letter in bound}
    for node in walk(statement, into_subscripts=False):
        if isinstance(node, Differentiation):
            for name in (name for group in node.wrt for name in group):
                if has_entries(name, source, names) and not _stands_free(name, node.function, source):
                    free |= dict.fromkeys(_letters(name, source))
            function = inner_of(node.function)
            if isinstance(function, Name) and has_entries(function, source, names):
                free |= dict.fromkeys(_letters(function, source))
    for base, letter in unbound:
        if not base or names.introduced(base) or base in summed:
            free[letter] = None
    return [letter for letter in free if not names.known(letter) and letter not in names.sizes]


def indices_in(node: Syntax, source: Source, free: Collection[str]) -> set[str]:
    """Those of a statement's free indices that stand in a part of it, bound by no sum there."""
    _, unbound = _subscripts(node, source)
    return {letter for _, letter in unbound if letter in free}


def _subscripts(statement: Syntax, source: Source) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Each name with each letter below it, those that a sum around binds and others; of brackets, no name."""
    bound: list[tuple[str, str]] = []
    unbound: list[tuple[str, str]] = []
    waiting: list[tuple[Syntax, frozenset[str]]] = [(statement, frozenset())]
    while waiting:
        node, inside = waiting.pop()
        if isinstance(node, BigSum):
            inside |= {spell(node.index.text).key}
        letters: list[str] = []
        if isinstance(node, Indexed):
            letters = [each for each in node.indices if each in _LETTERS]
        elif isinstance(node, Name) and node.layer != COUNT:
            letters = list(_letters(node, source))
        for letter in letters:
            base = spell(node.text).key if isinstance(node, Name) else ""
            (bound if letter in inside else unbound).append((base, letter))
        if not isinstance(node, Name):
            waiting += [(part, inside) for part in reversed(node.parts)]
    return bound, unbound


def has_entries(name: Name, source: Source, names: Names) -> bool:
    """Whether a name is an entry: of what is declared, or stands without an index, or with that of a sum."""
    if not name.subscript or name.layer == COUNT or names.known(spelling_of(name, source).key):
        return False
    base = spell(name.text).key
    entity = names.entities.get(base)
    if entity is not None and entity.role not in ("variable", "defined"):
        return False
    uses = names.uses
    return names.introduced(base) or base in uses.alone or uses.has_entries(base) or uses.has_rows(base)


def _letters(name: Name, source: Source) -> Iterator[str]:
    below = subscript_text(name, source).replace(",", "").replace(" ", "")
    if len(below) <= 2 and _LETTERS.issuperset(below):
        yield from below


def _stands_free(name: Name, node: Syntax, source: Source) -> bool:
    """Whether a name with its index stands in an expression, and not in a sum over that."""
    if isinstance(node, Name):
        return spelling_of(node, source).key == spelling_of(name, source).key
    if isinstance(node, BigSum) and spell(node.index.text).key in _letters(name, source):
        return False
    return any(_stands_free(name, part, source) for part in node.parts)
