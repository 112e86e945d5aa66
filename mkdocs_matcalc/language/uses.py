"""How the names of a block are used, before any of them has a meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mkdocs_matcalc.language.sizes import size_names
from mkdocs_matcalc.language.spelling import pieces, spell
from mkdocs_matcalc.language.syntax import (
    Angles,
    BigSum,
    Fraction,
    Group,
    Name,
    NormBars,
    Number,
    Power,
    Product,
    Size,
    Source,
    Syntax,
    base_of,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.vocabulary import known_function


class Uses:
    """What a block's statements show of its names.

    Attributes:
        sizes: The names in dimensions and upper limits.
        indices: What sums run over.
        subscripted: Each name that has a subscript, with it.
        alone: The names that stand without a subscript somewhere.
        weights: The names that weigh a norm or an inner product, or whose inverses do.
        divisors: The names that stand in denominators alone, where only a scalar can stand.
    """

    def __init__(self, statements: Iterable[tuple[Source, Syntax]]) -> None:
        self.sizes: set[str] = set()
        self.indices: set[str] = set()
        self.subscripted: set[tuple[str, str]] = set()
        self.alone: set[str] = set()
        self.weights: set[str] = set()
        below: list[Name] = []
        names: list[Name] = []
        for source, statement in statements:
            for node in walk(statement):
                if isinstance(node, Name):
                    names.append(node)
                    self._name(node, source)
                elif isinstance(node, Size):
                    self.sizes |= size_names(node)
                elif isinstance(node, BigSum):
                    if node.upper is not None:
                        self.sizes |= size_names(node.upper)
                    self.indices.add(spell(node.index.text).key)
                elif isinstance(node, NormBars | Angles):
                    self.weights |= _weights(node, source)
                else:
                    below += _denominators(node)
        divisors = set(map(id, below))
        elsewhere = {key for name in names if id(name) not in divisors for key in _keys(name)}
        self.divisors = {key for name in below for key in _keys(name)} - elsewhere

    def _name(self, name: Name, source: Source) -> None:
        if len(name.subscript) == 1:
            self.subscripted.add((spell(name.text).key, subscript_text(name, source)))
        elif not name.subscript and not known_function(spell(name.text).key):
            self.alone |= _keys(name)


def _keys(name: Name) -> set[str]:
    """The keys of a name and of the letters that it may be a product of."""
    letters = (spell(piece).key for _, piece in pieces(name.text)) if name.text.isascii() else ()
    return {spell(name.text).key, *letters}


def _weights(node: NormBars | Angles, source: Source) -> set[str]:
    base = base_of(node.weight[0]) if node.weight else None
    return (
        {spell(base.text).below(subscript_text(base, source), base.layer).key}
        if isinstance(base, Name)
        else set()
    )


def _denominators(node: Syntax) -> Iterator[Name]:
    """The names that stand directly below a fraction line: n in 1/n, in 1/(2n) and in 1/n^2."""
    if isinstance(node, Fraction):
        yield from _scalar_names(node.denominator)
    elif isinstance(node, Product):
        for at, (operator, factor) in enumerate(node.factors):
            if operator == "/":
                # 1/sqrt(d): a function and its argument are two factors.
                called = _is_function(factor) and at + 1 < len(node.factors)
                yield from _scalar_names(node.factors[at + 1][1] if called else factor)


def _scalar_names(node: Syntax) -> tuple[Name, ...]:
    """The names of a product of names and numbers, also below a root; none of what is more than that."""
    inside = list(walk(node))
    if not all(isinstance(part, Name | Number | Group | Product | Power) for part in inside):
        return ()
    return tuple(part for part in inside if isinstance(part, Name) and not _is_function(part))


def _is_function(node: Syntax) -> bool:
    return isinstance(node, Name) and known_function(spell(node.text).key) is not None
