"""Derivatives as an author writes them: of what, by what, and the shape of what comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sympy import Expr, S

from mkdocs_matcalc.algebra.nodes import SCALAR, Entry, Partial, Trace
from mkdocs_matcalc.algebra.problem import Request
from mkdocs_matcalc.errors import ErrorName, MatcalcError, ShapeError, nearest
from mkdocs_matcalc.language.argument import LOSSES, Argument
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.dependence import must_be_told
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.free_indices import free_indices, has_entries
from mkdocs_matcalc.language.names import Entity, Names, spelling_of
from mkdocs_matcalc.language.occurs import must_be_no_word, must_occur, occurring
from mkdocs_matcalc.language.strains import SOME
from mkdocs_matcalc.language.syntax import (
    ByEntry,
    Differentiation,
    Group,
    Name,
    Product,
    Syntax,
    subscript_text,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import spell
from mkdocs_matcalc.language.uses import inner_of
from mkdocs_matcalc.language.vocabulary import known_function

_TRANSPOSED = re.compile(r"\s*(?:\^\s*\{?\s*\\?(?:T|top|intercal|mathsf|mathrm)\b|\^\s*⊤|['′⊤ᵀ]|\.T\b)")
NABLAS = ("∇", r"\nabla")

# The indices of one entry, once all dimensions have names.
Places = Callable[[Dimensions], tuple[Expr, ...]]


@dataclass(frozen=True)
class Asked:
    """A request whose shapes fit, before its dimensions have names; it may be for one `entry` alone."""

    draft: Draft
    wrt: tuple[tuple[Entity, ...], ...]
    name: Entity | None
    stationary: bool = False
    entry: Places | None = None

    @property
    def variables(self) -> list[Entity]:
        """All that is differentiated by."""
        return [entity for group in self.wrt for entity in group]

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """The derivative's shape in denominator layout."""
        rows, columns = self.draft.shape
        first, *others = self.wrt[0]
        size, whole = first.rows * first.columns, rows * columns
        if others:
            return size, others[0].rows * others[0].columns
        if whole == 1:
            return first.rows, first.columns
        return (rows, columns) if size == 1 else (size, whole)

    @property
    def has_layout(self) -> bool:
        """Whether it is another in numerator layout."""
        (first, *others) = self.wrt[0]
        return not others and (first.rows, first.columns) != SCALAR

    def partial(self, dims: Dimensions) -> Partial:
        """The derivative as an expression, once all dimensions have names."""
        request = self.built(dims)
        return Partial(request.function, *request.wrt[0])

    def built(self, dims: Dimensions) -> Request:
        """The request, once all dimensions have names."""
        name = self.name.variable(dims) if self.name else None
        function = name if name is not None else self.draft.build(dims)
        wrt = tuple(tuple(entity.variable(dims) for entity in group) for group in self.wrt)
        entry = self.entry(dims) if self.entry else ()
        return Request(function, wrt, name, self.draft.place, self.stationary, entry)


class Derivatives:
    """Finds out what the derivatives of one block are of, and by what.

    Args:
        draft: Drafts any other expression.
    """

    def __init__(self, names: Names, combine: Combine, draft: Callable[[Syntax, Context], Draft]) -> None:
        self._names = names
        self._combine = combine
        self._draft = draft
        self._argument = Argument(names, combine, draft)

    def value(self, node: Differentiation, context: Context) -> Draft:
        """A derivative as a part of an expression, in the layout that is meant there.

        Raises:
            MatcalcError: As `asked` does, or it is by several variables.
        """
        if self._entries(node, context):
            return self._by_entry(node, context)
        asked = self.asked(node, context.source)
        if len(asked.wrt) > 1:
            raise context.error(
                ErrorName.MISPLACED_DERIVATIVE,
                "a derivative by several variables is no part of an expression",
                node,
            )
        rows, columns = asked.shape
        if context.traced and is_nabla_squared(node, context.source) and not self._combine.is_one(rows):
            return Draft(node, context.source, S.One, S.One, lambda dims: Trace(asked.partial(dims)))
        draft = Draft(node, context.source, rows, columns, asked.partial)
        return self._combine.transposed(draft) if context.turned and asked.has_layout else draft

    def whole(self, node: Differentiation, context: Context) -> Differentiation:
        """A derivative by an entry, or of one, as that of which it is an entry; any other as it is."""
        found = self._entries(node, context)
        return replace(node, function=found[0], wrt=(found[1],)) if found else node

    def _entries(self, node: Differentiation, context: Context) -> tuple[Syntax, tuple[Name, ...]] | None:
        """What a derivative by entries is of, and the names that these are entries of."""
        if len(node.wrt) > 1 or not all(self._is_entry(name, context) for name in node.wrt[0]):
            return None
        function, names = inner_of(node.function), tuple(map(_without_index, node.wrt[0]))
        if len(names) == 1 and isinstance(function, Name) and self._is_entry(function, context):
            return _without_index(function), names
        return node.function, names

    def _is_entry(self, name: Name, context: Context) -> bool:
        """Whether a name is an entry, at an index in scope or at a number."""
        base = spell(name.text).key
        below = subscript_text(name, context.source).replace(",", "").replace(" ", "")
        at_number = below.isdigit() and (
            self._names.introduced(base) or self._names.stands_beside_entries(name, context.source)
        )
        at_index = bool(below) and all(letter in context.sums for letter in below)
        return (at_number or at_index) and has_entries(name, context.source, self._names)

    def requested(self, node: Differentiation, source: Source) -> Asked:
        """What a derivative alone asks for, be it by an entry.

        Raises:
            MatcalcError: As `asked` does, or what it is of has an index that no sum binds.
        """
        dims = self._combine.dimensions
        free = free_indices(node, source, self._names)
        context = Context(source, {index: dims.unknown() for index in free})
        whole = self.whole(node, context)
        if whole is node:
            for name, *_ in node.wrt if len(node.wrt) > 1 else ():
                if self._is_entry(name, context):
                    whole_name = source.quote(_without_index(replace(name, end=name.start + len(name.text))))
                    raise context.error(
                        ErrorName.NOT_A_VARIABLE,
                        "a derivative by several variables is by each as a whole, "
                        f"and `{source.quote(name)}` is an entry",
                        name,
                        f"differentiate by `{whole_name}`, or by the entry on a line of its own",
                    )
            return self.asked(node, source)
        asked = self.asked(whole, source)
        return replace(asked, entry=self._places(node, whole, asked, context))

    def _by_entry(self, node: Differentiation, context: Context) -> Draft:
        """An entry of a derivative, be it of a scalar, or of a vector's entry by that of another."""
        whole = self.whole(node, context)
        asked = self.asked(whole, context.source, sums=context.sums)
        places = self._places(node, whole, asked, context)
        return Draft(
            node,
            context.source,
            S.One,
            S.One,
            lambda dims: Entry(asked.partial(dims), *places(dims)),
        )

    def _places(
        self, node: Differentiation, whole: Differentiation, asked: Asked, context: Context
    ) -> Places:
        """The indices of the entry of a whole derivative that one by entries is.

        Raises:
            MatcalcError: It is of what has no such entries.
        """
        entries = [self._draft(name, context) for name in node.wrt[0]]
        is_of_entry = whole.function is not node.function
        if is_of_entry:
            entries.append(self._draft(inner_of(node.function), context))
        columns = [each.columns for each in asked.wrt[0]]
        columns += [asked.draft.columns] if is_of_entry else []
        is_table = len(entries) == 2 and all(map(self._combine.is_one, columns))
        is_read = is_table if len(entries) == 2 else self._combine.is_scalar(asked.draft)
        if not is_read or (len(node.wrt[0]) == 2 and not self._combine.is_scalar(asked.draft)):
            raise context.error(
                ErrorName.NOT_A_VARIABLE,
                "a derivative by an entry is read of a scalar, or of an entry of a vector by that of another",
                node,
                "differentiate by the whole vector or matrix",
            )

        def places(dims: Dimensions) -> tuple[Expr, ...]:
            indices = (index for each in entries for index in each.build(dims).args[1:])
            return tuple(index for index in indices if isinstance(index, Expr))

        return places

    def asked(
        self,
        node: Differentiation,
        source: Source,
        *,
        vanishes: bool = False,
        sums: Mapping[str, Expr] = MappingProxyType({}),
    ) -> Asked:
        """What a derivative asks for.

        Args:
            vanishes: Whether it is said to be 0, so that its variable need not occur; but in ∇f(v), which is
                the gradient at v, whatever stands below the ∇.
            sums: The indices in scope, each with its upper limit.
        """
        node = _at_once(node)
        function, where = self._argument.given(node, source)
        name = self._name(node, source)
        self._must_be_of_known(node, source)
        draft = self._draft(function, Context(where, sums))
        wrt = tuple(tuple(self._variable(item, source) for item in group) for group in node.wrt)
        name = name or self._of_a_dependent(node, source)
        called = _called(node.function, source)
        if not vanishes or (called and known_function(spell(called.text).key) is None):
            must_occur(node, source, self._names, occurring(function, where, self._names))
        for group in node.wrt:
            if len(group) == 1 and _TRANSPOSED.match(source.text, group[0].end):
                latex = spelling_of(group[0], source).latex
                self._combine.assume(
                    rf"$\partial {latex}^\top$ is read as $\partial {latex}$; "
                    "the option layout = numerator transposes the result"
                )
        self._weigh(draft, name, node, source)
        return Asked(draft, wrt, name)

    def _weigh(self, draft: Draft, name: Entity | None, node: Syntax, source: Source) -> None:
        """Nobody differentiates a row, or a loss that is no number."""
        combine = self._combine
        if not combine.is_scalar(draft):
            is_loss = name is not None and name.spelling.letter in LOSSES
            if is_loss or combine.is_one(draft.rows):
                combine.strains.bear(SOME, source, node)

    def _name(self, node: Differentiation, source: Source) -> Entity | None:
        """The defined name that is differentiated, as `L` or as `L(w)`; None for an expression."""
        function = inner_of(node.function)
        if called := _called(function, source):
            key = spelling_of(called, source).key
            head = self._names.heads.get(key)
            return self._names.entities[key] if head and head[0].parameters else None
        if not isinstance(function, Name):
            return None
        key = spelling_of(function, source).key
        if key in self._names.heads:
            return self._names.entities[key]
        self._must_be_known(function, key, node, source)
        return None

    def _must_be_of_known(self, node: Differentiation, source: Source) -> None:
        """Refuse the derivative of a name that nothing defines, with factors behind it: `∇_a C ⊙ v`."""
        function = node.function
        by = {spelling_of(name, source).key for group in node.wrt for name in group}
        if by.isdisjoint(occurring(function, source, self._names)):
            if isinstance(function, Name):
                must_be_no_word(function, source, self._names)
            parts = [each for each in walk(function, into_subscripts=False) if isinstance(each, Name)]
            others = [each for each in parts if not known_function(spell(each.text).key)]
            if len(others) == 1 < len(parts) and spell(others[0].text).letter in LOSSES:
                # The logarithm of a likelihood that nothing defines.
                self._must_be_known(others[0], spelling_of(others[0], source).key, node, source)
        if not isinstance(function, ByEntry) or not source.text.startswith(NABLAS, node.start):
            return
        first = function.factors[0][1]
        if isinstance(first, Product):
            first = first.factors[0][1]
        if not isinstance(first, Name) or len(self._names.split(first, source)) > 1:
            return
        key = spelling_of(first, source).key
        if by.isdisjoint(occurring(function, source, self._names)):
            self._must_be_known(first, key, node, source)

    def _must_be_known(self, function: Name, key: str, node: Differentiation, source: Source) -> None:
        by = {spelling_of(name, source).key for group in node.wrt for name in group}
        letters = {spelling_of(part, source).key for part in self._names.split(function, source)}
        entity = self._names.entities.get(key)
        if entity is not None and entity.role == "call":
            return
        if letters & by or self._names.depends.get(key) in by:
            return
        alone = function.start < node.wrt[0][0].start or len(self._names.split(function, source)) == 1
        base = spell(function.text).key
        if not alone or {key, base} & by or self._names.introduced(key) or key in self._names.sizes:
            return
        if function.subscript and (self._names.introduced(base) or base == "e"):
            return
        near = nearest(key, self._names.heads)
        raise MatcalcError(
            ErrorName.UNKNOWN_NAME,
            f"`{source.quote(function)}` is not defined",
            source.place(function.start),
            f"did you mean `{near}`?"
            if near
            else f"write `{source.quote(function)} = …` on a line of its own",
        )

    def _of_a_dependent(self, node: Differentiation, source: Source) -> Entity | None:
        """The name in a derivative of what depends on its variable; None for any other derivative."""
        by = self._names.entities[spelling_of(node.wrt[0][0], source).key]
        function = inner_of(node.function)
        for key in occurring(function, source, self._names):
            if self._names.depends.get(key) == by.key:
                entity = self._names.entities[key]
                message = f"how `{key}` depends on `{by.key}` can't be told"
                error = ShapeError(
                    ErrorName.UNKNOWN_NAME, message, source.place(node.start), f"define it: `{key} = …`"
                )
                must_be_told(entity, by, self._combine, error)
        key = spelling_of(function, source).key if isinstance(function, Name) else ""
        return self._names.entities[key] if self._names.depends.get(key) == by.key else None

    def _variable(self, name: Name, source: Source) -> Entity:
        key = spelling_of(name, source).key
        if not self._names.is_size(key) or self._names.known(key):
            declared = self._names.entities.get(key)
            if declared is None or declared.role in ("variable", "defined"):
                self._draft(name, Context(source))
            entity = self._names.entities.get(key)
            if entity is not None and entity.role in ("variable", "defined"):
                return entity
        is_entry = self._is_entry(name, Context(source))
        whole = source.quote(_without_index(replace(name, end=name.start + len(name.text))))
        raise MatcalcError(
            ErrorName.NOT_A_VARIABLE,
            f"`{source.quote(name)}` is nothing to differentiate by",
            source.place(name.start),
            f"differentiate by `{whole}`, of which it is an entry, or claim what the derivative is"
            if is_entry
            else "differentiate by a scalar, a vector or a matrix",
        )


def is_nabla_squared(node: Syntax, source: Source) -> bool:
    """Whether a second derivative is written as ∇², the Hessian in some books, the Laplacian in others."""
    second = isinstance(node, Differentiation) and len(node.wrt) == 1 and len(node.wrt[0]) == 2
    return second and source.text.startswith(NABLAS, node.start)


def _called(function: Syntax, source: Source) -> Name | None:
    """The f of f(v), where an expression is no more than that."""
    inner = inner_of(function)
    if isinstance(inner, Product) and len(inner.factors) == 2:
        called, bracket = inner.factors[0][1], inner.factors[1][1]
        if isinstance(called, Name) and isinstance(bracket, Group) and source.touch(called, bracket):
            return called
    return None


def _at_once(node: Differentiation) -> Differentiation:
    """The derivative of a derivative as one of second order: by x of that by y is ∂²f/∂x∂y."""
    inner = inner_of(node.function)
    groups = (*node.wrt, *inner.wrt) if isinstance(inner, Differentiation) else ()
    if not isinstance(inner, Differentiation) or len(groups) != 2 or any(len(each) != 1 for each in groups):
        return node
    return replace(node, function=inner.function, wrt=((groups[0][0], groups[1][0]),))


def _without_index(name: Name) -> Name:
    return replace(name, subscript=())
