"""Rules that an author states: `rule Name: d/dz (logsumexp(z) - y^T z) = softmax(z) - y`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sympy import Basic

from mkdocs_matcalc.algebra.build import substitute
from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.algebra.problem import Problem, Request, StatedRule
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.listing import RuleLine
from mkdocs_matcalc.language.names import definition_head

_LONGEST_NAME = 80
_NAME = re.compile(rf"[^$\\`{{}}<>\[\]|]{{1,{_LONGEST_NAME}}}")
_FORM = "write `rule Name: d/dx f = g` with expressions for f and g, or `rule Name: f = g`"


def checked_line(line: RuleLine) -> RuleLine:
    """The rule, if it has the form of one.

    Raises:
        MatcalcError: It has no plain name, has not two sides, or would define a name.
    """
    source, relation = line.source, line.rule.relation
    if not _NAME.fullmatch(line.rule.name):
        raise MatcalcError(
            ErrorName.RULE_FORM,
            f"a rule's name is made of words, at most {_LONGEST_NAME} characters of them",
            source.place(line.rule.start),
            _FORM,
        )
    if len(relation.sides) != 2:
        raise MatcalcError(ErrorName.RULE_FORM, "a rule has two sides", source.place(relation.start), _FORM)
    if definition_head(relation, source) is not None:
        raise MatcalcError(
            ErrorName.RULE_FORM,
            f"a rule is about an expression, and `{source.quote(relation.sides[0])}` is a name",
            source.place(relation.start),
            _FORM,
        )
    return line


def stated_rule(line: RuleLine, problem: Problem) -> StatedRule:
    """The rule, from the problem that claims it.

    Raises:
        MatcalcError: A side does not fit, or the rule is of a kind that no derivation can cite.
    """
    (claim,) = problem.claims
    (side,) = claim.sides
    if isinstance(side.content, MatcalcError):
        raise side.content
    if isinstance(side.content, Request):
        raise MatcalcError(ErrorName.RULE_FORM, "a rule's right side is an expression", side.place, _FORM)
    left, wrt = claim.left.content, None
    if isinstance(left, Request):
        if [len(group) for group in left.wrt] != [1]:
            raise MatcalcError(
                ErrorName.RULE_FORM,
                "a rule is of a first derivative by one variable",
                claim.left.place,
                _FORM,
            )
        wrt = left.wrt[0][0]
        left = left.function
    assert isinstance(left, Basic)  # noqa: S101 - a left side that does not fit is raised when it is read
    note = line.source.note
    return StatedRule(
        line.rule.name,
        _expanded(left, problem, wrt),
        _expanded(side.content, problem, wrt),
        wrt,
        line.source.place(line.rule.start),
        note.address if note else "",
    )


def distinct(rules: Sequence[StatedRule]) -> tuple[StatedRule, ...]:
    """The rules, those that are stated again left out.

    Raises:
        MatcalcError: Two that differ have one name.
    """
    named: dict[str, StatedRule] = {}
    for rule in rules:
        earlier = named.setdefault(rule.name, rule)
        if (earlier.left, earlier.right, earlier.wrt) != (rule.left, rule.right, rule.wrt):
            raise MatcalcError(
                ErrorName.DUPLICATE_NAME,
                f"two rules are named `{rule.name}`",
                rule.place,
                f"the other stands in {earlier.place.words}",
            )
    return tuple(named.values())


def _expanded(expr: Basic, problem: Problem, kept: Variable | None) -> Basic:
    """An expression with every definition put in, but for the variable differentiated by."""
    for definition in reversed(problem.definitions):
        if definition.variable != kept:
            expr = substitute(expr, {definition.variable: definition.expression})
    return expr
