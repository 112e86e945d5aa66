"""From an expression's syntax to its draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sympy import Basic, Rational, Symbol
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.nodes import (
    Call,
    CallGradient,
    CallHessian,
    Covariance,
    Expectation,
    IndexedSum,
    fresh_index,
)
from mkdocs_matcalc.algebra.nodes import index as index_symbol
from mkdocs_matcalc.errors import ErrorName, Place, ShapeError
from mkdocs_matcalc.language.calls import Calls, Factor
from mkdocs_matcalc.language.combine import Combine, bracketed
from mkdocs_matcalc.language.derivatives import Derivatives
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.foreign import of_a_library, of_arrays
from mkdocs_matcalc.language.meanings import Meanings
from mkdocs_matcalc.language.names import spelling_of
from mkdocs_matcalc.language.normbars import (
    inner,
    kind_of,
    norm,
    unknown_norm,
    weighted_inner,
    weighted_norm,
)
from mkdocs_matcalc.language.occurs import occurring
from mkdocs_matcalc.language.shapes import sentences
from mkdocs_matcalc.language.sizes import size_of
from mkdocs_matcalc.language.strains import HARD, NEVER, SOME
from mkdocs_matcalc.language.syntax import (
    Angles,
    Bars,
    BigSum,
    ByEntry,
    Differentiation,
    Expected,
    Fraction,
    Gradient,
    Group,
    Indexed,
    Matrix,
    Name,
    NormBars,
    Number,
    Power,
    Product,
    Sum,
    Syntax,
    Transposed,
    base_of,
    rebased,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.language.text.unsupported import BLOCK_MATRIX
from mkdocs_matcalc.language.uses import inner_of, is_t
from mkdocs_matcalc.language.vocabulary import Use, call, determinant
from mkdocs_matcalc.limits import ROUND, within

_MAX_DIGITS = 64
_MAX_EXPONENT = 300
# Between two vectors each is their inner product.
_DOTS = ("·", "@")


class Expressions:
    """Drafts the expressions of one block; one method a kind of syntax."""

    def __init__(self, meanings: Meanings, combine: Combine) -> None:
        self.meanings = meanings
        self.combine = combine
        self.strains = combine.strains
        self.calls = Calls(meanings, combine, self.draft)
        self.derivatives = Derivatives(meanings.names, combine, self.draft)
        self._bars: dict[str, str] = {}
        # Each expectation with where it stands, once it is built.
        self.expectations: dict[Basic, Place] = {}

    def draft(self, node: Syntax, context: Context) -> Draft:
        """An expression's draft.

        Raises:
            MatcalcError: A name is unknown, or a construct is none of the language's.
            ShapeError: Two shapes do not fit.
        """
        while isinstance(node, Group) and len(node.items) == 1:
            node = node.items[0]
        visit: Callable[[Any, Context], Draft] = getattr(self, f"_{type(node).__name__}")
        with self.strains.located(context.source, node):
            draft = visit(node, context)
        self.strains.keep(node, draft)
        return draft

    # --- leaves and brackets ---

    def _Number(self, node: Number, context: Context) -> Draft:
        place = context.source.place(node.start)
        exponent = re.search(r"[eE]([+-]?\d+)$", node.text)
        within(len(node.text), _MAX_DIGITS, "the number is too long: {} characters", place, ROUND)
        power = abs(int(exponent[1])) if exponent else 0
        within(power, _MAX_EXPONENT, "the number is too long: its exponent is {}", place, ROUND)
        return self.combine.number(node, context.source, Rational(node.text))

    def _Group(self, node: Group, context: Context) -> Draft:
        if context.source.text[node.start] == "[":
            return self._entries(node, (node.items,), context)
        raise context.error(
            ErrorName.SYNTAX,
            "a list in round brackets stands only right after a function's name",
            node,
            "a row of numbers is written `[1, 2]`, a column `[1; 2]`",
        )

    def _Matrix(self, node: Matrix, context: Context) -> Draft:
        return self._entries(node, node.rows, context)

    def _entries(self, node: Syntax, rows: Sequence[Sequence[Syntax]], context: Context) -> Draft:
        """A matrix of the entries that are written out."""
        width = len(rows[0])
        for row in rows:
            if len(row) != width:
                raise context.error(
                    ErrorName.SHAPE_MISMATCH,
                    f"the rows of a matrix are equally long, and here are {width} and {len(row)} entries",
                    row[0],
                )
        drafts = [[self.draft(entry, context) for entry in row] for row in rows]
        for draft in (each for row in drafts for each in row):
            if not self.combine.is_scalar(draft):
                raise ShapeError(
                    ErrorName.NOT_SUPPORTED, BLOCK_MATRIX.message, draft.place, BLOCK_MATRIX.instead
                )
            if self._is_rather_a_block(draft):
                self.strains.bear(NEVER, context.source, draft.node)
            elif 1 in (len(rows), width) and self._may_be_a_block(draft):
                self.strains.bear(SOME, context.source, draft.node)
        return self.combine.written_out(node, drafts)

    def _is_rather_a_block(self, entry: Draft) -> bool:
        """Whether a number that is written out has capitals in it that nobody declared."""
        names = self.meanings.names
        found = [names.entities[key] for key in names.letters(entry.node, entry.source)]
        return any(each.spelling.kind == "matrix" and each.rows == each.columns == 1 for each in found)

    def _may_be_a_block(self, entry: Draft) -> bool:
        """Whether a number in a row or a column is a letter that is as well a vector, as in `[x; 1]`."""
        letter, uses = entry.letter, self.meanings.names.uses
        if letter is None or letter.kind != "vector" or letter.key[-1:].isdigit():
            return False
        return letter.key not in uses.entries | uses.parameters

    def _NormBars(self, node: NormBars, context: Context) -> Draft:
        body = self.draft(node.body, context)
        if node.weight:
            return weighted_norm(self.combine, node, body, self._weight(node, context))
        if kind_of(node.kind) == "F" and self.meanings.names.known("F") and self.combine.is_vector(body):
            raise context.error(
                ErrorName.AMBIGUOUS,
                "the `F` below the norm of a vector may be Frobenius' or the matrix `F`",
                node,
                f"write `||{body.words}||`, or give the matrix another name",
            )
        return norm(self.combine, node, body, node.kind)

    def _weight(self, node: NormBars | Angles, context: Context) -> Draft:
        """The matrix that stands below a norm or an inner product."""
        first = node.weight[0]
        words = context.source.quote(Syntax(first.start, node.weight[-1].end))
        unknown = unknown_norm(words, context.source.place(first.start))
        if len(node.weight) > 1 or isinstance(first, Number):
            raise unknown
        if isinstance(first, Name) and len(self.meanings.names.split(first, context.source)) > 1:
            raise unknown
        weight = self.draft(first, context)
        if not self.combine.is_matrix(weight):
            raise unknown
        return weight

    def _Bars(self, node: Bars, context: Context) -> Draft:
        return self._between_bars(node, self.draft(node.body, context), context)

    def _between_bars(self, node: Bars, body: Draft, context: Context) -> Draft:
        if self.combine.is_matrix(body):
            self.combine.assume(r"$\lvert \cdot \rvert$ of a matrix is its determinant")
            return determinant(Use("det", node, context.source, self.combine), [body])
        if self.combine.is_vector(body):
            self._bars_of_a_vector("by entry", node, context)
        return self.combine.apply(node, body, "abs")

    def _Angles(self, node: Angles, context: Context) -> Draft:
        left, right = self.draft(node.left, context), self.draft(node.right, context)
        if node.weight:
            return weighted_inner(self.combine, node, left, right, self._weight(node, context))
        return inner(self.combine, node, left, right, node.kind)

    # --- sums ---

    def _Sum(self, node: Sum, context: Context) -> Draft:
        terms = [(negative, self.draft(term, context)) for negative, term in node.terms]
        return self.combine.add(node, context.source, terms)

    def _BigSum(self, node: BigSum, context: Context) -> Draft:
        if node.lower is not None and not (isinstance(node.lower, Number) and node.lower.text == "1"):
            raise context.error(ErrorName.WRONG_INDEX, "a sum starts at 1", node.lower)
        key = spelling_of(node.index, context.source).key
        dims = self.combine.dimensions
        upper = size_of(node.upper, context.source) if node.upper else dims.unknown()
        body = self._summand(node.body, key, context.inside(key, upper))
        self.meanings.must_be_sized(
            upper,
            context.error(
                ErrorName.UNKNOWN_SIZE, "nothing says how far the sum runs", node, f"write sum_{{{key}=1}}^n"
            ),
        )
        around = context.sums

        def summed(expr: Basic) -> Basic:
            index = own = index_symbol(key)
            if key in around:
                own = fresh_index({*around, *self.meanings.names.taken(), *map(str, expr.atoms(Symbol))})
            return IndexedSum(expr.xreplace({index: own}), own, dims.value(upper))

        if key in around:
            self.combine.assume(f"a sum over ${key}$ within another over ${key}$ has an index of its own")
        return self.combine.like(node, body, summed)

    def _summand(self, node: Syntax, index: str, context: Context) -> Draft:
        """What a sum runs over; of what is one of many, each is a number or of the kind of its family."""
        known = len(self.combine.instead)
        body = self.draft(node, context)
        instead = {id(part) for each in self.combine.instead[known:] for part in walk(each)}
        found = self.meanings.of_many(node, index, context)
        has_members = any(entity.role == "family" for _, entity in found)
        for name, entity in found:
            if entity.role == "family" or entity.declared:
                continue
            latex = spell(name.text).latex
            self.combine.assume(rf"${latex}_{index}$ is an entry of the vector ${latex}$")
            # Where a vector would stand, a member of a family is meant rather than an entry.
            if id(name) in instead:
                self.strains.bear(NEVER, context.source, name)
            elif not (has_members or self.combine.is_scalar(body)):
                self.strains.bear(HARD, context.source, name)
        return body

    def _Differentiation(self, node: Differentiation, context: Context) -> Draft:
        if context.judged:
            return self.derivatives.value(node, context)
        raise context.error(
            ErrorName.MISPLACED_DERIVATIVE,
            "a derivative can't stand in what is differentiated in turn",
            node,
            "ask for the second derivative: `d^2 f / dx^2`, or `d^2 f / dx dy`",
        )

    def _Gradient(self, node: Gradient, context: Context) -> Draft:
        """The gradient of a function that is only declared, at an argument that is no name."""
        called = self.draft(node.function, context)
        argument = self.draft(node.argument, context)
        make = CallHessian if node.second else CallGradient

        def build(dims: Dimensions) -> Basic:
            call = called.build(dims)
            assert isinstance(call, Call)  # noqa: S101 - of a function of each entry there is no gradient
            return make(call.name, call.arg, call.latex_name)

        columns = argument.rows if node.second else argument.columns
        return Draft(node, context.source, argument.rows, columns, build)

    # --- expectations ---

    def _Expected(self, node: Expected, context: Context) -> Draft:
        drafts = [self.draft(body, context) for body in node.bodies]
        for draft in drafts:
            self._must_have(node.sign, draft)
        names = self.meanings.names
        inside = set[str]().union(*(occurring(body, context.source, names) for body in node.bodies))
        letters = [names.entities[each.key] for each in node.letters if each.key in inside]
        for letter in letters:
            if letter.role != "variable":
                kind = "a family" if letter.role == "family" else "defined by other names"
                raise context.error(
                    ErrorName.RANDOMNESS,
                    f"`{letter.key}` is {kind}, and below an E stand letters that are random themselves",
                    node,
                    "write there what is drawn: `E_{x, y}[…]`",
                )

        def build(dims: Dimensions) -> Basic:
            bodies = [draft.build(dims) for draft in drafts]
            below = (Str(node.below), *(letter.variable(dims) for letter in letters))
            whole: Basic = Expectation(*bodies, *below)
            if node.sign != "E":
                whole = Covariance(bodies[0], bodies[-1], *below)
            self.expectations[whole] = context.source.place(node.start)
            return whole

        rows, columns = drafts[0].shape if node.sign == "E" else (drafts[0].rows, drafts[-1].rows)
        return Draft(node, context.source, rows, columns, build)

    def _must_have(self, sign: str, draft: Draft) -> None:
        """Refuse what a moment is not of."""
        words = draft.words
        if sign == "Var":
            hint = f"of a vector there is `Cov({words})`, a matrix; `var({words})` is over its entries"
            self.combine.scalar(draft, "what a variance is of", hint)
        elif sign == "Cov":
            self.combine.column(draft, "a covariance", f"of all its entries it is that of `vec({words})`")

    # --- products and quotients ---

    def _Fraction(self, node: Fraction, context: Context) -> Draft:
        below = self._divisor(node.denominator, context)
        factors = [("", self.draft(node.numerator, context)), ("/", below)]
        return self.combine.multiply(node, context.source, factors)

    def _divisor(self, node: Syntax, context: Context) -> Draft:
        """What one divides by: |x| of a vector is its norm there."""
        inner = inner_of(node)
        if isinstance(inner, Bars):
            body = self.draft(inner.body, context)
            if self.combine.is_vector(body):
                return self._length(inner, body, context)
        return self.draft(node, context)

    def _ByEntry(self, node: ByEntry, context: Context) -> Draft:
        result = self.draft(node.factors[0][1], context)
        for operator, factor in node.factors[1:]:
            right = self.draft(factor, context)
            span = Syntax(node.start, factor.end)
            if operator == "⊗":
                result = self.combine.kronecker(span, context.source, result, right)
            else:
                divided = operator == "./"
                result = self.combine.hadamard(span, context.source, result, right, divided=divided)
        return result

    def _Product(self, node: Product, context: Context) -> Draft:
        factors = list(self._split(node.factors, context))
        try:
            return self._multiplied(node, factors, context)
        except ShapeError as error:
            raise self._with_runs(error, node, context) from None

    def _with_runs(self, error: ShapeError, node: Product, context: Context) -> ShapeError:
        """The error, saying of runs of letters that they were read as products."""
        for _, factor in node.factors:
            base = base_of(factor)
            if not isinstance(base, Name) or self.calls.function(base, context, adjacent=False):
                continue
            read = f"`{base.text}` is read as the product of its letters, unless it is declared"
            if len(self.meanings.names.split(base, context.source)) > 2 and read not in (error.hint or ""):
                error.hint = sentences(read, error.hint or "")
        return error

    def _multiplied(self, node: Product, factors: list[Factor], context: Context) -> Draft:
        drafts: list[tuple[str, Draft]] = []
        position = 0
        while position < len(factors):
            operator, factor = factors[position]
            applied = self.calls.application(factors, position, context)
            if applied is None and not operator and self._is_of_ones(factor, drafts):
                self.combine.assume("$1$ behind a row or a matrix is a vector of ones")
                drafts.append((operator, self.meanings.ones(factor, context)))
                position += 1
            elif applied is None:
                divides = operator == "/" and isinstance(inner_of(factor), Bars)
                draft = self._divisor(factor, context) if divides else self._factor(factor, context)
                drafts.append((operator, draft))
                position += 1
            else:
                called, bracket, taken = applied
                last = factors[position + taken - 1][1]
                whole = self._factor(last, context, (bracket, called)) if base_of(last) is bracket else called
                drafts.append((operator, whole))
                position += taken
        if len(drafts) == 1:
            return replace(drafts[0][1], node=node)
        self._must_not_be_by_entry(drafts, context)
        if any(operator in _DOTS for operator, _ in drafts):
            drafts = self._dotted(drafts, context)
        return self.combine.multiply(node, context.source, drafts)

    def _must_not_be_by_entry(self, drafts: list[tuple[str, Draft]], context: Context) -> None:
        """Refuse `*` of two matrices beside `@`, where it is by entry for who writes so."""
        for at, ((_, left), (operator, right)) in enumerate(pairwise(drafts), 1):
            if operator != "*" or self.combine.is_scalar(left) or self.combine.is_scalar(right):
                continue
            shaped = [draft for _, draft in drafts[:at] if not self.combine.is_scalar(draft)]
            if self.combine.is_one(shaped[0].rows) and self.combine.is_one(shaped[-1].columns):
                # What stands in front is multiplied first, and is a number.
                continue
            if of_arrays(context.source):
                one, other = bracketed(left), bracketed(right)
                raise context.error(
                    ErrorName.AMBIGUOUS,
                    f"`*` of `{left.words}` and `{right.words}` is by entry in NumPy, and the product here",
                    right.node,
                    f"write `{one} ⊙ {other}` or `{one} @ {other}`",
                )

    def _dotted(self, drafts: list[tuple[str, Draft]], context: Context) -> list[tuple[str, Draft]]:
        """The factors of a product, one dot between two vectors being their inner product."""
        at = [position for position, (operator, _) in enumerate(drafts) if operator in _DOTS]
        sides = [drafts[: at[0]], [("", drafts[at[0]][1]), *drafts[at[0] + 1 :]]]
        spans = [Syntax(side[0][1].node.start, side[-1][1].node.end) for side in sides]
        if len(at) > 1 or any(operator == "/" for operator, _ in sides[1]):
            return drafts
        vectors = [[draft for _, draft in side if not self.combine.is_scalar(draft)] for side in sides]
        if not all(vectors) or not all(self.combine.is_one(side[-1].columns) for side in vectors):
            return drafts
        if any(self.combine.is_one(side[0].rows) for side in vectors):
            return drafts
        left, right = (
            self.combine.multiply(span, context.source, side) for span, side in zip(spans, sides, strict=True)
        )
        sign = r"$\cdot$" if drafts[at[0]][0] == "·" else "`@`"
        self.combine.assume(f"{sign} between two vectors is their inner product")
        return [("", self.combine.inner(Syntax(left.node.start, right.node.end), left, right))]

    def _Name(self, node: Name, context: Context) -> Draft:
        return self._Product(Product(node.start, node.end, (("", node),)), context)

    def _Power(self, node: Power, context: Context) -> Draft:
        return self._Product(Product(node.start, node.end, (("", node),)), context)

    def _Indexed(self, node: Indexed, context: Context) -> Draft:
        return self._Product(Product(node.start, node.end, (("", node),)), context)

    def _Transposed(self, node: Transposed, context: Context) -> Draft:
        return self._Product(Product(node.start, node.end, (("", node),)), context)

    def _split(self, factors: tuple[Factor, ...], context: Context) -> Iterator[Factor]:
        """The factors, runs of letters cut into the names they are products of."""
        for at, (operator, factor) in enumerate(factors):
            base = base_of(factor)
            following = base_of(factors[at + 1][1]) if at + 1 < len(factors) else None
            adjacent = isinstance(following, Group) and context.source.touch(base, following)
            behind = factors[at + 1][1] if at + 1 < len(factors) and not factors[at + 1][0] else None
            if self.calls.primed(factor, behind, context):
                yield operator, factor
                continue
            if not isinstance(base, Name) or (
                base is factor and self.calls.function(base, context, adjacent=adjacent) is not None
            ):
                yield operator, factor
                continue
            *front, last = self.meanings.split(base, context)
            for part in front:
                yield operator, part
                operator = ""
            yield operator, rebased(factor, last)

    def _factor(self, factor: Syntax, context: Context, applied: tuple[Syntax, Draft] | None = None) -> Draft:
        """A factor with its powers and transposes; `applied` is a part that is a draft already."""
        if applied is not None and factor is applied[0]:
            return applied[1]
        if isinstance(factor, Transposed):
            if isinstance(factor.base, Number):
                base = self._transposable(factor.base, context)
            else:
                base = self._factor(factor.base, context, applied)
            turned = self.combine.inverse(factor, base) if factor.inverse else base
            return self.combine.transpose(factor, turned)
        if isinstance(factor, Power):
            return self._raised(factor, context, applied)
        if isinstance(factor, Indexed):
            return self.meanings.entry(factor, self._factor(factor.base, context, applied), context)
        if isinstance(factor, Name):
            return self.meanings.draft(factor, context)
        return self.draft(factor, context)

    def _is_of_ones(self, factor: Syntax, before: Sequence[tuple[str, Draft]]) -> bool:
        """Whether a 1 is no number: `x^T 1` is a sum."""
        if not (isinstance(factor, Number) and factor.text == "1" and before):
            return False
        left = before[-1][1]
        return not self.combine.is_scalar(left) and not self.combine.is_vector(left)

    def _transposable(self, number: Number, context: Context) -> Draft:
        """The vector of ones in `1^T x`.

        Raises:
            MatcalcError: It is another number.
        """
        if number.text != "1":
            raise context.error(
                ErrorName.SYNTAX,
                f"`{number.text}` is a number, which has no transpose",
                number,
                "put brackets around a power",
            )
        self.combine.assume(r"$1^\top$ is a row of ones")
        return self.meanings.ones(number, context)

    def _raised(self, node: Power, context: Context, applied: tuple[Syntax, Draft] | None) -> Draft:
        if isinstance(node.base, Power):
            raise context.error(
                ErrorName.SYNTAX,
                "two exponents stand one after the other",
                node,
                "put brackets around the inner power",
            )
        if is_t(node.exponent) and self._is_transpose(node, context):
            self.combine.assume(r"$^t$ is read as the transpose")
            return self.combine.transpose(node, self._factor(node.base, context, applied))
        exponent = self.draft(node.exponent, context)
        if self._is_exponential(node, context):
            return call(Use("exp", node, context.source, self.combine), [exponent])
        base = self._base(node, context, applied)
        with self.strains.located(context.source, node):
            draft = self._power_of(base, exponent, node, context)
        self.strains.keep(node, draft)
        return draft

    def _power_of(self, base: Draft, exponent: Draft, node: Power, context: Context) -> Draft:
        if node.by_entry:
            return self.combine.entry_power(node, base, exponent)
        if node.stars and not self.combine.is_scalar(base) and of_a_library(context.source):
            self.combine.assume("`**` is the power by entry, as in NumPy")
            return self.combine.entry_power(node, base, exponent)
        if node.stars and self.combine.is_matrix(base):
            raise context.error(
                ErrorName.AMBIGUOUS,
                f"`{base.words}**{exponent.words}` is by entry in NumPy, and a power of the matrix in SymPy",
                node,
                f"write `{bracketed(base)}.^{exponent.words}` or `{bracketed(base)}^{exponent.words}`",
            )
        if self.combine.is_scalar(base) and self._may_be_a_norm(node.base, context):
            self.strains.bear(SOME, context.source, node, of_number=True)
        return self.combine.power(node, base, exponent)

    def _base(self, node: Power, context: Context, applied: tuple[Syntax, Draft] | None) -> Draft:
        """What is raised to a power; |x| of a vector is its norm there, as a vector has no power."""
        if not isinstance(node.base, Bars) or node.by_entry:
            return self._factor(node.base, context, applied)
        body = self.draft(node.base.body, context)
        if not self.combine.is_vector(body):
            return self._between_bars(node.base, body, context)
        return self._length(node.base, body, context)

    def _length(self, node: Bars, body: Draft, context: Context) -> Draft:
        self._bars_of_a_vector("its norm", node, context)
        return norm(self.combine, node, body, "")

    def _bars_of_a_vector(self, reading: str, node: Bars, context: Context) -> None:
        r"""Say how |x| of a vector is read; it is one thing in all of a block."""
        other = self._bars.setdefault("reading", reading)
        if other != reading:
            raise context.error(
                ErrorName.AMBIGUOUS,
                f"`{context.source.quote(node)}` of a vector is {reading} here and {other} elsewhere",
                node,
                "write `||x||` for the norm, `abs(x)` for the absolute value of each entry",
            )
        self.combine.assume(rf"$\lvert x \rvert$ of a vector is {reading}")

    def _is_transpose(self, node: Power, context: Context) -> bool:
        """Whether x^t is xᵀ: t is nothing else in the block, and what stands below it no scalar."""
        names = self.meanings.names
        if node.by_entry or not names.uses.transposing or names.known("t") or "t" in names.sizes:
            return False
        if "t" in context.sums or self._is_exponential(node, context):
            return False
        return not self.combine.is_scalar(self.draft(node.base, context))

    def _may_be_a_norm(self, base: Syntax, context: Context) -> bool:
        """Whether a square is of letters that are vectors by convention, as in `x^2` and `(x - y)^2`.

        That of `x_1^2` is one of many numbers.
        """
        while isinstance(base, Group) and len(base.items) == 1:
            base = base.items[0]
        if isinstance(base, Name) and subscript_text(base, context.source).isdigit():
            return False
        terms = [term for _, term in base.terms] if isinstance(base, Sum) else [base]
        names = [term for term in terms if not isinstance(term, Number)]
        return bool(names) and all(
            isinstance(name, Name) and self._is_small_letter(name, context) for name in names
        )

    def _is_small_letter(self, name: Name, context: Context) -> bool:
        spelling = spelling_of(name, context.source)
        entity = self.meanings.names.entities.get(spelling.key)
        return entity is not None and not entity.declared and spelling.kind == "vector"

    def _is_exponential(self, node: Power, context: Context) -> bool:
        """Whether the base is Euler's e, which nobody declared."""
        base = node.base
        if node.by_entry or not isinstance(base, Name) or base.subscript or spell(base.text).key != "e":
            return False
        return not self.meanings.names.known("e") and "e" not in context.sums
