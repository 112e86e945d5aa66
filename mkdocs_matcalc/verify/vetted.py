"""An author's rules held against numbers, before any derivation may cite them."""

from __future__ import annotations

from mkdocs_matcalc.algebra.nodes import shape_of
from mkdocs_matcalc.algebra.problem import Problem, StatedRule
from mkdocs_matcalc.errors import CheckFailed, ErrorName, MatcalcError, Refusal
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.counterexample import counterexample
from mkdocs_matcalc.numerics.session import TOLERANCE

POINTS = 4


def vetted(problem: Problem) -> Problem:
    """The problem, if its rules hold.

    Raises:
        MatcalcError: Some do not, or can't be checked; with a counter-example where there is one.
    """
    wrong = [error for rule in problem.rules if (error := _fault(rule))]
    if wrong:
        raise MatcalcError.together(wrong)
    return problem


def _fault(rule: StatedRule) -> MatcalcError | None:
    if rule.wrt is None and shape_of(rule.left) != shape_of(rule.right):
        left, right = (" × ".join(map(str, shape_of(side))) for side in (rule.left, rule.right))
        message = f"the rule `{rule.name}` does not hold: its left side is {left}, its right side {right}"
        return MatcalcError(ErrorName.FALSE_RULE, message, rule.place)
    try:
        if rule.wrt is not None:
            check(rule.left, (rule.wrt,), rule.right, {}, POINTS)
            return None
        difference = agree(rule.left, rule.right, {}, points=POINTS)
    except CheckFailed as failure:
        return _false(rule, failure.message)
    except Refusal as refusal:
        return MatcalcError(
            ErrorName.NOT_CHECKABLE, f"the rule `{rule.name}` can't be checked", rule.place, refusal.hint
        )
    if difference is None:
        return MatcalcError(
            ErrorName.NOT_CHECKABLE,
            f"the rule `{rule.name}` can't be checked: no random point was found at which it has a value",
            rule.place,
            "declare what keeps every log, root and inverse defined, such as `x in R^n positive`",
        )
    return _false(rule, f"its sides differ by {difference:.0%}") if difference > TOLERANCE else None


def _false(rule: StatedRule, why: str) -> MatcalcError:
    found = counterexample(rule.left, rule.right, rule.wrt)
    return MatcalcError(
        ErrorName.FALSE_RULE, f"the rule `{rule.name}` does not hold: {why}", rule.place, found
    )
