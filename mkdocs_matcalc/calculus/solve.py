"""Stationary points: where a gradient that is linear in the unknown vanishes, by isolating steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import (
    add,
    inverse,
    mul,
    neg,
    split_coefficient,
    substitute,
    terms_of,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Differential,
    Identity,
    Inverse,
    Mul,
    Partial,
    Variable,
    is_number,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import common_number, expand, textbook
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.definiteness import semidefinite
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.stationary import (
    BOTH_SIDES,
    CONVEXITY,
    NORMAL_FORM,
    SOLUTION,
    STATIONARY_POINT,
)
from mkdocs_matcalc.errors import Refusal


@dataclass(frozen=True)
class Solved:
    """The isolating lines, and the stationary point."""

    steps: tuple[Step, ...]
    solution: Basic


def solve_stationary(
    gradient: Basic, label: Partial, unknown: Variable, definitions: Mapping[Variable, Basic]
) -> Solved:
    """The unknown at which `gradient`, called `label`, vanishes.

    Raises:
        Refusal: The gradient is not linear in the unknown, or takes it from two sides (Sylvester).
    """
    nothing = zero(shape_of(gradient))
    steps = [Step((nothing,), lhs=gradient, rules=(STATIONARY_POINT,))]
    equation = gradient
    if gradient.has(Inverse(unknown)):
        equation = textbook(add(*(mul(unknown, term, unknown) for term in _terms(gradient))))
        condition = Condition("invertible", unknown)
        steps.append(Step((nothing,), lhs=equation, rules=(BOTH_SIDES,), conditions=(condition,)))
    steps += _isolated(*_linear_parts(equation, unknown, definitions), unknown)
    solution = steps[-1].forms[-1]
    return Solved((*steps, *_minimum(gradient, label, unknown, definitions)), solution)


def _terms(expr: Basic) -> tuple[Basic, ...]:
    """The terms of a sum, also where it stands in a product; nothing inside a term is multiplied out."""
    for at, factor in enumerate(expr.args if isinstance(expr, Mul) else ()):
        if isinstance(factor, Add):
            return tuple(mul(*expr.args[:at], term, *expr.args[at + 1 :]) for term in factor.args)
    return terms_of(expr)


def _linear_parts(
    equation: Basic, unknown: Variable, definitions: Mapping[Variable, Basic]
) -> tuple[Basic, Basic, Basic]:
    """The L, R and b with which an equation reads L X R = b."""
    scope = Scope.of(unknown, definitions)
    change, _ = worked_out(equation, scope)
    target = Differential(unknown)
    if scope.depends(substitute(change, {target: Variable(f"d{unknown.name}", *unknown.shape)})):
        raise Refusal(
            f"{plain(equation)} = 0 is not linear in {unknown.name}, so its solution can't be isolated",
            hint="ask for the derivative alone",
        )
    sides = [_sides(term, target) for term in terms_of(expand(change))]
    constant = textbook(neg(substitute(equation, {unknown: zero(unknown.shape)})))
    lefts, rights = [left for left, _ in sides], [right for _, right in sides]
    if len(set(rights)) == 1:
        return textbook(add(*lefts)), rights[0], constant
    if len(set(lefts)) == 1:
        return lefts[0], textbook(add(*rights)), constant
    raise Refusal(
        f"{plain(equation)} = 0 has {unknown.name} between different factors (a Sylvester equation), "
        "which has no closed form by matrix products",
        hint=f"vec({unknown.name}) solves a linear system with Kronecker products",
    )


def _sides(term: Basic, target: Differential) -> tuple[Basic, Basic]:
    """The L and R of a term L dX R, scalars in L; an identity where a side is empty."""
    rows, columns = (S.One if size == 1 else Identity(size) for size in shape_of(target))
    factors = term.args if isinstance(term, Mul) else (term,)
    if target not in factors:
        raise Refusal(
            f"{plain(term)} is no product around the unknown, so the unknown can't be isolated",
            hint="ask for the derivative alone",
        )
    at = factors.index(target)
    if is_scalar(target):
        return mul(*factors[:at], *factors[at + 1 :]), S.One
    left = mul(*factors[:at])
    return mul(left, rows) if is_scalar(left) else left, mul(*factors[at + 1 :], columns)


def _isolated(left: Basic, right: Basic, constant: Basic, unknown: Variable) -> list[Step]:
    """L X R = b, divided by the number both sides share, and X = L⁻¹ b R⁻¹."""
    numbers = [split_coefficient(term)[0] for side in (left, constant) for term in terms_of(side)]
    shared = common_number([number for number in numbers if number != 0])
    left, constant = textbook(mul(1 / shared, left)), textbook(mul(1 / shared, constant))
    steps = [Step((constant,), lhs=mul(left, unknown, right), rules=(NORMAL_FORM,))]
    solution = textbook(mul(inverse(left), constant, inverse(right)))
    if solution == constant:
        return steps
    needed = [side for side in (left, right) if not _is_number_times_identity(side)]
    conditions = tuple(
        Condition("", side, r"\neq 0") if is_scalar(side) else Condition("invertible", side)
        for side in needed
    )
    return [*steps, Step((solution,), lhs=unknown, rules=(SOLUTION,), conditions=conditions)]


def _is_number_times_identity(side: Basic) -> bool:
    return all(
        is_number(factor) or isinstance(factor, Identity)
        for factor in (side.args if isinstance(side, Mul) else (side,))
    )


def _minimum(
    gradient: Basic, label: Partial, unknown: Variable, definitions: Mapping[Variable, Basic]
) -> list[Step]:
    """The second derivative, where it can be shown to be positive semidefinite everywhere."""
    scope = Scope.of(unknown, definitions)
    change, _ = worked_out(gradient, scope)
    second = textbook(matrix_of(change, Differential(unknown), lambda rule: None))
    conditions = semidefinite(second)
    if conditions is None or scope.depends(second):
        return []
    shown = Condition("", second, r"\succeq 0" if not is_scalar(second) else r"\ge 0")
    name = Partial(*label.args, unknown)
    return [Step((second,), lhs=name, rules=(CONVEXITY,), conditions=(shown, *conditions))]
