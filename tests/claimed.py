"""The two sides of a block's only claim, as expressions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.verify.otherwise import as_expression


class Claimed(NamedTuple):
    """Both sides, and what the names in them are defined by."""

    left: Basic
    right: Basic
    definitions: Mapping[Variable, Basic]


def claimed(block: str) -> Claimed | None:
    """What a block claims; None where a side is no expression."""
    problem = parse(block)
    (claim,) = problem.claims
    left, right = (as_expression(side.content) for side in (claim.left, *claim.sides))
    if not isinstance(left, Basic) or not isinstance(right, Basic):
        return None
    return Claimed(left, right, problem.defined())
