"""Real numbers, each known to lie in a ball."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial
from random import Random

import flint
import numpy as np
import sympy
from sympy import Expr

from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import Function
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.rings import number
from mkdocs_matcalc.exact.series import FUNCTIONS

# Whole numbers below are written with all of their digits.
WHOLE = 10**9


class Balls:
    """Real numbers, each known to lie in a ball: two that don't meet are different, and that is proved."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = Random(seed)
        self._waves: dict[tuple[object, ...], Element] = {}

    def rational(self, above: int, below: int = 1) -> Element:
        return flint.arb(flint.fmpq(above, below))

    def constant(self, constant: Expr) -> Element:
        if constant == sympy.pi:
            return flint.arb.pi()
        if constant == sympy.exp(1):
            return flint.arb(1).exp()
        if isinstance(constant, sympy.Pow):
            base, exponent = (number(self, each, {}) for each in constant.args if isinstance(each, Expr))
            return base**exponent
        if isinstance(constant, sympy.log) and isinstance(constant.args[0], Expr):
            return number(self, constant.args[0], {}).log()
        raise NotInRingError(f"{constant} is not known to many digits")

    def random(self) -> Element:
        """A number from -1 to 1 that is not near 0, with few digits."""
        size = self._random.randrange(-(1 << 11) + (1 << 8), (1 << 11) - (1 << 8))
        size += 1 << 8 if size >= 0 else -(1 << 8)
        return flint.arb(size) / (1 << 11)

    def function(self, function: Function, order: int, at: Element) -> Element:
        if not is_known(function):
            return self._wave(function.name, order, at)
        try:
            series = FUNCTIONS[function.name](flint.arb_series([at, 1], prec=order + 1))
        except (ValueError, ZeroDivisionError) as error:
            raise NoValueError(f"{function.name} has no value") from error
        return series[order] * factorial(order)

    def _wave(self, name: str, order: int, at: Element) -> Element:
        """a sin(b t + c) + t/5, which stands for any smooth function, or a derivative of it."""
        a, b, c = (self._drawn(name, part) for part in "abc")
        turned = b * at + c + flint.arb.pi() * order / 2
        return a * b**order * turned.sin() + (at / 5, flint.arb(1) / 5, 0)[min(order, 2)]

    def call(self, name: str, at: Sequence[Element], by: tuple[int, ...]) -> Element:
        """Σ aᵢ sin(bᵢ uᵢ + cᵢ) + uᵀQu, which stands for any smooth function, or a derivative of it."""
        count = len(at)
        waves = [Function(f"{name} {count} {place}") for place in range(count)]
        quadratic = [
            [self._drawn(name, count, *sorted(two)) for two in ((i, j) for j in range(count))]
            for i in range(count)
        ]
        own = [
            self._wave(waves[place].name, by.count(place), at[place])
            for place in range(count)
            if set(by) <= {place}
        ]
        match by:
            case ():
                bend = sum(quadratic[i][j] * at[i] * at[j] for i in range(count) for j in range(count))
            case (i,):
                bend = 2 * sum(quadratic[i][j] * at[j] for j in range(count))
            case (i, j):
                bend = 2 * quadratic[i][j]
            case _:
                bend = 0
        return sum(own) + bend

    def _drawn(self, *key: object) -> Element:
        if key not in self._waves:
            size = np.random.default_rng([self._seed, *str(key).encode()]).integers(1 << 9)
            self._waves[key] = 1 + flint.arb(int(size)) / (1 << 10)
        return self._waves[key]

    def is_unit(self, element: Element) -> bool:
        return bool(element.is_finite()) and not element.contains(0)

    def is_larger(self, element: Element, other: Element) -> bool:
        if not (element > other or element < other):
            raise NoValueError("which of two numbers is larger is not known")
        return bool(element > other)

    def differ(self, one: Element, other: Element) -> bool:
        """Whether two balls don't meet."""
        apart = one - other
        if not apart.is_finite():
            raise NoValueError("a side has no value")
        return not apart.contains(0)

    def shown(self, element: Element, digits: int) -> str:
        """A number to some digits, a whole one with all of its own."""
        whole = element.unique_fmpz()
        if whole is not None and element.is_exact() and abs(whole) < WHOLE:
            return str(whole)
        return f"{float(element.mid()):.{digits}g}"
