"""Dual numbers: a value with its slope along one direction, by the rules of arithmetic alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# An element of a ring, or a dual number over it: what supports +, -, * and /.
Element = Any


class Dual:
    """`value` + `slope` ε with ε² = 0.

    Dual numbers may hold others, for a derivative of a derivative: `level` tells one ε from another, and
    what is of a lower level is a constant.
    """

    __slots__ = ("level", "slope", "value")

    def __init__(self, value: Element, slope: Element, level: int) -> None:
        self.value = value
        self.slope = slope
        self.level = level

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope, self.level)

    def __add__(self, other: Element) -> Dual:
        level = self.level
        if type(other) is not Dual or other.level < level:
            return Dual(self.value + other, self.slope, level)
        if other.level > level:
            return Dual(other.value + self, other.slope, other.level)
        return Dual(self.value + other.value, self.slope + other.slope, level)

    __radd__ = __add__

    def __sub__(self, other: Element) -> Dual:
        return self.__add__(-other)

    def __rsub__(self, other: Element) -> Dual:
        return (-self).__add__(other)

    def __mul__(self, other: Element) -> Dual:
        level, value, slope = self.level, self.value, self.slope
        if type(other) is not Dual or other.level < level:
            return Dual(value * other, slope * other, level)
        if other.level > level:
            return Dual(other.value * self, other.slope * self, other.level)
        return Dual(value * other.value, slope * other.value + value * other.slope, level)

    __rmul__ = __mul__

    def inverse(self) -> Dual:
        """1/x.

        Raises:
            ZeroDivisionError: There is none.
        """
        value = reciprocal(self.value)
        return Dual(value, -(value * value * self.slope), self.level)

    def __truediv__(self, other: Element) -> Dual:
        if isinstance(other, Dual):
            return self.__mul__(other.inverse())
        return Dual(self.value / other, self.slope / other, self.level)

    def __rtruediv__(self, other: Element) -> Dual:
        return self.inverse().__mul__(other)

    def through(self, function: Callable[[Element, int], Element], order: int) -> Dual:
        """A function of one number, or one of its derivatives, of this one.

        Args:
            function: The function's derivative of an order, at a number.
            order: Of which of them.
        """
        slope = self.slope * function(self.value, order + 1)
        return Dual(function(self.value, order), slope, self.level)


def reciprocal(element: Element) -> Element:
    """1/x in a ring or of a dual number."""
    return element.inverse() if isinstance(element, Dual) else 1 / element


def slope_of(element: Element, level: int) -> Element:
    """The slope of an element along what moves at a level; 0 where it stays."""
    if not isinstance(element, Dual) or element.level < level:
        return element * 0
    if element.level == level:
        return element.slope
    return Dual(slope_of(element.value, level), slope_of(element.slope, level), element.level)


def value_of(element: Element) -> Element:
    """An element of the ring itself, without slopes."""
    while isinstance(element, Dual):
        element = element.value
    return element
