"""Functions as any that obey their differential equations: what holds for all such holds for the one meant.

The value at each argument is a number of its own, drawn as a point is; what follows for the derivatives
comes out of power series. That e^(a + b) is eᵃ eᵇ is not known here, so what does not hold may be true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from math import factorial
from operator import mul
from typing import Protocol

import sympy
from sympy import Expr, Rational

from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError
from mkdocs_matcalc.exact.rings import Ring, number
from mkdocs_matcalc.exact.series import FUNCTIONS, bent, rooted, signed

# The value at -x of what has some value at x.
Mirrored = Callable[[Element], Element]


class GenericRing(Ring, Protocol):
    """A ring in which functions have values that are drawn."""

    def drawn(self, name: str, at: Element, mirrored: Mirrored | None = None) -> Element:
        """The value that something has at a number, always the same one."""


def derivative(ring: GenericRing, name: str, order: int, at: Element) -> Element:
    """The derivative of an order of a known function, the function itself for 0."""
    found: GenericSeries = FUNCTIONS[name](
        GenericSeries(ring, [at, ring.rational(1)][: order + 1], order + 1)
    )
    return found[order] * factorial(order)


def constant(ring: GenericRing, constant: Expr) -> Element:
    """π, e, a root or a logarithm of a number.

    Raises:
        NotInRingError: It is none of them.
    """
    if constant == sympy.pi:
        return ring.drawn("pi", ring.rational(0))
    if constant == sympy.exp(1):
        return derivative(ring, "exp", 0, ring.rational(1))
    if isinstance(constant, sympy.log) and isinstance(constant.args[0], Expr):
        return derivative(ring, "log", 0, number(ring, constant.args[0], {}))
    if isinstance(constant, sympy.Pow):
        base, exponent = constant.args
        if isinstance(base, Expr) and isinstance(exponent, Rational) and exponent.q == 2:
            root = derivative(ring, "sqrt", 0, number(ring, base, {}))
            power = reduce(mul, [root] * abs(exponent.p))
            return power if exponent.p > 0 else 1 / power
    raise NotInRingError(f"{constant} is no rational number")


class GenericSeries:
    """A power series whose numbers are of a ring.

    Args:
        known: Its first coefficients; the others are 0.
        prec: How many are kept.
    """

    def __init__(self, ring: GenericRing, known: Sequence[Element], prec: int) -> None:
        self.ring = ring
        self.prec = prec
        self._known = [*known, *[ring.rational(0)] * (prec - len(known))][:prec]

    def __getitem__(self, place: int) -> Element:
        return self._known[place]

    def _with(self, known: Sequence[Element]) -> GenericSeries:
        return GenericSeries(self.ring, known, self.prec)

    def _of(self, other: GenericSeries | int) -> GenericSeries:
        return other if isinstance(other, GenericSeries) else self._with([self.ring.rational(other)])

    def __neg__(self) -> GenericSeries:
        return self._with([-each for each in self._known])

    def __add__(self, other: GenericSeries | int) -> GenericSeries:
        other = self._of(other)
        return self._with([one + each for one, each in zip(self._known, other._known, strict=True)])

    __radd__ = __add__

    def __sub__(self, other: GenericSeries | int) -> GenericSeries:
        return self + -self._of(other)

    def __rsub__(self, other: int) -> GenericSeries:
        return -self + other

    def __mul__(self, other: GenericSeries | int) -> GenericSeries:
        other = self._of(other)
        return self._with([self._coefficient(other, place) for place in range(self.prec)])

    __rmul__ = __mul__

    def _coefficient(self, other: GenericSeries, place: int) -> Element:
        found = self[0] * other[place]
        for at in range(1, place + 1):
            found = found + self[at] * other[place - at]
        return found

    def __truediv__(self, other: GenericSeries | int) -> GenericSeries:
        other = self._of(other)
        found: list[Element] = []
        for place in range(self.prec):
            rest = self[place]
            for at in range(place):
                rest = rest - found[at] * other[place - at]
            found.append(rest / other[0])
        return self._with(found)

    def __rtruediv__(self, other: int) -> GenericSeries:
        return self._of(other) / self

    def _slope(self) -> GenericSeries:
        return self._with([place * each for place, each in enumerate(self._known)][1:])

    def _solved(self, first: Element, slope: Callable[[GenericSeries], GenericSeries]) -> GenericSeries:
        """What begins with a number, and has a slope that depends on what it is."""
        found = self._with([first])
        for place in range(1, self.prec):
            following = slope(found)[place - 1] / self.ring.rational(place)
            found = self._with([*found._known[:place], following])
        return found

    def exp(self) -> GenericSeries:
        first = self.ring.drawn("exp", self[0], lambda value: 1 / value)
        return self._solved(first, lambda found: found * self._slope())

    def log(self) -> GenericSeries:
        return self._solved(self.ring.drawn("log", self[0]), lambda _: self._slope() / self)

    def sqrt(self) -> GenericSeries:
        first = self.ring.drawn("sqrt", self[0])
        return self._solved(first, lambda found: self._slope() / (2 * found))

    def sin(self) -> GenericSeries:
        return self._turned()[0]

    def cos(self) -> GenericSeries:
        return self._turned()[1]

    def tan(self) -> GenericSeries:
        sine, cosine = self._turned()
        return sine / cosine

    def _turned(self) -> tuple[GenericSeries, GenericSeries]:
        """Sine and cosine, a point of the circle: by the tangent of half the angle."""
        half = self.ring.drawn("tan of half", self[0], lambda value: -value)
        whole = half * half + 1
        starts = (half + half) / whole, (1 - half * half) / whole
        sine, cosine = map(self._with, ([start] for start in starts))
        for place in range(1, self.prec):
            by = self.ring.rational(place)
            pair = (cosine * self._slope())[place - 1] / by, -(sine * self._slope())[place - 1] / by
            sine, cosine = (
                self._with([*each._known[:place], following])
                for each, following in zip((sine, cosine), pair, strict=True)
            )
        return sine, cosine

    def asin(self) -> GenericSeries:
        first = self.ring.drawn("arcsin", self[0])
        return self._solved(first, lambda _: self._slope() / (1 - self * self).sqrt())

    def acos(self) -> GenericSeries:
        first = self.ring.drawn("arccos", self[0])
        return self._solved(first, lambda _: -self._slope() / (1 - self * self).sqrt())

    def atan(self) -> GenericSeries:
        first = self.ring.drawn("arctan", self[0])
        return self._solved(first, lambda _: self._slope() / (1 + self * self))

    def side(self) -> GenericSeries:
        """What is 1 above 0 and 0 below."""
        return self._with([self.ring.drawn("side", self[0], lambda value: 1 - value)])

    def erf(self) -> GenericSeries:
        root = derivative(self.ring, "sqrt", 0, constant(self.ring, sympy.pi))
        first = self.ring.drawn("erf", self[0])
        return self._solved(first, lambda _: self._slope() * 2 * (-(self * self)).exp() / self._with([root]))


@bent.register
def _(x: GenericSeries, below: GenericSeries, above: GenericSeries) -> GenericSeries:
    return below + x.side() * (above - below)


@rooted.register
def _(x: GenericSeries) -> GenericSeries:
    return x.sqrt()


@signed.register
def _(x: GenericSeries) -> GenericSeries:
    return 2 * x.side() - 1
