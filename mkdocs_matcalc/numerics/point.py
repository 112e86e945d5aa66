"""A point: numbers for everything an expression holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sympy import Basic, Expr, Rational, Symbol

from mkdocs_matcalc.algebra.nodes import Family, Variable

Array = npt.NDArray[np.float64]


class UndefinedError(Exception):
    """An expression has no finite real value at a point, or no derivative there."""


@dataclass(frozen=True)
class Point:
    """Where expressions are evaluated.

    Args:
        sizes: Each dimension's size, and the value of each index in scope.
        values: A 2-D array for each variable, an array (count, rows, columns) for each family. A defined
            name that has a value here is that value, whatever its definition says.
        definitions: The defined names, evaluated when they are first needed.
        directions: Where each variable moves in a differential; what is not named stays.
        seed: What the abstract functions are drawn from.
    """

    sizes: Mapping[Symbol, int]
    values: Mapping[Variable | Family, Array]
    definitions: Mapping[Variable, Basic] = field(default_factory=dict)
    directions: Mapping[Variable, Array] = field(default_factory=dict)
    seed: int = 0
    known: dict[Variable, Array] = field(default_factory=dict, repr=False, compare=False)
    slopes: dict[tuple[Basic | int, ...], Array] = field(default_factory=dict, repr=False, compare=False)

    def number(self, expr: Expr) -> float:
        """A number or an expression in dimension names and indices."""
        if isinstance(expr, Rational):
            return float(expr.p) / float(expr.q)
        try:
            return float(expr.xreplace(dict(self.sizes)))
        except TypeError as error:
            raise UndefinedError(f"{expr} is no real number") from error

    def size(self, expr: Expr) -> int:
        """A dimension or an index, as the whole number it must be."""
        return round(self.number(expr))

    def at_index(self, index: Symbol, value: int) -> Point:
        """The same point inside a sum."""
        sizes = {**self.sizes, index: value}
        return Point(
            sizes, self.values, self.definitions, self.directions, self.seed, self.known, self.slopes
        )

    def moved(self, changes: Mapping[Variable, Array]) -> Point:
        """The point with some variables changed by as much as `changes` says."""
        values = dict(self.values)
        for variable, change in changes.items():
            values[variable] = values[variable] + change
        return Point(self.sizes, values, self.definitions, self.directions, self.seed)

    def along(self, distance: float) -> Point:
        """The point moved along its directions."""
        return self.moved({variable: distance * step for variable, step in self.directions.items()})

    def holding(self, variable: Variable, value: Array) -> Point:
        """The point where a defined name is a variable of its own."""
        return Point(
            self.sizes, {**self.values, variable: value}, self.definitions, self.directions, self.seed
        )
