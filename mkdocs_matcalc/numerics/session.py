"""One check of a whole derivation: all that is compared, at the same few points, with what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.errors import ErrorName, Refusal
from mkdocs_matcalc.numerics.evaluate import value
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import Array, MisfitError, TooLargeError, UndefinedError
from mkdocs_matcalc.numerics.sample import TOGETHER, Ground
from mkdocs_matcalc.numerics.terms import Scope, Term, Terms
from mkdocs_matcalc.numerics.values import VALUES, Value

TOLERANCE = 1e-5
DRAWS = 80
# A point where the derivative vanishes (all units of a relu off) says little: others are looked for first.
FLAT_DRAWS = 12


class Sizing(NamedTuple):
    """Whether larger sizes declared as numbers are small, and whether their products count as such."""

    shrunk: bool
    counting: bool


# How sizes that are declared as numbers are drawn, the first that can be and does not contradict.
AS_DECLARED = Sizing(shrunk=False, counting=False)
SIZINGS = (Sizing(shrunk=True, counting=False), Sizing(shrunk=True, counting=True), AS_DECLARED)


@dataclass(frozen=True)
class Comparison:
    """How far two things are apart at one point, and whether they are nothing there."""

    error: float
    flat: bool


@dataclass(frozen=True)
class Comparisons:
    """How two things compare; `misfit` says which shapes do not fit, where some do not."""

    each: tuple[Comparison, ...]
    misfit: str = ""

    @property
    def worst(self) -> float:
        """The largest relative error; infinite where shapes do not fit."""
        return float("inf") if self.misfit else max((one.error for one in self.each), default=0.0)

    def hold(self, points: int) -> bool:
        """Whether the two are the same at so many points."""
        return self.worst <= TOLERANCE and len(self.each) >= points


Compare = Callable[[Pass], list[Comparison]]


@dataclass(frozen=True)
class Spot:
    """One point by itself, of those of a pass."""

    program: Terms
    at: Pass
    number: int

    @property
    def seed(self) -> int:
        """What the abstract functions are drawn from."""
        return self.at.point.seed

    def size(self, count: Symbol) -> int:
        """The value of a dimension."""
        return self.at.point.size(count)

    def given(self, leaf: Variable | Family) -> Array:
        """The value of a variable or a family: an array of two axes, or of three."""
        found = self.at.point.values[leaf]
        return found[self.number] if self.at.point.count > 1 else found

    def value(self, expr: Basic) -> Array:
        """The value of an expression, which has two axes.

        Raises:
            UndefinedError: It has no finite real value.
        """
        with np.errstate(all="ignore"):
            found = value(self.at, self.program.term(expr))
        one: Array = found[self.number if len(found) > 1 else 0]
        return one


def each_point(errors: Array, flat: npt.NDArray[np.bool_]) -> list[Comparison]:
    """What was found at each of some points."""
    return [Comparison(*each) for each in zip(errors.tolist(), flat.tolist(), strict=True)]


class Session:
    """The points at which expressions are compared, and what is known there.

    Args:
        definitions: Every defined name with its expression.
        expressions: All that will be compared.
        moving: The variables that move in a differential.
        ranges: The indices that no sum binds and that take every value, each with the last one.
        values: The value of each node.
    """

    def __init__(
        self,
        definitions: Mapping[Variable, Basic],
        expressions: Iterable[Basic],
        moving: Iterable[Variable] = (),
        ranges: Mapping[Symbol, Basic] | None = None,
        values: Mapping[type[Basic], Value] = VALUES,
    ) -> None:
        self.program = Terms(definitions, values)
        self.ground = Ground.of(expressions, definitions, moving)
        self._passes: dict[tuple[bool, int, Sizing], Pass | None] = {}
        self._scope: Scope = ()
        for symbol, last in (ranges or {}).items():
            axis = self.program.axis(len(self._scope) + 1, self.program.size(last))
            self._scope = (*self._scope, (symbol, axis))

    def term(self, expr: Basic) -> Term:
        """The term of an expression, its free indices taking every value that they have a range for."""
        return self.program.term(expr, self._scope)

    def spots(self, *, shrunk: bool = False) -> Iterator[Spot]:
        """The points one by one, the same at each call.

        Args:
            shrunk: Whether larger sizes that are declared as numbers are small.

        Raises:
            TooLargeError: Their values would be.
        """
        sizing = Sizing(shrunk=shrunk, counting=False)
        for turn in range(FLAT_DRAWS // TOGETHER):
            at = self._pass(turn, sizing, together=True)
            if at is None:
                break
            yield from (Spot(self.program, at, number) for number in range(TOGETHER))
        for draw in range(DRAWS):
            at = self._pass(draw, sizing, together=False)
            if at is not None:
                yield Spot(self.program, at, 0)

    def compared(self, compare: Compare, points: int) -> Comparisons:
        """The first point that contradicts, or `points` that do not, flat ones only for want of others.

        A point where what is compared has no value is drawn again.

        Raises:
            Refusal: It would take too many numbers at the sizes declared.
        """
        sizings = SIZINGS if self.ground.declared else (AS_DECLARED,)
        for sizing in sizings:
            try:
                with np.errstate(all="ignore"):
                    found = Comparisons(tuple(self._drawn(compare, points, sizing)))
            except MisfitError as error:
                found = Comparisons((), str(error))
            except TooLargeError as error:
                raise self._too_large() from error
            if found.worst <= TOLERANCE and found.each:
                break
        return found

    def _drawn(self, compare: Compare, points: int, sizing: Sizing) -> list[Comparison]:
        telling: list[Comparison] = []
        flat: list[Comparison] = []
        for found in self._values(compare, sizing):
            for comparison in found:
                if comparison.error > TOLERANCE:
                    return [comparison]
                (flat if comparison.flat else telling).append(comparison)
            if len(telling) >= points or len(flat) >= FLAT_DRAWS:
                break
        for comparison in self._alike(compare, sizing):
            if comparison.error > TOLERANCE:
                return [comparison]
        return [*telling, *flat][:points]

    def _alike(self, compare: Compare, sizing: Sizing) -> Iterator[Comparison]:
        """What is found where all entries of what has two values are alike."""
        for point in self.ground.alike(shrunk=sizing.shrunk, counting=sizing.counting):
            with suppress(UndefinedError):
                yield from compare(Pass.at(self.program, point))

    def _values(self, compare: Compare, sizing: Sizing) -> Iterator[list[Comparison]]:
        """What is found at points together, while all have a value, then at one after another."""
        for turn in range(FLAT_DRAWS // TOGETHER):
            at = self._pass(turn, sizing, together=True)
            if at is None:
                break
            try:
                yield compare(at)
            except (UndefinedError, TooLargeError):
                break
        for draw in range(DRAWS):
            at = self._pass(draw, sizing, together=False)
            if at is not None:
                with suppress(UndefinedError):
                    yield compare(at)

    def _pass(self, number: int, sizing: Sizing, *, together: bool) -> Pass | None:
        """The pass at points together or at one, the same whenever it is asked for."""
        key = (together, number, sizing)
        if key not in self._passes:
            draw = self.ground.together if together else self.ground.point
            point = draw(number, shrunk=sizing.shrunk, counting=sizing.counting)
            self._passes[key] = Pass.at(self.program, point) if point else None
        return self._passes[key]

    def _too_large(self) -> Refusal:
        if not self.ground.declared:
            return Refusal(
                ErrorName.NOT_CHECKABLE,
                "it can't be checked: its sums have too many indices at once",
                hint="write it by matrices, or as shorter formulas with names",
            )
        leaves = [leaf for leaf in self.ground.leaves if set(leaf.shape) & set(self.ground.declared)]
        sizes = ", ".join(f"`{leaf.name}` is {' × '.join(map(str, leaf.shape))}" for leaf in leaves)
        return Refusal(
            ErrorName.NOT_CHECKABLE,
            f"it can't be checked at the sizes declared, which would take too many numbers: {sizes}",
            hint="declare sizes by letters, such as `W in R^(m x n)`, or smaller ones",
        )
