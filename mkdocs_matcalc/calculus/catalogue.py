"""The catalogue of rules: one entry a rule, from which come its step, its page, its tooltip and its test."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, NotRequired, ParamSpec, TypedDict, TypeVar, Unpack, overload

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Node

Differentiate = Callable[[Basic], Basic]
Formula = Callable[[Any, Differentiate], Basic | None]
Restate = Callable[[Basic], Basic | None]
# What may be written for what: a matrix's transpose or inverse, the sum of a vector's entries.
Equality = tuple[Basic, Basic]
Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")
Entered = TypeVar("Entered", bound="Rule")
NodeType = TypeVar("NodeType", bound=Node)
Parts = TypeVar("Parts")
ByNode = dict[type[Basic], list[Entered]]


@dataclass(frozen=True)
class Condition:
    """What must hold where a rule is used.

    Of a sub-expression, `Condition("invertible", X)` or `Condition("in every entry", z, "> 0")`
    with a relation in LaTeX; or in general, `Condition("almost everywhere")`.
    """

    words: str
    subject: Basic | None = None
    relation: str = ""

    def xreplace(self, new: Mapping[Any, Basic]) -> Condition:
        """The condition in other names."""
        return replace(self, subject=self.subject and self.subject.xreplace(new))


class Described(TypedDict):
    """What a rule's page says of it."""

    statement: str
    example: str
    condition: NotRequired[str]


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: The rule's name in the field's words.
        statement: What it says, in LaTeX.
        condition: When it holds, in prose with mathematics between dollar signs; empty if always.
        example: A block whose derivation uses it; it is shown on the rule's page and tested.
        types: The nodes that it is about; empty for a rule about a line as a whole.
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


@dataclass(frozen=True)
class Rearrangement(Rule, Generic[Takes, Gives]):
    """A rule that is called to write something in another way."""

    rearrange: Callable[Takes, Gives] = field(kw_only=True)

    def __call__(self, *args: Takes.args, **named: Takes.kwargs) -> Gives:
        return self.rearrange(*args, **named)


class Moved(NamedTuple):
    """What is beside a part of E, where ⟨C, E⟩ is written as ⟨beside, inside⟩."""

    inside: Basic
    beside: Basic


class Mapped(NamedTuple):
    """The matrix that takes a part of E to E, both stacked by vec."""

    matrix: Basic
    inside: Basic


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


Move = Rearrangement[[Any, Basic], Moved | None]
LinearMap = Rearrangement[[Any], Mapped | None]


class Catalogue:
    """All rules, by name and by the type of node that they are about.

    Of the rules on one type, the first entered is tried first.
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Rule] = {}
        self._differentials: ByNode[Rule] = {}
        self._moves: ByNode[Move] = {}
        self._linear_maps: ByNode[LinearMap] = {}
        self._restating: list[tuple[Rule, Restate]] = []

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Rule:
        return self._by_name[name]

    def add(self, rule: Entered) -> Entered:
        if rule.name in self._by_name:
            raise ValueError(f"two rules are named {rule.name!r}")
        self._by_name[rule.name] = rule
        return rule

    @overload
    def differential(
        self,
        name: str,
        *types: type[NodeType],
        needs: Callable[[NodeType], tuple[Condition, ...]] = ...,
        operands: Callable[[NodeType], tuple[Basic, ...]] = ...,
        role: str = ...,
        **entry: Unpack[Described],
    ) -> Callable[[Callable[[NodeType, Differentiate], Basic | None]], Rule]: ...

    @overload
    def differential(
        self,
        name: str,
        *types: type[NodeType],
        match: Callable[[NodeType], Parts | None],
        needs: Callable[[Parts], tuple[Condition, ...]] = ...,
        operands: Callable[[Parts], tuple[Basic, ...]] = ...,
        role: str = ...,
        **entry: Unpack[Described],
    ) -> Callable[[Callable[[Parts, Differentiate], Basic | None]], Rule]: ...

    def differential(self, name: str, *types: type[Node], **entry: Any) -> Callable[[Formula], Rule]:
        """Decorate a formula to enter it."""

        def enter(formula: Formula) -> Rule:
            rule = self.add(Rule(name, types=types, formula=formula, **entry))
            return _filed(rule, self._differentials)

        return enter

    def restatement(self, name: str, **entry: Unpack[Described]) -> Callable[[Restate], Rule]:
        """Decorate what writes an expression in another way to enter it."""

        def enter(restate: Restate) -> Rule:
            rule = self.add(Rule(name, restate=restate, **entry))
            self._restating.append((rule, restate))
            return rule

        return enter

    def rearrangement(
        self, name: str, **entry: Unpack[Described]
    ) -> Callable[[Callable[Takes, Gives]], Rearrangement[Takes, Gives]]:
        """Decorate what a method calls where it comes to such a line to enter it."""

        def enter(rearrange: Callable[Takes, Gives]) -> Rearrangement[Takes, Gives]:
            return self.add(Rearrangement(name, rearrange=rearrange, **entry))

        return enter

    def move(
        self, name: str, *types: type[NodeType], **entry: Unpack[Described]
    ) -> Callable[[Callable[[NodeType, Basic], Moved | None]], Move]:
        """Decorate what moves a factor of a node to what is beside it in an inner product to enter it."""

        def enter(move: Callable[[NodeType, Basic], Moved | None]) -> Move:
            rule = self.add(Rearrangement(name, types=types, rearrange=move, **entry))
            return _filed(rule, self._moves)

        return enter

    def linear_map(
        self, name: str, *types: type[NodeType], **entry: Unpack[Described]
    ) -> Callable[[Callable[[NodeType], Mapped | None]], LinearMap]:
        """Decorate what writes a node as a matrix times a part of it to enter it."""

        def enter(write: Callable[[NodeType], Mapped | None]) -> LinearMap:
            return _filed(
                self.add(Rearrangement(name, types=types, rearrange=write, **entry)), self._linear_maps
            )

        return enter

    @property
    def moving(self) -> Collection[type[Basic]]:
        """The nodes that a rule moves from."""
        return self._moves.keys()

    @property
    def mapping(self) -> Collection[type[Basic]]:
        """The nodes that a rule writes as a matrix times a part of them."""
        return self._linear_maps.keys()

    def restated(self, expr: Basic) -> tuple[Rule, Basic] | None:
        """The rule that writes an expression in another way, and that way."""
        return _first((rule, restate(expr)) for rule, restate in self._restating)

    def moved(self, node: Basic, beside: Basic) -> tuple[Rule, Moved] | None:
        """The rule that moves a factor of a node, and what it gives."""
        return _first((rule, rule(node, beside)) for rule in self._moves.get(type(node), ()))

    def mapped(self, node: Basic) -> tuple[Rule, Mapped] | None:
        """The rule that writes a node as a matrix times a part of it, and what it gives."""
        return _first((rule, rule(node)) for rule in self._linear_maps.get(type(node), ()))

    def applied(self, node: Basic, differentiate: Differentiate) -> Applied | None:
        """The first rule that gives this node's differential, applied."""
        for rule in self._differentials.get(type(node), ()):
            parts = rule.match(node)
            result = rule.formula(parts, differentiate) if rule.formula and parts is not None else None
            if result is not None:
                return Applied(rule, parts, result)
        return None


def _filed(rule: Entered, by_node: ByNode[Entered]) -> Entered:
    for node_type in rule.types:
        by_node.setdefault(node_type, []).append(rule)
    return rule


def _first(tried: Iterable[tuple[Rule, Gives | None]]) -> tuple[Rule, Gives] | None:
    """The first rule that gave something, with what it gave."""
    return next(((rule, given) for rule, given in tried if given is not None), None)


CATALOGUE = Catalogue()
