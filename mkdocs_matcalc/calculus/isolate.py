"""An equation that is linear in one unknown, L X R = b, and the lines that isolate the unknown."""

from __future__ import annotations

from sympy import Basic, S, preorder_traversal

from mkdocs_matcalc.algebra.build import (
    add,
    identity,
    mul,
    neg,
    split_coefficient,
    substitute,
    terms_of,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    ArgmaxUnit,
    Differential,
    Mul,
    SumEntries,
    Variable,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import collect, expand, is_negative, textbook
from mkdocs_matcalc.calculus.catalogue import Condition, Rule
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.divisors import not_singular
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.linear_systems import (
    Linear,
    cancellation,
    homogeneous,
    normal_form,
    solution,
)
from mkdocs_matcalc.errors import ErrorName, Refusal

DERIVATIVE_ALONE = "ask for the derivative alone"


def is_linear(equation: Basic, unknown: Variable) -> bool:
    """Whether an expression is linear in the unknown, up to a constant."""
    scope = Scope.of(unknown, {})
    steps = (part for part in preorder_traversal(equation) if isinstance(part, Apply | ArgmaxUnit))
    if any(scope.depends(part) for part in steps):
        # The sign of the unknown does not change almost everywhere, and is no constant.
        return False
    change, _ = worked_out(equation, scope)
    held = Variable(f"d{unknown.name}", *unknown.shape)
    return not scope.depends(substitute(change, {Differential(unknown): held}))


def linear(equation: Basic, unknown: Variable, asked: Basic) -> Linear:
    """The L, R and b with which `equation` = 0 reads L X R = b.

    Raises:
        Refusal: The unknown cancels, or stands between different factors; it names `asked`, the equation
            as the reader knows it.
    """
    change, _ = worked_out(equation, Scope.of(unknown, {}))
    target = Differential(unknown)
    if not change.has(target):
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"{plain(asked)} = 0 does not contain {unknown.name}, so it can't be solved for it",
            hint=DERIVATIVE_ALONE,
        )
    constant = _minus_inside(textbook(neg(substitute(equation, {unknown: zero(unknown.shape)}))))
    if shape_of(unknown)[1] == 1:
        return Linear(textbook(matrix_of(change, target, lambda rule: None)), S.One, constant)
    sides = [_sides(term, target, asked) for term in terms_of(expand(change))]
    first_left, first_right = sides[0][1:]
    if all(right == first_right for _, _, right in sides):
        return Linear(textbook(add(*(mul(scale, left) for scale, left, _ in sides))), first_right, constant)
    if all(left == first_left for _, left, _ in sides):
        return Linear(first_left, textbook(add(*(mul(scale, right) for scale, _, right in sides))), constant)
    raise Refusal(
        ErrorName.NO_SOLUTION,
        f"{plain(asked)} = 0 has {unknown.name} between different factors (a Sylvester equation), "
        "which has no closed form by matrix products",
        hint=f"vec({unknown.name}) solves a linear system with Kronecker products",
    )


def _minus_inside(expr: Basic) -> Basic:
    """-A (u - v) as A (v - u), also where the difference stands in a sum of entries."""
    number, rest = split_coefficient(expr)
    factors = rest.args if isinstance(rest, Mul) else () if rest is None else (rest,)
    for at, factor in enumerate(factors if is_negative(expr) else ()):
        total = factor.args[0] if isinstance(factor, SumEntries) else factor
        if isinstance(total, Add) and any(is_negative(term) for term in total.args):
            turned = substitute(factor, {total: collect(neg(total))})
            return mul(-number, *factors[:at], turned, *factors[at + 1 :])
    return expr


def _sides(term: Basic, target: Differential, asked: Basic) -> tuple[Basic, Basic, Basic]:
    """The c, L and R of a term c L dX R; L and R are identities where nothing stands there."""
    scalars = term.scalars if isinstance(term, Mul) else ()
    chain = term.chain if isinstance(term, Mul) else (term,)
    if target not in chain:
        raise Refusal(
            ErrorName.NO_SOLUTION,
            f"{plain(asked)} = 0 has {plain(target.arg)} elsewhere than between two matrices "
            f"({plain(term)} is a term of its differential), so {plain(target.arg)} can't be isolated",
            hint=DERIVATIVE_ALONE,
        )
    at = chain.index(target)
    rows, columns = shape_of(target)
    left = mul(*chain[:at]) if at else identity(rows)
    right = mul(*chain[at + 1 :]) if chain[at + 1 :] else identity(columns)
    return mul(*scalars), left, right


def isolated(equation: Linear, shown: Basic) -> list[Step]:
    """The lines from L X R = b to X = L⁻¹ b R⁻¹, with X written as `shown`; each says what it divides by."""
    equation, conditions = normal_form(equation)
    steps = [_line(equation, shown, normal_form, conditions)]
    while (shorter := cancellation(equation)) is not None:
        equation, factor = shorter
        steps.append(_line(equation, shown, cancellation, not_singular(factor)))
    if steps[-1].lhs == shown:
        return steps
    if (nothing := homogeneous(equation, shown)) is not None:
        value, conditions = nothing
        return [*steps, Step((value,), lhs=shown, rules=(homogeneous,), conditions=conditions)]
    value, conditions = solution(equation)
    return [*steps, Step((value,), lhs=shown, rules=(solution,), conditions=conditions)]


def _line(equation: Linear, shown: Basic, rule: Rule, conditions: tuple[Condition, ...]) -> Step:
    lhs = mul(equation.left, shown, equation.right)
    return Step((equation.constant,), lhs=lhs, rules=(rule,), conditions=conditions)
