"""An equation L X R = b, and what isolates its unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Basic, Integer, S

from mkdocs_matcalc.algebra.build import (
    add,
    apply,
    hadamard_power,
    identity,
    is_zero,
    mul,
    neg,
    power,
    split_coefficient,
    substitute,
    terms_of,
)
from mkdocs_matcalc.algebra.nodes import Add, Identity, Mul, Pow, SumEntries, is_scalar, is_vector, shape_of
from mkdocs_matcalc.algebra.textbook import collect, common_number, divisors, expand, is_negative, textbook
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition
from mkdocs_matcalc.calculus.definiteness import positive
from mkdocs_matcalc.calculus.divisors import inverted, not_singular


@dataclass(frozen=True)
class Linear:
    """The equation `left` X `right` = `constant`."""

    left: Basic
    right: Basic
    constant: Basic


@CATALOGUE.rearrangement(
    "Separate the unknown",
    statement=r"M x - b = 0 \;\Leftrightarrow\; M x = b",
    example="solve d/dw ||X w - y||^2 = 0",
)
def normal_form(equation: Linear) -> tuple[Linear, tuple[Condition, ...]]:
    """The equation divided by the number that all terms share, and what that needs.

    What all of its right side is divided by is multiplied out.
    """
    on_the_left = not isinstance(equation.left, Identity)
    carrier = equation.left if on_the_left else equation.right
    sides = [side for side in (carrier, equation.constant) if not is_zero(side)]
    shared = common_number([split_coefficient(term)[0] for side in sides for term in terms_of(side)])
    if _is_better_turned(carrier, equation.constant):
        shared = -shared
    below = [set(divisors(term)) for term in terms_of(equation.constant)]
    scale = mul(1 / shared, *(power(each, -1) for each in set.intersection(*below)))
    carrier, constant = (minus_inside(textbook(mul(scale, side))) for side in (carrier, equation.constant))
    conditions = not_singular(shared)
    if on_the_left:
        return Linear(carrier, equation.right, constant), conditions
    return Linear(equation.left, carrier, constant), conditions


def minus_inside(expr: Basic) -> Basic:
    """-A (u - v) as A (v - u), also where the difference stands in a sum of entries."""
    number, rest = split_coefficient(expr)
    factors = rest.args if isinstance(rest, Mul) else () if rest is None else (rest,)
    for at, factor in enumerate(factors if is_negative(expr) else ()):
        total = factor.args[0] if isinstance(factor, SumEntries) else factor
        if isinstance(total, Add) and any(is_negative(term) for term in total.args):
            turned = substitute(factor, {total: collect(neg(total))})
            return mul(-number, *factors[:at], turned, *factors[at + 1 :])
    return expr


def _is_better_turned(carrier: Basic, constant: Basic) -> bool:
    """Whether an equation has a minus in front of a side that it has not with all signs turned."""
    if not (_leads_with_minus(carrier) or _leads_with_minus(constant)):
        return False
    ways = [(carrier, constant), (textbook(neg(carrier)), textbook(neg(constant)))]
    plainly, turned = (any(map(_leads_with_minus, map(minus_inside, way))) for way in ways)
    return _leads_with_minus(carrier) if plainly == turned else plainly


def _leads_with_minus(side: Basic) -> bool:
    return not is_zero(side) and all(map(is_negative, terms_of(side)))


@CATALOGUE.rearrangement(
    "Cancel a common factor",
    statement=r"S\, M x = S\, b \;\Leftrightarrow\; M x = b",
    condition="$S$ invertible",
    example="K in R^(n x n) positive definite\nsolve d/da (||y - K a||^2 + λ a^T K a) = 0",
)
def cancellation(equation: Linear) -> tuple[Linear, Basic] | None:
    """The equation without a square factor that all its terms begin with, or end with, and that factor."""
    if is_zero(equation.constant):
        return None
    return _without_left_factor(equation) or _without_right_factor(equation)


def _without_left_factor(equation: Linear) -> tuple[Linear, Basic] | None:
    sides = [list(_split_first(side)) for side in (equation.left, equation.constant)]
    factor = _only_factor(sides)
    if factor is None:
        return None
    left, constant = (textbook(add(*(rest for _, rest in side))) for side in sides)
    return Linear(left, equation.right, constant), factor


def _without_right_factor(equation: Linear) -> tuple[Linear, Basic] | None:
    sides = [list(_split_last(side)) for side in (equation.right, equation.constant)]
    factor = _only_factor(sides)
    if factor is None:
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


@CATALOGUE.rearrangement(
    "Solution of a linear system",
    statement=r"M x = b \;\Rightarrow\; x = M^{-1} b",
    condition="$M$ invertible",
    example="solve d/dw (||X w - y||^2 + λ ||w||^2) = 0",
)
def solution(equation: Linear) -> tuple[Basic, tuple[Condition, ...]]:
    """The unknown alone, and what dividing by both sides needs."""
    conditions = (*not_singular(equation.left), *not_singular(equation.right))
    return textbook(mul(inverted(equation.left), equation.constant, inverted(equation.right))), conditions


@CATALOGUE.rearrangement(
    "Homogeneous linear system",
    statement=r"M x = 0 \;\Rightarrow\; x = 0",
    condition="$M$ invertible; where it is singular, $M x = 0$ has other solutions, too",
    example="S in R^(n x n) symmetric\nsolve d/dw (w^T S w - λ (w^T w - 1)) = 0",
)
def homogeneous(equation: Linear, shown: Basic) -> tuple[Basic, tuple[Condition, ...]] | None:
    """Zero, and what that needs, where there is no constant; `shown` is the unknown as it is written."""
    if not is_zero(equation.constant):
        return None
    zeros, conditions = solution(equation)
    return zeros, (*conditions, _elsewhere(equation, shown)) if conditions else ()


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


@CATALOGUE.rearrangement(
    "Invert both sides",
    statement=r"X^{-1} = B \;\Leftrightarrow\; X = B^{-1}",
    condition="$B$ invertible",
    example="P, C in R^(n x n) positive definite\nsolve d/dP (tr(P C) - logdet(P)) = 0",
)
def inverse_of_both_sides(value: Basic) -> tuple[Basic, tuple[Condition, ...]]:
    """The unknown of what its inverse is, and what that needs."""
    return textbook(inverted(value)), not_singular(value)


@CATALOGUE.rearrangement(
    "Exponential of both sides",
    statement=r"\log(x) = b \;\Leftrightarrow\; x = e^b",
    condition="of each entry",
    example="p in R^n positive\nsolve d/dp (p^T log(p) - z^T p) = 0",
)
def exponential_of_both_sides(value: Basic) -> tuple[Basic, tuple[Condition, ...]]:
    """The unknown of what its logarithm is; it needs nothing."""
    return textbook(apply("exp", value)), ()


@CATALOGUE.rearrangement(
    "Logarithm of both sides",
    statement=r"e^x = b \;\Leftrightarrow\; x = \log(b)",
    condition="$b > 0$ in every entry",
    example="solve d/dx (sum(exp(x)) - c^T x) = 0",
)
def logarithm_of_both_sides(value: Basic) -> tuple[Basic, tuple[Condition, ...]]:
    """The unknown of what its exponential is, and what that needs."""
    where = "" if is_scalar(value) else "in every entry"
    return textbook(apply("log", value)), () if positive(value) else (Condition(where, value, "> 0"),)


@CATALOGUE.rearrangement(
    "Root of both sides",
    statement=r"v^2 = b \;\Leftrightarrow\; v = \sqrt{b}",
    condition="$v > 0$",
    example="s, n in R positive\nsolve d/ds (-n log(s) - x^T x/(2 s^2)) = 0",
)
def root_of_both_sides(value: Basic) -> tuple[Basic, tuple[Condition, ...]]:
    """The positive number of what its square is, and what that needs."""
    return textbook(apply("sqrt", value)), (Condition("", value, "> 0"),)


@CATALOGUE.rearrangement(
    "Reciprocal of both sides",
    statement=r"\mathbf{1} \oslash x = b \;\Leftrightarrow\; x = \mathbf{1} \oslash b",
    condition=r"$b \neq 0$ in every entry",
    example="w in R^n positive\nsolve d/dw (c^T w - sum(log(w))) = 0",
)
def reciprocal_of_both_sides(value: Basic) -> tuple[Basic, tuple[Condition, ...]]:
    """The unknown of what its reciprocals are, and what that needs."""
    needs = () if positive(value) else (Condition("in every entry", value, r"\neq 0"),)
    return textbook(hadamard_power(value, -1)), needs
