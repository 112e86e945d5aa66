"""Whether two expressions are equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sympy import Basic, Symbol

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.exact.by_balls import decided_by_balls
from mkdocs_matcalc.exact.decision import Decision
from mkdocs_matcalc.exact.errors import NotInRingError
from mkdocs_matcalc.exact.modulo import decided_modulo_primes
from mkdocs_matcalc.exact.question import Question, Shared
from mkdocs_matcalc.exact.sides import Equality


def decided(
    left: Basic,
    right: Basic,
    definitions: Mapping[Variable, Basic],
    ranges: Mapping[Symbol, Basic] | None = None,
    *,
    briefly: bool = False,
) -> Decision | None:
    """Whether two expressions of one shape are equal: modulo primes where that is possible, else by balls.

    Args:
        definitions: Every defined name with its expression.
        ranges: The indices that no sum binds and that take every value, each with the last one.
        briefly: At few points, and at one choice of sizes, as something else is compared, too.

    Returns:
        None where neither gives a value: of singular vectors and averages, or at too few points.
    """
    try:
        question = Question.of(left, right, definitions, ranges or {})
    except NotInRingError:
        return None
    return _decided(question, briefly=briefly)


def gradients_decided(
    function: Basic, gradients: Mapping[Variable, Basic], shared: Shared
) -> Decision | None:
    """Whether the gradients of a number are what they are said to be; briefly, and all at once.

    Returns:
        None where neither means gives a value.
    """
    try:
        question = Question.of_gradients(function, gradients, shared)
    except NotInRingError:
        return None
    return _decided(question, briefly=True)


def lines_decided(lines: Sequence[Equality], shared: Shared) -> Decision | None:
    """Whether all of some lines hold; briefly, and at the same points.

    Returns:
        None where neither means gives all of them a value.
    """
    try:
        question = Question.of_lines(lines, shared)
    except NotInRingError:
        return None
    return _decided(question, briefly=True)


def _decided(question: Question, *, briefly: bool) -> Decision | None:
    found = None
    with suppress(NotInRingError):
        found = decided_modulo_primes(question, briefly=briefly)
        if briefly or not found.is_formal:
            return found
    with suppress(NotInRingError):
        by_balls = decided_by_balls(question, briefly=briefly)
        return replace(by_balls, means=found.means) if found and by_balls.holds else by_balls
    return None
