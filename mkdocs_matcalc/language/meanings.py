"""What a name stands for: a variable, an entry, a family's member, a constant, a dimension."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from string import digits

from sympy import Expr, Integer, S, pi

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import (
    Commutation,
    Entry,
    Fill,
    Identity,
    KroneckerDelta,
    Member,
    Unit,
    dimension,
)
from mkdocs_matcalc.algebra.nodes import index as index_symbol
from mkdocs_matcalc.errors import ErrorName, MatcalcError, ShapeError, nearest
from mkdocs_matcalc.language.dimensions import Dimensions, Reason
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.names import INDICES, Entity, Names, spelling_of
from mkdocs_matcalc.language.syntax import Indexed, Name, Number, Product, Syntax, subscript_text, walk
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import COMMANDS, COUNT, Spelling, is_symbol, spell
from mkdocs_matcalc.language.text.unsupported import ENTRIES
from mkdocs_matcalc.language.vocabulary import STRUCTURED

_ROW_AND_NUMBER = re.compile(r"([a-z])([1-9])")
_KINDS = ("a scalar", "a vector", "a matrix")


class Meanings:
    """Gives the names of one block their drafts, and remembers which it gave."""

    def __init__(self, names: Names, dimensions: Dimensions, assume: Callable[[str], None]) -> None:
        self.names = names
        self._assume = assume
        self.dimensions = dimensions
        self.used: dict[str, Entity] = {}
        self._open: dict[str, Expr] = {}
        self._sized: list[tuple[Expr, MatcalcError]] = []

    def draft(self, name: Name, context: Context) -> Draft:
        """A name's draft.

        Raises:
            MatcalcError: It is a function, a family without its index, or an unknown command.
        """
        if not is_symbol(name.text):
            raise unknown_command(name, context)
        spelling = spelling_of(name, context.source)
        key = spelling.key
        if key in context.sums and not name.subscript:
            return self._number(name, context, index_symbol(key))
        if key in self.names.entities:
            return self._of_entity(name, self.names.entities[key], context)
        if key.startswith("K_") and len(name.subscript) == 2 and not self.names.known("K"):
            return self._commutation(name, context)
        if name.subscript:
            indexed = self._indexed(name, context)
            if indexed is not None:
                return indexed
        constant = self._constant(name, key, context)
        if constant is not None:
            return constant
        if self.names.is_size(key):
            return self._number(name, context, dimension(key))
        return self._of_entity(name, self.names.inferred(spelling, name, context.source), context)

    def split(self, name: Name, context: Context) -> list[Name]:
        """A run of letters as the names it is a product of.

        Raises:
            MatcalcError: It looks like a longer name, misspelt.
        """
        if not name.subscript and spell(name.text).key in context.sums:
            return [name]
        parts = self.names.split(name, context.source)
        if len(parts) > 2:
            # Of three letters each may stand for itself, where one is another.
            least = 4 if len(name.text) == 3 else 3
            longer = [key for key in (*self.names.entities, *self.names.heads) if len(key) >= least]
            near = nearest(name.text, longer)
            if near:
                raise context.error(
                    ErrorName.UNKNOWN_NAME,
                    f"`{name.text}` is not known here",
                    name,
                    f"did you mean `{near}`?",
                )
        return parts

    def must_be_sized(self, size: Expr, error: MatcalcError) -> None:
        """Have an error raised in the end if nothing fixes a dimension."""
        self._sized.append((size, error))

    @contextmanager
    def undone_on_error(self) -> Iterator[None]:
        """What has to be sized in an expression counts only if nothing is wrong with it."""
        known = len(self._sized)
        try:
            yield
        except MatcalcError:
            del self._sized[known:]
            raise

    def check_sizes(self) -> None:
        """Raise what `must_be_sized` was told of."""
        for size, error in self._sized:
            if not self.dimensions.is_known(size):
                raise error

    def of_many(self, node: Syntax, index: str, context: Context) -> list[tuple[Name, Entity]]:
        """The names in an expression that only stand with an index, each with what it was taken for."""
        found: dict[str, tuple[Name, Entity]] = {}
        for part in walk(node):
            if isinstance(part, Name) and _is_below(index, part, context.source):
                key = spell(part.text).key
                entity = self.names.entities.get(key)
                if entity is not None and key in self.names.uses.counted:
                    found.setdefault(key, (part, entity))
        return list(found.values())

    # --- kinds of meaning ---

    def _number(self, name: Name, context: Context, value: Expr) -> Draft:
        return Draft(name, context.source, S.One, S.One, lambda _: value, value)

    def _of_entity(self, name: Name, entity: Entity, context: Context) -> Draft:
        if entity.role in ("map", "call"):
            raise context.error(
                ErrorName.WRONG_ARGUMENTS,
                f"`{name.text}` is a function and stands without its argument",
                name,
                f"write {name.text}(…)",
            )
        if entity.role == "family":
            raise context.error(
                ErrorName.WRONG_INDEX,
                f"`{name.text}` is a family and stands without its index",
                name,
                f"write {name.text}_i inside a sum over i",
            )
        self.used.setdefault(entity.key, entity)
        is_open = not entity.declared and not self.names.is_fixed(entity.spelling)
        letter = entity.spelling if is_open else None
        return Draft(name, context.source, entity.rows, entity.columns, entity.node, letter=letter)

    def _constant(self, name: Name, key: str, context: Context) -> Draft | None:
        """I, π, and the bold 1 and 0, as long as nobody declares them."""
        if key == "pi":
            return self._number(name, context, pi)
        if key not in ("I", "1", "0"):
            return None
        if key != "I":
            return self._filled(name, context, S(int(key)))
        size = self._size_to_be_said(name, context, "eye(n)")
        return Draft(name, context.source, size, size, lambda dims: Identity(dims.value(size)))

    def ones(self, node: Syntax, context: Context) -> Draft:
        """A vector of ones, of the size that fits."""
        return self._filled(node, context, S.One)

    def _filled(self, node: Syntax, context: Context, value: Expr) -> Draft:
        size = self._size_to_be_said(node, context, "ones(n)" if value == 1 else "zeros(n)")
        return Draft(node, context.source, size, S.One, lambda dims: Fill(value, dims.value(size), S.One))

    def _size_to_be_said(self, node: Syntax, context: Context, form: str) -> Expr:
        """An unknown dimension that something must fix."""
        size = self.dimensions.unknown()
        words = context.source.quote(node)
        self.must_be_sized(
            size,
            context.error(
                ErrorName.UNKNOWN_SIZE, f"nothing says the size of `{words}`", node, f"write {form}"
            ),
        )
        return size

    def _commutation(self, name: Name, context: Context) -> Draft:
        """K_{m,n}, which nobody declares: K vec(X) = vec(Xᵀ) of an X of size m × n."""
        hint = "K_(m,n) is the commutation matrix; declare `X in R^(m x n)`, or a matrix K of your own"
        rows, columns = (self.size(item, context, hint) for item in name.subscript)
        shown = ", ".join(map(context.source.read, name.subscript))
        sizes = r" \times ".join(map(context.source.read, name.subscript))
        self._assume(
            rf"$K_{{{shown}}}$ is the commutation matrix: "
            rf"$K_{{{shown}}} \mathop{{\mathrm{{vec}}}}(X) = \mathop{{\mathrm{{vec}}}}(X^\top)$ "
            rf"of a matrix of size ${sizes}$"
        )
        size = rows * columns

        def build(dims: Dimensions) -> Commutation:
            return Commutation(dims.value(rows), dims.value(columns))

        return Draft(name, context.source, size, size, build)

    def size(self, node: Syntax, context: Context, hint: str) -> Expr:
        """A dimension where only one can stand; a letter that nobody knows is the one that fits there.

        Raises:
            MatcalcError: It is none; the hint is what would be right.
        """
        if isinstance(node, Number) and node.text.isdigit() and int(node.text):
            return Integer(int(node.text))
        if isinstance(node, Name):
            key = spelling_of(node, context.source).key
            if key in self.names.sizes:
                return dimension(key)
            if not self.names.known(key) and key.islower() and key not in INDICES:
                if key not in self._open:
                    self._open[key] = self.dimensions.unknown(key)
                return self._open[key]
        words = context.source.quote(node)
        raise context.error(ErrorName.BAD_DIMENSION, f"`{words}` is no dimension here", node, hint)

    def _indexed(self, name: Name, context: Context) -> Draft | None:
        """An entry, a family's member or a unit vector; None where the subscript is part of the name."""
        base = spell(name.text)
        entity = self.names.entities.get(base.key)
        indices = self._indices(name.subscript, context)
        if indices is None:
            self._must_not_run(name, context)
        if name.layer == COUNT and (entity is None or entity.role != "family"):
            stands_alone = self.names.introduced(base.key) or base.key in self.names.uses.alone
            if indices is None:
                return None
            if stands_alone:
                raise self._no_member(name, context)
        if indices is None:
            below = subscript_text(name, context.source)
            if entity is not None and len(below) == 1 and below.isalpha():
                raise context.error(
                    ErrorName.WRONG_INDEX,
                    f"`{below}` is no index here",
                    name,
                    f"an index belongs to a sum: sum_{below} {name.text}_{below}",
                )
            self._must_be_no_square_of_an_entry(name, context)
            return None
        if entity is None and base.key == "delta" and (delta := self._delta(name, context)):
            return delta
        if entity is None and base.key == "e" and len(indices) == 1:
            return self._unit(name, indices[0], context)
        if len(indices) == 1 and (pair := self._two_digits(name, base, entity, context)):
            indices = pair
        numbered = all(index.is_Integer for index in indices)
        if numbered and (entity is None or not entity.declared):
            is_entry = _KINDS[min(len(indices), 2)] == f"a {base.kind}"
            if not is_entry or not self.names.stands_beside_entries(name, context.source):
                return None
            below = subscript_text(name, context.source)
            self._assume(rf"${base.latex}_{{{below}}}$ is an entry of the {base.kind} ${base.latex}$")
        return self._part(name, entity or self.names.inferred(base, name, context.source), indices, context)

    def _must_not_run(self, name: Name, context: Context) -> None:
        """Refuse the x_{i+1} of a sum over i, which is another one for each i and no letter of its own.

        The X_ij of a sum over i alone is no letter either.
        """
        if self.names.introduced(spelling_of(name, context.source).key):
            return
        for item in (each for each in name.subscript if self._indices([each], context) is None):
            parts = [part.text for part in walk(item) if isinstance(part, Name)]
            letters = "".join(parts)
            running = [each for each in parts if spell(each).key in context.sums]
            if not running and set(letters) <= {*INDICES, *digits}:
                running = [each for each in letters if each in context.sums]
            if running:
                below = context.source.quote(item)
                raise context.error(
                    ErrorName.WRONG_INDEX,
                    f"`{below}` is no index here, and `{running[0]}` runs in the sum around",
                    name,
                    "an index is the letter of a sum, or a number; give the shifted vector a name of its own",
                )

    def _must_be_no_square_of_an_entry(self, name: Name, context: Context) -> None:
        """Refuse the w_i^2 of a w that stands beside it, where no sum is over i."""
        base, whole = spell(name.text), spelling_of(name, context.source)
        uses, below = self.names.uses, subscript_text(name, context.source)
        if whole.key in uses.squared and base.key in uses.alone and not self.names.introduced(whole.key):
            raise context.error(
                ErrorName.WRONG_INDEX,
                f"`{below}` is no index here, and `{name.text}` stands beside `{name.text}_{below}`",
                name,
                f"an index belongs to a sum: sum_{below} {name.text}_{below}",
            )

    def _two_digits(
        self, name: Name, base: Spelling, entity: Entity | None, context: Context
    ) -> tuple[Expr, ...]:
        """The row and the column of A_12, an entry of a matrix that is declared.

        Raises:
            MatcalcError: Nobody declared the matrix, and it may be a block of it as well.
        """
        below = subscript_text(name, context.source)
        if len(below) != 2 or not below.isdigit() or "0" in below:
            return ()
        if entity is not None and entity.declared:
            is_matrix = 1 not in (self.dimensions.value(entity.rows), self.dimensions.value(entity.columns))
            return tuple(Integer(int(digit)) for digit in below) if is_matrix else ()
        if base.kind == "matrix" and self.names.stands_beside_entries(name, context.source):
            raise context.error(
                ErrorName.AMBIGUOUS,
                f"`{context.source.quote(name)}` may be an entry of `{name.text}` or a block of it",
                name,
                f"declare `{name.text} in R^(m x n)`, and it is an entry; or give a block a name of its own",
            )
        return ()

    def _no_member(self, name: Name, context: Context) -> MatcalcError:
        """What is said of x⁽ᵏ⁾ in a sum over k, where x is no family."""
        below = subscript_text(name, context.source)
        words = context.source.quote(name)
        return context.error(
            ErrorName.AMBIGUOUS,
            f"`{words}` in a sum over `{below}` is one of many, and nothing says of what size",
            name,
            f"declare them: `{name.text}_{below} in R^n`, or `{name.text}_{below} in R`; `{name.text}` alone "
            "then needs another letter",
        )

    def _part(self, name: Name, entity: Entity, indices: Sequence[Expr], context: Context) -> Draft:
        source = context.source
        self.used.setdefault(entity.key, entity)
        if entity.role == "family" and len(indices) == 1:
            self._within(indices[0], entity.count, name, context)
            return Draft(
                name, source, entity.rows, entity.columns, lambda dims: Member(entity.node(dims), indices[0])
            )
        wanted = sum(self.dimensions.value(size) != 1 for size in (entity.rows, entity.columns))
        if len(indices) != wanted or entity.role not in ("variable", "defined"):
            kind = "a family" if entity.role == "family" else _KINDS[wanted]
            hint = f"declare the family, as `{name.text}_i in R^d`" if entity.role == "variable" else None
            plural = "1 index" if len(indices) == 1 else f"{len(indices)} indices"
            raise context.error(
                ErrorName.WRONG_INDEX,
                f"`{source.quote(name)}` has {plural}, and `{name.text}` is {kind}",
                name,
                hint,
            )
        for index, size in zip(indices, (entity.rows, entity.columns), strict=False):
            self._within(index, size, name, context)
        return Draft(name, source, S.One, S.One, lambda dims: Entry(entity.node(dims), *indices))

    def entry(self, node: Indexed, draft: Draft, context: Context) -> Draft:
        """An entry of what is no name: `(X - Y)_ij`.

        Raises:
            MatcalcError: There are more or fewer indices than it has, or one that is none here.
        """
        unknown = [each for each in node.indices if not each.isdigit() and each not in context.sums]
        if unknown:
            hint = f"an index belongs to a sum: sum_{unknown[0]} {context.source.quote(node)}"
            raise context.error(ErrorName.WRONG_INDEX, f"`{unknown[0]}` is no index here", node, hint)
        indices = [Integer(int(each)) if each.isdigit() else index_symbol(each) for each in node.indices]
        sizes = [size for size in draft.shape if self.dimensions.value(size) != 1]
        if len(sizes) != len(indices):
            kind, plural = _KINDS[len(sizes)], "1 index" if len(indices) == 1 else f"{len(indices)} indices"
            words = context.source.quote(node)
            raise context.error(
                ErrorName.WRONG_INDEX, f"`{words}` has {plural}, and what it is of is {kind}", node
            )
        for index, size in zip(indices, sizes, strict=True):
            self._within(index, size, node, context)
        return Draft(node, context.source, S.One, S.One, lambda dims: Entry(draft.build(dims), *indices))

    def _delta(self, name: Name, context: Context) -> Draft | None:
        """δ_ij of two indices in scope, which nobody declared: 1 where they are equal."""
        indices = self._indices(name.subscript, context)
        if indices is None or len(indices) != 2 or self.names.known("delta"):
            return None
        first, second = (context.sums.get(str(each)) for each in indices)
        if first is not None and second is not None:
            self.dimensions.same(first, second, Reason(context.source, name))
        delta = KroneckerDelta(*indices)
        return Draft(name, context.source, S.One, S.One, lambda _: delta)

    def _unit(self, name: Name, index: Expr, context: Context) -> Draft:
        size = self.dimensions.unknown()
        self._within(index, size, name, context)
        error = context.error(
            ErrorName.UNKNOWN_SIZE, f"nothing says the size of `{context.source.quote(name)}`", name
        )
        self.must_be_sized(size, error)
        return Draft(name, context.source, size, S.One, lambda dims: Unit(index, dims.value(size)))

    def _within(self, index: Expr, size: Expr, name: Syntax, context: Context) -> None:
        """An index runs as far as what it counts, and a number is none beyond that."""
        known = self.dimensions.value(size)
        if index.is_Integer and known.is_Integer and index > known:
            whole = name.text if isinstance(name, Name) else context.source.quote(name)
            raise context.error(
                ErrorName.WRONG_INDEX, f"`{whole}` has {known}, and the index is {index}", name
            )
        upper = context.sums.get(str(index))
        if upper is None or self.dimensions.same(upper, size, Reason(context.source, name)):
            return
        whole = name.text if isinstance(name, Name) else context.source.quote(name)
        raise ShapeError(
            ErrorName.SHAPE_MISMATCH,
            f"`{index}` runs to {self.dimensions.shown(upper)}, and `{whole}` has "
            f"{self.dimensions.shown(size)}",
            context.source.place(name.start),
            self.origins([Draft(name, context.source, S.One, S.One, lambda _: S.One)]),
        )

    def _indices(self, subscript: Sequence[Syntax], context: Context) -> tuple[Expr, ...] | None:
        """A subscript as indices in scope and numbers; None where it is neither."""
        found: list[Expr] = []
        for item in subscript:
            if isinstance(item, Product):
                inner = self._indices([part for _, part in item.factors], context)
                if inner is None:
                    return None
                found.extend(inner)
            elif isinstance(item, Number) and item.text.isdigit() and len(item.text) < 8 and int(item.text):
                found.append(Integer(int(item.text)))
            elif isinstance(item, Name) and not item.subscript and spell(item.text).key in context.sums:
                found.append(index_symbol(spell(item.text).key))
            elif isinstance(item, Name) and all(letter in context.sums for letter in item.text):
                found.extend(index_symbol(letter) for letter in item.text)
            elif isinstance(item, Name) and (row := _ROW_AND_NUMBER.fullmatch(item.text)):
                # A letter with digits is one name, but below X it is the i1 of a first column.
                if item.subscript or row[1] not in context.sums:
                    return None
                found += [index_symbol(row[1]), Integer(int(row[2]))]
            else:
                return None
        return tuple(found)

    # --- what messages say ---

    def origins(self, drafts: Sequence[Draft]) -> str:
        """Where the shapes of the names in some drafts come from."""
        said: dict[str, str] = {}
        for draft in drafts:
            for part in walk(draft.node):
                for piece, entity in self._mentioned(part, draft.source):
                    words = self._origin(entity)
                    if piece.subscript and not entity.declared and entity.key == spell(piece.text).key:
                        entry = draft.source.quote(piece)
                        words += f" (`{entry}` is its entry; `{entry} in R^d` declares a family)"
                    said.setdefault(entity.key, words)
        return "; ".join(said.values())

    def _origin(self, entity: Entity) -> str:
        shape = "×".join(self.dimensions.shown(size) for size in (entity.rows, entity.columns))
        return f"`{entity.key}` is {shape}, {self.origin(entity)}"

    def origin(self, entity: Entity) -> str:
        """Where the kind of a name and its sizes come from, in words."""
        sizes = [entity.rows] if entity.columns == 1 else [entity.rows, entity.columns]
        words = entity.origin
        for size in dict.fromkeys(sizes):
            reason = self.dimensions.reason(size)
            if reason is not None:
                words += f", {self.dimensions.shown(size)} from {reason.words}"
        return words

    def _mentioned(self, part: Syntax, source: Source) -> list[tuple[Name, Entity]]:
        if not isinstance(part, Name):
            return []
        found = []
        for piece in self.names.split(part, source):
            keys = (spelling_of(piece, source).key, spell(piece.text).key)
            entity = next((self.names.entities[key] for key in keys if key in self.names.entities), None)
            if entity is not None and entity.role in ("variable", "defined", "family"):
                found.append((piece, entity))
        return found


def _is_below(index: str, name: Name, source: Source) -> bool:
    below = name.subscript[0] if len(name.subscript) == 1 else None
    text = subscript_text(name, source)
    return text == index or (isinstance(below, Name) and not below.subscript and spell(text).key == index)


def unknown_command(name: Name, context: Context) -> MatcalcError:
    """What is said of a LaTeX command that is neither a letter nor a function."""
    if name.text == r"\begin":
        return ENTRIES.error(context.source.place(name.start))
    near = nearest(name.text[1:], (*COMMANDS, *STRUCTURED, *FUNCTIONS))
    return context.error(
        ErrorName.UNKNOWN_NAME,
        f"`{name.text}` is not known here",
        name,
        f"did you mean `\\{near}`?" if near else None,
    )
