"""A function as a program: lines that each name one small step, written in the names of earlier lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Basic

from mkdocs_matcalc.algebra.build import substitute, transpose
from mkdocs_matcalc.algebra.nodes import Moment, Mul, Variable, moments
from mkdocs_matcalc.algebra.textbook import size
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.citing import cite
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.calculus.differentials import Scope, said, varying
from mkdocs_matcalc.calculus.naming import Given, Operand, needed, operands
from mkdocs_matcalc.calculus.rules.identification import INTERMEDIATES, SUBSTITUTION
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity
from mkdocs_matcalc.calculus.rules.restatements import looked_through, restate

Definitions = Mapping[Variable, Basic]

# A value up to this size is read at a glance where it is used.
LONGEST_WITHOUT_A_NAME = 6


@dataclass(frozen=True)
class Line:
    """One step of a program.

    Attributes:
        name: What the step is called.
        value: What is differentiated, in the names of earlier lines.
        stated: The same as the author wrote it, before `rules` restated it.
        rules: What restated it.
        instances: What these were used on.
        replaced: What the problem states of the name; None for a name that the derivation gives.
    """

    name: Variable
    value: Basic
    stated: Basic
    rules: tuple[Rule, ...] = ()
    replaced: Basic | None = None
    instances: tuple[Instance, ...] = ()

    @property
    def hides_its_parts(self) -> bool:
        """Whether the value uses names that the stated form does not show."""
        hidden = self.value.free_symbols - self.stated.free_symbols
        return any(isinstance(name, Variable) for name in hidden)

    @property
    def is_known(self) -> bool:
        """Whether the author's own definition states it already."""
        return self.replaced == self.stated and not self.hides_its_parts


@dataclass(frozen=True)
class Program:
    """The lines that depend on some variables, in order; the function's is the last.

    Attributes:
        lines: The lines.
        varying: The variables, and the names that depend on them.
        defined: What every name stood for before.
    """

    lines: tuple[Line, ...]
    varying: frozenset[Basic]
    defined: Definitions

    @property
    def values(self) -> dict[Variable, Basic]:
        """What each name stands for, in the names of earlier lines."""
        return {line.name: line.value if line.hides_its_parts else line.stated for line in self.lines}

    @property
    def given(self) -> dict[Variable, Basic]:
        """What the derivation named."""
        return {line.name: line.value for line in self.lines if line.replaced is None}

    def within(self, definitions: Definitions) -> dict[Variable, Basic]:
        """The definitions with these lines among them, each after those it uses."""
        waiting = [(name, value) for name, value in self.values.items()]
        own = {name for name, _ in waiting} & definitions.keys()
        merged: dict[Variable, Basic] = {}
        for name, expression in definitions.items():
            while name in own and name not in merged:
                merged.setdefault(*waiting.pop(0))
            merged.setdefault(name, expression)
        merged.update(each for each in waiting if each[0] not in merged)
        return merged

    @property
    def opening(self) -> list[Step]:
        """The lines that no definition of the author's states, as they open a derivation."""
        return [_opening(line, self.given, self.defined) for line in self.lines if not line.is_known]


def _opening(line: Line, given: Definitions, defined: Definitions) -> Step:
    """The line as it opens a derivation; `given` are the names that the derivation gives."""
    if line.replaced is None:
        let = (line.name, line.stated)
        return Step((), lets=(let,), rules=(INTERMEDIATES,), instances=lettered.named([let]))
    forms = (line.stated, line.value) if line.hides_its_parts else (line.stated,)
    written = forms[-1].free_symbols
    names = [each for each in given.items() if each[0] in written]
    hidden = line.replaced.free_symbols ^ written
    if names:
        instances = lettered.named(names)
    else:
        instances = lettered.put_in(
            (name, value)
            for name, value in defined.items()
            if name in hidden or (name in written and line.replaced.has(value))
        )
    rules: tuple[Rule, ...] = (INTERMEDIATES if names else SUBSTITUTION,)
    if len(forms) > 1:
        rules, instances = (*rules, *line.rules), (*instances, *line.instances)
    return Step(forms, before=line.replaced, lhs=line.name, rules=rules, instances=instances)


def program(
    function: Basic,
    symbol: Variable,
    wrts: Sequence[Variable],
    definitions: Definitions,
    names: Given,
    identities: Sequence[StatedIdentity] = (),
) -> Program:
    """The function as lines, what hides more than one rule cut into lines of its own.

    Args:
        symbol: What the function is called.
        wrts: What it is differentiated by; what depends on none of them is no line.
        definitions: In an order in which each uses only those before it.
        identities: An author's; a line whose derivative one of them gives stays whole.
    """
    asked = frozenset(wrts)
    steps: dict[Variable, Basic] = {}
    values = {name: definitions[name] for name in depending(function, wrts, definitions)}
    known = {name: value for name, value in definitions.items() if name not in values and name not in asked}
    for name, value in {**values, **({} if function in definitions else {symbol: function})}.items():
        steps[name] = looked_through(value, known)
        known |= {} if name in asked else {name: steps[name]}
    kept = {symbol, *depending(steps.get(symbol, function), wrts, {**definitions, **steps})}
    steps = {name: value for name, value in steps.items() if name in kept}
    cut = _Cut(wrts, definitions, names, identities, is_formula=len(steps) == 1)
    lines = [line for name, value in steps.items() for line in cut.lines(name, value)]
    return Program(tuple(lines), cut.varying, definitions)


def averages(function: Basic, wrts: Iterable[Variable], definitions: Definitions) -> bool:
    """Whether an expectation in a function, also through definitions, depends on some variables."""
    expr, found = said(function, definitions), varying(wrts, definitions)
    values = [value for value in (expr, *dict(needed(expr, definitions)).values()) if value.has(Moment)]
    return any(not found.isdisjoint(each.free_symbols) for value in values for each in moments(value))


def is_program(function: Basic, wrts: Iterable[Variable], definitions: Definitions) -> bool:
    """Whether a function has more than one step of the author's on the way from some variables."""
    steps = {*depending(function, wrts, definitions), function}
    return len(steps) > 1


def depending(function: Basic, wrts: Iterable[Variable], definitions: Definitions) -> list[Variable]:
    """The defined names that a function goes back to and that depend on some variable, its own among them."""
    needed: set[Basic] = {function} if function in definitions else set(function.free_symbols)
    for name in reversed([*definitions]):
        if name in needed:
            needed |= definitions[name].free_symbols
    moving = varying(wrts, definitions)
    return [name for name in definitions if name in needed and definitions[name].free_symbols & moving]


def _renamed(
    told: Iterable[Instance], before: Mapping[Basic, Basic], after: Mapping[Basic, Basic]
) -> Iterator[Instance]:
    """What rules were used on, in names that were given since; without what is in a line of its own."""
    for each in told:
        left = each.changed(lambda expr: substitute(expr, before)).before
        right = each.changed(lambda expr: substitute(expr, after)).after
        if left != right:
            yield Instance(each.rule, left, right)


class _Cut:
    """Cuts steps into lines, and remembers the parts that have a name."""

    def __init__(
        self,
        wrts: Sequence[Variable],
        definitions: Definitions,
        names: Given,
        identities: Sequence[StatedIdentity],
        *,
        is_formula: bool,
    ) -> None:
        self.varying = varying(wrts, definitions)
        self._wrt = wrts[0]
        self._by_layers = len(wrts) > 1 or not is_formula
        self._is_formula = is_formula
        self._definitions = definitions
        self._names = names
        self._identities = identities
        self._named: dict[Basic, Basic] = {}
        self._stated: set[Variable] = set()

    def lines(self, name: Variable, expression: Basic) -> Iterator[Line]:
        """A step's parts that deserve a name, and the step in these names."""
        if self._is_cited(expression):
            yield self._line(name, expression, expression, replaced=expression)
            return
        origins: dict[Basic, Basic] = {}
        told: list[Instance] = []
        value, rules = restate(expression, origins, told)
        value, stated = substitute(value, self._named), substitute(expression, self._named)
        given: dict[Basic, Basic] = {}
        seen: dict[Basic, Basic] = {}
        scope = Scope(self._wrt, self._definitions, self.varying)
        for operand in operands(value, scope, values=self._by_layers):
            if operand.expr == value or not self._is_worth_a_line(operand):
                continue
            origin = origins.get(operand.expr, operand.expr)
            part, original = substitute(operand.expr, given), substitute(origin, seen)
            variable = self._names.variable(*operand.wanted, value=part)
            given[operand.expr] = seen[origin] = self._named[operand.expr] = variable
            # Its transpose is in the same name, or what is passed back to the name would not be all.
            given.setdefault(transpose(operand.expr), transpose(variable))
            seen.setdefault(transpose(origin), transpose(variable))
            self.varying |= {variable}
            if variable not in self._stated:
                yield self._line(variable, part, original)
        # Restated anew in these names: <Y, X W> with Z for X W is tr(Yᵀ Z).
        stated = substitute(stated, seen)
        value = substitute(restate(stated)[0], given)
        if name not in self._stated:
            line = self._line(name, value, stated, rules, expression)
            yield replace(line, instances=tuple(_renamed(told, seen, given)))

    def _line(
        self,
        name: Variable,
        value: Basic,
        stated: Basic,
        rules: tuple[Rule, ...] = (),
        replaced: Basic | None = None,
    ) -> Line:
        self._stated.add(name)
        return Line(name, value, stated, rules, self._definitions.get(name, replaced))

    def _is_cited(self, expression: Basic) -> bool:
        inputs = [each for each in expression.free_symbols & self.varying if isinstance(each, Variable)]
        return bool(self._identities) and any(cite(expression, each, self._identities) for each in inputs)

    def _is_worth_a_line(self, operand: Operand) -> bool:
        """Of a formula every part is; of an author's step what has a name, hides a rule or mixes unknowns."""
        expr = operand.expr
        if self._is_formula or expr in self._names:
            return True
        hides_a_product = operand.role == "argument" and any(
            isinstance(part, Mul) and len(part.chain) > 1 for part in (expr, *expr.args)
        )
        mixed = len(expr.free_symbols & self.varying) > 1
        return mixed or hides_a_product or size(expr) > LONGEST_WITHOUT_A_NAME
