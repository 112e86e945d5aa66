"""What an equality is worked out in: residues, degrees, rational numbers, balls of real numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add, mul
from typing import Protocol

import sympy
from sympy import Basic, Expr, Integer, Rational, Symbol

from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.dual import Dual, Element
from mkdocs_matcalc.exact.errors import NotInRingError


class Ring(Protocol):
    """Numbers with +, -, * and /."""

    def rational(self, above: int, below: int = 1) -> Element:
        """The number above/below; raises NoValueError where it has none."""

    def constant(self, number: Expr) -> Element:
        """π, e or another number that is not rational; raises NotInRingError where it has none."""

    def function(self, function: Function, order: int, at: Element) -> Element:
        """A function of one number, or its derivative of an order, at an element without slopes."""

    def call(self, name: str, at: Sequence[Element], by: tuple[int, ...]) -> Element:
        """An abstract function of several numbers, or its derivative by some of them, each by its place."""

    def random(self) -> Element:
        """A number as it is drawn for a point."""

    def is_unit(self, element: Element) -> bool:
        """Whether it can be divided by."""

    def is_larger(self, element: Element, other: Element) -> bool:
        """Whether one number is larger than another."""


def apply(ring: Ring, function: Function, at: Element, order: int = 0) -> Element:
    """A function of one number at an element or a dual number."""
    if isinstance(at, Dual):
        return at.through(lambda value, count: apply(ring, function, value, count), order)
    return ring.function(function, function.order + order, at)


def call(ring: Ring, name: str, at: Iterable[Element], by: tuple[int, ...] = ()) -> Element:
    """An abstract function of several numbers at elements or dual numbers, or a derivative of it."""
    at = list(at)
    level = max((each.level for each in at if isinstance(each, Dual)), default=None)
    if level is None:
        return ring.call(name, at, by)
    moving = [isinstance(each, Dual) and each.level == level for each in at]
    values = [each.value if moves else each for each, moves in zip(at, moving, strict=True)]
    slopes = [
        each.slope * call(ring, name, values, tuple(sorted((*by, place))))
        for place, (each, moves) in enumerate(zip(at, moving, strict=True))
        if moves
    ]
    return Dual(call(ring, name, values, by), sum(slopes), level)


def with_sizes(expr: Expr, symbols: Mapping[Basic, int]) -> Expr:
    """A number in which sizes and indices are what they are at a point."""
    known = {each: Integer(symbols[each]) for each in expr.free_symbols if each in symbols}
    return expr.xreplace(known) if known else expr


def number(ring: Ring, expr: Expr, symbols: Mapping[Basic, int]) -> Element:
    """The value of a number, in which sizes and indices may stand."""
    if isinstance(expr, Rational):
        return ring.rational(int(expr.p), int(expr.q))
    if isinstance(expr, Symbol):
        if expr not in symbols:
            raise NotInRingError(f"{expr} has no value")
        return ring.rational(symbols[expr])
    if isinstance(expr, sympy.Add | sympy.Mul):
        parts = [number(ring, part, symbols) for part in expr.args if isinstance(part, Expr)]
        return reduce(add if isinstance(expr, sympy.Add) else mul, parts)
    known = with_sizes(expr, symbols)
    if isinstance(known, Rational | sympy.Add | sympy.Mul):
        return number(ring, known, {})
    return ring.constant(known)
