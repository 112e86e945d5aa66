"""Putting drafts together: each way checks the shapes, or makes the unknown ones fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import sympy
from sympy import Basic, Expr, Integer, Rational, S, Symbol

from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    IndexedSum,
    Inner,
    Inverse,
    Kronecker,
    Mul,
    Pow,
    Transpose,
    Unit,
    is_scalar,
)
from mkdocs_matcalc.algebra.nodes import index as index_symbol
from mkdocs_matcalc.errors import ErrorName, MatcalcError, ShapeError
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Draft
from mkdocs_matcalc.language.shapes import Shapes, sentences
from mkdocs_matcalc.language.strains import HARD, NEVER, SLIGHT
from mkdocs_matcalc.language.syntax import Syntax
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.weighing import weigh_product
from mkdocs_matcalc.limits import MOST_DIGITS

_MAX_BITS = 1024
_TOO_LARGE = f"the {{}} is too large to be written out; the limit is {MOST_DIGITS} digits"
_MAX_ROOT = 1000
_MAX_MATRIX_POWER = 1000


class Combine(Shapes):
    """The ways to put drafts together, over one block's dimensions."""

    # --- making ---

    def number(self, node: Syntax, source: Source, value: Expr) -> Draft:
        """A number, or an expression in dimension names.

        Raises:
            MatcalcError: It has too many digits.
        """
        if not value.is_Symbol and _bits(value) > _MAX_BITS:
            raise MatcalcError(ErrorName.TOO_LARGE, _TOO_LARGE.format("number"), source.place(node.start))
        return Draft(node, source, S.One, S.One, lambda _: value, value)

    def over_size(self, node: Syntax, source: Source, size: Expr) -> Draft:
        """1/n of a dimension that may still be unknown."""
        return Draft(node, source, S.One, S.One, lambda dims: 1 / dims.value(size))

    def one(self, node: Syntax, source: Source, arg: Draft, make: Callable[[Basic], Basic]) -> Draft:
        """A scalar made of one draft."""
        return Draft(node, source, S.One, S.One, lambda dims: make(arg.build(dims)))

    def like(self, node: Syntax, arg: Draft, make: Callable[[Basic], Basic]) -> Draft:
        """A draft of the shape of another, made of it."""
        return Draft(node, arg.source, arg.rows, arg.columns, lambda dims: make(arg.build(dims)))

    # --- sums ---

    def add(self, node: Syntax, source: Source, terms: Sequence[tuple[bool, Draft]]) -> Draft:
        """A sum; a scalar beside a vector or a matrix stands in every entry."""
        numbers = [
            -term.number if negative else term.number for negative, term in terms if term.number is not None
        ]
        if len(numbers) == len(terms):
            return self.number(node, source, sympy.Add(*numbers))
        shaped = [term for _, term in terms if not self.is_scalar(term)]
        for term in shaped[1:]:
            self.same_shape(shaped[0], term, "a sum")
        rows, columns = (shaped[0].rows, shaped[0].columns) if shaped else (S.One, S.One)
        if shaped and any(self.is_scalar(term) and term.number is None for _, term in terms):
            self.strains.bear(HARD, source, node)
        if shaped:
            self.instead += [term.node for _, term in terms if self.is_scalar(term)]
        whole = [
            (negative, self.filled(term, shaped[0]) if shaped and self.is_scalar(term) else term)
            for negative, term in terms
        ]

        def build(dims: Dimensions) -> Basic:
            built = [_negated(term.build(dims)) if negative else term.build(dims) for negative, term in whole]
            return built[0] if len(built) == 1 else Add(*built)

        return Draft(node, source, rows, columns, build)

    # --- products ---

    def multiply(self, node: Syntax, source: Source, factors: Sequence[tuple[str, Draft]]) -> Draft:
        """A product from left to right: scalars anywhere, the others a chain of matrix products.

        A chain that is a scalar before the product ends becomes one factor.
        """
        weigh_product(self, node, source, factors)
        parts: list[Draft] = []
        chain: list[int] = []
        for operator, factor in factors:
            part = self.reciprocal(factor) if operator == "/" else factor
            last = parts[-1].number if parts else None
            if last is not None and part.number is not None and not part.number.is_Add:
                span = Syntax(parts[-1].node.start, part.node.end)
                parts[-1] = self.number(span, source, last * part.number)
                continue
            if operator == "/" and last == 1:
                parts.pop()
            if not self.is_scalar(part):
                if self._is_scalar_chain(parts, chain):
                    inner = parts[chain[0] : chain[-1] + 1]
                    span = Syntax(inner[0].node.start, inner[-1].node.end)
                    parts[chain[0] : chain[-1] + 1] = [_product(span, source, S.One, S.One, inner)]
                    chain = []
                if chain:
                    self.chained(parts[chain[-1]], part)
                chain.append(len(parts))
            parts.append(part)
        if len(parts) == 1:
            return parts[0]
        rows, columns = (parts[chain[0]].rows, parts[chain[-1]].columns) if chain else (S.One, S.One)
        return _product(node, source, rows, columns, parts)

    def _is_scalar_chain(self, parts: Sequence[Draft], chain: Sequence[int]) -> bool:
        return len(chain) > 1 and self.is_one(parts[chain[0]].rows) and self.is_one(parts[chain[-1]].columns)

    def reciprocal(self, draft: Draft) -> Draft:
        """1/b of a scalar."""
        self.scalar(draft, "what one divides by", "`./` divides by entry, `A^-1 b` solves")
        if draft.number is not None:
            if draft.number == 0:
                raise MatcalcError(ErrorName.NO_REAL_VALUE, "division by zero", draft.place)
            return self.number(draft.node, draft.source, 1 / draft.number)
        return self.like(draft.node, draft, lambda expr: Pow(expr, S.NegativeOne))

    def written_out(self, node: Syntax, rows: Sequence[Sequence[Draft]]) -> Draft:
        """The matrix that has given scalars as its entries."""
        height, width = Integer(len(rows)), Integer(len(rows[0]))

        def build(dims: Dimensions) -> Basic:
            terms = [
                Mul(entry.build(dims), *_unit_matrix(at, height, beside, width))
                for at, row in enumerate(rows, 1)
                for beside, entry in enumerate(row, 1)
            ]
            return terms[0] if len(terms) == 1 else Add(*terms)

        return Draft(node, rows[0][0].source, height, width, build)

    def of_entries(self, entry: Draft, indices: Sequence[tuple[str, Expr]]) -> Draft:
        """The vector or matrix with an entry for each value of one or two indices, each with its last one."""
        sizes = [last for _, last in indices]
        rows, columns = (*sizes, S.One)[:2]

        def build(dims: Dimensions) -> Basic:
            places = [(index_symbol(index), dims.value(last)) for index, last in indices]
            units = [Unit(*place) for place in places]
            whole: Basic = Mul(entry.build(dims), units[0], *map(Transpose, units[1:]))
            for place in reversed(places):
                whole = IndexedSum(whole, *place)
            return whole

        return Draft(entry.node, entry.source, rows, columns, build)

    # --- by entry ---

    def hadamard(
        self, node: Syntax, source: Source, left: Draft, right: Draft, *, divided: bool = False
    ) -> Draft:
        """The product by entry, or with `divided` the quotient; beside a scalar it is the ordinary one."""
        if divided and not self.is_scalar(right):
            right = self.like(right.node, right, lambda expr: HadamardPower(expr, S.NegativeOne))
        elif divided:
            right = self.reciprocal(right)
        if self.is_scalar(left) and not self.is_scalar(right) and divided:
            left = self.filled(left, right)
        self.no_scalar(left, right)
        if self.is_scalar(left) or self.is_scalar(right):
            return self.multiply(node, source, [("", left), ("", right)])
        self.same_shape(left, right, "a product by entry")

        def build(dims: Dimensions) -> Basic:
            factors: list[Basic] = []
            for part in (left, right):
                expr = part.build(dims)
                factors.extend(expr.args if isinstance(expr, Hadamard) else (expr,))
            return Hadamard(*factors)

        return Draft(node, source, left.rows, left.columns, build)

    def no_scalar(self, *drafts: Draft) -> None:
        """Bear letters that were taken to be scalars where none is expected."""
        for draft in drafts:
            if self.is_scalar_letter(draft):
                self.strains.bear(HARD, draft.source, draft.node)

    def filled(self, scalar: Draft, like: Draft) -> Draft:
        """A scalar in every entry of another's shape."""
        value, stands = "a scalar", "that scalar"
        if scalar.number is not None and scalar.number.is_Rational:
            value = stands = rf"${scalar.number}$"
        elif isinstance(scalar.number, Symbol):
            # Whoever writes x - m may mean a mean of that name.
            value, stands = f"${scalar.number}$, which is a size here,", "that number"
        self.assume(f"{value} beside {self.kind(like)} stands for {stands} in every entry")
        rows, columns = like.rows, like.columns
        return Draft(
            scalar.node,
            scalar.source,
            rows,
            columns,
            lambda dims: Fill(scalar.build(dims), dims.value(rows), dims.value(columns)),
        )

    def kronecker(self, node: Syntax, source: Source, left: Draft, right: Draft) -> Draft:
        """X ⊗ Y."""
        self.no_scalar(left, right)
        return Draft(
            node,
            source,
            left.rows * right.rows,
            left.columns * right.columns,
            lambda dims: Kronecker(left.build(dims), right.build(dims)),
        )

    def entry_power(self, node: Syntax, base: Draft, exponent: Draft) -> Draft:
        """Each entry to a scalar power or to that of the exponent's same entry; a scalar to each entry's."""
        if self.is_scalar(base) and self.is_scalar(exponent):
            return self.power(node, base, exponent)
        if not (self.is_scalar(base) or self.is_scalar(exponent)):
            self.same_shape(base, exponent, "a power by entry")
        shaped = exponent if self.is_scalar(base) else base
        return Draft(
            node,
            base.source,
            shaped.rows,
            shaped.columns,
            lambda dims: HadamardPower(base.build(dims), exponent.build(dims)),
        )

    # --- powers and transposes ---

    def power(self, node: Syntax, base: Draft, exponent: Draft) -> Draft:
        """A scalar to a scalar power, or a square matrix to a whole one."""
        if not self.is_matrix(base):
            self.scalar(exponent, "an exponent")
        if self.is_scalar(base):
            if exponent.number == -1 and self.is_scalar_letter(base):
                self.strains.bear(SLIGHT, base.source, node)
            if base.number is not None and exponent.number is not None:
                value = self._number_power(node, base, base.number, exponent.number)
                return self.number(node, base.source, value)
            return Draft(
                node, base.source, S.One, S.One, lambda dims: Pow(base.build(dims), exponent.build(dims))
            )
        by_entry = f"`{bracketed(base)}.^{exponent.words}` is the power by entry"
        if not self.is_matrix(base):
            raise ShapeError(
                ErrorName.VECTOR_POWER,
                f"`{base.words}` is {self.kind(base)}, which has no power",
                base.place,
                sentences(
                    f"{by_entry}, `||{base.words}||^{exponent.words}` that of the norm", self.origins([base])
                ),
            )
        self.square(base, "a power")
        if exponent.number == -1:
            return self.like(node, base, Inverse)
        is_root = isinstance(exponent.number, Rational) and _bits(exponent.number) <= _MAX_BITS
        if exponent.number is None or not (is_root or exponent.number.is_integer):
            raise MatcalcError(
                ErrorName.MATRIX_POWER,
                f"the power of a matrix is a number here, and `{exponent.words}` is none",
                exponent.place,
                sentences(by_entry, _declared_whole(exponent)),
            )
        for symbol in sorted(exponent.number.free_symbols, key=str):
            # A size is positive; an index is a whole number alone.
            said = "a positive whole number, as it counts in a power of a matrix"
            self.assume(
                f"${symbol}$ is {said}" if symbol.is_positive else f"${symbol}$ above a matrix is a power"
            )
        if exponent.number.is_Rational and abs(exponent.number) > _MAX_MATRIX_POWER:
            raise MatcalcError(
                ErrorName.MATRIX_POWER, f"a matrix's power is at most {_MAX_MATRIX_POWER}", exponent.place
            )
        whole = exponent.number
        return self.like(node, base, lambda expr: Pow(expr, whole))

    def _number_power(self, node: Syntax, base: Draft, below: Expr, above: Expr) -> Expr:
        if isinstance(above, Rational) and (_bits(below) * abs(above) > _MAX_BITS or above.q > _MAX_ROOT):
            raise MatcalcError(ErrorName.TOO_LARGE, _TOO_LARGE.format("power"), base.source.place(node.start))
        value = below**above
        if value.is_finite is False or value.is_real is False:
            raise MatcalcError(
                ErrorName.NO_REAL_VALUE,
                f"`{base.source.quote(node)}` is not a real number",
                base.source.place(node.start),
            )
        return value

    def transpose(self, node: Syntax, draft: Draft) -> Draft:
        if self.is_scalar(draft):
            if draft.number is None:
                self.strains.bear(NEVER, draft.source, node)
                self.instead.append(draft.node)
            return draft
        return replace(self.transposed(draft), node=node)

    def transposed(self, draft: Draft) -> Draft:
        """The transpose of what is no number."""
        return Draft(
            draft.node,
            draft.source,
            draft.columns,
            draft.rows,
            lambda dims: Transpose(draft.build(dims)),
        )

    def inverse(self, node: Syntax, draft: Draft) -> Draft:
        if self.is_scalar(draft):
            return self.reciprocal(draft)
        self.square(draft, "an inverse")
        return self.like(node, draft, Inverse)

    # --- norms, inner products, functions ---

    def inner(self, node: Syntax, left: Draft, right: Draft) -> Draft:
        """⟨X, Y⟩."""
        self.same_shape(left, right, "an inner product")
        self.no_scalar(left, right)
        if self.is_scalar(left):
            return self.multiply(node, left.source, [("", left), ("", right)])
        return Draft(node, left.source, S.One, S.One, lambda dims: Inner(left.build(dims), right.build(dims)))

    def apply(
        self, node: Syntax, draft: Draft, name: str, latex: str | None = None, primes: int = 0
    ) -> Draft:
        """A function of one scalar, or a derivative of it, to every entry."""
        function = Function(name, primes, latex)
        return self.like(node, draft, lambda expr: Apply(function, expr))

    def negated(self, node: Syntax, draft: Draft) -> Draft:
        """Minus a draft."""
        return self.add(node, draft.source, [(True, draft)])


def _product(node: Syntax, source: Source, rows: Expr, columns: Expr, parts: Sequence[Draft]) -> Draft:
    kept = tuple(parts)

    def build(dims: Dimensions) -> Basic:
        built: list[Basic] = []
        for part in kept:
            expr = part.build(dims)
            pieces = expr.args if isinstance(expr, Mul) and not is_scalar(expr) else (expr,)
            last, first = built[-1] if built else None, pieces[0]
            if isinstance(last, Rational) and isinstance(first, Rational):
                built.pop()
                pieces = (last * first, *pieces[1:])
            built.extend(pieces)
        return Mul(*built)

    return Draft(node, source, rows, columns, build)


def _unit_matrix(row: int, height: Integer, column: int, width: Integer) -> list[Basic]:
    """The factors of the matrix that has a one at one place."""
    beside: list[Basic] = [Transpose(Unit(Integer(column), width))] if width > 1 else []
    return [Unit(Integer(row), height), *beside] if height > 1 else beside


def _bits(value: Expr) -> int:
    numbers = value.atoms(Rational)
    return sum(int(number.p).bit_length() + int(number.q).bit_length() for number in numbers)


def _negated(expr: Basic) -> Basic:
    if isinstance(expr, Expr):
        return -expr
    if isinstance(expr, Mul):
        head, *rest = expr.args
        return Mul(-head, *rest) if isinstance(head, Rational) else Mul(S.NegativeOne, *expr.args)
    return Mul(S.NegativeOne, expr)


def _declared_whole(exponent: Draft) -> str:
    """How a letter is said to be a whole number."""
    letters = sorted({part for part in exponent.words if part.isalpha()})
    is_plain = len(letters) == 1 and re.fullmatch(r"[\w\s+−-]*", exponent.words)
    return f"a whole number is declared, `{letters[0]} in N`" if is_plain else ""


def bracketed(draft: Draft) -> str:
    """A draft as the author wrote it, in brackets unless it is one name."""
    return draft.words if draft.words.isalnum() else f"({draft.words})"
