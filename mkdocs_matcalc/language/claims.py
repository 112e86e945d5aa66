"""Equations to be judged: `d/dx ||A x - y||^2 = 2 A^T (A x - y)`, or `tr(A B) = tr(B A)`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sympy import Basic, Expr, S, Symbol

from mkdocs_matcalc.algebra.nodes import Fill, dimension
from mkdocs_matcalc.algebra.nodes import index as index_symbol
from mkdocs_matcalc.algebra.problem import Claim, Otherwise, Side
from mkdocs_matcalc.errors import ErrorName, MatcalcError, ShapeError
from mkdocs_matcalc.language.conditions import between_letters, condition
from mkdocs_matcalc.language.derivatives import NABLAS, Asked, is_nabla_squared
from mkdocs_matcalc.language.dimensions import Dimensions, Reason
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.free_indices import free_indices, indices_in
from mkdocs_matcalc.language.names import Entity, definition_head, spelling_of
from mkdocs_matcalc.language.occurs import is_zero, occurring
from mkdocs_matcalc.language.reaching import within_the_argument
from mkdocs_matcalc.language.sizes import size_names
from mkdocs_matcalc.language.strains import SLIGHT, SOME
from mkdocs_matcalc.language.syntax import (
    BigSum,
    Differentiation,
    Group,
    Name,
    Number,
    Product,
    Relation,
    Sum,
    Syntax,
    has_derivative,
    outermost,
    walk,
    written_out,
)
from mkdocs_matcalc.language.text.astyped import as_typed
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.language.text.unsupported import COVARIANT

# What speaks against a letter that is no number, as much as what makes it one costs.
_AS_A_NUMBER = 2


@dataclass
class Stated:
    """A claim before its dimensions have names; of a side that can't be read so far there is its syntax.

    `counted` are those of the other sides that say the size of the left one, None for the rest; `fits` says
    whether one of them fits.
    """

    source: Source
    statement: Relation
    first: Syntax
    left: Asked | Draft
    others: tuple[Syntax, ...]
    counted: tuple[Draft | None, ...]
    context: Context
    sides: list[Asked | Draft | Syntax] = field(default_factory=list)
    fits: bool = False

    @property
    def is_of_derivatives(self) -> bool:
        """Whether the left side is one, or has some in it."""
        return has_derivative(self.first)


class Claims:
    """Finds a block's claims among its statements."""

    def __init__(self, expressions: Expressions) -> None:
        self._expressions = expressions
        self._combine = expressions.combine

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
        _must_not_be_covariant(left, others, source)
        context = self._context(statement, source)
        left = self._as_far_as_it_fits(left, context)
        drafted = self._side(left, context, vanishes=all(map(is_zero, others)))
        counted = tuple(self._counted(side, drafted, context) for side in others)
        return Stated(source, statement, left, drafted, tuple(others), counted, context)

    def _context(self, statement: Relation, source: Source) -> Context:
        """That of all sides, in which indices that no sum binds run as far as what they count."""
        dims = self._combine.dimensions
        free = free_indices(statement, source, self._expressions.meanings.names)
        return Context(source, {index: dims.unknown() for index in free}, judged=True)

    def _as_far_as_it_fits(self, node: Syntax, context: Context) -> Syntax:
        """The left side, a derivative in it of all that follows where that would be a number beside it."""
        longer = all_that_follows(node)
        if longer == node or not isinstance(node, Sum):
            return node
        first, *others = (self._expressions.draft(term, context) for _, term in node.terms)
        if self._combine.is_scalar(first):
            return node
        if not any(map(self._combine.is_scalar, others)):
            self._weigh_letters(others)
            return node
        self._combine.assume("a derivative is taken of all that follows it, which may need brackets")
        return longer

    def _weigh_letters(self, terms: Sequence[Draft]) -> None:
        """A letter alone behind a derivative may be a number, and differentiated, too: `d/dx a^T x + b`."""
        for term in terms:
            if term.letter is not None:
                self._combine.strains.bear(_AS_A_NUMBER, term.source, term.node)

    def _counted(self, node: Syntax, left: Asked | Draft, context: Context) -> Draft | None:
        """A side in which entries are written out, so that it says the size of the left one; else None."""
        if has_derivative(node) or not any(written_out(part, context.source) for part in walk(node)):
            return None
        draft = self._expressions.draft(node, context)
        combine = self._combine
        for size, wanted in zip((draft.rows, draft.columns), left.shape, strict=True):
            if not combine.dimensions.same(wanted, size, combine.reason(draft)):
                raise ShapeError(
                    ErrorName.SHAPE_MISMATCH,
                    f"`{draft.words}` has {combine.shape(draft)} entries, and the left side is "
                    + "×".join(combine.dimensions.shown(each) for each in left.shape),
                    draft.place,
                )
        return draft

    def compare(self, stated: Stated) -> None:
        """Read the other sides, and make their shapes that of the left one where that is possible.

        What a derivative says of its letters stands: a wrong result must not bend them until it fits.

        Raises:
            MatcalcError: None fits, and a letter before brackets may be a function after all.
        """
        dims, meanings = self._combine.dimensions, self._expressions.meanings
        used = meanings.used.values() if stated.is_of_derivatives else ()
        kept = [size for entity in used for size in entity.sizes]
        for node, counted in zip(stated.others, stated.counted, strict=True):
            try:
                with (
                    meanings.undone_on_error(),
                    dims.undone_on_error(),
                    dims.frozen(kept, self._limits(node)),
                ):
                    stated.sides.append(self._of_shape(node, counted, stated))
            except MatcalcError as error:
                if (
                    error.name is ErrorName.UNKNOWN_NAME
                    and not stated.is_of_derivatives
                    and has_derivative(node)
                ):
                    raise
                with dims.frozen(kept):
                    is_turned = self._fits_turned(node, stated)
                if not is_turned:
                    cost = SLIGHT if self._fits_square(node, stated) else SOME
                    self._combine.strains.bear(cost, stated.source, stated.statement)
                stated.fits |= is_turned
                stated.sides.append(node)
        if stated.is_of_derivatives and not stated.fits:
            self._must_call_nothing(stated)

    def _must_call_nothing(self, stated: Stated) -> None:
        """Refuse a claim on the derivative of what may be a function's value as well: `∇ K(x - y)`."""
        names, source = self._expressions.meanings.names, stated.source
        function = stated.first.function if isinstance(stated.first, Differentiation) else None
        if not isinstance(function, Product) or len(function.factors) != 2:
            return
        (_, name), (operator, group) = function.factors
        if operator or not (isinstance(name, Name) and isinstance(group, Group)):
            return
        entity = names.entities.get(spelling_of(name, source).key)
        if entity is not None and not entity.declared and source.nearly_touch(name, group):
            called = source.quote(name)
            argument = f"({', '.join(source.quote(item) for item in group.items)})"
            raise stated.context.error(
                ErrorName.UNKNOWN_FUNCTION,
                f"`{called}{argument}` may be a function's value, and nothing says what `{called}` is",
                name,
                f"declare it, `{called} : R^n -> R`, or write a product as `{called} * {argument}`",
            )

    def _limits(self, node: Syntax) -> set[Symbol]:
        """The names of how far the sums in a side run that no dimension has."""
        uppers = [part.upper for part in walk(node) if isinstance(part, BigSum) and part.upper is not None]
        entities = self._expressions.meanings.names.entities.values()
        sizes = [self._combine.dimensions.value(size) for each in entities for size in each.sizes]
        known = set[Basic]().union(*(size.free_symbols for size in sizes))
        return {dimension(name) for upper in uppers for name in size_names(upper)} - known

    def _fits_turned(self, node: Syntax, stated: Stated) -> bool:
        """Whether a side fits, and the left one, once their derivatives are in numerator layout."""
        if not has_derivative(stated.statement):
            return False
        context = replace(stated.context, turned=True)
        left, side = (self._as_expression(each, context) for each in (stated.first, node))
        if isinstance(left, MatcalcError) or isinstance(side, MatcalcError):
            return False
        reason = Reason(stated.source, stated.statement)
        dims = self._combine.dimensions
        return all(dims.same(*sizes, reason) for sizes in zip(side.shape, left.shape, strict=True))

    def _fits_square(self, node: Syntax, stated: Stated) -> bool:
        """Whether a side fits where matrices that nobody declared are square."""
        dims, reason = self._combine.dimensions, Reason(stated.source, stated.statement)
        with dims.undone():
            side = self._as_expression(node, stated.context)
            return isinstance(side, Draft) and all(
                dims.same(*sizes, reason) for sizes in zip(side.shape, stated.left.shape, strict=True)
            )

    def built(self, stated: Stated, dims: Dimensions) -> Claim:
        """The claim, once all dimensions have names; a side that does not fit keeps its fault."""
        sides = tuple(self._judged(stated, dims))
        ranges = {
            index_symbol(index): dims.value(last)
            for index, last in stated.context.sums.items()
            if dims.is_known(last)
        }
        return Claim(_built(stated.left, dims), sides, ranges=ranges)

    def asked(self, stated: Stated) -> list[Asked]:
        """The derivatives of a claim's left side, which are derived, but for those in sums over an index."""
        if isinstance(stated.left, Asked):
            return [stated.left]
        derivatives, context = self._expressions.derivatives, stated.context
        wholes = (derivatives.whole(each, context) for each in outermost(stated.first, into_sums=False))
        return [derivatives.asked(each, stated.source, sums=context.sums) for each in wholes]

    def otherwise(self, stated: Stated, dims: Dimensions, layout: str) -> Iterator[Otherwise]:
        """The claim as it may be meant as well: its derivatives in the other layout, or of all that follows.

        Args:
            layout: The one that the block asks for, of which nothing has to be said.
        """
        written = (stated.first, *stated.others)
        longer = tuple(map(all_that_follows, written))
        in_numerator = "" if layout == "numerator" else "in numerator layout"
        for sides, said in (written, ""), (longer, "with the derivative taken of all that follows it"):
            for turned in (False, True):
                same = sides == written if said or not turned else not any(map(has_derivative, sides))
                context = replace(stated.context, turned=turned)
                reading = None if same else self._reading(sides, context, dims)
                if reading is not None:
                    words = ", ".join(filter(None, (said, in_numerator if turned else "")))
                    yield Otherwise(*reading, words)
        if any(is_nabla_squared(part, stated.source) for side in written for part in walk(side)):
            reading = self._reading(written, replace(stated.context, traced=True), dims)
            if reading is not None:
                yield Otherwise(*reading, r"with $\nabla^2$ as the Laplacian")

        inside = tuple(within_the_argument(side, stated.source) for side in written)
        if inside != written:
            reading = self._reading(inside, stated.context, dims)
            if reading is not None:
                yield Otherwise(*reading, "with the power of brackets within the function before them")
        for number in range(len(stated.sides)):
            yield from self._with_squares(stated, number, dims, "")
            if in_numerator and any(map(has_derivative, written)):
                yield from self._with_squares(stated, number, dims, in_numerator)

    def _with_squares(
        self, stated: Stated, number: int, dims: Dimensions, in_numerator: str
    ) -> Iterator[Otherwise]:
        """The claim with matrices that nobody declared as square: where a side needs that to fit, or all.

        Args:
            in_numerator: Says that its derivatives are in that layout; empty where they are in the usual one.
        """
        node, context = stated.others[number], replace(stated.context, turned=bool(in_numerator))
        used = [each for each in self._expressions.meanings.used.values() if not each.declared]
        shapes = {each.key: [dims.value(size) for size in (each.rows, each.columns)] for each in used}
        oblong = [each for each in used if len({*shapes[each.key], S.One}) == 3]
        # What is random is found by its shape.
        if not oblong or self._expressions.expectations:
            return
        with dims.reopened():
            left, side = (self._as_expression(each, context) for each in (stated.first, node))
            if isinstance(left, MatcalcError) or isinstance(side, MatcalcError):
                return
            reason = Reason(stated.source, stated.statement)
            wanted = [*zip(side.shape, left.shape, strict=True)]
            if not isinstance(stated.sides[number], Syntax):
                wanted += [(each.rows, each.columns) for each in oblong]
            if not all(dims.same(*sizes, reason) for sizes in wanted):
                return
            sizes = dims.name_again()
            square = [each for each in oblong if dims.value(each.rows) == dims.value(each.columns)]
            if not square or not all(map(dims.is_known, (*left.shape, *side.shape))):
                return
            built = [Side(each.place, each.build(dims)) for each in (left, side)]
        names = " and ".join(f"${each.spelling.latex}$" for each in square)
        misfits = [
            Side(stated.source.place(each.start), MatcalcError(ErrorName.SHAPE_MISMATCH, "not read so"))
            for each in stated.others
        ]
        misfits[number] = built[1]
        words = " ".join(filter(None, (f"with {names} square", in_numerator)))
        yield Otherwise(built[0], tuple(misfits), words, sizes)

    def _reading(
        self, sides: Sequence[Syntax], context: Context, dims: Dimensions
    ) -> tuple[Side, tuple[Side, ...]] | None:
        """The sides as expressions; None where the left one can't be read so."""
        source = context.source
        left, *others = (self._as_expression(side, context) for side in sides)
        if not isinstance(left, Draft):
            return None
        drafts = [
            self._zero(node, source, left.shape) if is_zero(node) else other
            for node, other in zip(sides[1:], others, strict=True)
        ]
        first, *rest = (
            Side(source.place(node.start), side.build(dims) if isinstance(side, Draft) else side)
            for node, side in zip(sides, (left, *drafts), strict=True)
        )
        return first, tuple(rest)

    def _as_expression(self, node: Syntax, context: Context) -> Draft | MatcalcError:
        dims = self._combine.dimensions
        try:
            with dims.undone_on_error():
                return self._expressions.draft(node, context)
        except MatcalcError as error:
            return error

    def _judged(self, stated: Stated, dims: Dimensions) -> Iterator[Side]:
        names = self._expressions.meanings.names
        for node, side in zip(stated.others, stated.sides, strict=True):
            try:
                self._must_be_of_its_indices(node, stated)
                found = _built(self._side(side, stated.context) if isinstance(side, Syntax) else side, dims)
            except MatcalcError as error:
                typed = as_typed(stated.source.read(node))
                found = Side(stated.source.place(node.start), error, shown=typed)
            held = self._held(stated, vanishes=is_zero(node))
            said = condition(stated.first, node, stated.source, names)
            between = between_letters(stated.first, node, stated.source, names)
            is_granted = any(source is stated.source for _, source, _ in names.said)
            yield replace(found, condition=said, between=between, held=held, granted=is_granted)

    def _must_be_of_its_indices(self, node: Syntax, stated: Stated) -> None:
        """Leave open what is an entry, or summed over without a sum, beside a left side that is neither.

        Raises:
            MatcalcError: A side has indices that the left one has not.
        """
        if self._is_written_by_entries(node, stated.source):
            return
        of_left, of_side = (
            indices_in(each, stated.source, stated.context.sums) for each in (stated.first, node)
        )
        if own := of_side - of_left:
            letters = " and ".join(f"`{letter}`" for letter in sorted(own))
            raise stated.context.error(
                ErrorName.WRONG_INDEX,
                f"{letters} stand{'s' if len(own) == 1 else ''} on this side alone, and an entry, or a sum "
                "without its sign, is not compared with the whole",
                node,
            )

    def _is_written_by_entries(self, node: Syntax, source: Source) -> bool:
        return isinstance(node, Group) and source.text[node.start] == "["

    def _held(self, stated: Stated, *, vanishes: bool) -> str:
        """That letters do not depend on the number one differentiates by, where nothing says it; as prose.

        It is the question where all is said to vanish, and assumed of a matrix among others that depend on
        it.
        """
        names = self._expressions.meanings.names
        if not (isinstance(stated.left, Asked) and isinstance(stated.first, Differentiation)):
            return ""
        by = stated.left.wrt[0][0]
        is_number = self._combine.is_one(by.rows) and self._combine.is_one(by.columns)
        found = occurring(stated.first.function, stated.source, names)
        entities = [names.entities[key] for key in found if key in names.entities and key not in names.heads]
        undeclared = [each for each in entities if not each.declared and each.key != by.key]
        moving = [each for each in undeclared if names.depends.get(each.key) == by.key]
        held = [each for each in undeclared if each not in moving]
        if any(map(self._is_matrix, moving)):
            for each in filter(self._is_matrix, held):
                self._combine.assume(f"${each.spelling.latex}$ does not depend on ${by.spelling.latex}$")
        if moving or not vanishes or by.key in found:
            return ""
        if not (is_number or by.key in names.times):
            # What has the same below it is of the same step.
            below = by.key.partition("_")[2]
            held = [each for each in held if below and each.key.partition("_")[2] == below]
        said = " and ".join(f"${each.spelling.latex}$" for each in held)
        verb = "does" if len(held) == 1 else "do"
        return f"{said} {verb} not depend on ${by.spelling.latex}$" if held else ""

    def _is_matrix(self, entity: Entity) -> bool:
        return not (self._combine.is_one(entity.rows) or self._combine.is_one(entity.columns))

    def _of_shape(self, node: Syntax, counted: Draft | None, stated: Stated) -> Asked | Draft:
        if is_zero(node):
            stated.fits = True
            return self._zero(node, stated.source, stated.left.shape)
        side = counted or self._side(node, stated.context)
        if not isinstance(side, Asked):
            side = self._of_entries(node, side, stated)
        if self._fits(side, stated):
            stated.fits = True
        else:
            self._combine.strains.bear(SOME, stated.source, stated.statement)
        return side

    def _of_entries(self, node: Syntax, side: Draft, stated: Stated) -> Draft:
        """The vector or matrix whose entries stand in square brackets, `[2 X_ij]`, where one is claimed."""
        is_bracketed = isinstance(node, Group) and stated.source.text[node.start] == "["
        combine, sums = self._combine, stated.context.sums
        if not is_bracketed or not combine.is_scalar(side) or all(map(combine.is_one, stated.left.shape)):
            return side
        indices = free_indices(node, stated.source, self._expressions.meanings.names)
        return (
            combine.of_entries(side, [(index, sums[index]) for index in sorted(indices)]) if indices else side
        )

    def _side(self, node: Syntax, context: Context, *, vanishes: bool = False) -> Asked | Draft:
        derivatives = self._expressions.derivatives
        if isinstance(node, Differentiation) and derivatives.whole(node, context) is node:
            return derivatives.asked(node, context.source, vanishes=vanishes)
        return self._expressions.draft(node, context)

    def _zero(self, node: Syntax, source: Source, shape: tuple[Expr, Expr]) -> Draft:
        """A zero of a shape."""
        rows, columns = shape
        return Draft(
            node,
            source,
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


def all_that_follows(node: Syntax) -> Syntax:
    """A sum that begins with `d/dx f` as the derivative of what is all of it; any other side as it is."""
    if not isinstance(node, Sum) or has_derivative(Sum(node.start, node.end, node.terms[1:])):
        return node
    (negative, first), *others = node.terms
    if negative or not isinstance(first, Differentiation) or first.function.end < first.end:
        return node
    function = Sum(first.function.start, node.end, ((False, first.function), *others))
    return replace(first, end=node.end, function=function)


def _must_not_be_covariant(left: Syntax, others: Sequence[Syntax], source: Source) -> None:
    """Refuse ∇_v v = 0, as geodesics have it."""
    if not isinstance(left, Differentiation) or not source.text.startswith(NABLAS, left.start):
        return
    function = left.function
    if (
        isinstance(function, Name)
        and len(left.wrt) == 1
        and len(left.wrt[0]) == 1
        and all(map(_is_zero, others))
    ) and spelling_of(function, source).key == spelling_of(left.wrt[0][0], source).key:
        raise COVARIANT.error(source.place(left.start))


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
