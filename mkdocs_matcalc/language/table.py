"""The table of identities, read like the rules that an author states."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mkdocs_matcalc.algebra.identity_table import IDENTITIES
from mkdocs_matcalc.algebra.problem import Problem, StatedRule
from mkdocs_matcalc.language.block import understand


def with_identities(problem: Problem) -> Problem:
    """The problem, with the table where a method that it names cites from it."""
    return replace(problem, identities=_identities()) if "pattern" in problem.methods else problem


@cache
def _identities() -> tuple[StatedRule, ...]:
    """Each identity, of several ways to write its function each; read once, when first needed."""
    return tuple(
        rule
        for each in IDENTITIES
        for equation in each.equations
        for rule in understand(f"rule {each.name}: {equation}", {}, {}).rules
    )
