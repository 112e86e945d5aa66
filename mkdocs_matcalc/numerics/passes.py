"""One pass over a program: the value of each term, once, at a point and at others near it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from itertools import zip_longest
from math import prod

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import (
    Differential,
    IndexedSum,
    Partial,
    Variable,
    is_number,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.errors import ErrorName, Refusal
from mkdocs_matcalc.limits import tick
from mkdocs_matcalc.numerics.contraction import Contraction
from mkdocs_matcalc.numerics.point import (
    Array,
    MisfitError,
    Point,
    TooLargeError,
    UndefinedError,
)
from mkdocs_matcalc.numerics.terms import DIRECTIONS, Axis, Term, Terms

# What is taken along directions, not from the values of its parts.
MOVES = (Differential, Partial)
# Of fewer axes an array is small: three, and one for each index of a sum.
MANY_AXES = 6


class Pass:
    """Values at `width` points: as many near each point where it stands.

    Attributes:
        program: Whose terms are evaluated.
        point: Where the first of the passes stands, as wide as it has points; what moves in this one is in
            `given` and `added`.
        moving: The variables that move in a differential.
    """

    def __init__(
        self,
        program: Terms,
        point: Point,
        given: Mapping[Term, Array],
        added: Mapping[Term, Array],
        moving: tuple[Variable, ...] = (),
        parent: Pass | None = None,
        width: int = 1,
    ) -> None:
        self.program = program
        self.point: Point = point
        self.moving = moving
        self.width = width
        self._given = given
        self._added = added
        self._parent = parent
        # What has a value of its own, whatever its definition says.
        self._fixed: frozenset[Term] = frozenset(given) | (parent._fixed if parent else frozenset())
        self._known: dict[Term, Array] = {}
        self._contractions: dict[Term, Contraction | None] = parent._contractions if parent else {}
        self._children: dict[Hashable, Pass] = {}
        self._changed = DIRECTIONS if parent and moving != parent.moving else 0
        for term in (*given, *added):
            self._changed |= term.own

    @classmethod
    def at(cls, program: Terms, point: Point) -> Pass:
        """The pass at a point, in which what has a direction moves."""
        given = {
            program.term(name): value.reshape(-1, *value.shape[-2:])
            for name, value in point.values.items()
            if isinstance(name, Variable)
        }
        return cls(program, point, given, {}, tuple(point.directions), width=point.count)

    def along(self, moving: tuple[Variable, ...]) -> Pass:
        """The same values, for lines in whose differentials these variables move."""
        if moving == self.moving:
            return self
        return self._child(
            ("along", moving), lambda: Pass(self.program, self.point, {}, {}, moving, self, self.width)
        )

    def holding(self, variable: Variable, value: Array) -> Pass:
        """The pass in which a variable has another value."""
        given = {self.program.term(variable): value}
        return Pass(self.program, self.point, given, {}, self.moving, self, self.width)

    def nudged(self, key: Hashable, shifts: Callable[[], Mapping[Variable, Array]], *, held: bool) -> Pass:
        """The pass at the points beside, for each of this one's in turn.

        Shifts are (points, beside, rows, columns), or 1 for the same at each point. A defined name that is
        `held` moves by its shift alone; else its shift comes on top of what the others make of it.
        """

        def made() -> Pass:
            moves = shifts()
            count = next(iter(moves.values())).shape[1]
            if self.width * max(move[0].size for move in moves.values()) > self.point.most:
                raise TooLargeError
            given, added = {}, {}
            for variable, move in moves.items():
                term = self.program.term(variable)
                every = np.repeat(move, self.width // len(move), axis=0).reshape(-1, *move.shape[-2:])
                if held:
                    given[term] = self._widened(self.value(term), count) + every
                else:
                    added[term] = every
            return Pass(self.program, self.point, given, added, self.moving, self, self.width * count)

        return self._child((key, held), made)

    def _child(self, key: Hashable, make: Callable[[], Pass]) -> Pass:
        if key not in self._children:
            self._children[key] = make()
        return self._children[key]

    def _widened(self, value: Array, count: int) -> Array:
        """Each point's value as often as there are points beside it."""
        return np.repeat(value, count, axis=-3) if value.shape[-3] > 1 and count > 1 else value

    def value(self, term: Term) -> Array:
        """The value of a term, as `numerics.values` has it; NaN or infinite where it has none.

        Raises:
            UndefinedError: It has no value at all here.
            MisfitError: Shapes in it do not fit.
            TooLargeError: An array in it would be.
            Refusal: Something in it has no value in numbers at all.
        """
        known, parent = self._known, self._parent
        waiting = [term] if term not in known else []
        while waiting:
            top = waiting[-1]
            if parent is not None and not top.names & self._changed:
                known[top] = self._widened(parent.value(top), self.width // parent.width)
            elif top not in known:
                parts = self._needed(top)
                missing = [part for part in parts if part not in known]
                if missing:
                    waiting += missing
                    continue
                known[top] = self._worked_out(top, [known[part] for part in parts])
            waiting.pop()
        return known[term]

    def _needed(self, term: Term) -> tuple[Term, ...]:
        if term in self._fixed or isinstance(term.node, MOVES):
            return ()
        nested = self._nested(term)
        return nested.parts if nested else term.parts

    def _nested(self, term: Term) -> Contraction | None:
        """What a sum is with those in it, where its value is worked out so."""
        if not isinstance(term.node, IndexedSum):
            return None
        if term not in self._contractions:
            self._contractions[term] = Contraction.of(term)
        return self._contractions[term]

    def _worked_out(self, term: Term, parts: list[Array]) -> Array:
        tick()
        if is_number(term.node):
            indices: dict[Basic, Array] = dict(zip(term.indices, parts, strict=True))
            number = self.point.number(term.node, indices, is_size=term.is_size)
            return number if number.ndim else number.reshape(1, 1, 1)
        if isinstance(term.node, Axis):
            return term.node.values(parts[0])
        if self.point.is_large:
            self._allow(term)
        if nested := self._nested(term):
            return nested.value(parts)
        if len(parts) > 1:
            self._allow_indices(parts)
        value = self.program.values.get(type(term.node))
        if value is None:
            raise Refusal(
                ErrorName.NOT_CHECKABLE,
                f"{plain(term.node)} has no value in numbers, so what holds it can't be checked",
                hint="write the formula without it",
            )
        try:
            return value(term, parts, self)
        except (ValueError, IndexError) as error:
            raise MisfitError.within(term.node) from error
        except np.linalg.LinAlgError as error:
            raise UndefinedError("a matrix has no such decomposition") from error

    def _allow(self, term: Term) -> None:
        rows, columns = (self.point.size(size) for size in shape_of(term.node))
        if rows * columns * self.width > self.point.most:
            raise TooLargeError

    def _allow_indices(self, parts: list[Array]) -> None:
        if max(part.ndim for part in parts) > MANY_AXES:
            sizes = zip_longest(*(part.shape[-3::-1] for part in parts), fillvalue=1)
            if prod(map(max, sizes)) > self.point.most:
                raise TooLargeError

    def variable(self, term: Term, parts: list[Array]) -> Array:
        """The value of a variable or a defined name."""
        if term in self._given:
            return self._given[term]
        if term in self._fixed and self._parent is not None:
            value = self._widened(self._parent.value(term), self.width // self._parent.width)
        elif parts:
            value = parts[0]
        else:
            raise UndefinedError(f"{plain(term.node)} has no value")
        return value + self._added[term] if term in self._added else value
