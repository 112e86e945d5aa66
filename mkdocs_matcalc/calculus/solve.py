"""Stationary points: where a gradient vanishes that is linear in the unknown or in its inverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Basic

from mkdocs_matcalc.algebra.build import (
    SYMMETRIC_FACTS,
    substitute,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.labels import LABEL_FACTS, ONE_HOT, SUMS_TO_ONE
from mkdocs_matcalc.algebra.nodes import (
    Constrained,
    Differential,
    Inverse,
    Partial,
    Variable,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.textbook import canonical, textbook
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.isolate import DERIVATIVE_ALONE, is_linear, isolated, linear
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.equations import (
    cleared_denominator,
    multiplied_from_both_sides,
    transpose_of_both_sides,
)
from mkdocs_matcalc.calculus.rules.linear_systems import inverse_of_both_sides
from mkdocs_matcalc.calculus.rules.stationary import STATIONARY_POINT, concavity, convexity
from mkdocs_matcalc.calculus.rules.structure import entries_sum_to_one
from mkdocs_matcalc.calculus.shortening import shortened
from mkdocs_matcalc.errors import ErrorName, Refusal

STRUCTURES = frozenset({*SYMMETRIC_FACTS, *LABEL_FACTS, "skew", "orthogonal"})


@dataclass(frozen=True)
class Solved:
    """The isolating lines, the stationary point, and what they divide by to get there."""

    steps: tuple[Step, ...]
    solution: Basic
    conditions: tuple[Condition, ...]


def solve_stationary(
    gradient: Basic, label: Basic, unknown: Variable, definitions: Mapping[Variable, Basic]
) -> Solved:
    """The unknown at which `gradient`, called `label`, vanishes.

    Raises:
        Refusal: The function is no scalar; its gradient is not linear in the unknown or its inverse, or takes
            it from two sides (Sylvester); or what is found has not the unknown's structure.
    """
    if shape_of(gradient) != shape_of(unknown):
        function = _partial(label).args[0]
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"only a scalar function has stationary points; this one is {plain_shape(function)}",
            hint="a number's letter is declared, as in `c in R`",
        )
    whole, put_in = _in_the_unknown(gradient, Scope.of(unknown, definitions))
    written_out = lettered.written_out(whole, put_in, before=gradient, lhs=label)
    steps = _solving(whole, unknown, _partial(label).args[0])
    conditions = tuple(dict.fromkeys(condition for step in steps for condition in step.conditions))
    solution, named = shortened(steps[-1].forms[-1], definitions)
    if named:
        steps.append(lettered.written_out(solution, named, before=steps[-1].forms[-1]))
    if unknown.facts & SYMMETRIC_FACTS and canonical(textbook(transpose(solution))) != canonical(solution):
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"{plain(solution)} is not symmetric, as {unknown.name} is declared to be",
            hint="declare what makes it symmetric, as in `C in R^(n x n) symmetric`",
        )
    if (tied := unknown.facts & (LABEL_FACTS - {SUMS_TO_ONE, ONE_HOT})) and solution != unknown:
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"{plain(solution)} need not be {min(tied)}, as {unknown.name} is declared to be",
            hint="a derivative takes its entries as independent; leave the property out",
        )
    if unknown.facts & LABEL_FACTS and entries_sum_to_one(solution)[0] != 1:
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"the entries of {plain(solution)} need not sum to one, as those of {unknown.name} are to",
            hint="a derivative takes its entries as independent; leave the property out",
        )
    second = _second_order(whole, label, unknown)
    return Solved((*([written_out] if put_in else []), *steps, *second), solution, conditions)


def _in_the_unknown(gradient: Basic, scope: Scope) -> tuple[Basic, tuple[tuple[Basic, Basic], ...]]:
    """The gradient without the names that depend on the unknown, and what was put in for them."""
    named = {name for name in scope.definitions if name in scope.varying and name != scope.wrt}
    whole, put_in = gradient, dict[Variable, Basic]()
    while names := {name: scope.definitions[name] for name in named if name in whole.free_symbols}:
        put_in |= names
        whole = substitute(whole, names)
    ordered = tuple((name, put_in[name]) for name in scope.definitions if name in put_in)
    return (textbook(whole), ordered) if put_in else (gradient, ())


def _solving(gradient: Basic, unknown: Variable, function: Basic) -> list[Step]:
    """The lines from the gradient of a function set to zero to the unknown alone."""
    equation = gradient
    steps = [_vanishing(equation, Instance.of(STATIONARY_POINT, {"f": function, "x": unknown}))]
    if (turned := transpose_of_both_sides(equation, unknown)) is not None:
        steps.append(_vanishing(turned, Instance.of(transpose_of_both_sides, {"G": equation})))
        equation = turned
    other = Variable(f"{unknown.name}^-1", *unknown.shape, facts=unknown.facts)
    by_inverse = substitute(equation, {Inverse(unknown): other})
    if by_inverse != equation and unknown not in by_inverse.free_symbols and is_linear(by_inverse, other):
        steps += isolated(linear(by_inverse, other, gradient), Inverse(unknown))
        value, conditions = inverse_of_both_sides(steps[-1].forms[-1])
        used = Instance.of(inverse_of_both_sides, {"X": unknown, "B": steps[-1].forms[-1]})
        inverted = Step((value,), lhs=unknown, rules=(used.rule,), conditions=conditions, instances=(used,))
        return [*steps, inverted]
    for rule in (multiplied_from_both_sides, cleared_denominator):
        if (cleared := rule(equation, unknown)) is not None:
            cleared_equation, factor, conditions = cleared
            used = Instance.of(rule, {"G": equation, **factor})
            equation = cleared_equation
            steps.append(_vanishing(equation, used, *conditions))
    if not is_linear(equation, unknown):
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"{plain(gradient)} = 0 is not linear in {unknown.name}, so its solution can't be isolated",
            hint=DERIVATIVE_ALONE,
        )
    lines = isolated(linear(equation, unknown, gradient), unknown)
    # Of an equation without a constant the unknown is separate as it stands.
    said = len(lines) > 1 and (lines[0].lhs, lines[0].forms) == (steps[-1].lhs, steps[-1].forms)
    return steps + (lines[1:] if said else lines)


def _vanishing(equation: Basic, used: Instance, *conditions: Condition) -> Step:
    nothing = zero(shape_of(equation))
    return Step((nothing,), lhs=equation, rules=(used.rule,), conditions=conditions, instances=(used,))


def _partial(label: Basic) -> Basic:
    return label.label if isinstance(label, Constrained) else label


def _second_order(gradient: Basic, label: Basic, unknown: Variable) -> list[Step]:
    """The second derivative, where it can be shown to be semidefinite wherever the function is defined.

    A gradient that the unknown's own structure has simplified is not differentiated again.
    """
    if unknown.facts & STRUCTURES:
        return []
    try:
        change, _ = worked_out(gradient, Scope.of(unknown, {}))
        second = textbook(matrix_of(change, Differential(unknown), lambda used: None))
    except Refusal:
        return []
    name = Partial(*_partial(label).args, unknown)
    signs = ("\\ge 0", "\\le 0") if is_scalar(second) else ("\\succeq 0", "\\preceq 0")
    for rule, sign, kind in ((convexity, signs[0], "minimum"), (concavity, signs[1], "maximum")):
        conditions = rule(second)
        if conditions is None or any(each.subject.has(unknown) for each in conditions if each.subject):
            continue
        shown = Condition(f"makes it a {kind}", second, sign)
        used = Instance.of(rule, {"f": name.args[0], "x": unknown})
        return [Step((second,), lhs=name, rules=(rule,), conditions=(*conditions, shown), instances=(used,))]
    return []
