"""Numbers and expressions in dimension names and indices, as floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache, reduce
from itertools import product
from typing import Any

import numpy as np
from sympy import Add, Basic, Integer, Mul, Pow, Rational, Symbol

# The largest power of a declared size that is recognised in a number, and what is no size by itself.
POWERS = (0, 1, -1, 2, -2)
ORDINARY = 16


def value(expr: Basic, sizes: Mapping[Basic, Any], counting: bool) -> Any:
    """The value of an expression, with an array for each index that has several.

    With `counting` a number that is a product of declared sizes is that of their sizes here.

    Raises:
        TypeError: It is no real number.
    """
    if expr in sizes and (counting or not isinstance(expr, Integer)):
        return np.float64(sizes[expr]) if isinstance(sizes[expr], int) else sizes[expr]
    if isinstance(expr, Rational):
        return _rational(expr, sizes) if counting else np.float64(expr.p / expr.q)
    if isinstance(expr, Add | Mul | Pow):
        parts = [value(part, sizes, counting) for part in expr.args]
        return reduce(_ARITHMETIC[type(expr)], parts)
    if isinstance(expr, Symbol) or not expr.free_symbols:
        return _constant(expr)
    symbols = [symbol for symbol in expr.free_symbols if symbol in sizes]
    return np.vectorize(lambda *at: float(expr.xreplace(dict(zip(symbols, map(Integer, at), strict=True)))))(
        *(sizes[symbol] for symbol in symbols)
    )


_ARITHMETIC: dict[type[Basic], Callable[..., Any]] = {Add: np.add, Mul: np.multiply, Pow: np.power}


@cache
def _constant(expr: Basic) -> np.float64:
    return np.float64(float(expr))


def _rational(number: Rational, sizes: Mapping[Basic, Any]) -> np.float64:
    """A number, or the product of sizes that it is, as it is at the sizes here."""
    literals = [(size.p, sizes[size]) for size in sizes if isinstance(size, Integer)]
    for powers in sorted(product(POWERS, repeat=len(literals)), key=lambda each: sum(map(abs, each))):
        if not (literals and any(powers)) and max(abs(number.p), number.q) > ORDINARY:
            continue
        monomial = math.prod(
            (Rational(size) ** power for (size, _), power in zip(literals, powers, strict=True)),
            start=Rational(1),
        )
        rest = number / monomial
        if max(abs(rest.p), rest.q) <= ORDINARY:
            here = math.prod(
                float(small) ** power for (_, small), power in zip(literals, powers, strict=True)
            )
            return np.float64(rest.p / rest.q * here)
    return np.float64(number.p / number.q)
