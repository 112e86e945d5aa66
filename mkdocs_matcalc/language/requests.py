"""What a block asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sympy import Expr

from mkdocs_matcalc.algebra.problem import Request
from mkdocs_matcalc.errors import ErrorName, MatcalcError, nearest
from mkdocs_matcalc.language.declaring import meant_to_declare
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.names import Entity, Names, spelling_of
from mkdocs_matcalc.language.occurs import must_occur
from mkdocs_matcalc.language.spelling import spell
from mkdocs_matcalc.language.strains import SOME
from mkdocs_matcalc.language.syntax import (
    Differentiation,
    Group,
    Name,
    Product,
    Relation,
    Solve,
    Source,
    Sum,
    Syntax,
    walk,
)

_TRANSPOSED = re.compile(r"\s*(?:\^\s*\{?\s*\\?(?:T|top|intercal|mathsf|mathrm)\b|\^\s*⊤|['′⊤ᵀ]|\.T\b)")
_LOSSES = frozenset({"L", "J", "E", "ell", "loss", "cost", "Loss", "Cost"})
ASK = "ask for a derivative: `d/dx (a^T x)`, or `dL/dw` of a loss that is defined"


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

    def built(self, dims: Dimensions) -> Request:
        """The request, once all dimensions have names."""
        name = self.name.variable(dims) if self.name else None
        function = name if name is not None else self.draft.build(dims)
        wrt = tuple(tuple(entity.variable(dims) for entity in group) for group in self.wrt)
        return Request(function, wrt, name, self.draft.place, self.stationary)


class Requests:
    """Finds out what a block asks for."""

    def __init__(self, names: Names, expressions: Expressions) -> None:
        self._names = names
        self._expressions = expressions

    def asked(self, source: Source, statement: Syntax) -> Asked | None:
        """What a statement asks for; None where it asks for nothing.

        Raises:
            MatcalcError: An expression stands alone, or can't be read.
        """
        if isinstance(statement, Solve):
            return self._stationary(statement, source)
        if isinstance(statement, Relation) and len(statement.sides) == 1:
            return self.derivative(statement.sides[0], source)
        return None

    def derivative(self, node: Syntax, source: Source, *, vanishes: bool = False) -> Asked:
        """The derivative that a line asks for.

        Args:
            vanishes: Whether it is said to be 0, so that its variable need not occur.
        """
        if not isinstance(node, Differentiation):
            raise _asks_nothing(node, source)
        name = self._name(node, source)
        draft = self._expressions.draft(node.function, Context(source))
        wrt = tuple(tuple(self._variable(item, source) for item in group) for group in node.wrt)
        if not vanishes:
            must_occur(node, source, self._names)
        for group in node.wrt:
            if len(group) == 1 and _TRANSPOSED.match(source.text, group[0].end):
                latex = spelling_of(group[0], source).latex
                self._expressions.combine.assume(
                    rf"$\partial {latex}^\top$ is read as $\partial {latex}$; "
                    "the option layout = numerator transposes the result"
                )
        self._weigh(draft, name, node, source)
        return Asked(draft, wrt, name)

    def _weigh(self, draft: Draft, name: Entity | None, node: Syntax, source: Source) -> None:
        """Nobody differentiates a row, or a loss that is no number."""
        combine = self._expressions.combine
        if not combine.is_scalar(draft):
            is_loss = name is not None and name.spelling.letter in _LOSSES
            if is_loss or combine.is_one(draft.rows):
                combine.strains.bear(SOME, source, node)

    def _stationary(self, statement: Solve, source: Source) -> Asked:
        derivative, *zeros = statement.relation.sides
        if len(zeros) != 1 or source.quote(zeros[0]).strip() != "0":
            raise MatcalcError(
                ErrorName.SOLVE_FORM,
                "`solve` sets a derivative to zero",
                source.place(statement.relation.start),
                "write `solve dL/dw = 0`",
            )
        asked = self.derivative(derivative, source)
        if [len(group) for group in asked.wrt] != [1]:
            raise MatcalcError(
                ErrorName.SOLVE_FORM,
                "`solve` takes a first derivative by one variable",
                source.place(derivative.start),
                "write `solve dL/dw = 0`",
            )
        return replace(asked, stationary=True)

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
            ErrorName.UNKNOWN_NAME,
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
                self._expressions.draft(name, Context(source))
            entity = self._names.entities.get(key)
            if entity is not None and entity.role in ("variable", "defined"):
                return entity
        raise MatcalcError(
            ErrorName.NOT_A_VARIABLE,
            f"`{source.quote(name)}` is nothing to differentiate by",
            source.place(name.start),
            "differentiate by a scalar, a vector or a matrix",
        )


def _asks_nothing(node: Syntax, source: Source) -> MatcalcError:
    place = source.place(node.start)
    text = source.text
    if isinstance(node, Sum) and isinstance(node.terms[0][1], Differentiation) and not node.terms[0][0]:
        first = node.terms[0][1]
        sign = re.compile(r"[-+−–]").search(text, first.end)
        operator, position = (sign.group(), sign.start()) if sign else ("+", first.end)
        begin = first.function.start
        whole = f"{text[node.start : begin].strip()} ({source.quote(Syntax(begin, node.end))})"
        return MatcalcError(
            ErrorName.MISPLACED_DERIVATIVE,
            f"the derivative ends before the `{operator}`",
            source.place(position),
            f"put what is differentiated in brackets: `{whole}`",
        )
    if any(isinstance(part, Differentiation) for part in walk(node)):
        return MatcalcError(
            ErrorName.MISPLACED_DERIVATIVE,
            "a derivative is the whole of its line",
            place,
            "name what is differentiated: `f = …` on one line, `df/dx` on the next",
        )
    if declared := meant_to_declare(source):
        return declared
    if " in " in text:
        return MatcalcError(
            ErrorName.NOTHING_ASKED,
            "nothing is asked of this expression",
            place,
            "to declare, write `x in R`, `x in R^n` or `A in R^(m x n)`",
        )
    return MatcalcError(
        ErrorName.NOTHING_ASKED,
        "nothing is asked of this expression",
        place,
        f"ask for its derivative, `d/dx ({source.quote(node)})`, or name it, `f = {source.quote(node)}`",
    )
