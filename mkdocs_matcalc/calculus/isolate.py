"""An equation that is linear in one unknown, L X R = b, and the lines that isolate the unknown."""

from __future__ import annotations

from sympy import Basic, S, preorder_traversal

from mkdocs_matcalc.algebra.build import (
    add,
    identity,
    mul,
    neg,
    substitute,
    terms_of,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    ArgmaxUnit,
    Differential,
    Identity,
    Mul,
    Variable,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import expand, textbook
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.divisors import inverted, not_singular
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.linear_systems import (
    Linear,
    cancellation,
    homogeneous,
    minus_inside,
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
    constant = minus_inside(textbook(neg(substitute(equation, {unknown: zero(unknown.shape)}))))
    if shape_of(unknown)[1] == 1:
        return Linear(textbook(matrix_of(change, target, lambda used: None)), S.One, constant)
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
    steps = [_line(equation, shown, conditions, Instance.of(normal_form, _system(equation, shown)))]
    while (shorter := cancellation(equation)) is not None:
        before, (equation, factor) = equation, shorter
        on_the_left = before.left != equation.left
        letters = _system(equation, shown) if on_the_left else _turned_system(equation, shown)
        letters = {"S": factor if on_the_left else transpose(factor), **letters}
        steps.append(_line(equation, shown, not_singular(factor), Instance.of(cancellation, letters)))
    if steps[-1].lhs == shown:
        return steps
    if (nothing := homogeneous(equation, shown)) is not None:
        value, conditions = nothing
        letters = _system(equation, shown)
        del letters["b"]
        return [*steps, _unknown(value, shown, conditions, Instance.of(homogeneous, letters))]
    value, conditions = solution(equation)
    used = [Instance.of(solution, _system(equation, shown))]
    if not (_is_neutral(equation.left) or _is_neutral(equation.right)):
        half = Linear(S.One, equation.right, textbook(mul(inverted(equation.left), equation.constant)))
        used.append(Instance.of(solution, _turned_system(half, shown)))
    return [*steps, _unknown(value, shown, conditions, *used)]


def _line(equation: Linear, shown: Basic, conditions: tuple[Condition, ...], used: Instance) -> Step:
    lhs = mul(equation.left, shown, equation.right)
    return Step((equation.constant,), lhs=lhs, rules=(used.rule,), conditions=conditions, instances=(used,))


def _unknown(value: Basic, shown: Basic, conditions: tuple[Condition, ...], *used: Instance) -> Step:
    return Step((value,), lhs=shown, rules=(used[0].rule,), conditions=conditions, instances=used)


def _system(equation: Linear, shown: Basic) -> dict[str, Basic]:
    """L X R = b as M x = b: with x = X R, or by the transpose where nothing stands on the left."""
    if _is_neutral(equation.left) and not _is_neutral(equation.right):
        return _turned_system(equation, shown)
    return {"M": equation.left, "x": mul(shown, equation.right), "b": equation.constant}


def _turned_system(equation: Linear, shown: Basic) -> dict[str, Basic]:
    """L X R = b as Rᵀ (L X)ᵀ = bᵀ."""
    letters = {"M": equation.right, "x": mul(equation.left, shown), "b": equation.constant}
    return {letter: transpose(value) for letter, value in letters.items()}


def _is_neutral(side: Basic) -> bool:
    return side == S.One or isinstance(side, Identity)
