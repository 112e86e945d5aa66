"""A point: numbers for everything an expression holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from sympy import Basic, Expr

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.numerics import numbers

Array = npt.NDArray[np.float64]
# As many numbers as one array may hold, all its steps and directions together: 64 MiB. Of points that are
# looked at together it may hold less: what takes long is done at one after another, of smaller sizes.
MOST_NUMBERS = 2**23
MOST_TOGETHER = 2**15


class UndefinedError(Exception):
    """An expression has no finite real value at a point, or no derivative there."""


class MisfitError(Exception):
    """Two shapes do not fit at a point."""

    @classmethod
    def within(cls, expr: Basic) -> MisfitError:
        """Those of the parts of an expression."""
        return cls(f"shapes do not fit in {plain(expr)}")


class TooLargeError(Exception):
    """An array would be larger than is sensible."""


@dataclass(frozen=True)
class Point:
    """Where expressions are evaluated: one point, or several of the same sizes.

    Args:
        sizes: Each dimension's size, and the value of each index that no sum binds; and what a size that
            was declared as a number is here, where it is another.
        values: A 2-D array for each variable, an array (count, rows, columns) for each family; in front of
            them an axis for the points, where there are several. A defined name that has a value here is that
            value, whatever its definition says.
        definitions: The defined names, evaluated when they are first needed.
        directions: Where each variable moves in a differential; what is not named stays. As `values`.
        seed: What the abstract functions are drawn from.
        counting: Whether a number that is a product of declared sizes stands for them in a formula, too.
        is_large: Whether sizes are so large that each array must be asked for its size before it is made.
        count: How many points they are.
    """

    sizes: Mapping[Basic, int | Array]
    values: Mapping[Variable | Family, Array]
    definitions: Mapping[Variable, Basic] = field(default_factory=dict)
    directions: Mapping[Variable, Array] = field(default_factory=dict)
    seed: int = 0
    counting: bool = False
    is_large: bool = False
    count: int = 1
    known: dict[Basic, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def most(self) -> int:
        """How many numbers an array may hold."""
        return MOST_NUMBERS if self.count == 1 else MOST_TOGETHER

    def shape(self, leaf: Variable | Family) -> tuple[int, ...]:
        """The shape of its value."""
        stacked = (self.size(leaf.count),) if isinstance(leaf, Family) else ()
        points = (self.count,) if self.count > 1 else ()
        return (*points, *stacked, *(self.size(size) for size in leaf.shape))

    def number(
        self, expr: Expr, indices: Mapping[Basic, Array] | None = None, *, is_size: bool = False
    ) -> Array:
        """A number or an expression in dimension names and indices; an array where an index is one.

        Raises:
            UndefinedError: It is no real number.
        """
        try:
            sizes = {**self.sizes, **indices} if indices else self.sizes
            return np.asarray(numbers.value(expr, sizes, self.counting or is_size), dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise UndefinedError(f"{expr} is no real number") from error

    def size(self, expr: Expr) -> int:
        """A dimension as the whole number it must be."""
        if expr not in self.known:
            try:
                number = float(numbers.value(expr, self.sizes, counting=True))
                self.known[expr] = round(number)
            except (TypeError, ValueError, OverflowError) as error:
                raise UndefinedError(f"{expr} is no whole number") from error
        return self.known[expr]

    def holding(self, variable: Variable, value: Array) -> Point:
        """The point where a variable, or a defined name, has another value."""
        return replace(self, values={**self.values, variable: value})
