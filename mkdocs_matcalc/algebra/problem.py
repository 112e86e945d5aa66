"""What a block asks for, once its names have kinds and its shapes fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from sympy import Basic, Expr, Symbol

from mkdocs_matcalc.algebra.nodes import Entry, Family, Variable, shape_of
from mkdocs_matcalc.errors import MatcalcError, Place


@dataclass(frozen=True)
class Definition:
    """`name = expression`; the expression holds only variables and names defined before it."""

    variable: Variable
    expression: Basic
    place: Place | None = None

    def changed(self, change: Callable[[Basic], Basic]) -> Definition:
        """The same of other expressions; the name may have another shape."""
        name = change(self.variable)
        assert isinstance(name, Variable)  # noqa: S101 - no change makes an expression of a name
        return replace(self, variable=name, expression=change(self.expression))


@dataclass(frozen=True)
class Request:
    """What to differentiate, by what.

    `wrt` has one entry a derivative asked for, each the variables in the order of differentiation:
    ((W,), (b,)) for dL/d(W, b), ((x, x),) for a Hessian, ((x, y),) for a mixed derivative.
    `name` is the function's own name where the author gave one (`dL/dw`, with L defined); `stationary`
    asks for the point at which the derivative vanishes, too. Where an `entry` of the derivative is asked for,
    these are its indices: those of the variables, and then of the function.
    """

    function: Basic
    wrt: tuple[tuple[Variable, ...], ...]
    name: Variable | None = None
    place: Place | None = None
    stationary: bool = False
    entry: tuple[Expr, ...] = ()

    def at_entry(self, name: Basic, wrt: Sequence[Basic]) -> tuple[Basic, tuple[Basic, ...]]:
        """The function, by its name, and the variables of one derivative, each at the entry asked for."""
        left = iter(self.entry)
        by = tuple(_at(variable, left) for variable in wrt)
        return _at(name, left), by


def _at(name: Basic, places: Iterator[Expr]) -> Basic:
    """An entry of what has a name, at as many of the next places as it has sizes."""
    count = sum(length != 1 for length in shape_of(name))
    at = tuple(islice(places, count))
    return Entry(name, *at) if at and len(at) == count else name


@dataclass(frozen=True)
class Side:
    """One side of a claim: an expression, a derivative, or what is wrong with it (shapes that do not fit).

    In an expression, derivatives are `Partial`.

    `condition` is what the equation says of its letters where it does not hold for all of them (`A^T = A`);
    empty where it is a claim. What the block assumes for it is `granted`, and says nothing any more.
    `between` is what it says where it is no identity, and each side has letters of its own.
    `held` is what it takes for granted of letters, where that is the question. `shown` is, of what is wrong,
    how it was typed, in LaTeX.
    """

    place: Place
    content: Basic | Request | MatcalcError
    condition: str = ""
    between: str = ""
    held: str = ""
    granted: bool = False
    shown: str = ""


@dataclass(frozen=True)
class Otherwise:
    """A claim as others would read it; `said` is prose on how, empty where the block asks for it.

    `sizes` are the dimensions that are others in it, each with what it is there.
    """

    left: Side
    sides: tuple[Side, ...]
    said: str = ""
    sizes: Mapping[Symbol, Basic] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """`left = side = side …`, to be judged side by side, each against the left one.

    It holds if it does in one of its readings, of which the first is its own. `ranges` are the indices that
    no sum binds, for all values of which it is claimed, each with the last one.
    """

    left: Side
    sides: tuple[Side, ...]
    otherwise: tuple[Otherwise, ...] = ()
    ranges: Mapping[Symbol, Basic] = field(default_factory=dict)


@dataclass(frozen=True)
class StatedRule:
    """`rule Name: left = right`, an author's identity in letters that stand for anything of their shape.

    With `wrt` the derivative of `left` by it is `right`. `address` is the note and heading where an imported
    rule stands, as `path#id`; empty where it stands in the block itself.
    """

    name: str
    left: Basic
    right: Basic
    wrt: Variable | None
    place: Place
    address: str = ""


@dataclass(frozen=True)
class Inferred:
    """A variable that is not of its letter's usual kind, and an expression that shows it."""

    variable: Variable | Family
    shown: Basic | None = None


@dataclass(frozen=True)
class Problem:
    """One block, understood.

    `definitions` are in an order in which each uses only those before it; `by_convention` are the variables
    whose shapes were not declared, `inferred` those that their uses gave another kind than their letters
    have, `origins` tells of each in words where its kind and its sizes come from, and `assumptions` is prose,
    with mathematics between dollar signs, on what else was not declared;
    `options` are the block's own. The derivative that a claim is about is among the requests, too.
    `identities` are those of the table of matrix derivatives, where a method is to cite them; `random` is
    what is taken to be random in expectations without being told, and `distributions` are those that lines
    of their own say letters to be drawn from, by the letters' names and in LaTeX.
    """

    requests: tuple[Request, ...]
    definitions: tuple[Definition, ...] = ()
    variables: tuple[Variable | Family, ...] = ()
    by_convention: tuple[Variable | Family, ...] = ()
    assumptions: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    rules: tuple[StatedRule, ...] = ()
    identities: tuple[StatedRule, ...] = ()
    inferred: tuple[Inferred, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    random: tuple[Variable, ...] = ()
    distributions: Mapping[str, str] = field(default_factory=dict)

    @property
    def methods(self) -> tuple[str, ...]:
        """How to derive, each a derivation of its own; empty where the block does not say."""
        return tuple(filter(None, self.options.get("method", "").split(", ")))

    def defined(self) -> dict[Variable, Basic]:
        """Each defined name with its expression."""
        return {definition.variable: definition.expression for definition in self.definitions}

    def asked(self) -> Iterator[Request]:
        """All derivatives that it speaks of, those of claims too; one may come up twice."""
        yield from self.requests
        for side in self._sides():
            if isinstance(side.content, Request):
                yield side.content

    def expressions(self) -> Iterator[Basic]:
        """All expressions of it, but those of its rules."""
        yield from (request.function for request in self.asked())
        yield from (definition.expression for definition in self.definitions)
        yield from (side.content for side in self._sides() if isinstance(side.content, Basic))

    def _sides(self) -> Iterator[Side]:
        for claim in self.claims:
            readings: tuple[Claim | Otherwise, ...] = (claim, *claim.otherwise)
            for reading in readings:
                yield reading.left
                yield from reading.sides

    def renamed(self, new: Mapping[Any, Any]) -> Problem:
        """The problem with other names, or with names for parts."""

        def name(each: Any) -> Any:
            return new.get(each, each)

        def names(each: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(map(name, each))

        def request(each: Request) -> Request:
            wrt = tuple(map(names, each.wrt))
            return replace(each, function=each.function.xreplace(new), wrt=wrt, name=name(each.name))

        def side(each: Side) -> Side:
            content = each.content
            if isinstance(content, Request):
                return replace(each, content=request(content))
            return replace(each, content=content.xreplace(new)) if isinstance(content, Basic) else each

        return replace(
            self,
            requests=tuple(map(request, self.requests)),
            definitions=tuple(
                Definition(name(each.variable), each.expression.xreplace(new), each.place)
                for each in self.definitions
            ),
            variables=names(self.variables),
            by_convention=names(self.by_convention),
            claims=tuple(
                replace(
                    each,
                    left=side(each.left),
                    sides=tuple(map(side, each.sides)),
                    otherwise=tuple(
                        replace(other, left=side(other.left), sides=tuple(map(side, other.sides)))
                        for other in each.otherwise
                    ),
                )
                for each in self.claims
            ),
            inferred=tuple(
                Inferred(name(each.variable), each.shown and each.shown.xreplace(new))
                for each in self.inferred
            ),
        )
