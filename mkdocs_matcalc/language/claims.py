"""Equations to be judged: `d/dx ||A x - y||^2 = 2 A^T (A x - y)`, or `tr(A B) = tr(B A)`."""

from __future__ import annotations

from dataclasses import dataclass, field

from sympy import S

from mkdocs_matcalc.algebra.nodes import Fill
from mkdocs_matcalc.algebra.problem import Claim, Side
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.dimensions import Dimensions, Reason
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.names import definition_head
from mkdocs_matcalc.language.requests import Asked, Requests
from mkdocs_matcalc.language.spelling import spell
from mkdocs_matcalc.language.strains import SOME
from mkdocs_matcalc.language.syntax import Differentiation, Group, Name, Number, Relation, Source, Syntax


@dataclass
class Stated:
    """A claim before its dimensions have names; of a side that can't be read so far there is its syntax."""

    source: Source
    statement: Relation
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
        return Stated(source, statement, self._side(left, source), tuple(others))

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
        return Claim(
            _built(stated.left, dims),
            tuple(
                self._faulty(side, stated, dims) if isinstance(side, Syntax) else _built(side, dims)
                for side in stated.sides
            ),
        )

    def _faulty(self, node: Syntax, stated: Stated, dims: Dimensions) -> Side:
        try:
            return _built(self._side(node, stated.source), dims)
        except MatcalcError as error:
            return Side(stated.source.place(node.start), error)

    def _of_shape(self, node: Syntax, stated: Stated) -> Asked | Draft:
        if _is_zero(node):
            return self._zero(node, stated)
        side = self._side(node, stated.source)
        if not self._fits(side, stated):
            self._combine.strains.bear(SOME, stated.source, stated.statement)
        return side

    def _side(self, node: Syntax, source: Source) -> Asked | Draft:
        if isinstance(node, Differentiation):
            return self._requests.derivative(node, source)
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
                    raise MatcalcError("the sides are of two shapes")
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
