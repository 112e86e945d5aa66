"""Rational numbers, for what is to be written down."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import flint
from sympy import Expr

from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError

# A number with more digits behind the point is written as a fraction.
MOST_DECIMALS = 9


class Rationals:
    """Rational numbers: each is known exactly, and has no root."""

    def rational(self, above: int, below: int = 1) -> Element:
        return flint.fmpq(above, below)

    def constant(self, number: Expr) -> Element:
        raise NotInRingError(f"{number} is no rational number")

    def random(self) -> Element:
        raise NotInRingError("a rational number is chosen, not drawn")

    def function(self, function: Function, order: int, at: Element) -> Element:
        raise NotInRingError(f"{function.name} of a rational number is none")

    def call(self, name: str, at: Sequence[Element], by: tuple[int, ...]) -> Element:
        raise NotInRingError(f"{name} has no value that could be written down")

    def is_unit(self, element: Element) -> bool:
        return bool(element != 0)

    def is_larger(self, element: Element, other: Element) -> bool:
        return bool(element > other)

    def differ(self, one: Element, other: Element) -> bool:
        return bool(one != other)

    def shown(self, element: Element, _: int) -> str:
        """A number as it is written, with all of its digits: as a decimal where those are few."""
        digits = element * 10**MOST_DECIMALS
        if element.q != 1 and digits.q == 1:
            return str(Decimal(int(digits.p)).scaleb(-MOST_DECIMALS).normalize())
        return str(element)
