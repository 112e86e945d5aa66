"""Points on both sides of a kink: the argument of |·|, relu or a maximum is above 0, or below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import flint
import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# As many steps towards where an argument is 0; of one that is linear in a number the first arrives.
STEPS = 6
# What has this many bits in its denominator is near enough.
FINE = 20


def across(
    question: Question, kinked: Mapping[Basic, Sequence[Element]], points: Sequence[Setting]
) -> Iterator[Setting]:
    """A point with each sign that the argument of a kink had at no point so far, where one is found."""
    for part, numbers in kinked.items():
        for sign in (1, -1):
            if not any(number * sign > 0 for number in numbers):
                yield from _with_sign(question, part, sign, points)


def _with_sign(question: Question, part: Basic, sign: int, points: Sequence[Setting]) -> Iterator[Setting]:
    """A point at which an entry of a part has a sign, by moving one number of a point that is known."""
    for point in points[:2]:
        for leaf in question.leaves:
            if not isinstance(leaf, Variable) or leaf.facts:
                continue
            found = _moved(question, part, sign, point, leaf)
            if found is not None:
                yield found
                return


def _moved(question: Question, part: Basic, sign: int, point: Setting, leaf: Variable) -> Setting | None:
    start = point.values[leaf][0, 0]
    before = _value(question, part, point, leaf, start)
    here, step = start, 1 + abs(start)
    for _ in range(STEPS):
        there = here + step
        after = _value(question, part, point, leaf, there)
        if before is None or after is None:
            return None
        slope = (after - before) / step
        if not slope.is_finite() or slope.contains(0):
            return None
        # To where it is 0 if it were a line, and as far again beyond as that is from 0.
        here = _rounded(there - after / slope)
        beyond = 1 + abs(here) / 4
        for place in (here + beyond, here - beyond):
            value = _value(question, part, point, leaf, place)
            if value is not None and value * sign > 0:
                return _with(point, leaf, place)
        before, step = _value(question, part, point, leaf, here), beyond
    return None


def _value(question: Question, part: Basic, point: Setting, leaf: Variable, place: Element) -> Element | None:
    """The first entry of a part where one number is moved."""
    at = Evaluation(Balls(0), _with(point, leaf, place), question.definitions)
    try:
        value = at(part)[0, 0]
    except (NoValueError, NotInRingError):
        return None
    return value if value.is_finite() else None


def _with(point: Setting, leaf: Variable | Family, place: Element) -> Setting:
    value = np.array(point.values[leaf])
    value[0, 0] = place
    return Setting(point.sizes, {**point.values, leaf: value})


def _rounded(number: Element) -> Element:
    """A number near another that has few bits."""
    return flint.arb((number.mid() * 2**FINE).floor().mid()) / 2**FINE
