"""The differential of an expression, moved inward one idea at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sympy import Basic, preorder_traversal

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.build import (
    add,
    hadamard,
    kronecker,
    mul,
    rebuild,
    substitute,
    terms_of,
    top_down,
    trace,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Diag,
    DiagPart,
    Differential,
    Entry,
    Family,
    Fill,
    Hadamard,
    IndexedSum,
    Kronecker,
    Mul,
    SumEntries,
    Trace,
    Transpose,
    Unvec,
    Variable,
    Vec,
    is_random,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.calculus.catalogue import Condition, Rule
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.calculus.rules.functions_of_matrices import with_open_sign, without_closed_form
from mkdocs_matcalc.calculus.rules.restatements import restate
from mkdocs_matcalc.calculus.rules.structure import LINEARITY
from mkdocs_matcalc.errors import ErrorName, Refusal

# In these nodes the first part is the one they are linear in; the others are sizes and indices.
LINEAR_NODES = (Transpose, Fill, Diag, DiagPart, Vec, Unvec, SumEntries, IndexedSum, Entry)
PRODUCTS: dict[type[Basic], Callable[..., Basic]] = {Mul: mul, Hadamard: hadamard, Kronecker: kronecker}
# The differential of these is given by a rule, of some once they are restated.
BY_RULES: frozenset[type[Basic]] = frozenset(
    {
        nodes.Pow, nodes.Inverse, nodes.HadamardPower, nodes.Trace, nodes.Det, nodes.Norm, nodes.WeightedNorm,
        nodes.Inner, nodes.WeightedInner, nodes.Mean, nodes.Variance, nodes.LogSumExp, nodes.MaxEntry,
        nodes.Apply, nodes.Softmax, nodes.RowSoftmax, nodes.RowLogSumExp, nodes.Call, nodes.CallGradient,
        nodes.Expectation, nodes.Covariance, nodes.MatrixFunction,
    }
)  # fmt: skip
# These are constant, or names of what is found; and what gives the derivative of a largest entry or a norm of
# singular values has none itself.
WITHOUT_DIFFERENTIAL: frozenset[type[Basic]] = frozenset(
    {
        nodes.Family, nodes.Member, nodes.Identity, nodes.Unit, nodes.KroneckerDelta, nodes.Commutation,
        nodes.ArgmaxUnit, nodes.PolarFactor, nodes.TopSingularPair, nodes.CallHessian, nodes.Partial,
        nodes.Constrained, nodes.Frobenius, nodes.Bracket,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """What varies: the variable differentiated by, and every name defined through it."""

    wrt: Variable
    definitions: Mapping[Variable, Basic]
    varying: frozenset[Basic] = field(default=frozenset())

    @classmethod
    def of(cls, wrt: Variable, definitions: Mapping[Variable, Basic]) -> Scope:
        return cls(wrt, definitions, varying((wrt,), definitions))

    def depends(self, expr: Basic) -> bool:
        return not self.varying.isdisjoint(expr.free_symbols)

    def value(self, name: Basic) -> Basic:
        """What a name stands for, also where that is another name's; anything else as it is."""
        while isinstance(name, Variable) and name != self.wrt and name in self.definitions:
            name = self.definitions[name]
        return name

    def d(self, expr: Basic) -> Basic:
        """d(X), which is zero of what does not vary."""
        return Differential(expr) if self.depends(expr) else zero(shape_of(expr))


def said(function: Basic, definitions: Mapping[Variable, Basic]) -> Basic:
    """What a defined name says; anything else as it is."""
    return definitions.get(function, function) if isinstance(function, Variable) else function


def varying(wrts: Iterable[Variable], definitions: Mapping[Variable, Basic]) -> frozenset[Basic]:
    """Some variables and the names defined through them, where each definition uses only those before it."""
    found: set[Basic] = set(wrts)
    for name, expression in definitions.items():
        if not found.isdisjoint(expression.free_symbols):
            found.add(name)
    return frozenset(found)


@dataclass
class Record:
    """What a line used, in the order it was used."""

    rules: list[Rule] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    constants: list[Basic] = field(default_factory=list)
    substituted: list[tuple[Basic, Basic]] = field(default_factory=list)
    instances: list[Instance] = field(default_factory=list)
    details: list[Step] = field(default_factory=list)

    def use(self, rule: Rule, conditions: tuple[Condition, ...] = ()) -> None:
        if rule not in self.rules:
            self.rules.append(rule)
        self.conditions += [condition for condition in conditions if condition not in self.conditions]

    def tell(self, used: Instance, conditions: tuple[Condition, ...] = ()) -> None:
        """Note a rule with what it was used on, where that is a change."""
        self.use(used.rule, conditions)
        if (used.letters or used.before != used.after) and used not in self.instances:
            self.instances.append(used)

    def merge(self, other: Record) -> None:
        """Take in what another record used."""
        for rule in other.rules:
            self.use(rule)
        self.conditions += [each for each in other.conditions if each not in self.conditions]
        self.constants += [each for each in other.constants if each not in self.constants]
        self.substituted += [each for each in other.substituted if each not in self.substituted]
        self.instances += [each for each in other.instances if each not in self.instances]
        self.details += [each for each in other.details if each not in self.details]

    def step(self, after: Basic, before: Basic | None = None, lhs: Basic | None = None) -> Step:
        """The line that ends in `after`."""
        return Step(
            (after,),
            before=before,
            lhs=lhs,
            rules=tuple(self.rules),
            conditions=tuple(self.conditions),
            constants=tuple(self.constants),
            substituted=tuple(self.substituted),
            instances=tuple(self.instances),
            substeps=tuple(self.details),
        )

    def hold_constant(self, exprs: Iterator[Basic]) -> None:
        for expr in exprs:
            for part in preorder_traversal(expr):
                held = isinstance(part, Variable | Family) and not is_random(part)
                if held and part not in self.constants:
                    self.constants.append(part)


def push(arg: Basic, scope: Scope, record: Record) -> Basic:
    """d(arg), moved inward through all that is linear; what is not linear keeps its d."""
    if not scope.depends(arg):
        record.hold_constant(iter((arg,)))
        return zero(shape_of(arg))
    if isinstance(arg, Add):
        return add(*(push(term, scope, record) for term in arg.args))
    if isinstance(arg, Mul | Hadamard | Kronecker):
        varying = [at for at, factor in enumerate(arg.args) if scope.depends(factor)]
        if len(varying) == 1:
            factors = list(arg.args)
            record.hold_constant(iter(factors[: varying[0]]))
            change = push(factors[varying[0]], scope, record)
            record.hold_constant(iter(factors[varying[0] + 1 :]))
            return PRODUCTS[type(arg)](*factors[: varying[0]], change, *factors[varying[0] + 1 :])
    if isinstance(arg, Mul) and (outside := [each for each in arg.scalars if not scope.depends(each)]):
        record.hold_constant(iter(outside))
        rest = [factor for factor in arg.args if factor not in outside]
        return mul(*outside, push(mul(*rest), scope, record))
    if isinstance(arg, LINEAR_NODES):
        return rebuild(arg, (push(arg.args[0], scope, record), *arg.args[1:]))
    return Differential(arg)


def push_all(expr: Basic, scope: Scope, record: Record) -> Basic:
    """Every d in an expression moved inward through all that is linear."""

    def pushed(part: Basic) -> Basic | None:
        if isinstance(part, Differential):
            return push(part.arg, scope, record)
        return None if part.has(Differential) else part

    return top_down(expr, pushed)


def pending(expr: Basic, scope: Scope) -> list[Differential]:
    """The differentials still to be worked out, in reading order."""
    if isinstance(expr, Differential):
        return [] if expr.arg == scope.wrt else [expr]
    found: list[Differential] = []
    for arg in expr.args:
        found += [each for each in pending(arg, scope) if each not in found]
    return found


def refuse(expr: Basic) -> Refusal:
    """No rule gives this expression's differential."""
    if form := without_closed_form(expr):
        return Refusal(
            ErrorName.NO_RULE,
            f"the differential of {plain(expr)} has no closed form: {form}",
            hint="that of a trace has one: `tr(expm(X))`, `tr(X logm(X))`, `tr(X^(1/2))`",
        )
    if (exponent := with_open_sign(expr)) is not None:
        return Refusal(
            ErrorName.NO_RULE,
            f"nothing says whether {plain(exponent)} is negative, on which the differential of {plain(expr)} "
            "depends",
            hint="a first derivative has powers of which it is known",
        )
    return Refusal(
        ErrorName.NO_RULE,
        f"no rule gives the differential of {plain(expr)}, which is {plain_shape(expr)}",
        hint="`matcalc rules` lists what can be differentiated",
    )


class Pushed(NamedTuple):
    """One differential by one rule: the rule, what it gave, and all that was used."""

    rule: Rule
    result: Basic
    used: Record


def one_rule(node: Differential, scope: Scope) -> Pushed:
    """One differential by one rule, with what is linear done on the way."""
    record = Record()
    value = scope.value(node.arg)
    restatements: list[Instance] = []
    arg = restate(value, told=restatements)[0] if value != node.arg else value
    for each in restatements:
        record.tell(each)
    pushed = push(arg, scope, record)
    if pushed == Differential(arg) and arg != scope.wrt:
        applied = CATALOGUE.applied(arg, scope.d)
        if applied is None:
            raise refuse(arg)
        record.use(applied.rule, applied.conditions)
        pushed = push_all(applied.differential, scope, record)
        record.tell(Instance(applied.rule, Differential(arg), pushed))
    elif (change := _only_change(pushed)) is not None and change.arg != scope.wrt:
        # Dropping constants alone is no line of its own.
        further = one_rule(change, scope)
        pushed = substitute(pushed, {change: further.result})
        record.merge(further.used)
    else:
        record.tell(Instance(LINEARITY, Differential(arg), pushed))
    if arg != node.arg:
        pushed = pushed if arg == scope.wrt else substitute(pushed, {arg: node.arg, value: node.arg})
        record.substituted.append((node, pushed))
    return Pushed(record.rules[0], pushed, record)


def _only_change(expr: Basic) -> Differential | None:
    """The d of an expression that is nothing else but constant scalars."""
    factors = expr.args if isinstance(expr, Mul) else (expr,)
    changes = [factor for factor in factors if isinstance(factor, Differential)]
    others = [factor for factor in factors if factor not in changes]
    return changes[0] if len(changes) == 1 and all(is_scalar(factor) for factor in others) else None


def descent(expr: Basic, scope: Scope) -> Iterator[tuple[Basic, Record]]:
    """The expression after each further idea: the first pending rule, applied wherever it applies."""
    known: dict[Differential, Pushed] = {}
    while waiting := pending(expr, scope):
        # Named intermediates wait, so that each is put in once, when all else is done.
        waiting.sort(key=lambda node: node.arg in scope.definitions)
        # What another rule gives is kept for the line of that rule.
        known |= {node: one_rule(node, scope) for node in waiting if node not in known}
        leading = known[waiting[0]].rule
        line = Record()
        replacements: dict[Basic, Basic] = {}
        for node in waiting:
            rule, pushed, used = known[node]
            if rule is not leading:
                continue
            replacements[node] = pushed
            if node != expr:
                rules, instances = tuple(used.rules), tuple(used.instances)
                line.details.append(Step((pushed,), lhs=node, rules=rules, instances=instances))
            line.merge(used)
        expr = _spread(substitute(expr, replacements))
        yield expr, line


def _spread(expr: Basic) -> Basic:
    """A trace or a scalar product of several changes as the sum of theirs."""
    if isinstance(expr, Add):
        return add(*(_spread(term) for term in expr.args))
    if isinstance(expr, Mul) and is_scalar(expr):
        return _opened(mul(*(_spread(factor) if is_scalar(factor) else factor for factor in expr.args)))
    if isinstance(expr, Trace):
        return add(*(trace(term) for term in terms_of(_opened(expr.args[0]))))
    return expr


def _opened(product: Basic) -> Basic:
    """A product over a sum of changes as a sum of products."""
    for at, factor in enumerate(product.args if isinstance(product, Mul) else ()):
        if isinstance(factor, Add) and factor.has(Differential):
            before, after = product.args[:at], product.args[at + 1 :]
            return add(*(_opened(mul(*before, term, *after)) for term in factor.args))
    return product


def worked_out(expr: Basic, scope: Scope) -> tuple[Basic, Record]:
    """The differential of an expression in terms of the variable's alone, with all it used."""
    total = Record()
    change = push_all(scope.d(expr), scope, total)
    for after, used in descent(change, scope):
        change = after
        total.merge(used)
    return change, total


def constant(function: Basic, label: Basic, nothing: Basic, constants: tuple[Basic, ...] = ()) -> Step:
    """The line of what does not depend on the variable."""
    used = Instance(LINEARITY, Differential(function), zero(shape_of(function)))
    return Step((nothing,), lhs=label, rules=(LINEARITY,), constants=constants, instances=(used,))
