"""What a second derivative shows of a function: that it is convex or concave, on what condition and where."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sympy import Basic

from mkdocs_matcalc.algebra.build import is_zero, without_names
from mkdocs_matcalc.algebra.nodes import Norm, Variable, is_scalar
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.definiteness import positive
from mkdocs_matcalc.calculus.derivation import Derivation, Derivative
from mkdocs_matcalc.calculus.isolate import is_linear
from mkdocs_matcalc.calculus.rules.stationary import concavity, convexity
from mkdocs_matcalc.calculus.structured import TIES


@dataclass(frozen=True)
class Curvature:
    """What is shown of one second derivative.

    Attributes:
        of: The derivative.
        convex: Whether no direction is below zero; else none is above.
        conditions: On what condition.
        everywhere: Whether the function is defined on a convex set, so that it is convex itself.
    """

    of: Derivative
    convex: bool
    conditions: tuple[Condition, ...]
    everywhere: bool


def curvatures(derivation: Derivation) -> Iterator[Curvature]:
    """What each second derivative by one variable shows, if that can be told."""
    conditions = [condition for step in derivation.steps for condition in step.conditions]
    if any(condition.subject is None for condition in conditions):
        # What has a kink is no more convex for being so almost everywhere.
        return
    lets = dict(let for step in derivation.steps for let in step.lets)
    names = {**derivation.definitions, **lets}
    for each in filter(_is_hessian, derivation.results):
        found = _definite(each)
        if found is not None:
            above = {given.subject for given in conditions if given.relation == "> 0"}
            told = [given for given in conditions if given.relation == "> 0" or given.subject not in above]
            there = {_whole(given, names) for given in told if given.relation == "> 0"}
            everywhere = all(_holds_on_a_convex_set(given, each.wrt[0], names, there) for given in told)
            yield Curvature(each, *found, everywhere)


def _is_hessian(result: Derivative) -> bool:
    """Whether it is ∂²f/∂x² of a scalar f that does not vanish, by an x whose entries are free."""
    wrt = result.wrt
    is_twice = len(wrt) == 2 and wrt[0] == wrt[1] and is_scalar(result.request.function)
    return is_twice and not wrt[0].facts & TIES and not is_zero(result.expression)


def _definite(result: Derivative) -> tuple[bool, tuple[Condition, ...]] | None:
    """Whether it is positive rather than negative semidefinite at all points, and on what condition."""
    moving = {result.wrt[0], *(name for name, _ in result.where)}
    for rule in (convexity, concavity):
        for second in _written_out(result):
            conditions: tuple[Condition, ...] | None = rule(second)
            subjects = (each.subject for each in conditions or () if each.subject is not None)
            if conditions is not None and all(moving.isdisjoint(each.free_symbols) for each in subjects):
                return rule is convexity, conditions
    return None


def _written_out(result: Derivative) -> Iterator[Basic]:
    """The derivative in the names that are explained beside it, without those of numbers, and without any."""
    for puts_in in (lambda name: False, is_scalar, lambda name: True):
        yield without_names(result.expression, (let for let in result.where if puts_in(let[0])))


def _whole(condition: Condition, names: Mapping[Variable, Basic]) -> Basic | None:
    """What a condition is of, without names."""
    return condition.subject and without_names(condition.subject, names.items())


def _holds_on_a_convex_set(
    condition: Condition, by: Variable, names: Mapping[Variable, Basic], there: Collection[Basic | None]
) -> bool:
    """Whether a condition holds at all points, at all but those of a flat set, or in half of the space.

    Args:
        there: What is above zero wherever the function is defined.
    """
    whole = _whole(condition, names)
    if whole is None or not whole.has(by):
        return True
    if condition.relation == "> 0":
        return positive(whole) or is_linear(whole, by)
    if condition.relation != r"\neq 0":
        return False
    if isinstance(whole, Norm):
        whole = whole.args[0]
    # Where a norm's argument is zero the function goes on; where a divisor or an entry is, it breaks.
    is_flat = not (condition.words or is_scalar(whole)) and is_linear(whole, by)
    return is_flat or positive(whole, [each for each in there if each is not None])
