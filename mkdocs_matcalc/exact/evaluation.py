"""An expression's value at a point, in a ring: each part is worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sympy import Basic, Expr, Integer, Symbol

from mkdocs_matcalc.algebra.nodes import Family, Variable, is_number, shape_of
from mkdocs_matcalc.exact.definitions import Definitions
from mkdocs_matcalc.exact.dual import Dual, slope_of
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.kink import Kink
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.rings import Ring, number, with_sizes
from mkdocs_matcalc.exact.setting import Setting
from mkdocs_matcalc.exact.worth import VALUES, matrix, scalar
from mkdocs_matcalc.limits import tick


class Evaluation:
    """The values of expressions at a point.

    Attributes:
        level: How many times something moves: each derivative within another has dual numbers of its own.
        kinked: What stood where a function has a kink, with the numbers that it was; shared by all levels.
    """

    def __init__(
        self,
        ring: Ring,
        point: Setting,
        definitions: Definitions,
        moved: Mapping[Variable, Array] | None = None,
        parent: Evaluation | None = None,
    ) -> None:
        self.ring: Ring = ring
        self.point = point
        self.definitions = definitions
        self.level: int = parent.level + 1 if parent else 0
        self.kinked: dict[Kink, list[Any]] = parent.kinked if parent else {}
        self._parent = parent
        self._moved = moved or {}
        self._moving = definitions.moved_by(self._moved)
        self._bound: dict[Basic, int] = parent._bound if parent else {}
        self._known: dict[object, Array] = {}

    def __call__(self, expr: Basic) -> Array:
        """An expression's value, a matrix of the ring's elements.

        Raises:
            NoValueError: It has none here.
            NotInRingError: It has none anywhere in this ring.
        """
        if self.definitions.values:
            for name in self.definitions.in_order(expr.free_symbols, self._known):
                self.value(name)
        return self.value(expr)

    def value(self, expr: Basic) -> Array:
        """As a call, for an expression that is not deep."""
        bound = self._bound and self._bound_in(expr)
        key = (expr, bound) if bound else expr
        known = self._known.get(key)
        if known is None:
            tick()
            parent = self._parent
            if parent is not None and self._moving.isdisjoint(expr.free_symbols):
                known = parent.value(expr)
            else:
                known = self._worked_out(expr)
            self._known[key] = known
        return known

    def _bound_in(self, expr: Basic) -> tuple[tuple[Basic, int], ...]:
        """The values of the bound indices that stand in an expression."""
        free = expr.free_symbols
        return tuple((index, at) for index, at in self._bound.items() if index in free)

    def _worked_out(self, expr: Basic) -> Array:
        if is_number(expr):
            return scalar(number(self.ring, expr, self.symbols))
        if isinstance(expr, Variable):
            return self._named(expr)
        row = VALUES.get(type(expr))
        if row is None:
            raise NotInRingError(f"{type(expr).__name__} has no value in a ring")
        try:
            return row(expr, self)
        except (ZeroDivisionError, ValueError) as error:
            # Power series say so of a divisor that may be 0.
            raise NoValueError("a number is divided by 0") from error

    def _named(self, name: Variable) -> Array:
        if name in self._moved:
            return self._moved[name]
        if name in self.definitions.values:
            return self.value(self.definitions.values[name])
        if self._parent is not None:
            return self._parent.value(name)
        if name not in self.point.values:
            raise NotInRingError(f"{name.name} has no value")
        return self.point.values[name]

    @property
    def symbols(self) -> Mapping[Basic, int]:
        """What each size is, and each index."""
        return {**self.point.sizes, **self._bound} if self._bound else self.point.sizes

    def family(self, family: Family) -> Array:
        """The values of all members, one behind the other."""
        return self.point.values[family]

    def size(self, size: Basic) -> int:
        """A size, or the value of an index."""
        if isinstance(size, Integer):
            return int(size)
        if not isinstance(size, Expr):
            raise NotInRingError(f"{size} has no value")
        known = self.symbols
        if size in known:
            return known[size]
        value = with_sizes(size, known)
        if not isinstance(value, Integer):
            raise NotInRingError(f"{size} has no value")
        return int(value)

    def shape(self, expr: Basic) -> tuple[int, int]:
        """How many rows and columns a value has."""
        rows, columns = shape_of(expr)
        return self.size(rows), self.size(columns)

    def binding(self, index: Symbol, at: int) -> _Bound:
        """The index of a sum at one of its values, for as long as it is entered."""
        return _Bound(self._bound, index, at)

    def along(self, directions: Mapping[Variable, Array]) -> Evaluation:
        """The evaluation in whose differentials some names move."""
        setting = Setting(self.point.sizes, self.point.values, directions)
        return Evaluation(self.ring, setting, self.definitions)

    def moving(self, name: Variable, direction: Array) -> Evaluation:
        """The evaluation in which a name moves; what it is defined by does not."""
        return self.moving_together({name: direction})

    def moving_together(self, directions: Mapping[Variable, Array]) -> Evaluation:
        """The evaluation in which some names move at once."""
        moved = {}
        for name, direction in directions.items():
            value = self.value(name)
            pairs = zip(value.flat, direction.flat, strict=True)
            moved[name] = matrix(value.shape, (Dual(*pair, self.level + 1) for pair in pairs))
        return Evaluation(self.ring, self.point, self.definitions, moved, self)

    def slope(self, expr: Basic) -> Array:
        """How an expression changes where something moves."""
        return self.slope_of(self(expr))

    def slope_of(self, value: Array) -> Array:
        """How what has been worked out here changes where something moves."""
        return matrix(value.shape, (slope_of(element, self.level) for element in value.flat))

    def kink(self, part: Basic, value: Array, *, is_rivalry: bool = False) -> None:
        """Remember what stood where a function has a kink at 0, or where the largest entry is another."""
        bound = tuple(self._bound.items())
        for place in np.ndindex(value.shape):
            kink = Kink(part, place, bound, is_rivalry)
            self.kinked.setdefault(kink, []).append(kink.number(value))


class _Bound:
    """An index that has a value as long as this is entered."""

    def __init__(self, bound: dict[Basic, int], index: Symbol, at: int) -> None:
        self._bound, self._index, self._at = bound, index, at

    def __enter__(self) -> None:
        self._before = self._bound.get(self._index)
        self._bound[self._index] = self._at

    def __exit__(self, *_: object) -> None:
        if self._before is None:
            del self._bound[self._index]
        else:
            self._bound[self._index] = self._before
