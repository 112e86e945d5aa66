"""Conditions that can't fail, or that another one says: a reader would look for the case in which they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sympy import Basic

from mkdocs_matcalc.algebra.build import without_names
from mkdocs_matcalc.algebra.nodes import Det, Variable
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.definiteness import definite, invertible, positive
from mkdocs_matcalc.calculus.derivation import Step

NOT_ZERO, ABOVE = r"\neq 0", "> 0"


def without_needless(steps: Sequence[Step], definitions: Mapping[Variable, Basic]) -> list[Step]:
    """Lines without the conditions that hold anyway, or that they or lines above them have already."""
    names = {**definitions, **dict(let for step in steps for let in step.lets)}
    above: set[Basic] = set()
    found = []
    for step in steps:
        above |= {each.subject for each in step.conditions if each.relation == ABOVE and each.subject}
        kept = tuple(each for each in step.conditions if not _is_needless(each, above, names))
        found.append(replace(step, conditions=kept) if kept != step.conditions else step)
    return found


def that_may_fail(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions of a result that may fail."""
    return tuple(each for each in conditions if not _is_needless(each, set(), {}))


def _is_needless(condition: Condition, above: set[Basic], names: Mapping[Variable, Basic]) -> bool:
    subject = condition.subject
    if subject is None:
        return False
    if condition.words == "invertible":
        return Det(subject) in above or invertible(subject) or definite(without_names(subject, names.items()))
    if condition.relation not in (NOT_ZERO, ABOVE):
        return False
    said = condition.relation == NOT_ZERO and subject in above
    return said or positive(subject) or positive(without_names(subject, names.items()))
