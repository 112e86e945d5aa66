"""What is known of the exponent of a matrix without its value."""

from __future__ import annotations

from sympy import Basic, Dummy, Expr


def is_whole(exponent: Basic) -> bool:
    """Whether it is a whole number, at whatever size."""
    return bool(_by_signs(exponent).is_integer)


def counts(exponent: Basic) -> bool:
    """Whether it is 0, or says how often a matrix is multiplied by itself."""
    known = _by_signs(exponent)
    return bool(known.is_integer and known.is_nonnegative)


def _by_signs(exponent: Basic) -> Basic:
    """An exponent in which sizes and indices are what they are: positive whole numbers."""
    if not isinstance(exponent, Expr):
        return exponent
    return exponent.xreplace({each: Dummy(integer=True, positive=True) for each in exponent.free_symbols})
