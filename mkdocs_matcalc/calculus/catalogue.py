"""The catalogue of rules: one entry a rule, from which come its step, its page, its tooltip and its test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Node

Differentiate = Callable[[Basic], Basic]
Formula = Callable[[Any, Differentiate], Basic | None]
Restate = Callable[[Basic], Basic | None]


@dataclass(frozen=True)
class Condition:
    """What must hold where a rule is used.

    Of a sub-expression, `Condition("invertible", X)` or `Condition("in every entry", z, "> 0")`
    with a relation in LaTeX; or in general, `Condition("almost everywhere")`.
    """

    words: str
    subject: Basic | None = None
    relation: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: The rule's name in the field's words.
        statement: What it says, in LaTeX.
        condition: When it holds, in prose with mathematics between dollar signs; empty if always.
        example: A block whose derivation uses it; it is shown on the rule's page and tested.
        types: The nodes whose differential it gives; empty for a rule that rearranges.
        match: From a node, the parts that the rule is about, or None where it is of another form; by
            default the node itself.
        formula: From these parts and the differential operator, the node's differential, or None where
            what varies is not what the rule is for.
        needs: From these parts, the conditions to print with the step.
        operands: Of these parts, those worth a name of their own before the rule is used.
        role: What such a part is to the rule, on which its name depends: argument, residual, square,
            probabilities.
        restate: From an expression, the one to differentiate in its place, or None where it is of another
            form.
    """

    name: str
    statement: str
    condition: str = ""
    example: str = ""
    types: tuple[type[Node], ...] = ()
    match: Callable[[Basic], Any] = field(default=lambda node: node)
    formula: Formula | None = None
    needs: Callable[[Any], tuple[Condition, ...]] = field(default=lambda parts: ())
    operands: Callable[[Any], tuple[Basic, ...]] = field(default=lambda parts: ())
    role: str = "argument"
    restate: Restate | None = None

    @property
    def slug(self) -> str:
        """The name as it stands in the address of the rule's page."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


class Applied(NamedTuple):
    """A rule, what it matched of a node, and the node's differential by it."""

    rule: Rule
    parts: Any
    differential: Basic

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.rule.needs(self.parts)

    @property
    def operands(self) -> tuple[Basic, ...]:
        return self.rule.operands(self.parts)


class Catalogue:
    """All rules, by name and by the type of node they differentiate."""

    def __init__(self) -> None:
        self._by_name: dict[str, Rule] = {}
        self._by_type: dict[type[Basic], list[Rule]] = {}
        self._restating: list[tuple[Rule, Restate]] = []

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Rule:
        return self._by_name[name]

    def add(self, rule: Rule) -> Rule:
        if rule.name in self._by_name:
            raise ValueError(f"two rules are named {rule.name!r}")
        self._by_name[rule.name] = rule
        for node_type in rule.types:
            self._by_type.setdefault(node_type, []).append(rule)
        if rule.restate:
            self._restating.append((rule, rule.restate))
        return rule

    def differential(self, name: str, *types: type[Node], **entry: object) -> Callable[[Formula], Rule]:
        """Decorate a formula to enter it; of the rules on one type, the first entered is tried first."""

        def enter(formula: Formula) -> Rule:
            return self.add(Rule(name, types=types, formula=formula, **entry))  # type: ignore[arg-type]

        return enter

    def restatement(self, name: str, **entry: str) -> Callable[[Restate], Rule]:
        """Decorate what writes an expression in another way to enter it."""

        def enter(restate: Restate) -> Rule:
            return self.add(Rule(name, restate=restate, **entry))  # type: ignore[arg-type]

        return enter

    def restated(self, expr: Basic) -> tuple[Rule, Basic] | None:
        """The rule that writes an expression in another way, and that way."""
        for rule, restate in self._restating:
            other = restate(expr)
            if other is not None:
                return rule, other
        return None

    def applied(self, node: Basic, differentiate: Differentiate) -> Applied | None:
        """The first rule that gives this node's differential, applied."""
        for rule in self._by_type.get(type(node), ()):
            parts = rule.match(node)
            result = rule.formula(parts, differentiate) if rule.formula and parts is not None else None
            if result is not None:
                return Applied(rule, parts, result)
        return None


CATALOGUE = Catalogue()
