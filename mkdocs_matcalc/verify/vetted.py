"""An author's rules decided, before any derivation may cite them."""

from __future__ import annotations

from mkdocs_matcalc.algebra.nodes import Partial, shape_of
from mkdocs_matcalc.algebra.problem import Problem, StatedRule
from mkdocs_matcalc.errors import CheckFailed, ErrorName, MatcalcError, Refusal
from mkdocs_matcalc.exact.decide import decided
from mkdocs_matcalc.exact.refuting import counterexample
from mkdocs_matcalc.numerics.check import agree, check
from mkdocs_matcalc.numerics.session import TOLERANCE
from mkdocs_matcalc.render.verdicts import against

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
        one, other = (" × ".join(map(str, shape_of(side))) for side in (rule.left, rule.right))
        message = f"the rule `{rule.name}` does not hold: its left side is {one}, its right side {other}"
        return MatcalcError(ErrorName.FALSE_RULE, message, rule.place)
    left = rule.left if rule.wrt is None else Partial(rule.left, rule.wrt)
    decision = decided(left, rule.right, {}) if shape_of(left) == shape_of(rule.right) else None
    if decision is None:
        return _fault_by_numbers(rule)
    if not decision.holds:
        found = counterexample(left, rule.right, {})
        return _false(rule, "", against(found).text if found else None)
    return None


def _fault_by_numbers(rule: StatedRule) -> MatcalcError | None:
    """What is wrong with a rule that is left to numbers with 16 digits."""
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


def _false(rule: StatedRule, why: str, hint: str | None = None) -> MatcalcError:
    message = ": ".join(filter(None, (f"the rule `{rule.name}` does not hold", why)))
    return MatcalcError(ErrorName.FALSE_RULE, message, rule.place, hint)
