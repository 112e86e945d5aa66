"""Stationary points: where a gradient vanishes that is linear in the unknown or in its inverse."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sympy import Basic

from mkdocs_matcalc.algebra.build import (
    SYMMETRIC_FACTS,
    apply,
    hadamard_power,
    is_zero,
    neg,
    power,
    substitute,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.labels import LABEL_FACTS, ONE_HOT, SUMS_TO_ONE
from mkdocs_matcalc.algebra.nodes import (
    Constrained,
    Differential,
    IndexedSum,
    Inverse,
    Partial,
    Pow,
    Variable,
    fresh_index,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.textbook import canonical, size, textbook
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.admissible import has_a_convex_domain
from mkdocs_matcalc.calculus.catalogue import Condition, Rearrangement
from mkdocs_matcalc.calculus.definiteness import is_diagonal
from mkdocs_matcalc.calculus.derivation import Instance, Lets, Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.isolate import DERIVATIVE_ALONE, is_linear, isolated, linear
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.equations import (
    cleared_denominator,
    multiplied_from_both_sides,
    transpose_of_both_sides,
)
from mkdocs_matcalc.calculus.rules.identification import SUBSTITUTION
from mkdocs_matcalc.calculus.rules.linear_systems import (
    exponential_of_both_sides,
    inverse_of_both_sides,
    logarithm_of_both_sides,
    reciprocal_of_both_sides,
    root_of_both_sides,
)
from mkdocs_matcalc.calculus.rules.stationary import STATIONARY_POINT, concavity, convexity
from mkdocs_matcalc.calculus.rules.structure import entries_sum_to_one
from mkdocs_matcalc.calculus.shortening import shortened
from mkdocs_matcalc.errors import ErrorName, Refusal

STRUCTURES = frozenset({*SYMMETRIC_FACTS, *LABEL_FACTS, "skew", "orthogonal"})
Opened = Rearrangement[[Basic], tuple[Basic, tuple[Condition, ...]]]
# In what an unknown may stand alone, what opens that, and its letters for the unknown and the other side.
HIDDEN: tuple[tuple[Callable[[Basic], Basic], Opened, str], ...] = (
    (Inverse, inverse_of_both_sides, "XB"),
    (partial(apply, "log"), exponential_of_both_sides, "xb"),
    (partial(apply, "exp"), logarithm_of_both_sides, "xb"),
    (lambda unknown: hadamard_power(unknown, -1), reciprocal_of_both_sides, "xb"),
)


@dataclass(frozen=True)
class Solved:
    """The isolating lines, the stationary point, and what they divide by to get there.

    `where` has what other unknowns are that it is written in.
    """

    steps: tuple[Step, ...]
    solution: Basic
    conditions: tuple[Condition, ...]
    where: Lets = ()


def solve_stationary(
    gradient: Basic,
    label: Basic,
    unknown: Variable,
    definitions: Mapping[Variable, Basic],
    function: Basic,
) -> Solved:
    """The unknown at which `gradient`, called `label`, vanishes; it is that of `function`, without names.

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
    steps, solution = _solution(whole, unknown, _partial(label).args[0], definitions)
    second = _second_order(whole, label, unknown) if has_a_convex_domain(function, unknown) else []
    return Solved((*([written_out] if put_in else []), *steps, *second), solution, _needed(steps))


def solve_together(
    equations: Sequence[tuple[Basic, Basic, Variable]], definitions: Mapping[Variable, Basic]
) -> dict[Variable, Solved]:
    """The unknowns at which gradients vanish together, in the order in which they are found.

    One comes first whose equation has no other unknown, else one is put in terms of the others into theirs.

    Args:
        equations: Gradients, each with its label and its unknown.

    Raises:
        Refusal: As `solve_stationary` does, for the first unknown that can't be found.
    """
    found: dict[Variable, Basic] = {}
    lines: dict[Variable, list[Step]] = {}
    while len(found) < len(equations):
        left = [each for each in equations if each[2] not in found]
        unknown, lines[unknown], found[unknown] = _next_found(left, found, definitions)
    solved = {}
    for unknown, steps in lines.items():
        others = {name: value for name, value in found.items() if name != unknown}
        where = _explained(found[unknown], others)
        solved[unknown] = Solved(tuple(steps), found[unknown], _needed(steps), where)
    return solved


def _explained(expr: Basic, found: Mapping[Variable, Basic]) -> Lets:
    """The unknowns that an expression is written in, each after those that it is written in itself."""
    lets: dict[Variable, Basic] = {}
    for name in [name for name in found if name in expr.free_symbols]:
        lets |= dict(_explained(found[name], found))
        lets[name] = found[name]
    return tuple(lets.items())


def _next_found(
    left: Sequence[tuple[Basic, Basic, Variable]],
    found: Mapping[Variable, Basic],
    definitions: Mapping[Variable, Basic],
) -> tuple[Variable, list[Step], Basic]:
    """The unknown that is found next, its lines, and what it is: one without the others, if there is one.

    Else that of which it is shortest what it is in the others.
    """
    waiting = {unknown for _, _, unknown in left}
    put_in = {name: value for name, value in found.items() if _depends(value, waiting, found)}
    ways: list[tuple[bool, int, Variable, list[Step], Basic]] = []
    refused: list[Refusal] = []
    for gradient, label, unknown in left:
        whole, function = gradient, _partial(label).args[0]
        for each in (*found, *waiting):
            whole, _ = _in_the_unknown(whole, Scope.of(each, definitions))
        names = tuple((name, value) for name, value in put_in.items() if name in whole.free_symbols)
        apart = {name: _with_indices_of_its_own(value, whole) for name, value in names}
        equation = textbook(substitute(whole, apart)) if names else whole
        try:
            steps, solution = _solution(equation, unknown, function, definitions)
        except Refusal as error:
            refused.append(error)
            continue
        if names:
            instances = lettered.put_in(names)
            again = replace(steps[0], rules=(SUBSTITUTION,), substituted=names, instances=instances)
            vanishing = _vanishing(whole, Instance.of(STATIONARY_POINT, {"f": function, "x": unknown}))
            steps = [vanishing, again, *steps[1:]]
        in_others = _depends(solution, waiting, found)
        ways.append((in_others, size(solution) if in_others else 0, unknown, steps, solution))
    if not ways:
        raise refused[0]
    _, _, unknown, steps, solution = min(ways, key=lambda way: way[:2])
    return unknown, steps, solution


def _with_indices_of_its_own(value: Basic, beside: Basic) -> Basic:
    """What is put into an expression, so that no sum in it runs over an index of a sum there."""
    inner, outer = ({each.index for each in expr.atoms(IndexedSum)} for expr in (value, beside))
    taken = {str(each) for each in inner | outer}
    new: dict[Basic, Basic] = {}
    for each in sorted(inner & outer, key=str):
        new[each] = fresh_index(taken)
        taken.add(str(new[each]))
    return value.xreplace(new)


def _depends(expr: Basic, waiting: Collection[Variable], found: Mapping[Variable, Basic]) -> bool:
    """Whether an expression has unknowns in it that are not found, also through those that are."""
    names = [name for name in found if name in expr.free_symbols]
    return not expr.free_symbols.isdisjoint(waiting) or any(
        _depends(found[name], waiting, found) for name in names
    )


def _needed(steps: Iterable[Step]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(condition for step in steps for condition in step.conditions))


def _solution(
    gradient: Basic, unknown: Variable, function: Basic, definitions: Mapping[Variable, Basic]
) -> tuple[list[Step], Basic]:
    """The lines from a gradient to the unknown at which it vanishes, which has the unknown's structure."""
    steps = _solving(gradient, unknown, function)
    solution, named = shortened(steps[-1].forms[-1], definitions)
    if named:
        steps.append(lettered.written_out(solution, named, before=steps[-1].forms[-1]))
    _refuse_another_structure(solution, unknown)
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
    return steps, solution


def _refuse_another_structure(solution: Basic, unknown: Variable) -> None:
    """Refuse what is not symmetric, skew, diagonal or orthogonal, as its unknown is declared to be."""
    turned = canonical(textbook(transpose(solution)))
    has = {
        "symmetric": turned == canonical(solution),
        "skew": turned == canonical(textbook(neg(solution))),
        "diagonal": is_diagonal(solution),
        "orthogonal": solution == unknown,
    }
    declared = unknown.facts | ({"symmetric"} if unknown.facts & SYMMETRIC_FACTS else set())
    for fact in [fact for fact, holds in has.items() if fact in declared and not holds][:1]:
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"{plain(solution)} is not {fact}, as {unknown.name} is declared to be",
            hint=f"declare what makes it {fact}, as in `C in R^(n x n) {fact}`",
        )


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
    for hide, opened, letters in HIDDEN:
        if (found := _through(hide(unknown), opened, letters, equation, unknown, gradient)) is not None:
            return [*steps, *found]
    for rule in (multiplied_from_both_sides, cleared_denominator):
        if (cleared := rule(equation, unknown)) is not None:
            cleared_equation, factor, conditions = cleared
            used = Instance.of(rule, {"G": equation, **factor})
            equation = cleared_equation
            steps.append(_vanishing(equation, used, *conditions))
    if "positive" in unknown.facts and is_scalar(unknown):
        squared = _through(power(unknown, 2), root_of_both_sides, "vb", equation, unknown, gradient)
        if squared is not None:
            return [*steps, *squared]
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


def _through(
    hidden: Basic, rule: Opened, letters: str, equation: Basic, unknown: Variable, asked: Basic
) -> list[Step] | None:
    """The lines to an unknown whose inverse or logarithm alone is in an equation, linearly; else None."""
    facts = unknown.facts if isinstance(hidden, Inverse) else ()
    other = Variable(f"({plain(hidden)})", *unknown.shape, facts=facts)
    inside = substitute(equation, {hidden: other})
    # By a number that divides is multiplied.
    if (
        (isinstance(hidden, Pow) and hidden.exponent == -1)
        or inside == equation
        or unknown in inside.free_symbols
        or not is_linear(inside, other)
    ):
        return None
    steps = isolated(linear(inside, other, asked), hidden)
    found = steps[-1].forms[-1]
    if is_zero(found) and rule is not exponential_of_both_sides:
        # Zero is no inverse, no reciprocal and no exponential of anything.
        return None
    value, conditions = rule(found)
    used = Instance.of(rule, dict(zip(letters, (unknown, found), strict=True)))
    return [*steps, Step((value,), lhs=unknown, rules=(used.rule,), conditions=conditions, instances=(used,))]


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
