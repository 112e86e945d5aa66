"""Equations to be judged: `d/dx ||A x - y||^2 = 2 A^T (A x - y)`, or `tr(A B) = tr(B A)`."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_matcalc.algebra.problem import Claim, Side
from mkdocs_matcalc.errors import MatcalcError, ShapeError
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.names import definition_head
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
    """A claim whose left side is drafted; the others wait until dimensions have names.

    A wrong side must not bend the dimensions of the right ones until it fits.
    """

    source: Source
    left: Asked | Draft
    others: tuple[Syntax, ...]


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
        left = self._side(statement.sides[0], source)
        for side in statement.sides[1:]:
            self._count_entries(side, left, source)
        return Stated(source, left, statement.sides[1:])

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
        """The claim, once all dimensions have names; a side that does not fit keeps its fault."""
        return Claim(
            _built(stated.left, dims),
            tuple(self._other(side, stated, dims) for side in stated.others),
        )

    def _side(self, node: Syntax, source: Source) -> Asked | Draft:
        if isinstance(node, Differentiation):
            return self._requests.derivative(node, source)
        return self._expressions.draft(node, Context(source))

    def _other(self, node: Syntax, stated: Stated, dims: Dimensions) -> Side:
        try:
            side = self._side(node, stated.source)
            if isinstance(side, Draft):
                self._sized(side, stated.left)
            return _built(side, dims)
        except MatcalcError as error:
            return Side(stated.source.place(node.start), error)

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
