"""Equations to be judged: `d/dx ||A x - y||^2 = 2 A^T (A x - y)`, or `tr(A B) = tr(B A)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mkdocs_matcalc.algebra.problem import Claim, Side
from mkdocs_matcalc.errors import MatcalcError, ShapeError
from mkdocs_matcalc.language.conditions import condition
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.names import definition_head
from mkdocs_matcalc.language.occurs import is_zero
from mkdocs_matcalc.language.requests import Asked, Requests
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Relation,
    Source,
    Syntax,
    walk,
    written_out,
)


@dataclass(frozen=True)
class Stated:
    """A claim whose left side is drafted; the others are drafted when its dimensions have names.

    A wrong side must not bend the dimensions of the right ones until it fits.
    """

    source: Source
    first: Syntax
    left: Asked | Draft
    others: tuple[Syntax, ...]
    drafted: tuple[Asked | Draft | MatcalcError, ...] = ()


class Claims:
    """Finds a block's claims among its statements."""

    def __init__(self, expressions: Expressions, requests: Requests) -> None:
        self._expressions = expressions
        self._requests = requests

    def stated(self, source: Source, statement: Syntax) -> Stated | None:
        """The claim that a statement makes; None where it makes none.

        Raises:
            MatcalcError: The left side can't be read.
        """
        if not isinstance(statement, Relation) or len(statement.sides) < 2:
            return None
        if definition_head(statement, source) is not None:
            return None
        left, *others = statement.sides
        vanishes = all(map(is_zero, others))
        drafted = self._side(left, source, vanishes=vanishes)
        for side in others:
            self._count_entries(side, drafted, source)
        return Stated(source, left, drafted, tuple(others))

    def with_others(self, stated: Stated) -> Stated:
        """The claim with its other sides drafted; one that does not fit keeps its fault."""
        return replace(stated, drafted=tuple(self._other(side, stated) for side in stated.others))

    def _count_entries(self, node: Syntax, left: Asked | Draft, source: Source) -> None:
        """Have a side in which entries are written out say the size of the left one."""
        inside = list(walk(node))
        if not any(written_out(part, source) for part in inside):
            return
        if any(isinstance(part, Differentiation) for part in inside):
            return
        draft = self._expressions.draft(node, Context(source))
        combine = self._expressions.combine
        for size, wanted in zip((draft.rows, draft.columns), left.shape, strict=True):
            if not combine.dimensions.same(wanted, size, combine.reason(draft)):
                raise ShapeError(
                    f"`{draft.words}` has {combine.shape(draft)} entries, and the left side is "
                    + "×".join(combine.dimensions.shown(each) for each in left.shape),
                    draft.place,
                )

    def built(self, stated: Stated, dims: Dimensions) -> Claim:
        """The claim, once all dimensions have names."""
        return Claim(_built(stated.left, dims), tuple(self._judged(stated, dims)))

    def _side(self, node: Syntax, source: Source, *, vanishes: bool = False) -> Asked | Draft:
        if isinstance(node, Differentiation):
            return self._requests.derivative(node, source, vanishes=vanishes)
        return self._expressions.draft(node, Context(source))

    def _other(self, node: Syntax, stated: Stated) -> Asked | Draft | MatcalcError:
        try:
            side = self._side(node, stated.source)
            if isinstance(side, Draft):
                self._sized(side, stated.left)
            return side
        except MatcalcError as error:
            return error

    def _judged(self, stated: Stated, dims: Dimensions) -> Iterator[Side]:
        names = self._expressions.meanings.names
        for node, side in zip(stated.others, stated.drafted, strict=True):
            says = condition(stated.first, node, stated.source, names)
            try:
                if isinstance(side, MatcalcError):
                    raise side
                yield replace(_built(side, dims), condition=says)
            except MatcalcError as error:
                yield Side(stated.source.place(node.start), error, says)

    def _sized(self, draft: Draft, other: Asked | Draft) -> None:
        """Give a side of which nothing says the size, such as I, that of the other."""
        combine = self._expressions.combine
        for size, wanted in zip((draft.rows, draft.columns), other.shape, strict=True):
            if not combine.dimensions.is_known(size):
                combine.dimensions.same(size, wanted, combine.reason(draft))


def _built(side: Asked | Draft, dims: Dimensions) -> Side:
    if isinstance(side, Asked):
        return Side(side.draft.place, side.built(dims))
    return Side(side.place, side.build(dims))
