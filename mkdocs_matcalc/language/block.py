"""A block, understood: its statements in an order that works, their shapes, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from mkdocs_matcalc.algebra.nodes import Family, Variable, membership
from mkdocs_matcalc.algebra.problem import Definition, Problem
from mkdocs_matcalc.errors import MatcalcError, ShapeError
from mkdocs_matcalc.language.claims import Claims
from mkdocs_matcalc.language.combine import Combine
from mkdocs_matcalc.language.dimensions import Dimensions
from mkdocs_matcalc.language.draft import Context, Draft
from mkdocs_matcalc.language.expressions import Expressions
from mkdocs_matcalc.language.layout import statements
from mkdocs_matcalc.language.meanings import Meanings
from mkdocs_matcalc.language.names import Entity, Names, Statement
from mkdocs_matcalc.language.options import checked_option, checked_options
from mkdocs_matcalc.language.reader import read
from mkdocs_matcalc.language.requests import ASK, Asked, Requests
from mkdocs_matcalc.language.syntax import Name, Option, Source


def understand(text: str, options: Mapping[str, str]) -> Problem:
    """The problem a block states."""
    chosen = checked_options(options)
    listed: list[Statement] = []
    for source in statements(text):
        listed.extend((source, statement) for statement in read(source))
    for source, statement in listed:
        if isinstance(statement, Option):
            name, value = source.place(statement.name_start), source.place(statement.value_start)
            chosen[statement.name] = checked_option(statement.name, statement.value, name, value)
    return _Block(listed).problem(chosen)


class _Block:
    """One block on its way from statements to a problem."""

    def __init__(self, listed: list[Statement]) -> None:
        self.statements = listed
        self.assumed: dict[str, None] = {}
        self.dimensions = Dimensions()
        self.names = Names(listed, self.dimensions)
        self.dimensions.taken = self.names.taken
        self.meanings = Meanings(self.names, self.dimensions)
        self.combine = Combine(self.dimensions, self.meanings.origins, self._assume)
        self.expressions = Expressions(self.meanings, self.combine)

    def _assume(self, sentence: str) -> None:
        self.assumed[sentence] = None

    def problem(self, options: Mapping[str, str]) -> Problem:
        defined = [self._define(key) for key in self._in_order()]
        requests = Requests(self.names, self.expressions)
        claims = Claims(self.expressions, requests)
        stated = claims.stated(self.statements)
        asked = requests.asked(self.statements)
        asked += [claim.left for claim in stated if isinstance(claim.left, Asked)]
        if not asked and not stated:
            raise MatcalcError("the block asks for nothing", hint=ASK)
        self._name_dimensions(asked)
        judged = tuple(claims.built(claim, self.dimensions) for claim in stated)
        self._name_dimensions(asked)
        definitions = tuple(
            Definition(entity.variable(self.dimensions), draft.build(self.dimensions), draft.place)
            for entity, draft in defined
        )
        return Problem(
            tuple(request.built(self.dimensions) for request in asked),
            definitions,
            self._variables(),
            self._assumptions(),
            options,
            judged,
        )

    # --- definitions ---

    def _define(self, key: str) -> tuple[Entity, Draft]:
        head, source, relation = self.names.heads[key]
        if len(relation.sides) > 2:
            raise MatcalcError(
                "a definition has one right side",
                source.place(relation.sides[2].start),
                "give the second form a line of its own",
            )
        draft = self.expressions.draft(relation.sides[1], Context(source))
        declared = self.names.entities.get(key)
        if declared is not None:
            self._agrees(declared, draft, head.name, source)
        return self.names.defined(key, draft.rows, draft.columns), draft

    def _agrees(self, declared: Entity, draft: Draft, name: Name, source: Source) -> None:
        if declared.role != "variable":
            kind = "a family" if declared.role == "family" else "a function"
            raise MatcalcError(
                f"`{source.quote(name)}` is declared as {kind} and defined as an expression",
                source.place(name.start),
                f"it is {declared.origin}",
            )
        left = Draft(name, source, declared.rows, declared.columns, declared.node)
        self.combine.same_shape(left, draft, "a definition")

    def _in_order(self) -> list[str]:
        """The defined names, each after those it uses."""
        uses = {
            key: [used for side in relation.sides[1:] for used in self.names.used_definitions(side, source)]
            for key, (_, source, relation) in self.names.heads.items()
        }
        try:
            return list(TopologicalSorter(uses).static_order())
        except CycleError as error:
            cycle = list(reversed(error.args[1]))
            head, source, _ = self.names.heads[cycle[0]]
            raise MatcalcError(
                "a definition uses itself: " + " → ".join(f"`{key}`" for key in cycle),
                source.place(head.name.start),
                "define each name by names that do not need it",
            ) from None

    # --- dimensions and assumptions ---

    def _name_dimensions(self, asked: list[Asked]) -> None:
        """Name what is unknown: first the sizes of what one differentiates by, then the others."""
        order = [size for request in asked for entity in request.variables for size in entity.sizes]
        order += [size for entity in self.meanings.used.values() for size in entity.sizes]
        self.dimensions.name_unknowns(order)
        self.meanings.check_sizes()
        clash = self.dimensions.clash()
        if clash is not None:
            left, right, reason = clash
            raise ShapeError(
                f"dimensions do not fit: {self.dimensions.shown(left)} and {self.dimensions.shown(right)}",
                reason.source.place(reason.node.start),
            )

    def _variables(self) -> tuple[Variable | Family, ...]:
        used = self.meanings.used.values()
        return tuple(entity.node(self.dimensions) for entity in used if entity.role in ("variable", "family"))

    def _assumptions(self) -> tuple[str, ...]:
        used = self.meanings.used.values()
        shown = [f"${membership(entity.node(self.dimensions))}$" for entity in used if not entity.declared]
        return (*([f"{', '.join(shown)} by convention"] if shown else []), *self.assumed)
