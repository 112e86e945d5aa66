"""A part on which an equality holds, and that can be named: all entries of a name are of one sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# Fewer points of a part that have a value say nothing.
FEWEST = 3
MOST_NAMES = 4


class OnAPart(Protocol):
    """The points of a part where the sides are equal, and those where they are not."""

    equal: list[Setting]
    different: list[Setting]


def domain(question: Question, tried: Callable[[Variable, int], OnAPart]) -> tuple[Variable, int] | None:
    """The name and the sign that it has where an equality holds, and nowhere else; None where there is none.

    Args:
        tried: Compares the sides where a name has a sign.
    """
    names = [leaf for leaf in question.leaves if isinstance(leaf, Variable) and not leaf.facts]
    for name in names[:MOST_NAMES]:
        for sign in (1, -1):
            here = tried(name, sign)
            if here.different or len(here.equal) < FEWEST:
                continue
            if not tried(name, -sign).equal:
                return name, sign
    return None


def has_sign(point: Setting, name: Variable, sign: int) -> bool:
    """Whether all entries of a name have a sign."""
    return all(entry * sign > 0 for entry in point.values[name].flat)
