"""Stationary points: where a gradient vanishes that is linear in the unknown or in its inverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Basic, Integer

from mkdocs_matcalc.algebra.build import (
    SYMMETRIC_FACTS,
    add,
    mul,
    neg,
    power,
    substitute,
    terms_of,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Constrained,
    Differential,
    Inverse,
    Mul,
    Partial,
    Pow,
    Transpose,
    Variable,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.textbook import canonical, expand, textbook
from mkdocs_matcalc.calculus.catalogue import Condition, Rule
from mkdocs_matcalc.calculus.definiteness import semidefinite
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.isolate import (
    DERIVATIVE_ALONE,
    inverted,
    is_linear,
    isolated,
    linear,
    not_singular,
)
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.rearrangements import SUBSTITUTION
from mkdocs_matcalc.calculus.rules.stationary import (
    BOTH_SIDES,
    CONCAVITY,
    CONVEXITY,
    DENOMINATOR,
    SOLUTION_BY_INVERSE,
    STATIONARY_POINT,
    TRANSPOSED_EQUATION,
)
from mkdocs_matcalc.calculus.shortening import shortened
from mkdocs_matcalc.errors import Refusal

STRUCTURES = frozenset({*SYMMETRIC_FACTS, "skew", "orthogonal"})


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
            f"only a scalar function has stationary points; this one is {plain_shape(function)}",
            hint="a number's letter is declared, as in `c in R`",
        )
    whole, put_in = _in_the_unknown(gradient, Scope.of(unknown, definitions))
    written_out = Step((whole,), before=gradient, lhs=label, rules=(SUBSTITUTION,), substituted=put_in)
    steps = _solving(whole, unknown)
    conditions = tuple(dict.fromkeys(condition for step in steps for condition in step.conditions))
    solution, named = shortened(steps[-1].forms[-1], definitions)
    if named:
        before = steps[-1].forms[-1]
        steps.append(Step((solution,), before=before, rules=(SUBSTITUTION,), substituted=named))
    if unknown.facts & SYMMETRIC_FACTS and canonical(textbook(transpose(solution))) != canonical(solution):
        raise Refusal(
            f"{plain(solution)} is not symmetric, as {unknown.name} is declared to be",
            hint="declare what makes it symmetric, as in `C in R^(n x n) symmetric`",
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


def _solving(gradient: Basic, unknown: Variable) -> list[Step]:
    """The lines from the gradient set to zero to the unknown alone."""
    equation = gradient
    steps = [_vanishing(equation, STATIONARY_POINT)]
    if _only_transposed(equation, unknown):
        equation = textbook(transpose(equation))
        steps.append(_vanishing(equation, TRANSPOSED_EQUATION))
    other = Variable(f"{unknown.name}^-1", *unknown.shape, facts=unknown.facts)
    by_inverse = substitute(equation, {Inverse(unknown): other})
    if by_inverse != equation and unknown not in by_inverse.free_symbols and is_linear(by_inverse, other):
        steps += isolated(linear(by_inverse, other, gradient), Inverse(unknown))
        return [*steps, _by_inverse(steps[-1].forms[-1], unknown)]
    if (cleared := _cleared(equation, unknown)) is not None:
        steps.append(cleared)
        equation = cleared.lhs or equation
    if not is_linear(equation, unknown):
        raise Refusal(
            f"{plain(gradient)} = 0 is not linear in {unknown.name}, so its solution can't be isolated",
            hint=DERIVATIVE_ALONE,
        )
    lines = isolated(linear(equation, unknown, gradient), unknown)
    # Of an equation without a constant the unknown is separate as it stands.
    said = len(lines) > 1 and (lines[0].lhs, lines[0].forms) == (steps[-1].lhs, steps[-1].forms)
    return steps + (lines[1:] if said else lines)


def _vanishing(equation: Basic, rule: Rule, *conditions: Condition) -> Step:
    return Step((zero(shape_of(equation)),), lhs=equation, rules=(rule,), conditions=conditions)


def _only_transposed(equation: Basic, unknown: Variable) -> bool:
    """Whether an unknown matrix stands in the equation nowhere but under a transpose.

    With a vector its row times a column is a scalar, for which nothing is to be turned.
    """
    if 1 in unknown.shape:
        return False
    rows, columns = unknown.shape
    turned = {Transpose(unknown): Variable("", columns, rows)}
    turned[Transpose(Inverse(unknown))] = Variable("", rows, columns)
    return unknown not in substitute(expand(equation), turned).free_symbols


def _by_inverse(solution: Basic, unknown: Variable) -> Step:
    """X from X⁻¹."""
    form = textbook(inverted(solution))
    return Step((form,), lhs=unknown, rules=(SOLUTION_BY_INVERSE,), conditions=not_singular(solution))


def _cleared(equation: Basic, unknown: Variable) -> Step | None:
    """The equation times what it divides by, where it divides by the unknown."""
    if is_scalar(unknown):
        return _without_denominator(equation, unknown)
    if not equation.has(Inverse(unknown)):
        return None
    around = transpose(unknown) if equation.has(Transpose(Inverse(unknown))) else unknown
    product = textbook(add(*(mul(around, term, around) for term in _terms(equation))))
    return _vanishing(product, BOTH_SIDES, Condition("invertible", unknown))


def _without_denominator(equation: Basic, unknown: Variable) -> Step | None:
    lowest = min((_exponent(term, unknown) for term in terms_of(expand(equation))), default=0)
    if lowest >= 0:
        return None
    product = textbook(expand(mul(power(unknown, -lowest), equation)))
    return _vanishing(product, DENOMINATOR, *not_singular(unknown))


def _exponent(term: Basic, unknown: Variable) -> int:
    """The whole power to which a term has the unknown as a factor."""
    factors = term.args if isinstance(term, Mul) else (term,)
    powers = (each.args for each in factors if isinstance(each, Pow))
    return sum(int(count) for base, count in powers if base == unknown and isinstance(count, Integer))


def _terms(expr: Basic) -> tuple[Basic, ...]:
    """The terms of a sum, also where it stands in a product; nothing inside a term is multiplied out."""
    for at, factor in enumerate(expr.args if isinstance(expr, Mul) else ()):
        if isinstance(factor, Add):
            return tuple(mul(*expr.args[:at], term, *expr.args[at + 1 :]) for term in factor.args)
    return terms_of(expr)


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
        second = textbook(matrix_of(change, Differential(unknown), lambda rule: None))
    except Refusal:
        return []
    name = Partial(*_partial(label).args, unknown)
    signs = ("\\ge 0", "\\le 0") if is_scalar(second) else ("\\succeq 0", "\\preceq 0")
    for rule, form, sign, kind in (
        (CONVEXITY, second, signs[0], "minimum"),
        (CONCAVITY, neg(second), signs[1], "maximum"),
    ):
        conditions = semidefinite(form)
        if conditions is None:
            conditions = semidefinite(expand(form))
        if conditions is None or any(each.subject.has(unknown) for each in conditions if each.subject):
            continue
        shown = Condition(f"makes it a {kind}", second, sign)
        return [Step((second,), lhs=name, rules=(rule,), conditions=(*conditions, shown))]
    return []
