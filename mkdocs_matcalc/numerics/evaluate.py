"""The value and the derivative of one expression at one point."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.numerics import differences
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.richardson import Estimate
from mkdocs_matcalc.numerics.terms import Term, Terms
from mkdocs_matcalc.numerics.values import VALUES

__all__ = ["VALUES", "derivative", "evaluate", "value"]


def evaluate(expr: Basic, point: Point) -> Array:
    """The value of any expression as a 2-D array: a scalar (1, 1), a vector (n, 1).

    Raises:
        UndefinedError: The expression has no finite real value there.
    """
    return Values(point)[expr]


class Values:
    """The values of expressions at one point, each part of them worked out once.

    Raises, when it is asked:
        UndefinedError: An expression has no finite real value there.
    """

    def __init__(self, point: Point) -> None:
        self._program = Terms(point.definitions, VALUES)
        self._pass = Pass.at(self._program, point)

    def __getitem__(self, expr: Basic) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(value(self._pass, self._program.term(expr))[0])


def derivative(
    function: Basic, wrt: tuple[nodes.Variable, ...], point: Point, structure: str = ""
) -> Estimate:
    """The derivative of an expression by finite differences; a defined name in `wrt` is a variable here.

    See `numerics.differences.derivative` for its shape and structure, `Estimate.settled` for its value.
    """
    program = Terms(point.definitions, VALUES)
    with np.errstate(all="ignore"):
        found = differences.derivative(Pass.at(program, point), program.term(function), wrt, structure)
    if not np.all(np.isfinite(found.value)):
        raise UndefinedError("a value is not finite")
    return replace(found, value=found.value[0], gap=found.gap[0])


def value(at: Pass, term: Term) -> Array:
    """The value of a term.

    Raises:
        UndefinedError: It has no finite real value.
    """
    found = at.value(term)
    if not np.isfinite(found).all():
        raise UndefinedError("a value is not finite")
    return found
