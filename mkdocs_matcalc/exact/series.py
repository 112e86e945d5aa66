"""The functions of one number on power series: their derivatives come out of the series alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Any

import flint

from mkdocs_matcalc.exact.errors import NoValueError

# A power series of balls, as python-flint has it, or one with the same methods.
Series = Any


def _sigmoid(x: Series) -> Series:
    return 1 / (1 + (-x).exp())


def _sinh(x: Series) -> Series:
    return (x.exp() - (-x).exp()) / 2


def _cosh(x: Series) -> Series:
    return (x.exp() + (-x).exp()) / 2


def _sign(x: Series) -> int:
    """The sign of where a series begins; 0 where it is 0 and nothing moves."""
    if x[0] > 0:
        return 1
    if x[0] < 0:
        return -1
    if x[0].is_zero() and x.prec == 1:
        return 0
    raise NoValueError("a number is not known to be above or below a kink")


@singledispatch
def bent(x: Series, below: Series, above: Series) -> Series:
    """What is `above` where x > 0, and `below` elsewhere; both are 0 where x is, but for their slopes."""
    if x.prec == 1 and x[0].contains(0):
        return flint.arb_series([above[0].union(below[0])], prec=1)
    return above if _sign(x) > 0 else below


@singledispatch
def signed(x: Series) -> Series:
    """1 where x > 0, and -1 where x < 0."""
    return x * 0 + _sign(x)


@singledispatch
def rooted(x: Series) -> Series:
    """The root; of what may be 0 from there to the largest it may be, as what is below has none."""
    if x.prec == 1 and x[0].contains(0):
        return flint.arb_series([flint.arb(0).union(x[0].abs_upper().sqrt())], prec=1)
    return x.sqrt()


def _gelu(x: Series) -> Series:
    return x * (1 + (x / (x * 0 + 2).sqrt()).erf()) / 2


# One row for each row of `algebra.functions`; how they are written there has no part in it.
FUNCTIONS: dict[str, Callable[[Series], Series]] = {
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sqrt": rooted,
    "abs": lambda x: bent(x, -x, x),
    "sign": signed,
    "square": lambda x: x * x,
    "sin": lambda x: x.sin(),
    "cos": lambda x: x.cos(),
    "tan": lambda x: x.tan(),
    "arcsin": lambda x: x.asin(),
    "arccos": lambda x: x.acos(),
    "arctan": lambda x: x.atan(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda x: 2 * _sigmoid(2 * x) - 1,
    "sigmoid": _sigmoid,
    "softplus": lambda x: (1 + x.exp()).log(),
    "relu": lambda x: bent(x, x * 0, x),
    "leaky_relu": lambda x: bent(x, x / 100, x),
    "elu": lambda x: bent(x, x.exp() - 1, x),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": _gelu,
    "erf": lambda x: x.erf(),
}

# Those that are not analytic where their argument is 0.
KINKED = frozenset({"abs", "sign", "relu", "leaky_relu", "elu"})
