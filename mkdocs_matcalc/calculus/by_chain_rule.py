"""The chain rule by reverse accumulation: each intermediate's δ once, from the last back to the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Basic, S, preorder_traversal

from mkdocs_matcalc.algebra.build import add, fill, mul, substitute
from mkdocs_matcalc.algebra.centring import centred_names, known
from mkdocs_matcalc.algebra.means import in_means
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    CallGradient,
    Differential,
    Mean,
    Partial,
    RowSoftmax,
    Softmax,
    Variable,
    Variance,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import canonical, size, textbook
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.adjoint import pull
from mkdocs_matcalc.calculus.affine import linear_map
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.citing import cite
from mkdocs_matcalc.calculus.derivation import Chained, Lets, Step
from mkdocs_matcalc.calculus.differentials import Record, Scope, constant, worked_out
from mkdocs_matcalc.calculus.naming import Given, needed
from mkdocs_matcalc.calculus.program import (
    LONGEST_WITHOUT_A_NAME,
    Definitions,
    Line,
    Program,
    averages,
    is_program,
    program,
)
from mkdocs_matcalc.calculus.rules.chain import CHAIN_RULE, LINEAR_MAP
from mkdocs_matcalc.calculus.rules.identification import symmetry
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity
from mkdocs_matcalc.calculus.rules.structure import LINEARITY
from mkdocs_matcalc.calculus.shortening import divides, in_quotients, opened, read_with, shortened
from mkdocs_matcalc.calculus.structured import chained_in_general_position
from mkdocs_matcalc.errors import ErrorName, Refusal

FUNCTIONS = (Apply, Softmax, RowSoftmax, Mean, Variance)
# A longer result stays in the names given to its intermediates.
LONGEST_WITHOUT_NAMES = 45


@chained_in_general_position
def derive_by_chain_rule(
    function: Basic,
    symbol: Variable,
    wrts: Sequence[Variable],
    definitions: Definitions,
    names: Given,
    identities: Sequence[StatedIdentity] = (),
) -> Chained:
    """The gradients of a scalar function by some variables, in one sweep.

    A name's derivative by one it is defined through is cited where one of `identities` has it.
    """
    if averages(function, wrts, definitions):
        raise Refusal(
            ErrorName.NO_RULE,
            "the chain rule does not go through an expectation: it has no derivative by what is random in it",
            hint="`method=differential` derives it",
        )
    lines = program(function, symbol, wrts, definitions, names, identities)
    values = {line.name: line.value for line in lines.lines}
    before = {name: value for name, value in definitions.items() if name not in values}
    with known(centred_names({**before, **values})):
        return _swept(function, symbol, wrts, definitions, names, identities, lines)


def _swept(
    function: Basic,
    symbol: Variable,
    wrts: Sequence[Variable],
    definitions: Definitions,
    names: Given,
    identities: Sequence[StatedIdentity],
    lines: Program,
) -> Chained:
    """The gradients of a program, as its lines are, with each as short as it can be written."""
    restated = {**definitions, **{line.name: line.value for line in lines.lines}}
    sweep = _Sweep(lines, symbol, wrts, names, identities, restated)
    sweep.run()
    steps = [*lines.opening, *sweep.steps]
    # A formula had no names before this; those of a program stay.
    named = {**lines.values, **sweep.deltas}
    own = {} if is_program(function, wrts, definitions) else named
    explained = {name: value for name, value in named.items() if name not in definitions}
    gradients = {}
    for wrt in wrts:
        gradient = sweep.gradients.get(wrt, fill(S.Zero, wrt.shape))
        label = Partial(symbol, wrt)
        if wrt not in sweep.gradients:
            steps.append(constant(function, label, gradient, constants=(symbol,)))
        # Several results would each repeat what they share.
        whole, used = _put_back(gradient, own) if len(wrts) == 1 else (gradient, ())
        for shorter, put_in in sweep.shortened(gradient):
            given = {**lines.given, **sweep.deltas}
            if put_in and read_with(shorter, given) < read_with(whole, given):
                whole, used = shorter, put_in
        if whole != gradient:
            # Only the line right under its own derivative goes on from it.
            before, lhs = (gradient, None) if steps[-1].lhs == label else (None, label)
            steps.append(lettered.written_out(whole, used, before, lhs))
        gradients[wrt] = whole, needed(whole, explained)
    return Chained(
        tuple(steps), gradients, {**lines.within(definitions), **sweep.deltas}, sweep.deltas.keys()
    )


class _Sweep:
    """One pass from the function back to the variables asked for."""

    def __init__(
        self,
        lines: Program,
        symbol: Variable,
        wrts: Sequence[Variable],
        names: Given,
        identities: Sequence[StatedIdentity],
        restated: Definitions,
    ) -> None:
        self.lines = lines.lines
        self.restated = restated
        # All that a result may look through: the lines' names, and each δ from when it is given.
        self._known = dict(restated)
        self.identities = identities
        self.names = names
        self.symbol = symbol
        self.wrts = frozenset(wrts)
        self.steps: list[Step] = []
        self.gradients: dict[Variable, Basic] = {}
        self.deltas: dict[Variable, Basic] = {}
        self._averages = any(line.value.has(Mean, Variance) for line in self.lines)
        # A function's value that has a name is written by it, wherever it comes up: p of p = softmax(z).
        self._named_values: dict[Basic, Basic] = {
            line.value: line.name for line in self.lines if isinstance(line.value, FUNCTIONS)
        }
        self._facts: dict[Variable, list[tuple[Rule, Basic, Basic]]] = {}
        self._parts: dict[Variable, list[Basic]] = {symbol: [S.One]}
        self._records: dict[Variable, Record] = {symbol: Record()}
        # The lines through which the function depends on each name, with their own derivatives.
        self._uses: dict[Variable, list[tuple[Line, Basic]]] = {symbol: []}
        named = [line.name for line in reversed(self.lines)]
        # What is passed back to, the last line first; a variable asked for may be a line, too.
        self._places = {name: at for at, name in enumerate(dict.fromkeys((*named, *wrts)))}
        self._first_use = {
            wrt: next((at for at, line in enumerate(self.lines) if wrt in line.value.free_symbols), 0)
            for wrt in wrts
            if wrt not in named
        }

    def run(self) -> None:
        for at in range(len(self.lines) - 1, -1, -1):
            line = self.lines[at]
            if line.name not in self._parts:
                continue
            if line.name in self.wrts:
                self._state(line.name)
            names = (name for name in line.value.free_symbols if isinstance(name, Variable))
            inputs = sorted((name for name in names if name in self._places), key=self._places.__getitem__)
            delta = self._delta(line.name, len(inputs))
            for variable in inputs:
                used = self._records.setdefault(variable, Record())
                if line.name != self.symbol:
                    used.use(CHAIN_RULE)
                else:
                    _tell_restated(line, variable, used)
                self._uses.setdefault(variable, []).append((line, delta))
                self._pass_back(line, variable, delta)
            for variable in inputs:
                # The lines above have no use for it, so its derivative is complete.
                if self._first_use.get(variable) == at:
                    self._state(variable)

    def _pass_back(self, line: Line, variable: Variable, delta: Basic) -> None:
        cited = self._cited(line.value, variable, delta)
        part, record = cited or self._worked_out(line.value, variable, delta)
        if isinstance(line.value, Apply) or (
            line.name != self.symbol and not isinstance(line.value, Variable)
        ):
            # A derivative in the value itself, as of p = σ(z): p ⊙ (1 − p).
            part = substitute(part, {line.value: line.name})
        self._parts.setdefault(variable, []).append(part)
        self._records.setdefault(variable, Record()).merge(record)

    def _worked_out(self, expression: Basic, variable: Variable, delta: Basic) -> tuple[Basic, Record]:
        change, record = worked_out(expression, Scope.of(variable, {}))
        return pull(change, Differential(variable), delta, lambda used: None), record

    def _cited(self, expression: Basic, variable: Variable, delta: Basic) -> tuple[Basic, Record] | None:
        """What an identity gives; only products of vectors and scalars bring it together with δ."""
        by_column = shape_of(expression)[1] == 1 and shape_of(variable)[1] == 1
        if not (is_scalar(expression) or (by_column and not is_scalar(variable))):
            return None
        citation = cite(expression, variable, self.identities) if self.identities else None
        if citation is None:
            return None
        record = Record()
        record.tell(citation.instance)
        if is_scalar(expression):
            return textbook(mul(delta, citation.derivative)), record
        return textbook(mul(citation.derivative, delta)), record

    def _delta(self, name: Variable, uses: int) -> Basic:
        """∂f/∂name, under the name of its own that it deserves."""
        forms = self._summed(name)
        gradient = forms[-1]
        if name == self.symbol:
            return gradient
        label, is_stated = Partial(self.symbol, name), name in self.gradients
        is_short = size(gradient) <= LONGEST_WITHOUT_A_NAME and not self._comes_twice(name, gradient)
        if size(gradient) <= 1 or (uses < 2 and is_short):
            if not is_stated:
                self._line(name, label, forms)
            return gradient
        delta = self.names.delta(name)
        self.deltas[delta] = self._known[delta] = gradient
        self._line(name, delta, (label,) if is_stated else (label, *forms))
        return delta

    def _comes_twice(self, name: Variable, gradient: Basic) -> bool:
        """Whether what is passed back holds it twice, as P ⊙ (δ − (P ⊙ δ) 𝟏𝟏ᵀ) does; a quotient cancels."""
        is_softmax = any(line.name == name and isinstance(line.value, RowSoftmax) for line in self.lines)
        return is_softmax and not any(map(divides, preorder_traversal(gradient)))

    def _summed(self, name: Variable) -> tuple[Basic, ...]:
        """∂f/∂name, and again with names put in where that is shorter, as in p − y."""
        gradient = textbook(substitute(add(*self._parts[name]), self._named_values))
        if size(gradient) <= LONGEST_WITHOUT_A_NAME:
            return (gradient,)
        shorter, put_in = shortened(gradient, self.deltas, longest=LONGEST_WITHOUT_NAMES)
        if not put_in:
            shorter, put_in = shortened(gradient, self._known, longest=LONGEST_WITHOUT_NAMES)
        if not put_in:
            return (gradient,)
        if symmetric := self._symmetric(gradient, shorter, put_in):
            self._facts[name] = [(symmetry, *symmetry(each)) for each in symmetric]
            return gradient, shorter
        for each in lettered.put_in(put_in):
            self._records[name].tell(each)
        self._records[name].substituted += put_in
        return gradient, shorter

    def _symmetric(self, gradient: Basic, shorter: Basic, put_in: Lets) -> list[Variable]:
        """The names that were put in for nothing but their symmetry; none where more was done by them."""
        names = [name for name, _ in put_in]
        known = {
            name: Variable(name.name, *name.shape, latex=name.latex_name, facts=("symmetric",))
            for name in names
        }
        back = {other: name for name, other in known.items()}
        turned = textbook(gradient.xreplace(known)).xreplace(back)
        return names if canonical(turned) == canonical(shorter) else []

    def shortened(self, gradient: Basic) -> Iterator[tuple[Basic, Lets]]:
        """A gradient with names put in, and what was put in for what.

        Where means are taken, also with some δ left: those that the others are written in.
        """
        yield shortened(gradient, self.restated, self.deltas)
        deltas = list(self.deltas.items())
        for left in range(len(deltas)) if self._averages else ():
            found = opened(gradient, dict(deltas[left:]))
            if found is not None:
                tidy = textbook(found[0])
                whole, named = in_quotients(tidy, self.restated)
                if (averaged := in_means(whole)) != tidy:
                    yield averaged, (*found[1], *named)

    def _state(self, wrt: Variable) -> None:
        if wrt in self.gradients:
            return
        forms = self._summed(wrt)
        if self._averages and (other := in_means(forms[-1])) != forms[-1]:
            forms = (forms[0], other)
        self.gradients[wrt] = forms[-1]
        self._line(wrt, Partial(self.symbol, wrt), forms)

    def _line(self, name: Variable, lhs: Basic, forms: tuple[Basic, ...]) -> None:
        record = self._records[name]
        first, *others = forms
        if isinstance(lhs, Partial) and self._is_but_declared(first, name) and name not in self.wrts:
            return
        forms = (first, *(form for form in others if not self._is_but_declared(form, name)))
        rules = tuple(rule for rule in record.rules if rule is not LINEARITY)
        uses = self._uses[name]
        through = [line.name for line, _ in uses if line.name != self.symbol]
        instances = [lettered.passed_back(self.symbol, name, each) for each in through]
        if all(rule is CHAIN_RULE for rule in rules):
            rules += (LINEAR_MAP,)
            for line, delta in uses:
                instances += linear_map(self.symbol, line.name, line.value, name, delta)
        instances += record.instances
        step = Step(
            forms,
            lhs=lhs,
            rules=rules,
            conditions=tuple(record.conditions),
            substituted=tuple(record.substituted),
            instances=tuple(each for each in instances if each.rule in rules),
        )
        self.steps.append(step.saying(self._facts.get(name, ())))

    def _is_but_declared(self, form: Basic, name: Variable) -> bool:
        """Whether it is ∂L/∂z of a function L that is only declared, which says nothing of the ∂L/∂z here."""
        return isinstance(form, CallGradient) and plain(form) == plain(Partial(self.symbol, name))


def _tell_restated(line: Line, variable: Variable, record: Record) -> None:
    """What restated the parts of a line that have a variable."""
    for rule in line.rules:
        uses = [each for each in line.instances if each.rule is rule and each.before is not None]
        here = [each for each in uses if each.before and variable in each.before.free_symbols]
        if here or not uses:
            record.use(rule)
        for each in here:
            record.tell(each)


def _put_back(expression: Basic, lets: Definitions) -> tuple[Basic, Lets]:
    """An expression in the author's own names if it is short in them, and what was put in for what."""
    found = opened(expression, lets)
    if found is None:
        return expression, ()
    whole, used = found
    final = textbook(whole)
    return (final, used) if size(final) <= LONGEST_WITHOUT_NAMES else (expression, ())
