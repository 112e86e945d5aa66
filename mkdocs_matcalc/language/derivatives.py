"""Derivatives as an author writes them: of what, by what, and the shape of what comes out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sympy import Expr

from mkdocs_matcalc.algebra.nodes import SCALAR, Partial
from mkdocs_matcalc.algebra.problem import Request
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.names import Entity, Names, spelling_of
from mkdocs_matcalc.language.occurs import must_occur
from mkdocs_matcalc.language.spelling import nearest, spell
from mkdocs_matcalc.language.strains import SOME
from mkdocs_matcalc.language.syntax import Differentiation, Group, Name, Product, Source, Syntax
from mkdocs_matcalc.language.uses import inner_of

_TRANSPOSED = re.compile(r"\s*(?:\^\s*\{?\s*\\?(?:T|top|intercal|mathsf|mathrm)\b|\^\s*⊤|['′⊤ᵀ]|\.T\b)")
_LOSSES = frozenset({"L", "J", "E", "ell", "loss", "cost", "Loss", "Cost"})


@dataclass(frozen=True)
class Asked:
    """A request whose shapes fit, before its dimensions have names."""

    draft: Draft
    wrt: tuple[tuple[Entity, ...], ...]
    name: Entity | None
    stationary: bool = False

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
        return Request(function, wrt, name, self.draft.place, self.stationary)


class Derivatives:
    """Finds out what the derivatives of one block are of, and by what.

    Args:
        draft: Drafts any other expression.
    """

    def __init__(self, names: Names, combine: Combine, draft: Callable[[Syntax, Context], Draft]) -> None:
        self._names = names
        self._combine = combine
        self._draft = draft

    def value(self, node: Differentiation, context: Context) -> Draft:
        """A derivative as a part of an expression, in the layout that is meant there.

        Raises:
            MatcalcError: As `asked` does, or it is by several variables.
        """
        asked = self.asked(node, context.source)
        if len(asked.wrt) > 1:
            raise context.error("a derivative by several variables is no part of an expression", node)
        rows, columns = asked.shape
        draft = Draft(node, context.source, rows, columns, asked.partial)
        return self._combine.transposed(draft) if context.turned and asked.has_layout else draft

    def asked(self, node: Differentiation, source: Source, *, vanishes: bool = False) -> Asked:
        """What a derivative asks for.

        Args:
            vanishes: Whether it is said to be 0, so that its variable need not occur.
        """
        node = _at_once(node)
        name = self._name(node, source)
        draft = self._draft(node.function, Context(source))
        wrt = tuple(tuple(self._variable(item, source) for item in group) for group in node.wrt)
        if not vanishes:
            must_occur(node, source, self._names)
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
            is_loss = name is not None and name.spelling.letter in _LOSSES
            if is_loss or combine.is_one(draft.rows):
                combine.strains.bear(SOME, source, node)

    def _name(self, node: Differentiation, source: Source) -> Entity | None:
        """The defined name that is differentiated, as `L` or as `L(w)`; None for an expression."""
        function = node.function
        while isinstance(function, Group) and len(function.items) == 1:
            function = function.items[0]
        if isinstance(function, Product) and len(function.factors) == 2:
            called, bracket = function.factors[0][1], function.factors[1][1]
            if isinstance(called, Name) and isinstance(bracket, Group) and source.touch(called, bracket):
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

    def _must_be_known(self, function: Name, key: str, node: Differentiation, source: Source) -> None:
        by = {spelling_of(name, source).key for group in node.wrt for name in group}
        letters = {spelling_of(part, source).key for part in self._names.split(function, source)}
        if letters & by:
            return
        alone = function.start < node.wrt[0][0].start or len(self._names.split(function, source)) == 1
        base = spell(function.text).key
        if not alone or {key, base} & by or self._names.introduced(key) or key in self._names.sizes:
            return
        if function.subscript and (self._names.introduced(base) or base == "e"):
            return
        near = nearest(key, self._names.heads)
        raise MatcalcError(
            f"`{source.quote(function)}` is not defined",
            source.place(function.start),
            f"did you mean `{near}`?"
            if near
            else f"write `{source.quote(function)} = …` on a line of its own",
        )

    def _variable(self, name: Name, source: Source) -> Entity:
        key = spelling_of(name, source).key
        if not self._names.is_size(key) or self._names.known(key):
            declared = self._names.entities.get(key)
            if declared is None or declared.role in ("variable", "defined"):
                self._draft(name, Context(source))
            entity = self._names.entities.get(key)
            if entity is not None and entity.role in ("variable", "defined"):
                return entity
        raise MatcalcError(
            f"`{source.quote(name)}` is nothing to differentiate by",
            source.place(name.start),
            "differentiate by a scalar, a vector or a matrix",
        )


def _at_once(node: Differentiation) -> Differentiation:
    """The derivative of a derivative as one of second order: by x of that by y is ∂²f/∂x∂y."""
    inner = inner_of(node.function)
    groups = (*node.wrt, *inner.wrt) if isinstance(inner, Differentiation) else ()
    if not isinstance(inner, Differentiation) or len(groups) != 2 or any(len(each) != 1 for each in groups):
        return node
    return replace(node, function=inner.function, wrt=((groups[0][0], groups[1][0]),))
