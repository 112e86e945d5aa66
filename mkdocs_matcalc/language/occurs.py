"""Whether what one differentiates by stands in the function, also through definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mkdocs_matcalc.errors import ErrorName, MatcalcError, nearest
from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Group,
    Name,
    Number,
    Product,
    Syntax,
    base_of,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell

_MOST_SHOWN = 6
# What counts where it stands below a letter.
_COUNTERS = frozenset("ijklmnt")
# RSS, Loss and \mathbf{ELBO}, which are names rather than products of their letters.
_WORD = re.compile(
    r"(?P<capitals>[A-Z]{2,})|(?P<word>(?=[A-Za-z]{4})[A-Z][a-z]*[aeiou][a-z]*)"
    r"|\\(?:math(?:bf|sf|it|rm|cal)|text(?:bf|it|sf|rm)?|operatorname)\s*\{\s*(?P<styled>[A-Za-z]{2,})\s*\}"
)


def must_occur(node: Differentiation, source: Source, names: Names, found: dict[str, str]) -> None:
    """Refuse a derivative by what the function does not have: it would be 0, and that is hardly meant.

    Args:
        found: What occurs in the function, as `occurring` has it.

    Raises:
        MatcalcError: A variable stands nowhere in the function.
    """
    for name in dict.fromkeys(name for group in node.wrt for name in group):
        key = spelling_of(name, source).key
        if key not in found:
            must_be_no_word(node.function, source, names)
            _must_not_stand_below(name, node.function, source)
            written, function = source.quote(name), source.quote(node.function)
            raise MatcalcError(
                ErrorName.DOES_NOT_OCCUR,
                f"`{written}` does not occur in `{function}`",
                source.place(name.start),
                _hint(written, key, found, names),
            )


def must_be_no_word(node: Syntax, source: Source, names: Names) -> None:
    """Refuse RSS that nothing defines, which is rather a name than a product of its letters.

    Raises:
        MatcalcError: It is one.
    """
    if not isinstance(node, Name) or not (word := _WORD.fullmatch(node.text)):
        return
    letters = word["capitals"] or word["word"] or word["styled"]
    if word["styled"] or not any(each in names.uses.single or names.introduced(each) for each in letters):
        words = source.quote(node)
        raise MatcalcError(
            ErrorName.UNKNOWN_NAME,
            f"`{words}` is not defined",
            source.place(node.start),
            f"write `{words} = …` on a line of its own",
        )


def _must_not_stand_below(variable: Name, node: Syntax, source: Source) -> None:
    """Refuse the derivative by θ of a π_θ, which depends on it in a way that nobody told.

    Raises:
        MatcalcError: The variable stands below a name of the function.
    """
    key = spelling_of(variable, source).key
    if key in _COUNTERS:
        return
    for name in (part for part in walk(node, into_subscripts=False) if isinstance(part, Name)):
        below = [each for part in name.subscript for each in walk(part) if isinstance(each, Name)]
        if any(spelling_of(each, source).key == key for each in below):
            words, by = source.quote(name), source.quote(variable)
            raise MatcalcError(
                ErrorName.UNKNOWN_NAME,
                f"`{words}` depends on `{by}`, which stands below it, and nothing says how",
                source.place(name.start),
                f"define it: `{words} = …`",
            )


def is_zero(node: Syntax) -> bool:
    """Whether a side is 0, the one thing that the derivative by a name that does not occur can be."""
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Product):
        node = node.factors[0][1] if isinstance(node.factors[0][1], Name) else node
        return isinstance(node, Name) and spell(node.text).key == "zeros"
    return (isinstance(node, Number) and node.text == "0") or (
        isinstance(node, Name) and spell(node.text).key == "0"
    )


def occurring(node: Syntax, source: Source, names: Names) -> dict[str, str]:
    """The keys of the names in an expression and in what these are defined by, as written; it is drafted."""
    found: dict[str, str] = {}
    waiting = [(node, source)]
    while waiting:
        within, origin = waiting.pop()
        for name in _names(within, origin, names):
            whole, base = spelling_of(name, origin).key, spell(name.text).key
            # An entry of a defined vector has in it what the vector has.
            head = next((each for each in (whole, base) if each in names.heads), None)
            if head is not None and head not in found:
                _, where, relation = names.heads[head]
                waiting += [(side, where) for side in relation.sides[1:]]
            # What has no meaning of its own by now is a function, an index or a constant.
            key = next((each for each in (whole, base) if names.known(each)), None)
            if key is not None:
                found.setdefault(key, origin.quote(name))
                if key in names.depends:
                    found.setdefault(names.depends[key], names.depends[key])
    return found


def _names(node: Syntax, source: Source, names: Names) -> Iterator[Name]:
    """The names in an expression, runs of letters cut, but for the w of a J(w) that is defined."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name):
            yield from names.split(part, source)
            continue
        arguments: set[int] = set()
        if isinstance(part, Product):
            for (_, name), (_, following) in pairwise(part.factors):
                group = base_of(following)
                if isinstance(name, Name) and isinstance(group, Group) and source.touch(name, group):
                    head = names.heads.get(spelling_of(name, source).key)
                    if head and head[0].parameters:
                        arguments.add(id(following))
        waiting += [inner for inner in reversed(part.parts) if id(inner) not in arguments]


def _hint(written: str, key: str, found: dict[str, str], names: Names) -> str | None:
    """The name that was meant, or one that may depend on the variable."""
    shown = {words: each for each, words in found.items() if each not in names.heads}
    near = nearest(key, shown.values()) or next((each for each in found if each.lower() == key.lower()), "")
    if near:
        return f"did you mean `{found[near]}`?"
    if not shown:
        return None
    vectors = [words for words, each in shown.items() if each[:1].islower() and "_" not in words]
    one = (vectors or list(shown))[0]
    depends = f"if `{one}` depends on `{written}`, define it: `{one} = …`"
    occur = ", ".join(f"`{words}`" for words in list(shown)[:_MOST_SHOWN])
    return depends if len(shown) == 1 else f"{occur} occur; {depends}"
