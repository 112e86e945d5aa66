"""What stands open of a side that is not shown to hold, as nothing says what its letters are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sympy import Basic

from mkdocs_matcalc.algebra.build import without_names
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Call,
    CallGradient,
    CallHessian,
    PolarFactor,
    TopSingularPair,
    Transpose,
    Unit,
    Variable,
    shape_of,
)
from mkdocs_matcalc.algebra.problem import Problem, Side
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.verify.put_in import PutIn

_OF_CALLS = (Call, CallGradient, CallHessian)
_USUALLY_SYMMETRIC = frozenset({*"PQRS", "Sigma", "Lambda", "Omega"})


def of_letters(
    side: Side, expected: Basic | None, problem: Problem, by: frozenset[Basic] = frozenset()
) -> str:
    """Why a side can't be told false: a letter in it may be anything; empty where none may.

    Args:
        expected: What should stand there; None where that is not known.
        by: What the left side is differentiated by, which has no values of its own.
    """
    if expected is None:
        return ""
    if reason := _of_functions(side, expected):
        return reason
    if _are_singular(side, expected):
        return "nothing says which are the singular vectors"
    unknown = (f"nothing says what ${each.latex_name}$ is" for each in _unknown(side, expected, problem))
    return next(unknown, _of_values(side, expected, by | problem.defined().keys()))


def _of_functions(side: Side, expected: Basic) -> str:
    """That nothing says what a function is whose derivative a side gives without it."""
    content = side.content
    if not isinstance(content, Basic) or content.has(*_OF_CALLS):
        return ""
    shape_fits = shape_of(content) == shape_of(expected)
    latex = next((call.latex_name for call in expected.atoms(*_OF_CALLS)), "") if shape_fits else ""
    return f"nothing says what ${latex}$ is" if latex else ""


def _of_values(side: Side, expected: Basic, fixed: frozenset[Basic]) -> str:
    """Why entries that are written out can't be told false: they may be those of the letters' values."""
    content = side.content
    if not isinstance(content, Basic) or not any(each.args[1].is_Integer for each in content.atoms(Unit)):
        return ""
    own, wanted = content.atoms(Variable), expected.atoms(Variable)
    missing = sorted(wanted - own - fixed, key=lambda each: each.name)
    if not missing or not own <= wanted | fixed:
        return ""
    said = " and ".join(f"${each.latex_name}$" for each in missing)
    return f"it may hold for the values that are meant of {said}, and nothing says these"


def _are_singular(side: Side, expected: Basic) -> bool:
    """Whether a side has letters of its own, or does not fit, where singular vectors should stand."""
    if not expected.has(PolarFactor, TopSingularPair):
        return False
    if not isinstance(side.content, Basic):
        return isinstance(side.content, MatcalcError)
    own = side.content.atoms(Variable) - expected.atoms(Variable)
    return any(not each.facts for each in own)


def _unknown(side: Side, expected: Basic, problem: Problem) -> Iterator[Variable]:
    """The letters that nobody declared, and that stand in no more of a block than one side that fits."""
    content = side.content
    if not isinstance(content, Basic) or shape_of(content) != shape_of(expected):
        return
    undeclared = {*problem.by_convention, *(each.variable for each in problem.inferred)}
    elsewhere = [expected, *(each.expression for each in problem.definitions)]
    elsewhere += [each.function for each in problem.requests]
    for each in sorted(content.atoms(Variable) & undeclared, key=lambda each: each.name):
        if not any(other.has(each) for other in elsewhere):
            yield each


def are_usually_symmetric(letters: frozenset[str]) -> bool:
    """Whether all of some letters are those of weights and covariances."""
    return {re.split(r"[_\d]", each, maxsplit=1)[0] for each in letters} <= _USUALLY_SYMMETRIC


def are_of_forms(letters: frozenset[str], derived: Basic | None, put_in: PutIn) -> bool:
    """Whether each of some letters stands beside its transpose in a sum, as in what a quadratic form gives.

    Its matrix is usually meant to be symmetric.
    """
    if derived is None:
        return False
    derived = without_names(derived, put_in.definitions.items())
    sums = [each.args for each in derived.atoms(Add)]
    return all(any(_stands_in_both(letter, terms) for terms in sums) for letter in letters)


def _stands_in_both(letter: str, terms: tuple[Basic, ...]) -> bool:
    """Whether one term has a letter, and another its transpose."""
    found = [set(_ways(term, letter)) for term in terms]
    return any(True in ways for ways in found) and any(False in ways for ways in found) and len(found) > 1


def _ways(expr: Basic, letter: str, *, turned: bool = False) -> Iterator[bool]:
    """For each place of a letter, whether it is transposed there."""
    if isinstance(expr, Variable):
        if expr.name == letter:
            yield turned
    elif expr.has(Variable):
        for part in expr.args:
            yield from _ways(part, letter, turned=turned ^ isinstance(expr, Transpose))
