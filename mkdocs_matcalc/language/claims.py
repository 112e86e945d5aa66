"""Equations to be judged: `d/dx ||A x - y||^2 = 2 A^T (A x - y)`, or `tr(A B) = tr(B A)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sympy import S

from mkdocs_matcalc.algebra.nodes import Fill
from mkdocs_matcalc.algebra.problem import Claim, Side
from mkdocs_matcalc.errors import ErrorName, MatcalcError, ShapeError
from mkdocs_matcalc.language.conditions import condition
from mkdocs_matcalc.language.dimensions import Dimensions, Reason
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.names import definition_head
from mkdocs_matcalc.language.occurs import is_zero
from mkdocs_matcalc.language.requests import Asked, Requests
from mkdocs_matcalc.language.spelling import spell
from mkdocs_matcalc.language.strains import SOME
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Group,
    Name,
    Number,
    Relation,
    Source,
    Syntax,
    walk,
    written_out,
)


@dataclass
class Stated:
    """A claim before its dimensions have names; of a side that can't be read so far there is its syntax."""

    source: Source
    statement: Relation
    first: Syntax
    left: Asked | Draft
    others: tuple[Syntax, ...]
    sides: list[Asked | Draft | Syntax] = field(default_factory=list)


class Claims:
    """Finds a block's claims among its statements."""

    def __init__(self, expressions: Expressions, requests: Requests) -> None:
        self._expressions = expressions
        self._combine = expressions.combine
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
        if _is_zero(left) and not _is_zero(others[0]):
            left, others = others[0], [left, *others[1:]]
        drafted = self._side(left, source, vanishes=all(map(is_zero, others)))
        for side in others:
            self._count_entries(side, drafted, source)
        return Stated(source, statement, left, drafted, tuple(others))

    def _count_entries(self, node: Syntax, left: Asked | Draft, source: Source) -> None:
        """Have a side in which entries are written out say the size of the left one."""
        inside = list(walk(node))
        if not any(written_out(part, source) for part in inside):
            return
        if any(isinstance(part, Differentiation) for part in inside):
            return
        draft = self._expressions.draft(node, Context(source))
        combine = self._combine
        for size, wanted in zip((draft.rows, draft.columns), left.shape, strict=True):
            if not combine.dimensions.same(wanted, size, combine.reason(draft)):
                raise ShapeError(
                    ErrorName.SHAPE_MISMATCH,
                    f"`{draft.words}` has {combine.shape(draft)} entries, and the left side is "
                    + "×".join(combine.dimensions.shown(each) for each in left.shape),
                    draft.place,
                )

    def compare(self, stated: Stated) -> None:
        """Read the other sides, and make their shapes that of the left one where that is possible.

        What a derivative says of its letters stands: a wrong result must not bend them until it fits.
        """
        dims = self._combine.dimensions
        used = self._expressions.meanings.used.values() if isinstance(stated.left, Asked) else ()
        kept = [size for entity in used for size in entity.sizes]
        for node in stated.others:
            try:
                with dims.undone_on_error(), dims.frozen(kept):
                    stated.sides.append(self._of_shape(node, stated))
            except MatcalcError:
                self._combine.strains.bear(SOME, stated.source, stated.statement)
                stated.sides.append(node)

    def built(self, stated: Stated, dims: Dimensions) -> Claim:
        """The claim, once all dimensions have names; a side that does not fit keeps its fault."""
        return Claim(_built(stated.left, dims), tuple(self._judged(stated, dims)))

    def _judged(self, stated: Stated, dims: Dimensions) -> Iterator[Side]:
        names = self._expressions.meanings.names
        for node, side in zip(stated.others, stated.sides, strict=True):
            try:
                found = _built(self._side(side, stated.source) if isinstance(side, Syntax) else side, dims)
            except MatcalcError as error:
                found = Side(stated.source.place(node.start), error)
            yield replace(found, condition=condition(stated.first, node, stated.source, names))

    def _of_shape(self, node: Syntax, stated: Stated) -> Asked | Draft:
        if is_zero(node):
            return self._zero(node, stated)
        side = self._side(node, stated.source)
        if not self._fits(side, stated):
            self._combine.strains.bear(SOME, stated.source, stated.statement)
        return side

    def _side(self, node: Syntax, source: Source, *, vanishes: bool = False) -> Asked | Draft:
        if isinstance(node, Differentiation):
            return self._requests.derivative(node, source, vanishes=vanishes)
        return self._expressions.draft(node, Context(source))

    def _zero(self, node: Syntax, stated: Stated) -> Draft:
        """A zero of the shape of the left side."""
        rows, columns = stated.left.shape
        return Draft(
            node,
            stated.source,
            rows,
            columns,
            lambda dims: Fill(S.Zero, dims.value(rows), dims.value(columns)),
        )

    def _fits(self, side: Asked | Draft, stated: Stated) -> bool:
        """Make a side's shape that of the left one, unless it is the transpose, as in the other layout."""
        dims = self._combine.dimensions
        claimed, wanted = ([dims.value(size) for size in shape] for shape in (side.shape, stated.left.shape))
        if isinstance(stated.left, Asked) and claimed != wanted and claimed == wanted[::-1]:
            return True
        reason = Reason(stated.source, stated.statement)
        try:
            with dims.undone_on_error():
                if not all(dims.same(*sizes, reason) for sizes in zip(claimed, wanted, strict=True)):
                    raise MatcalcError(ErrorName.SHAPE_MISMATCH, "the sides are of two shapes")
        except MatcalcError:
            return False
        return True


def _is_zero(node: Syntax) -> bool:
    while isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Name):
        return not node.subscript and spell(node.text).key == "0"
    return isinstance(node, Number) and node.text == "0"


def _built(side: Asked | Draft, dims: Dimensions) -> Side:
    if isinstance(side, Asked):
        return Side(side.draft.place, side.built(dims))
    return Side(side.place, side.build(dims))
