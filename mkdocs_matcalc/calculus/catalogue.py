"""The catalogue of rules: one entry a rule, from which come its step, its page, its tooltip and its test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Node

Differentiate = Callable[[Basic], Basic]
Formula = Callable[[Basic, Differentiate], Basic | None]


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
        formula: From a node and the differential operator, the node's differential, or None where
            the rule does not apply.
        needs: From a node the rule applies to, the conditions to print with the step.
        operands: The parts worth a name of their own before the rule is used.
        role: What such a part is to the rule, on which its name depends: argument, residual, square,
            probabilities.
    """

    name: str
    statement: str
    condition: str = ""
    example: str = ""
    types: tuple[type[Node], ...] = ()
    formula: Formula | None = None
    needs: Callable[[Basic], tuple[Condition, ...]] = field(default=lambda node: ())
    operands: Callable[[Basic], tuple[Basic, ...]] = field(default=lambda node: ())
    role: str = "argument"

    @property
    def slug(self) -> str:
        """The name as it stands in the address of the rule's page."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


class Catalogue:
    """All rules, by name and by the type of node they differentiate."""

    def __init__(self) -> None:
        self._by_name: dict[str, Rule] = {}
        self._by_type: dict[type[Basic], list[Rule]] = {}

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
        return rule

    def differential(self, name: str, *types: type[Node], **entry: object) -> Callable[[Formula], Rule]:
        """Decorate a formula to enter it; of the rules on one type, the first entered is tried first."""

        def enter(formula: Formula) -> Rule:
            return self.add(Rule(name, types=types, formula=formula, **entry))  # type: ignore[arg-type]

        return enter

    def candidates(self, node: Basic) -> tuple[Rule, ...]:
        """The rules that may give this node's differential, in the order to try them."""
        return tuple(self._by_type.get(type(node), ()))

    def matching(self, node: Basic, differentiate: Differentiate) -> tuple[Rule, Basic] | None:
        """The first rule that gives this node's differential, and that differential."""
        for rule in self.candidates(node):
            result = rule.formula(node, differentiate) if rule.formula else None
            if result is not None:
                return rule, result
        return None


CATALOGUE = Catalogue()
