"""One check of a whole derivation: all that is compared, at the same few points, with what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.errors import Refusal
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import MisfitError, TooLargeError, UndefinedError
from mkdocs_matcalc.numerics.sample import Ground
from mkdocs_matcalc.numerics.terms import Scope, Term, Terms
from mkdocs_matcalc.numerics.values import VALUES

TOLERANCE = 1e-5
DRAWS = 80
# A point where the derivative vanishes (all units of a relu off) says little: others are looked for first.
FLAT_DRAWS = 12

# How sizes that are declared as numbers are drawn, the first that can be and does not contradict.
AS_DECLARED = {"shrunk": False, "counting": False}
SIZINGS = ({"shrunk": True, "counting": False}, {"shrunk": True, "counting": True}, AS_DECLARED)


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


class Session:
    """The points at which expressions are compared, and what is known there.

    Args:
        definitions: Every defined name with its expression.
        expressions: All that will be compared.
        moving: The variables that move in a differential.
        ranges: The indices that no sum binds and that take every value, each with the last one.
    """

    def __init__(
        self,
        definitions: Mapping[Variable, Basic],
        expressions: Iterable[Basic],
        moving: Iterable[Variable] = (),
        ranges: Mapping[Symbol, Basic] | None = None,
    ) -> None:
        self.program = Terms(definitions, VALUES)
        self.ground = Ground.of([*expressions, *(ranges or {}).values()], definitions, moving)
        self._passes: dict[tuple[int, int], Pass] = {}
        self._scope: Scope = ()
        for symbol, last in (ranges or {}).items():
            axis = self.program.axis(len(self._scope) + 1, self.program.size(last))
            self._scope = (*self._scope, (symbol, axis))

    def term(self, expr: Basic) -> Term:
        """The term of an expression, its free indices taking every value that they have a range for."""
        return self.program.term(expr, self._scope)

    def compared(self, compare: Callable[[Pass], Comparison], points: int) -> Comparisons:
        """The first point that contradicts, or `points` that do not, flat ones only for want of others.

        A point where what is compared has no value is drawn again.

        Raises:
            Refusal: It would take too many numbers at the sizes declared.
        """
        sizings = SIZINGS if self.ground.declared else (AS_DECLARED,)
        for number, sizing in enumerate(sizings):
            try:
                with np.errstate(all="ignore"):
                    found = Comparisons(tuple(self._drawn(compare, points, number, sizing)))
            except MisfitError as error:
                found = Comparisons((), str(error))
            except TooLargeError as error:
                raise self._too_large() from error
            if found.worst <= TOLERANCE and found.each:
                break
        return found

    def _drawn(
        self, compare: Callable[[Pass], Comparison], points: int, number: int, sizing: dict[str, bool]
    ) -> list[Comparison]:
        telling: list[Comparison] = []
        flat: list[Comparison] = []
        for comparison in self._values(compare, number, sizing):
            if comparison.error > TOLERANCE:
                return [comparison]
            (flat if comparison.flat else telling).append(comparison)
            if len(telling) == points or len(flat) == FLAT_DRAWS:
                break
        return [*telling, *flat][:points]

    def _values(
        self, compare: Callable[[Pass], Comparison], number: int, sizing: dict[str, bool]
    ) -> Iterator[Comparison]:
        for draw in range(DRAWS):
            if (number, draw) not in self._passes:
                point = self.ground.point(draw, **sizing)
                self._passes[number, draw] = Pass.at(self.program, point)
            try:
                yield compare(self._passes[number, draw])
            except UndefinedError:
                continue

    def _too_large(self) -> Refusal:
        leaves = [leaf for leaf in self.ground.leaves if set(leaf.shape) & set(self.ground.declared)]
        sizes = ", ".join(f"`{leaf.name}` is {' × '.join(map(str, leaf.shape))}" for leaf in leaves)
        return Refusal(
            f"it can't be checked at the sizes declared, which would take too many numbers: {sizes}",
            hint="declare sizes by letters, such as `W in R^(m x n)`, or smaller ones",
        )
