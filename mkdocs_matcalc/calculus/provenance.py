"""Where a declared fact is used: in the first line that reads otherwise where the fact is not declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mkdocs_matcalc.algebra.nodes import Partial, Variable
from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.algebra.textbook import canonical
from mkdocs_matcalc.calculus.definiteness import INVERTIBLE_FACTS
from mkdocs_matcalc.calculus.derivation import Step
from mkdocs_matcalc.calculus.structured import STRUCTURES, what_the_structure_says
from mkdocs_matcalc.errors import Refusal

# The lines of each group of requests that are derived together.
Lines = Sequence[Sequence[Step]]
Free = Mapping[Any, Variable]


def with_facts_named(lines: Lines, problem: Problem, derived: Callable[[Problem], Lines]) -> list[list[Step]]:
    """The lines, each with the facts on constants that it is the first in its group to use.

    Args:
        derived: Derives the lines of a problem in the same groups; it may refuse to.
    """
    named = [list(group) for group in lines]
    for variable in _structured(problem):
        free = {variable: _without_structure(variable)}
        try:
            others = derived(_replaced(problem, free))
        except Refusal:
            continue
        for group, other in zip(named, others, strict=True):
            at = None if _is_by(variable, group) else _parting(group, other, free)
            if at is not None:
                group[at] = _with_fact(group[at], variable)
    return named


def _structured(problem: Problem) -> Iterator[Variable]:
    names = (*problem.variables, *(definition.variable for definition in problem.definitions))
    for name in dict.fromkeys(names):
        if isinstance(name, Variable) and name.facts & STRUCTURES:
            yield name


def _without_structure(variable: Variable) -> Variable:
    """The same name with no structure; what it was divided by may still be."""
    facts = variable.facts - STRUCTURES
    facts |= {"invertible"} if variable.facts & INVERTIBLE_FACTS else set()
    return Variable(variable.name, *variable.shape, latex=variable.latex_name, facts=facts)


def _replaced(problem: Problem, new: Free) -> Problem:
    return replace(
        problem,
        requests=tuple(
            replace(
                each,
                function=each.function.xreplace(new),
                wrt=tuple(tuple(new.get(name, name) for name in wrt) for wrt in each.wrt),
                name=each.name and new.get(each.name, each.name),
            )
            for each in problem.requests
        ),
        definitions=tuple(
            replace(
                each, variable=new.get(each.variable, each.variable), expression=each.expression.xreplace(new)
            )
            for each in problem.definitions
        ),
        variables=tuple(new.get(each) or each for each in problem.variables),
    )


def _is_by(variable: Variable, lines: Sequence[Step]) -> bool:
    """Whether a derivative is by the variable: there its structure has been said."""
    return any(isinstance(line.lhs, Partial) and variable in line.lhs.args[1:] for line in lines)


def _parting(lines: Sequence[Step], others: Sequence[Step], free: Free) -> int | None:
    """The first line that reads otherwise in the derivation without the fact."""
    for at, (line, other) in enumerate(zip(lines, others, strict=False)):
        if [canonical(form.xreplace(free)) for form in line.forms] != [
            canonical(form) for form in other.forms
        ]:
            return at
    return None


def _with_fact(step: Step, variable: Variable) -> Step:
    said = what_the_structure_says(variable)
    rules = dict.fromkeys((*step.rules, *(rule for rule, _, _ in said)))
    facts = {*step.facts, *((left, right) for _, left, right in said)}
    return replace(step, rules=tuple(rules), facts=tuple(sorted(facts, key=str)))
