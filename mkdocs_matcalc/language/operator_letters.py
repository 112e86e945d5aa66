"""Letters that are operators for a reader where nothing declares them: Δ, δ, D, and E before brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.names import INDICES, Names, spelling_of
from mkdocs_matcalc.language.syntax import (
    Bars,
    Group,
    Name,
    NormBars,
    Number,
    Product,
    Relation,
    Sum,
    Syntax,
    base_of,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import pieces, spell
from mkdocs_matcalc.language.text.unsupported import DERIVATIVE_WITH_D, LAPLACIAN, VARIATION

_SPACES = r"(?:\s|\\[,;:!> ]|~)*"
_FONT = r"\\(?:math(?:bf|rm|sf|it)|boldsymbol|bm|vec)\s*"
_SYMBOL = re.compile(rf"{_SPACES}((?:{_FONT})?(?:\{{\s*\\?[A-Za-z]+\s*\}}|\\[A-Za-z]+|[^\W\d_]))")
_OPERAND = re.compile(
    rf"{_SPACES}(?:[^\W\d_]|[(\[{{‖|]"
    r"|\\(?!(?:[cd]dot|times|cup|cap|setminus|right|quad|qquad|odot|circ|otimes|in|to|end|text)(?![A-Za-z]))[A-Za-z|])"
)
_FUNCTION_LETTERS = frozenset({"f", "g", "h", "phi", "psi", "F", "G"})
# Capitals that are operators before round brackets as well: what they make, and what is written for it.
_CAPITALS = {
    "E": ("an expectation", "`E[…]`"),
    "D": ("a derivative", r"`\nabla_x (…)`"),
}


def operator_letters(statement: Syntax, source: Source, names: Names) -> Iterator[MatcalcError]:
    """What a reader takes for an operator, and the grammar for the product of a letter with what follows."""
    for node in walk(statement, into_subscripts=False):
        if isinstance(node, Name):
            pieces = names.split(node, source)
            # In longer runs of letters a d is one of a word.
            for piece in pieces[:1] if len(pieces) <= 2 else ():
                yield from _operator(piece, source, names)
        elif isinstance(node, Product):
            yield from _before_brackets(node, source, names)
    yield from _variations(statement, source, names)


def _operator(name: Name, source: Source, names: Names) -> Iterator[MatcalcError]:
    key = spelling_of(name, source).key
    if _is_slope(key, names):
        yield DERIVATIVE_WITH_D.error(source.place(name.start), source.quote(name))
    if not is_open(name, source, names) or key in names.sizes:
        return
    if key == "Delta" and _is_function(name, source, names):
        yield LAPLACIAN.error(source.place(name.start), name.text)
    elif spell(name.text).key == "D" and (
        _is_function(name, source, names) or (_is_below(name, names) and _has_operand(name, source))
    ):
        yield DERIVATIVE_WITH_D.error(source.place(name.start), source.quote(name))


def _before_brackets(node: Product, source: Source, names: Names) -> Iterator[MatcalcError]:
    for at, ((_, name), (operator, following)) in enumerate(pairwise(node.factors)):
        group = base_of(following)
        if not isinstance(name, Name) or operator:
            continue
        # Behind a row a D is the matrix of a form.
        is_first = all(isinstance(factor, Number) for _, factor in node.factors[:at])
        piece = names.split(name, source)[-1]
        if not is_open(piece, source, names):
            continue
        key = spelling_of(piece, source).key
        # In bold it is a matrix.
        is_laplacian = key == "Delta" and not spell(piece.text).bold
        if is_laplacian and is_first and isinstance(group, Group | NormBars | Bars):
            yield LAPLACIAN.error(source.place(piece.start), piece.text)
        elif key == "D" and not is_first:
            continue
        elif key in _CAPITALS and key not in names.uses.uncalled and _is_called(name, group, source, names):
            yield _ambiguous(key, Syntax(piece.start, group.end), source)


def _is_called(name: Name, group: Syntax, source: Source, names: Names) -> bool:
    """Whether round brackets stand right behind a name, and hold more than another one."""
    if not isinstance(group, Group) or source.text[group.start : group.start + 1] != "(":
        return False
    (item, *others) = group.items
    is_of_name = isinstance(item, Name) and not others and len(names.split(item, source)) == 1
    return source.nearly_touch(name, group) and not is_of_name


def _ambiguous(letter: str, call: Syntax, source: Source) -> MatcalcError:
    operator, instead = _CAPITALS[letter]
    return MatcalcError(
        ErrorName.AMBIGUOUS,
        f"`{source.quote(call)}` may be a function's value, {operator}, or a matrix `{letter}` times what is "
        "in the brackets, and nothing says which",
        source.place(call.start),
        f"write {instead} for {operator}, or declare the letter: `{letter} : R^n -> R`, or "
        f"`{letter} in R^(m x n)`",
    )


def _variations(statement: Syntax, source: Source, names: Names) -> Iterator[MatcalcError]:
    """δ as what changes a letter: left of an equation, of two letters, of f, or in x + δx."""
    marks = [
        (piece, _behind(piece, source))
        for node in walk(statement, into_subscripts=False)
        if isinstance(node, Name)
        for piece in names.split(node, source)
        if spelling_of(piece, source).key == "delta" and is_open(piece, source, names)
    ]
    small = [(piece, key) for piece, key in marks if key and (key.islower() or key in names.heads)]
    if not small:
        return
    first = small[0][0]
    is_left = (
        isinstance(statement, Relation) and len(statement.sides) > 1 and _is_of_two(statement.sides[0], first)
    )
    is_added = any(
        spelling_of(term, source).key == key
        for node in walk(statement, into_subscripts=False)
        if isinstance(node, Sum)
        for _, term in node.terms
        if isinstance(term, Name)
        for piece, key in small
        if node.start <= piece.start < node.end
    )
    letters = {key for _, key in small}
    if is_left or is_added or len(letters) > 1 or letters & names.heads.keys():
        yield VARIATION.error(source.place(first.start), first.text)


def _is_of_two(side: Syntax, first: Name) -> bool:
    """Whether a side is the product of a letter and one name."""
    is_product = isinstance(side, Product) and len(side.factors) == 2 and isinstance(side.factors[1][1], Name)
    return is_product and side.start == first.start


def _behind(name: Name, source: Source) -> str:
    """The key of the letter right behind a name; empty where there is none."""
    match = _SYMBOL.match(source.text, name.end)
    return spell(match[1]).key if match else ""


def _is_function(name: Name, source: Source, names: Names) -> bool:
    """Whether what is right behind a name is a function, or a name that is defined."""
    match = _SYMBOL.match(source.text, name.end)
    if match is None:
        return False
    key = spell(match[1]).key
    entity = names.entities.get(key)
    if entity is not None and entity.role in ("map", "call"):
        return True
    if key in names.heads:
        return bool(names.heads[key][0].parameters) or spelling_of(name, source).key == "Delta"
    return key in _FUNCTION_LETTERS and source.text[match.end() :].lstrip()[:1] == "("


def _is_slope(key: str, names: Names) -> bool:
    """Whether a name that is defined of an argument is a D before a function that is defined, too: Df(x)."""
    both = (key, key[1:])
    return key[:1] == "D" and all(each in names.heads and names.heads[each][0].parameters for each in both)


def _is_below(name: Name, names: Names) -> bool:
    """Whether below a D there is a letter of the block, as in D_x f."""
    if len(name.subscript) != 1 or not isinstance(name.subscript[0], Name) or name.layer:
        return False
    key = spell(name.subscript[0].text).key
    is_one = not name.subscript[0].subscript and len(pieces(name.subscript[0].text)) == 1
    return is_one and key not in INDICES and (key in names.uses.alone or names.known(key))


def _has_operand(name: Name, source: Source) -> bool:
    """Whether something that can be differentiated stands right behind a name."""
    return _OPERAND.match(source.text, name.end) is not None


def is_open(name: Name, source: Source, names: Names) -> bool:
    """Whether nothing declares or defines a name, and it is no entry of a matrix."""
    if names.is_an_entry(spelling_of(name, source)):
        return False
    return not (names.introduced(spelling_of(name, source).key) or names.introduced(spell(name.text).key))
