"""What a stationary point needs besides: to be as its unknown is declared, and to lie where f has a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sympy import Basic, Integer, preorder_traversal

from mkdocs_matcalc.algebra.build import mul, neg, substitute
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Det,
    HadamardPower,
    Inverse,
    Mul,
    Pow,
    Variable,
    is_number,
    is_scalar,
)
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.definiteness import invertible, nonnegative, positive, semidefinite
from mkdocs_matcalc.calculus.isolate import is_linear
from mkdocs_matcalc.errors import ErrorName, Refusal

# What has a value, and a derivative, above zero alone.
ABOVE_ZERO = frozenset({"log", "sqrt"})


def admissible(
    solution: Basic, unknown: Variable, function: Basic, needed: Iterable[Condition]
) -> tuple[Condition, ...]:
    """What the solution needs: what was needed to find it, to be as declared, and to lie where f has a value.

    Raises:
        Refusal: It is never what its unknown is declared to be.
    """
    needed, above, more = list(needed), list(_above_zero(unknown, function)), list[Condition]()
    for part in above:
        there = textbook(substitute(part, {unknown: solution}))
        _refuse_unless(nonnegative(neg(there)) != (), there, part, "positive")
        more += _is_above(there)
    if {"positive definite", "positive semidefinite"} & unknown.facts:
        more += _is_definite(solution, unknown, needed)
    elif "nonnegative" in unknown.facts and "positive" not in unknown.facts and nonnegative(solution) != ():
        _refuse_unless(not positive(neg(solution)), solution, unknown, "nonnegative")
        more.append(Condition(_where(solution), solution, r"\ge 0"))
    above_zero = {each.subject for each in more if each.relation == "> 0"} | ({unknown} & {*above})
    kept = (each for each in needed if each.relation != r"\neq 0" or each.subject not in above_zero)
    return tuple(dict.fromkeys([*kept, *more]))


def has_a_convex_domain(function: Basic, unknown: Variable) -> bool:
    """Whether the points at which a function has a value are shown to leave no gap between them."""
    above = list(_above_zero(unknown, function))
    if not all(positive(part) or is_linear(part, unknown) for part in above):
        return False
    divisors = (
        part.base
        for part in preorder_traversal(function)
        if isinstance(part, Pow | HadamardPower) and part.base.has(unknown)
        if is_number(part.exponent) and part.exponent.is_negative
    )
    return all(positive(each, above) for each in divisors)


def _above_zero(unknown: Variable, function: Basic) -> Iterator[Basic]:
    """What must be above zero in every entry, and has the unknown in it."""
    if "positive" in unknown.facts:
        yield unknown
    for part in preorder_traversal(function):
        if isinstance(part, Apply) and part.function.name in ABOVE_ZERO and part.arg.has(unknown):
            # That a determinant is above zero is said where it is differentiated.
            yield from () if isinstance(part.arg, Det) else (part.arg,)
        elif isinstance(part, Pow | HadamardPower) and part.base.has(unknown) and _is_broken(part.exponent):
            yield part.base


def _is_broken(exponent: Basic) -> bool:
    return is_number(exponent) and not isinstance(exponent, Integer)


def _is_above(value: Basic) -> tuple[Condition, ...]:
    """What it needs that a value is above zero, without factors that are, and without reciprocals."""
    if positive(value):
        return ()
    if isinstance(value, Mul) and len(value.args) > 1:
        kept = [factor for factor in value.args if not (is_scalar(factor) and positive(factor))]
        if len(kept) < len(value.args):
            return _is_above(mul(*kept))
    if isinstance(value, Pow | HadamardPower) and value.exponent.is_even:
        return (Condition(_where(value), value.base, r"\neq 0"),)
    if isinstance(value, Pow | HadamardPower) and value.exponent == -1 and not isinstance(value.base, Mul):
        return _is_above(value.base)
    return (Condition(_where(value), value, "> 0"),)


def _is_definite(solution: Basic, unknown: Variable, needed: list[Condition]) -> list[Condition]:
    fact = "positive definite" if "positive definite" in unknown.facts else "positive semidefinite"
    _refuse_unless(semidefinite(neg(solution)) != (), solution, unknown, fact)
    if semidefinite(solution) == ():
        regular = fact == "positive semidefinite" or invertible(solution) or _is_inverse(solution)
        said = Condition("invertible", unknown) in needed
        return [] if regular or said else [Condition("invertible", solution)]
    return [Condition(fact, solution)]


def _is_inverse(expr: Basic) -> bool:
    """Whether an expression is an inverse times numbers, so that it is invertible where it has a value."""
    return isinstance(expr.chain[0] if isinstance(expr, Mul) and len(expr.chain) == 1 else expr, Inverse)


def _where(value: Basic) -> str:
    return "" if is_scalar(value) else "in every entry"


def _refuse_unless(can_be: bool, value: Basic, part: Basic, fact: str) -> None:
    if can_be:
        return
    is_declared = isinstance(part, Variable) and fact in part.facts
    why = "is declared to be" if is_declared else "has to be for the function to have a value"
    raise Refusal(
        ErrorName.NO_SOLUTION,
        f"{plain(value)} is not {fact}, as {plain(part)} {why}",
        hint="no such point is stationary; ask for the derivative alone",
    )
