"""What a reader would not take for what the grammar takes it for: calls of nobody's functions, operators."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.spelling import is_symbol, spell
from mkdocs_matcalc.language.syntax import (
    Group,
    Name,
    Number,
    Product,
    Source,
    Syntax,
    Transposed,
    base_of,
    walk,
)
from mkdocs_matcalc.language.unsupported import unsupported_at
from mkdocs_matcalc.language.vocabulary import known_function

# What is read as a function before any brackets, whatever they hold.
_FUNCTION_LETTERS = frozenset({"f", "g", "h", "phi", "psi", "ell"})


def must_be_legible(statement: Syntax, source: Source, names: Names) -> None:
    """Refuse a statement that a reader takes for another one.

    Raises:
        MatcalcError: It has a call of a function that nothing defines, or what is not supported.
    """
    nodes = list(walk(statement, into_subscripts=False))
    faults = [
        *(fault for node in nodes if isinstance(node, Name) for fault in _operators(node, source, names)),
        *(fault for node in nodes if isinstance(node, Product) for fault in _calls(node, source, names)),
    ]
    if faults:
        raise min(faults, key=lambda each: each[0])[1]


def _calls(node: Product, source: Source, names: Names) -> Iterator[tuple[int, MatcalcError]]:
    for (_, name), (operator, following) in pairwise(node.factors):
        group = base_of(following)
        if not operator and isinstance(group, Group):
            yield from _call(name, group, source, names)


def _operators(name: Name, source: Source, names: Names) -> Iterator[tuple[int, MatcalcError]]:
    for piece in (name, *names.split(name, source)):
        row = None if _is_known(piece, source, names) else unsupported_at(source.text, piece.start)
        if row is not None:
            yield piece.start, MatcalcError(row.message, source.place(piece.start), row.instead)
            return


def _is_known(name: Name, source: Source, names: Names) -> bool:
    """Whether a name, or each that it is a product of, is declared or defined."""
    return all(
        names.introduced(spelling_of(piece, source).key) or names.introduced(spell(piece.text).key)
        for piece in names.split(name, source)
    )


def _call(factor: Syntax, group: Group, source: Source, names: Names) -> Iterator[tuple[int, MatcalcError]]:
    name = base_of(factor)
    primed = isinstance(factor, Transposed) and factor.prime and factor.base is name
    if not isinstance(name, Name) or not (factor is name or primed) or not is_symbol(name.text):
        return
    if not source.nearly_touch(factor, group) or _is_function(name):
        return
    name = names.split(name, source)[-1]
    base = spell(name.text)
    key = spelling_of(name, source).key
    if names.introduced(key) or names.introduced(base.key) or key in names.sizes or key in names.uses.indices:
        return
    if base.key == "sigma" and not name.subscript:
        return
    listed = len(group.items) > 1 or all(_is_symbol(item, source, names) for item in group.items)
    if listed or base.key in _FUNCTION_LETTERS:
        yield name.start, _undefined(name, group, primed, source)


def _undefined(name: Name, group: Group, primed: bool, source: Source) -> MatcalcError:
    called = source.quote(name)
    arguments = ", ".join(source.quote(item) for item in group.items)
    whole = f"{called}′({arguments})" if primed else f"{called}({arguments})"
    what = f"the derivative of `{called}` at" if primed else f"`{called}` of"
    plain = all(isinstance(item, Name) for item in group.items)
    hints = [f"define it, `{called}({arguments}) = …`" if plain else f"define `{called}`"]
    if len(group.items) == 1:
        hints.append(f"declare it, `{called} : R^n -> R`")
        hints.append(f"for a product write `{called}{'^T' if primed else ''} * {_bracketed(group, source)}`")
    return MatcalcError(
        f"`{whole}` is {what} `{arguments}`, and nothing says what `{called}` is",
        source.place(name.start),
        "; ".join(hints),
    )


def _bracketed(group: Group, source: Source) -> str:
    item = group.items[0]
    return source.quote(item) if isinstance(item, Name | Number) else f"({source.quote(item)})"


def _is_function(name: Name) -> bool:
    key = spell(name.text).key
    if name.subscript:
        return False
    # A word before brackets is a function's name anyway, and is refused as that where nobody knows it.
    word = len(name.text) > 2 and name.text.isascii() and name.text.isalpha()
    return word or (len(key) > 1 and known_function(key) is not None)


def _is_symbol(item: Syntax, source: Source, names: Names) -> bool:
    """Whether what stands in brackets is one name, or a number."""
    return isinstance(item, Number) or (isinstance(item, Name) and len(names.split(item, source)) == 1)
