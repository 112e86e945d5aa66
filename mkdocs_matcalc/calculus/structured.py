"""Derivatives by a matrix of one structure: free of it, simplified by it, or on its matrices alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from sympy import Basic
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.build import (
    SYMMETRIC_FACTS,
    top_down,
)
from mkdocs_matcalc.algebra.labels import (
    BINARY,
    LABEL_FACTS,
    ONE_HOT,
    SIGNS,
    STOCHASTIC,
    SUMS_TO_ONE,
    UNIT,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Bracket,
    Constrained,
    Differential,
    Entry,
    Fill,
    Hadamard,
    HadamardPower,
    Inverse,
    Mul,
    Norm,
    Partial,
    SumEntries,
    Transpose,
    Variable,
    is_scalar,
)
from mkdocs_matcalc.algebra.textbook import canonical, size, textbook
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Chained, Derivative, Instance, Lets, Step, Worked
from mkdocs_matcalc.calculus.naming import Given, needed
from mkdocs_matcalc.calculus.rules.identification import symmetry
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity
from mkdocs_matcalc.calculus.rules.structure import (
    binary_entries,
    diagonal_constraint,
    entries_sum_to_one,
    one_hot,
    orthogonality,
    rows_sum_to_one,
    signs,
    skew_constraint,
    skew_symmetry,
    symmetric_constraint,
    unit_length,
)
from mkdocs_matcalc.calculus.shortening import read_with, shortened
from mkdocs_matcalc.errors import ErrorName, Refusal

# Where the entries of a label are summed or raised to a power.
SUMS_AND_POWERS = (Fill, Hadamard, HadamardPower, Norm, SumEntries)
Definitions = Mapping[Variable, Basic]
Method = Callable[[Basic, Variable, tuple[Variable, ...], Definitions, Given], Worked]
ChainRule = Callable[
    [Basic, Variable, Sequence[Variable], Definitions, Given, Sequence[StatedIdentity]], Chained
]

# What a structure makes of a matrix's transpose or inverse, and the rule that says so.
STRUCTURES = SYMMETRIC_FACTS | {"skew", "orthogonal"}
# With them, all that ties entries together and simplifies a formula.
TIES = STRUCTURES | LABEL_FACTS


def in_general_position(method: Method) -> Method:
    """Differentiate by a structured matrix entry by entry, as if it had no structure; then simplify by it.

    A transpose may be dropped for symmetry only once nothing moves any more.
    """

    @wraps(method)
    def derive(
        function: Basic,
        symbol: Variable,
        wrt: tuple[Variable, ...],
        definitions: Definitions,
        names: Given,
    ) -> Worked:
        free = {variable: _without_structure(variable) for variable in wrt if variable.facts & TIES}
        if not free:
            return method(function, symbol, wrt, definitions, names)
        defined = {free.get(name, name): value.xreplace(free) for name, value in definitions.items()}
        general = tuple(free.get(variable, variable) for variable in wrt)
        derived = method(function.xreplace(free), symbol, general, defined, names)
        return _with_structure(derived, {other: variable for variable, other in free.items()}, defined)

    return derive


def chained_in_general_position(method: ChainRule) -> ChainRule:
    """The same for the gradients by several variables at once."""

    @wraps(method)
    def derive(
        function: Basic,
        symbol: Variable,
        wrts: Sequence[Variable],
        definitions: Definitions,
        names: Given,
        identities: Sequence[StatedIdentity] = (),
    ) -> Chained:
        free = {variable: _without_structure(variable) for variable in wrts if variable.facts & TIES}
        if not free:
            return method(function, symbol, wrts, definitions, names, identities)
        defined = {free.get(name, name): value.xreplace(free) for name, value in definitions.items()}
        general = [free.get(variable, variable) for variable in wrts]
        chained = method(function.xreplace(free), symbol, general, defined, names, identities)
        back = {other: variable for variable, other in free.items()}
        gradients, steps = {}, [*_steps_of_the_structure(chained.steps, back)]
        for wrt, (gradient, kept) in chained.gradients.items():
            known = back.get(wrt, wrt)
            gradients[known], more = _shortened(
                gradient, kept, Partial(symbol, known), chained.definitions, back, chained.deltas
            )
            steps += more
        defined = {back.get(name, name): value.xreplace(back) for name, value in chained.definitions.items()}
        return Chained(tuple(steps), gradients, defined, chained.deltas)

    return derive


def _without_structure(variable: Variable) -> Variable:
    kept = variable.facts - TIES
    return Variable(variable.name, *variable.shape, latex=variable.latex_name, facts=kept)


def _with_structure(derived: Worked, back: Mapping[Variable, Variable], definitions: Definitions) -> Worked:
    """The derivation as it is of the structured matrices."""
    label, steps = derived.label.xreplace(back), _steps_of_the_structure(derived.steps, back)
    (expression, kept), more = _shortened(derived.expression, derived.kept, label, definitions, back)
    return replace(derived, steps=(*steps, *more), label=label, expression=expression, kept=kept)


def _shortened(
    result: Basic,
    kept: Lets,
    label: Basic,
    definitions: Definitions,
    back: Mapping[Variable, Variable],
    deltas: Iterable[Variable] = (),
) -> tuple[tuple[Basic, Lets], list[Step]]:
    """A result with its names as it is of the structured matrices, and the line that puts names in.

    Args:
        deltas: The names among them that were given to derivatives.
    """
    expression, lets = _of_the_structure(result, back), _restored_lets(kept, back)
    values = {name: _of_the_structure(value, back) for name, value in definitions.items()}
    hiding = {name: values.pop(name) for name in deltas}
    shorter, put_in = shortened(expression, values, hiding)
    if not put_in or size(shorter) >= read_with(expression, hiding):
        return (expression, lets), []
    step = lettered.written_out(shorter, put_in, lhs=label)
    return (shorter, needed(shorter, dict(lets))), [step]


def _of_the_structure(expr: Basic, back: Mapping[Variable, Variable]) -> Basic:
    return _simplified(expr.xreplace(back), tuple(back.values()))


def _restored_lets(lets: Lets, back: Mapping[Variable, Variable]) -> Lets:
    return tuple((name, value.xreplace(back)) for name, value in lets)


def _steps_of_the_structure(steps: Iterable[Step], back: Mapping[Variable, Variable]) -> tuple[Step, ...]:
    """Lines of the structured matrices, simplified by them where nothing moves any more."""
    lines = [restored(step, back) for step in steps]
    still = [at for at, step in enumerate(lines) if _goes_on_to_be_differentiated(step)]
    start = still[-1] + 1 if still else 0
    return (*lines[:start], *_simplified_steps(lines[start:], tuple(back.values())))


def _goes_on_to_be_differentiated(step: Step) -> bool:
    """Whether a line states a function, or its differential."""
    return bool(step.lets) or isinstance(step.lhs, Variable | Entry | Differential)


def _simplified_steps(steps: list[Step], structured: tuple[Variable, ...]) -> Iterator[Step]:
    said: set[tuple[Variable, str]] = set()
    written: dict[Basic, Basic] = {}
    for step in steps:
        forms = tuple(_simplified(form, structured) for form in step.forms)
        written.update(zip(step.forms, forms, strict=True))
        before = step.before if step.before is None else written.get(step.before, step.before)
        step = replace(step, instances=tuple(_simplified_instances(step.instances, structured)))
        if before is not None and set(forms) == {before}:
            continue
        new = (_used(step.forms, structured) if forms != step.forms else set()) - said
        if new:
            said |= new
            for variable in structured:
                facts = {fact for name, fact in new if name == variable}
                step = step.saying(what_the_structure_says(variable, facts))
        yield replace(step, forms=forms, before=before)


def _simplified_instances(
    instances: Iterable[Instance], structured: tuple[Variable, ...]
) -> Iterator[Instance]:
    for each in instances:
        simpler = each.changed(lambda expr: _simplified(expr, structured))
        yield simpler if simpler.letters or simpler.before != simpler.after else each


def _used(exprs: Collection[Basic], structured: tuple[Variable, ...]) -> set[tuple[Variable, str]]:
    """The facts that expressions may use: those of matrices, and those without which a label's are others."""
    return {
        (variable, fact)
        for variable in structured
        for fact in variable.facts & TIES
        if fact in STRUCTURES or any(_uses(fact, variable, expr) for expr in exprs)
    }


def _uses(fact: str, label: Variable, expr: Basic) -> bool:
    free = Variable(label.name, *label.shape, latex=label.latex_name, facts=label.facts - {fact})
    without = textbook(expr.xreplace({label: free})).xreplace({free: label})
    return canonical(without) != canonical(textbook(expr))


def _simplified(expr: Basic, structured: tuple[Variable, ...]) -> Basic:
    """An expression without the transposes and inverses that its structured matrices make another form of.

    And without the sums and powers of entries that are known.
    """
    structured = tuple({variable: None for variable, _ in _used([expr], structured)})
    if not structured:
        return expr
    is_label = any(variable.facts & LABEL_FACTS for variable in structured)
    marks = (Transpose, Inverse, *(SUMS_AND_POWERS if is_label else ()))

    def simplified(part: Basic) -> Basic | None:
        # What is in a differential moves freely.
        if isinstance(part, Differential) or not part.has(*marks) or not part.has(*structured):
            return part
        if isinstance(part, (Add, Mul, Bracket, *marks)) and not part.has(Differential):
            return Bracket(textbook(part.args[0])) if isinstance(part, Bracket) else textbook(part)
        return None

    return top_down(expr, simplified)


def what_the_structure_says(
    variable: Variable, facts: Collection[str] = TIES
) -> list[tuple[Rule, Basic, Basic]]:
    """What may be written for a structured matrix's transpose and inverse, or a label's sum and squares.

    Args:
        facts: Of which facts it is told.
    """
    known = variable.facts.intersection(facts)
    told = (
        (symmetry, known & SYMMETRIC_FACTS),
        (skew_symmetry, "skew" in known),
        (orthogonality, "orthogonal" in known),
        (entries_sum_to_one, SUMS_TO_ONE in known),
        (one_hot, ONE_HOT in known),
        (binary_entries, BINARY in known),
        (signs, SIGNS in known),
        (unit_length, UNIT in known),
        (rows_sum_to_one, STOCHASTIC in known),
    )
    return [(rule, *rule(variable)) for rule, holds in told if holds]


def restored(step: Step, back: Mapping[Any, Any]) -> Step:
    """The line in the names that others stood for."""

    def of(expr: Basic) -> Basic:
        return expr.xreplace(back)

    def if_any(expr: Basic | None) -> Basic | None:
        return expr if expr is None else of(expr)

    def pairs(given: tuple[tuple[Basic, Basic], ...]) -> tuple[tuple[Basic, Basic], ...]:
        return tuple((of(left), of(right)) for left, right in given)

    return replace(
        step,
        forms=tuple(map(of, step.forms)),
        before=if_any(step.before),
        lhs=if_any(step.lhs),
        conditions=tuple(condition.xreplace(back) for condition in step.conditions),
        lets=tuple((back.get(name, name), of(value)) for name, value in step.lets),
        constants=tuple(map(of, step.constants)),
        substituted=pairs(step.substituted),
        facts=pairs(step.facts),
        instances=tuple(each.changed(of) for each in step.instances),
        substeps=tuple(restored(each, back) for each in step.substeps),
    )


# The rule that ties the entries, and its letter for the matrix.
CONSTRAINTS = {
    "diagonal": (diagonal_constraint, "D"),
    "symmetric": (symmetric_constraint, "S"),
    "skew": (skew_constraint, "K"),
}


def structure_of(variable: Variable) -> str:
    """The structure that ties a matrix's entries: diagonal, symmetric, skew, or none."""
    if "diagonal" in variable.facts or "skew" in variable.facts:
        return "diagonal" if "diagonal" in variable.facts else "skew"
    return "symmetric" if variable.facts & SYMMETRIC_FACTS else ""


def on_the_constraint(derivative: Derivative) -> tuple[Step, Derivative] | None:
    """The line that ties the entries together, and the derivative with it; None where nothing is tied.

    Raises:
        Refusal: It is no gradient.
    """
    structure = next(filter(None, map(structure_of, derivative.wrt)), "")
    if not structure:
        return None
    if derivative.order != 1 or not is_scalar(derivative.request.function):
        what = "a second derivative" if derivative.order != 1 else "a Jacobian"
        raise Refusal(
            ErrorName.NOT_SUPPORTED,
            f"{what} on the {structure} matrices alone is not derived",
            hint="without `symmetric = constrained` the entries count as independent",
        )
    tie, letter = CONSTRAINTS[structure]
    label = Constrained(derivative.label, Str(structure))
    tied = textbook(tie(derivative.expression))
    letters = {"f": derivative.symbol, letter: derivative.wrt[0], "G": derivative.expression}
    used = Instance.of(tie, letters)
    step = Step((tied,), lhs=label, rules=(tie,), instances=(used,))
    return step, replace(derivative, label=label, expression=tied, structure=structure)
