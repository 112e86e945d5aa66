"""In which order a textbook writes terms and factors whose order nobody chose."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, default_sort_key

from mkdocs_matcalc.algebra.build import split_coefficient
from mkdocs_matcalc.algebra.nodes import (
    CallGradient,
    Entry,
    Family,
    Fill,
    Function,
    HadamardPower,
    Identity,
    Member,
    Node,
    Pow,
    Variable,
    is_number,
    remembered,
)

Key = tuple[object, ...]


def term_key(term: Basic) -> Key:
    """What is added before what is taken away, by the names in the order they are read."""
    number, rest = split_coefficient(term)
    return (bool(number.could_extract_minus_sign()), *name_key(rest if rest is not None else number))


@remembered
def name_key(expr: Basic) -> Key:
    """A before a before α before constants; of the same names the shorter, as in A + Aᵀ."""
    names = list(_names(expr))
    return (names, _count(expr), default_sort_key(expr))


def factor_key(expr: Basic) -> Key:
    """Numbers, then what a chain rule hands on, then symbols before the rest: 2 δ_z, λ σ(z), x^s log x."""
    if is_number(expr):
        rank = 0
    elif isinstance(expr, CallGradient) or (isinstance(expr, Variable) and expr.name.startswith("δ_")):
        rank = 1
    elif isinstance(expr, Variable | Member | Entry):
        rank = 2
    else:
        exponential = isinstance(expr, Pow | HadamardPower) and not is_number(expr.exponent)
        rank = 3 if exponential else 4
    return (rank, *name_key(expr))


def _names(expr: Basic) -> Iterator[tuple[int, str]]:
    if isinstance(expr, Variable | Family):
        yield (1 if expr.latex_name.startswith("\\") else 0, expr.name)
    elif isinstance(expr, Identity | Fill) or not isinstance(expr, Node):
        yield (2, "")
    else:
        for arg in expr.args:
            if isinstance(arg, Node):
                yield from _names(arg)


def _count(expr: Basic) -> int:
    """How many nodes there are, down to the names."""
    if isinstance(expr, Variable | Family | Function) or not isinstance(expr, Node):
        return 1
    return 1 + sum(map(_count, expr.args))
