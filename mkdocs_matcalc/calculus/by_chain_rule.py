"""The chain rule by reverse accumulation: each intermediate's δ once, from the last back to the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, fill, mul, substitute
from mkdocs_matcalc.algebra.nodes import Differential, Partial, Variable, is_scalar, shape_of
from mkdocs_matcalc.algebra.problem import Request
from mkdocs_matcalc.algebra.textbook import size, textbook
from mkdocs_matcalc.calculus.adjoint import pull
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.citing import cite
from mkdocs_matcalc.calculus.derivation import Derivative, Step
from mkdocs_matcalc.calculus.differentials import Record, Scope, worked_out
from mkdocs_matcalc.calculus.naming import Names, name_intermediates, substituted
from mkdocs_matcalc.calculus.rules.chain import CHAIN_RULE, LINEAR_MAP
from mkdocs_matcalc.calculus.rules.identities import Identity
from mkdocs_matcalc.calculus.rules.rearrangements import INTERMEDIATES, SUBSTITUTION
from mkdocs_matcalc.calculus.rules.restatements import restate
from mkdocs_matcalc.calculus.rules.structure import LINEARITY

Program = list[tuple[Variable, Basic]]
LONGEST_WITHOUT_A_NAME = 6


def derive_by_chain_rule(
    request: Request,
    symbol: Variable,
    definitions: Mapping[Variable, Basic],
    names: Names,
    identities: Sequence[Identity] = (),
) -> tuple[list[Step], list[Derivative], dict[Variable, Basic]]:
    """The derivatives of a scalar function by each variable asked for.

    A name's derivative by one it is defined through is cited where one of `identities` has it.

    Returns the steps, the derivatives, and the definitions with every name the derivatives use.
    """
    wrts = [sequence[0] for sequence in request.wrt]
    program, restated, opening = _program(request.function, symbol, wrts, definitions, names, identities)
    sweep = _Sweep(program, restated, symbol, wrts, identities)
    sweep.run()
    steps = [*opening, *sweep.steps]
    last = steps[-1].lhs if steps else None
    lets = dict(program[:-1]) if not definitions else {}
    results = []
    for wrt in wrts:
        expression = sweep.gradients.get(wrt, fill(S.Zero, wrt.shape))
        final, put_back = _put_back(expression, {**lets, **sweep.deltas} if lets else {})
        label = Partial(symbol, wrt)
        # Only the line right under its own derivative goes on from it.
        steps += put_back if label == last else [replace(step, before=None, lhs=label) for step in put_back]
        last = None
        results.append(Derivative(request, (wrt,), label, final))
    return steps, results, {**definitions, **sweep.deltas, **({} if lets else dict(program[:-1]))}


def _program(
    function: Basic,
    symbol: Variable,
    wrts: list[Variable],
    definitions: Mapping[Variable, Basic],
    names: Names,
    identities: Sequence[Identity],
) -> tuple[Program, dict[Variable, tuple[Rule, ...]], list[Step]]:
    """The function as a list of small steps, what was restated in each, and the line that states them."""
    varying = _varying(wrts, definitions)
    program: Program = []
    stated_program: Program = []
    restated: dict[Variable, tuple[Rule, ...]] = {}
    last = definitions.get(function, function)
    needed = _needed(last, definitions)
    for name, expression in [*((v, e) for v, e in definitions.items() if v in needed), (symbol, last)]:
        if name in wrts:
            continue
        scope = Scope(wrts[0], definitions, varying)
        if identities and any(cite(expression, each, identities) for each in _variables(expression, scope)):
            program.append((name, expression))
            stated_program.append((name, expression))
            continue
        stated, restated[name] = restate(expression)
        lets = [
            let
            for let in name_intermediates(stated, scope, names)
            if not definitions or _worth_a_step(let[1], scope)
        ]
        varying |= {variable for variable, _ in lets}
        program += [*lets, (name, substituted(stated, lets))]
        stated_program += [*lets, (name, substituted(expression, lets))]
    # The author's own definitions stand in the problem already.
    new = [(name, value) for name, value in stated_program if definitions.get(name) != value]
    if len(new) < 2:
        return program, restated, []
    *lets, (_, whole) = new
    opening = [Step((), lets=(let,), rules=(INTERMEDIATES,)) for let in lets]
    return program, restated, [*opening, Step((whole,), lhs=symbol, rules=(INTERMEDIATES,))]


def _variables(expression: Basic, scope: Scope) -> list[Variable]:
    """What varies in an expression."""
    return [each for each in expression.free_symbols & scope.varying if isinstance(each, Variable)]


def _varying(wrts: Iterable[Variable], definitions: Mapping[Variable, Basic]) -> frozenset[Basic]:
    found: frozenset[Basic] = frozenset()
    for wrt in wrts:
        found |= Scope.of(wrt, definitions).varying
    return found


def _needed(expr: Basic, definitions: Mapping[Variable, Basic]) -> set[Basic]:
    """The defined names an expression goes back to."""
    found: set[Basic] = set()
    waiting = [expr]
    while waiting:
        for name in waiting.pop().free_symbols:
            if name in definitions and name not in found:
                found.add(name)
                waiting.append(definitions[name])
    return found


def _worth_a_step(value: Basic, scope: Scope) -> bool:
    """Whether a program's author would have named this: it hides a function or mixes two unknowns."""
    return len(value.free_symbols & scope.varying) > 1 or size(value) > LONGEST_WITHOUT_A_NAME


class _Sweep:
    """One pass from the function back to the variables asked for."""

    def __init__(
        self,
        program: Program,
        restated: Mapping[Variable, tuple[Rule, ...]],
        symbol: Variable,
        wrts: list[Variable],
        identities: Sequence[Identity],
    ) -> None:
        self.program = program
        self.identities = identities
        self.restated = restated
        self.symbol = symbol
        self.wrts = wrts
        self.steps: list[Step] = []
        self.gradients: dict[Variable, Basic] = {}
        self.deltas: dict[Variable, Basic] = {}
        self._parts: dict[Variable, list[Basic]] = {symbol: [S.One]}
        self._records: dict[Variable, Record] = {symbol: Record()}
        self._active = self._on_the_way()

    def run(self) -> None:
        for at in range(len(self.program) - 1, -1, -1):
            name, expression = self.program[at]
            if name not in self._parts or name not in self._active:
                continue
            inputs = self._inputs(expression)
            delta = self._delta(name, len(inputs))
            for variable in inputs:
                used = self._records.setdefault(variable, Record())
                for rule in self.restated.get(name, ()) if name == self.symbol else (CHAIN_RULE,):
                    used.use(rule)
                self._pass_back(name, expression, variable, delta)
            earlier = {v for _, e in self.program[:at] for v in e.free_symbols}
            for wrt in self.wrts:
                if wrt in inputs and wrt not in earlier:
                    self._state(wrt)

    def _on_the_way(self) -> set[Basic]:
        """The variables asked for and every name that depends on one of them."""
        active: set[Basic] = set(self.wrts)
        for name, expression in self.program:
            if expression.free_symbols & active:
                active.add(name)
        return active

    def _inputs(self, expression: Basic) -> list[Variable]:
        order = [*(name for name, _ in reversed(self.program)), *self.wrts]
        return [v for v in dict.fromkeys(order) if v in expression.free_symbols and v in self._active]

    def _pass_back(self, name: Variable, expression: Basic, variable: Variable, delta: Basic) -> None:
        cited = self._cited(expression, variable, delta)
        part, record = cited or self._worked_out(expression, variable, delta)
        if name != self.symbol and not isinstance(expression, Variable):
            # A derivative in the value itself, as of p = σ(z): p ⊙ (1 − p).
            part = substitute(part, {expression: name})
        self._parts.setdefault(variable, []).append(part)
        total = self._records.setdefault(variable, Record())
        total.merge(record)

    def _worked_out(self, expression: Basic, variable: Variable, delta: Basic) -> tuple[Basic, Record]:
        change, record = worked_out(expression, Scope.of(variable, {}))
        return pull(change, Differential(variable), delta, lambda rule: None), record

    def _cited(self, expression: Basic, variable: Variable, delta: Basic) -> tuple[Basic, Record] | None:
        """What an identity gives; only products of vectors and scalars bring it together with δ."""
        by_column = shape_of(expression)[1] == 1 and shape_of(variable)[1] == 1
        if not (is_scalar(expression) or (by_column and not is_scalar(variable))):
            return None
        citation = cite(expression, variable, self.identities) if self.identities else None
        if citation is None:
            return None
        record = Record()
        record.use(citation.identity.rule)
        if is_scalar(expression):
            return textbook(mul(delta, citation.derivative)), record
        return textbook(mul(citation.derivative, delta)), record

    def _delta(self, name: Variable, uses: int) -> Basic:
        """∂f/∂name, under the name of its own that it deserves."""
        forms = self._summed(name)
        gradient = forms[-1]
        if name == self.symbol:
            return gradient
        label = Partial(self.symbol, name)
        if size(gradient) == 1 or (uses < 2 and size(gradient) <= LONGEST_WITHOUT_A_NAME):
            self._line(name, label, forms)
            return gradient
        delta = Variable(f"δ_{name.name}", *name.shape, latex=rf"\delta_{{{name.latex_name}}}")
        self.deltas[delta] = gradient
        self._line(name, delta, (label, *forms))
        return delta

    def _summed(self, name: Variable) -> tuple[Basic, ...]:
        """∂f/∂name, and again with the δ's in it put back where that is shorter, as in p − y."""
        gradient = textbook(add(*self._parts[name]))
        whole = textbook(substitute(gradient, dict(self.deltas)))
        return (gradient, whole) if size(whole) < size(gradient) else (gradient,)

    def _state(self, wrt: Variable) -> None:
        if wrt in self.gradients:
            return
        forms = self._summed(wrt)
        self.gradients[wrt] = forms[-1]
        self._line(wrt, Partial(self.symbol, wrt), forms)

    def _line(self, name: Variable, lhs: Basic, forms: tuple[Basic, ...]) -> None:
        record = self._records[name]
        rules = tuple(rule for rule in record.rules if rule is not LINEARITY)
        if all(rule is CHAIN_RULE for rule in rules):
            rules += (LINEAR_MAP,)
        self.steps.append(Step(forms, lhs=lhs, rules=rules, conditions=tuple(record.conditions)))


def _put_back(expression: Basic, lets: Mapping[Variable, Basic]) -> tuple[Basic, list[Step]]:
    """A formula's result in the author's own names."""
    final = expression
    used = []
    while names := [name for name in lets if name in final.free_symbols]:
        used += [(name, lets[name]) for name in names]
        final = substitute(final, {name: lets[name] for name in names})
    final = textbook(final)
    if final == expression:
        return expression, []
    return final, [Step((final,), before=expression, rules=(SUBSTITUTION,), substituted=tuple(used))]
