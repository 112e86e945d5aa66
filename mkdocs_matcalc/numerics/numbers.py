"""Numbers and expressions in dimension names and indices, as floats."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, reduce
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
from sympy import Add, Basic, Expr, Integer, Mul, Pow, Rational, Symbol

# A numerator or denominator so small is no size.
ORDINARY = 16


def value(expr: Expr, sizes: Mapping[Basic, Any], counting: bool) -> Any:
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
        parts = [value(part, sizes, counting) for part in expr.args if isinstance(part, Expr)]
        return reduce(_ARITHMETIC[type(expr)], parts)
    if isinstance(expr, Symbol) or not expr.free_symbols:
        return _constant(expr)
    symbols = [symbol for symbol in expr.free_symbols if symbol in sizes]
    return np.vectorize(lambda *at: float(expr.xreplace(dict(zip(symbols, map(Integer, at), strict=True)))))(
        *(sizes[symbol] for symbol in symbols)
    )


_ARITHMETIC: dict[type[Basic], Callable[..., Any]] = {Add: np.add, Mul: np.multiply, Pow: np.power}


@cache
def _constant(expr: Expr) -> np.float64:
    return np.float64(float(expr))


def _rational(number: Rational, sizes: Mapping[Basic, Any]) -> np.float64:
    """A number, or the product of sizes that it is, as it is at the sizes here."""
    if max(abs(number.p), number.q) <= ORDINARY:
        return np.float64(number.p / number.q)
    for size, here in _products([(size.p, sizes[size]) for size in sizes if isinstance(size, Integer)]):
        rest = number / size
        if max(abs(rest.p), rest.q) <= ORDINARY:
            return np.float64(rest.p / rest.q * here)
    return np.float64(number.p / number.q)


def _products(declared: list[tuple[int, int]]) -> Iterator[tuple[Rational, float]]:
    """The powers and products of declared sizes, each with what it is at the sizes here."""
    powers = [
        [(Rational(size) ** power, float(small) ** power) for power in (1, -1)] for size, small in declared
    ]
    for each in powers:
        yield from each
    for one, other in combinations_with_replacement(powers, 2):
        for (left, here), (right, there) in product(one, other):
            yield left * right, here * there
