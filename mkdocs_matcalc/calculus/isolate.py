"""An equation that is linear in one unknown, L X R = b, and the lines that isolate the unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy import Basic, Integer, S, preorder_traversal

from mkdocs_matcalc.algebra.build import (
    add,
    diag,
    hadamard_power,
    identity,
    inverse,
    is_zero,
    mul,
    neg,
    power,
    split_coefficient,
    substitute,
    terms_of,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Apply,
    ArgmaxUnit,
    Diag,
    Differential,
    Identity,
    Mul,
    Pow,
    SumEntries,
    Transpose,
    Variable,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import collect, common_number, expand, is_negative, textbook
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.definiteness import invertible
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.jacobian import matrix_of
from mkdocs_matcalc.calculus.rules.stationary import CANCELLATION, HOMOGENEOUS, NORMAL_FORM, SOLUTION
from mkdocs_matcalc.errors import Refusal

DERIVATIVE_ALONE = "ask for the derivative alone"


@dataclass(frozen=True)
class Linear:
    """The equation `left` X `right` = `constant`."""

    left: Basic
    right: Basic
    constant: Basic


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
    equation, divided = _without_common_number(equation)
    steps = [_line(equation, shown, divided)]
    for cancel in (_without_left_factor, _without_right_factor):
        while (shorter := cancel(equation)) is not None:
            equation, factor = shorter
            line = _line(equation, shown, not_singular(factor))
            steps.append(replace(line, rules=(CANCELLATION,)))
    solution = textbook(mul(inverted(equation.left), equation.constant, inverted(equation.right)))
    if steps[-1].lhs == shown:
        return steps
    conditions = _needed(equation)
    rule = SOLUTION
    if is_zero(equation.constant):
        rule = HOMOGENEOUS
        conditions += (_elsewhere(equation, shown),) if conditions else ()
    return [*steps, Step((solution,), lhs=shown, rules=(rule,), conditions=conditions)]


def _line(equation: Linear, shown: Basic, conditions: tuple[Condition, ...]) -> Step:
    lhs = mul(equation.left, shown, equation.right)
    return Step((equation.constant,), lhs=lhs, rules=(NORMAL_FORM,), conditions=conditions)


def _without_common_number(equation: Linear) -> tuple[Linear, tuple[Condition, ...]]:
    """Divided by the number that all terms share, and what that needs."""
    on_the_left = not isinstance(equation.left, Identity)
    carrier = equation.left if on_the_left else equation.right
    sides = [side for side in (carrier, equation.constant) if not is_zero(side)]
    shared = common_number([split_coefficient(term)[0] for side in sides for term in terms_of(side)])
    if all(is_negative(term) for term in terms_of(carrier)):
        shared = -shared
    carrier, constant = textbook(mul(1 / shared, carrier)), textbook(mul(1 / shared, equation.constant))
    conditions = not_singular(shared)
    if on_the_left:
        return Linear(carrier, equation.right, constant), conditions
    return Linear(equation.left, carrier, constant), conditions


def _without_left_factor(equation: Linear) -> tuple[Linear, Basic] | None:
    """The equation without the square factor that stands first in all its terms, and that factor."""
    sides = [list(_split_first(side)) for side in (equation.left, equation.constant)]
    factor = _only_factor(sides)
    if factor is None or is_zero(equation.constant):
        return None
    left, constant = (textbook(add(*(rest for _, rest in side))) for side in sides)
    return Linear(left, equation.right, constant), factor


def _without_right_factor(equation: Linear) -> tuple[Linear, Basic] | None:
    sides = [list(_split_last(side)) for side in (equation.right, equation.constant)]
    factor = _only_factor(sides)
    if factor is None or is_zero(equation.constant):
        return None
    right, constant = (textbook(add(*(rest for _, rest in side))) for side in sides)
    return Linear(equation.left, right, constant), factor


def _only_factor(sides: list[list[tuple[Basic, Basic]]]) -> Basic | None:
    """The factor that every term has, where it is a square matrix."""
    factors = {factor for side in sides for factor, _ in side}
    factor = factors.pop()
    rows, columns = shape_of(factor)
    is_shared = not factors and rows == columns != 1 and not isinstance(factor, Identity)
    return factor if is_shared else None


def _split_first(side: Basic) -> Iterator[tuple[Basic, Basic]]:
    """Each term of a side as (first factor of its chain, the rest)."""
    for scalars, chain in _chains(side):
        first, more = _once(chain[0]) if chain else (S.One, ())
        rest = (*more, *chain[1:]) or (identity(shape_of(first)[0]),)
        yield first, mul(*scalars, *rest)


def _split_last(side: Basic) -> Iterator[tuple[Basic, Basic]]:
    for scalars, chain in _chains(side):
        last, more = _once(chain[-1]) if chain else (S.One, ())
        rest = (*chain[:-1], *more) or (identity(shape_of(last)[0]),)
        yield last, mul(*scalars, *rest)


def _chains(side: Basic) -> Iterator[tuple[tuple[Basic, ...], tuple[Basic, ...]]]:
    for term in terms_of(expand(side)):
        if isinstance(term, Mul) and not is_scalar(term):
            yield term.scalars, term.chain
        else:
            yield ((term,), ()) if is_scalar(term) else ((), (term,))


def _once(factor: Basic) -> tuple[Basic, tuple[Basic, ...]]:
    """A whole power as one of its bases and the others."""
    if isinstance(factor, Pow) and not is_scalar(factor) and isinstance(factor.exponent, Integer):
        more = factor.exponent - 1
        return (factor.base, (power(factor.base, more),)) if more > 0 else (factor, ())
    return factor, ()


def _needed(equation: Linear) -> tuple[Condition, ...]:
    """What dividing by both sides needs."""
    return tuple(condition for side in (equation.left, equation.right) for condition in not_singular(side))


def not_singular(divisor: Basic) -> tuple[Condition, ...]:
    """The condition on which one can divide by an expression; none where it always holds."""
    if isinstance(divisor, Transpose):
        return not_singular(divisor.args[0])
    if invertible(divisor):
        return ()
    if isinstance(divisor, Mul) and (parts := _apart(divisor)):
        return tuple(each for part in parts for each in not_singular(part))
    if isinstance(divisor, Diag):
        return (Condition("in every entry", divisor.args[0], r"\neq 0"),)
    if is_scalar(divisor):
        return (Condition("", divisor, r"\neq 0"),)
    return (Condition("invertible", divisor),)


def inverted(side: Basic) -> Basic:
    """The inverse of a side; of diag(v) that is by entry, and scalars stand in front."""
    if isinstance(side, Diag):
        return diag(hadamard_power(side.args[0], -1))
    if isinstance(side, Mul) and (parts := _apart(side)):
        return mul(*(inverted(part) for part in parts))
    return inverse(side)


def _apart(product: Mul) -> tuple[Basic, ...]:
    """Each scalar of a product, and its chain; nothing where it is a chain alone."""
    return (*product.scalars, *([mul(*product.chain)] if product.chain else [])) if product.scalars else ()


def _is_shift(side: Basic) -> bool:
    """Whether a side is c I, with a factor c."""
    return isinstance(side, Mul) and bool(side.chain) and all(isinstance(f, Identity) for f in side.chain)


def _elsewhere(equation: Linear, shown: Basic) -> Condition:
    """Where else than at zero a homogeneous system has solutions."""
    if is_scalar(equation.left) or _is_shift(equation.left):
        return Condition("where that is zero, every value is stationary")
    shifted = is_vector(shown) and any(_is_shift(term) for term in terms_of(equation.left))
    kind = "eigenvector" if shifted else "vector" if is_vector(shown) else "matrix"
    return Condition(f"where that is singular, every {kind} that it sends to zero is stationary, too")
