"""A part on which an equality holds, and that can be named: all entries of a name are of one sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# Fewer points of a part that have a value say nothing.
FEWEST = 3
MOST_NAMES = 4

# Of a name that has a sign: for one point of that part after another whether the sides are equal there.
OnAPart = Callable[[Variable, int], Iterator[bool]]


def domain(
    question: Question, on_a_part: OnAPart, equal: Sequence[Setting], different: Sequence[Setting]
) -> tuple[Variable, int] | None:
    """The name and the sign that it has where an equality holds, and nowhere else; None if there is none.

    Args:
        equal: Points at which it is known to hold, anywhere.
        different: Points at which it is known not to.
    """
    names = [leaf for leaf in question.leaves if isinstance(leaf, Variable) and not leaf.facts]
    for name in names[:MOST_NAMES]:
        for sign in (1, -1):
            is_other = any(has_sign(point, name, -sign) for point in equal)
            if is_other or any(has_sign(point, name, sign) for point in different):
                continue
            if _holds(on_a_part(name, sign)) and not any(on_a_part(name, -sign)):
                return name, sign
    return None


def _holds(points: Iterator[bool]) -> bool:
    """Whether the sides are equal at all of some points, and those are not too few."""
    count = 0
    for is_equal in points:
        if not is_equal:
            return False
        count += 1
    return count >= FEWEST


def has_sign(point: Setting, name: Variable, sign: int) -> bool:
    """Whether all entries of a name have a sign."""
    return all(entry * sign > 0 for entry in point.values[name].flat)
