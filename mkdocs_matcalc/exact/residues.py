"""Numbers modulo a prime."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import flint
from sympy import Expr

from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.generic import Mirrored, constant, derivative

# More than a prime has, so that every residue is about as likely.
BITS = 256


class Residues:
    """Numbers modulo a prime: what is equal there at random points is equal, but for a bound.

    An abstract function is a random one: each of its values, and of its derivatives', is drawn once. As there
    is a polynomial with any values at any arguments, what holds for these holds for all functions, and what
    does not hold for these is false for one. A known function is any that obeys its differential equation.

    Attributes:
        is_formal: Whether something stood for more than was meant, so that what differs may yet be equal.
    """

    def __init__(self, prime: int, seed: int) -> None:
        self.is_formal = False
        self.prime = prime
        self._field = flint.fmpz_mod_ctx(prime)
        self._random = Random(seed)
        self._drawn: dict[tuple[object, ...], Element] = {}

    def rational(self, above: int, below: int = 1) -> Element:
        try:
            return self._field(above) / self._field(below)
        except ZeroDivisionError as error:
            raise NoValueError from error

    def constant(self, number: Expr) -> Element:
        return constant(self, number)

    def random(self) -> Element:
        return self._field(self._random.getrandbits(BITS))

    def function(self, function: Function, order: int, at: Element) -> Element:
        if is_known(function):
            return derivative(self, function.name, order, at)
        return self._value(function.name, order, int(at))

    def drawn(self, name: str, at: Element, mirrored: Mirrored | None = None) -> Element:
        self.is_formal = True
        place = int(at)
        if mirrored and 2 * place > self.prime:
            return mirrored(self.drawn(name, -at))
        return self._value("drawn", name, place)

    def call(self, name: str, at: Sequence[Element], by: tuple[int, ...]) -> Element:
        return self._value(name, by, *map(int, at))

    def _value(self, *key: object) -> Element:
        if key not in self._drawn:
            self._drawn[key] = self.random()
        return self._drawn[key]

    def is_unit(self, element: Element) -> bool:
        return bool(element != 0)

    def is_larger(self, element: Element, other: Element) -> bool:
        raise NotInRingError("residues are not ordered")
