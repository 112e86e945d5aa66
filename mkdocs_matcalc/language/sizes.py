"""Dimensions as they are written: `n`, `2d + 1`, and the upper limit of a sum."""

from __future__ import annotations

from sympy import Expr, Integer, S

from mkdocs_matcalc.algebra.nodes import dimension
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.syntax import Group, Name, Number, Product, Size, Sum, Syntax, walk
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell

_MAX_SIZE = 10**6


def size_key(text: str) -> str:
    """The name of a dimension: `n_1` and `n_{1}` are `n1`."""
    base, _, below = text.partition("_")
    return spell(base).below(below.strip("{} ")).key


def size_names(node: Syntax) -> set[str]:
    """The names in a dimension."""
    return {_key(part) for part in walk(node) if isinstance(part, Name)}


def _key(name: Name) -> str:
    if name.subscript and isinstance(name.subscript[0], Name | Number):
        return spell(name.text).below(name.subscript[0].text).key
    return size_key(name.text)


def size_of(node: Syntax, source: Source) -> Expr:
    """A dimension as a SymPy expression.

    Raises:
        MatcalcError: It is no whole positive number and no expression in names.
    """
    if isinstance(node, Number) and node.text.isdigit() and len(node.text) <= 7:
        value = Integer(int(node.text))
        if 0 < value <= _MAX_SIZE:
            return value
    elif isinstance(node, Name) and not node.layer:
        return dimension(_key(node))
    elif isinstance(node, Group) and len(node.items) == 1:
        return size_of(node.items[0], source)
    elif isinstance(node, Size):
        total: Expr = S.Zero
        for negative, factors in node.terms:
            term = _product([size_of(factor, source) for factor in factors])
            total += -term if negative else term
        return total
    elif isinstance(node, Sum):
        return sum((-size_of(t, source) if neg else size_of(t, source) for neg, t in node.terms), S.Zero)
    elif isinstance(node, Product) and all(operator != "/" for operator, _ in node.factors):
        return _product([size_of(factor, source) for _, factor in node.factors])
    raise MatcalcError(
        ErrorName.BAD_DIMENSION,
        f"`{source.quote(node)}` is no dimension",
        source.place(node.start),
        "a dimension is a name or a whole number from 1 to 1,000,000, such as n or 2d + 1",
    )


def _product(factors: list[Expr]) -> Expr:
    value: Expr = S.One
    for factor in factors:
        value = value * factor
    return value
