"""How high the degrees are of what is worked out, which bounds how often two sides look equal by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr

from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError
from mkdocs_matcalc.exact.generic import Mirrored, constant, derivative


@dataclass(slots=True)
class Degree:
    """The degrees of a quotient of polynomials in the entries of a point: of what is above and below."""

    above: int
    below: int

    def __neg__(self) -> Degree:
        return self

    def __add__(self, other: Element) -> Degree:
        if type(other) is not Degree:
            return self if isinstance(other, int) else NotImplemented
        if not (self.below or other.below):
            return self if self.above >= other.above else other
        above = max(self.above + other.below, other.above + self.below)
        return Degree(above, self.below + other.below)

    __radd__ = __sub__ = __rsub__ = __add__

    def __mul__(self, other: Element) -> Degree:
        if type(other) is not Degree:
            return self if isinstance(other, int) else NotImplemented
        return Degree(self.above + other.above, self.below + other.below)

    __rmul__ = __mul__

    def __truediv__(self, other: Element) -> Degree:
        if type(other) is not Degree:
            return self if isinstance(other, int) else NotImplemented
        return Degree(self.above + other.below, self.below + other.above)

    def __rtruediv__(self, _: int) -> Degree:
        return Degree(self.below, self.above)


CONSTANT, LINEAR = Degree(0, 0), Degree(1, 0)


class Degrees:
    """How high the degrees are of what residues are worked out of: no cancelling, so never too low.

    Attributes:
        arguments: The degrees of what abstract functions were taken of. Two of them that are equal by
            chance would be taken for one.
    """

    def __init__(self) -> None:
        self.arguments: list[Degree] = []

    def rational(self, above: int, below: int = 1) -> Element:
        return CONSTANT

    def constant(self, number: Expr) -> Element:
        return constant(self, number)

    def random(self) -> Element:
        return LINEAR

    def function(self, function: Function, order: int, at: Element) -> Element:
        if is_known(function):
            return derivative(self, function.name, order, at)
        return self.call(function.name, [at], ())

    def drawn(self, name: str, at: Element, mirrored: Mirrored | None = None) -> Element:
        self.arguments.append(at)
        # What is above at one number may be below at the number mirrored.
        return Degree(1, 1) if mirrored else LINEAR

    def call(self, name: str, at: Sequence[Element], by: tuple[int, ...]) -> Element:
        self.arguments += list(at)
        return LINEAR

    def is_unit(self, element: Element) -> bool:
        return True

    def is_larger(self, element: Element, other: Element) -> bool:
        raise NotInRingError("residues are not ordered")
