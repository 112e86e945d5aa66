"""Points on both sides of a kink: the argument of |·| or relu is above 0 or below, an entry the largest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import flint
import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.kink import Kink
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# What leads to a point by one number, and how high something is at such a number.
Path = Callable[[Element], Setting]
Height = Callable[[Element], Element | None]

# How far a path is walked in each direction, from small steps to large ones.
LADDER = tuple(sign * size for size in (1, 10, 100, 10**3, 10**4, 10**6, 10**9) for sign in (1, -1))
# As often the best place of a path is looked at more closely, and with so many bits in its denominator.
STEPS, FINE = 24, 20
# Before and behind a kink are as far from it.
NEAR = flint.arb(1) / (1 << 10)
# As many entries of a part are followed to where they cross a kink.
MOST_ENTRIES = 2
# As many paths are walked for a kink, and in all: more of them take long, and say little more.
MOST_PATHS, MOST_OF_ALL = 10, 96
# From as many points.
BASES = 4


def across(
    question: Question, kinked: Mapping[Kink, Sequence[Element]], points: Sequence[Setting]
) -> Iterator[Setting]:
    """Points right before and behind each kink, and far behind one that was not crossed so far."""
    walks = iter(range(MOST_OF_ALL))
    looked_at: Counter[Basic] = Counter()
    for kink, numbers in kinked.items():
        missing = [sign for sign in (1, -1) if not any(number * sign > 0 for number in numbers)]
        if not missing:
            looked_at[kink.part] += 1
            if looked_at[kink.part] > MOST_ENTRIES:
                continue
        for sign in missing or (1,):
            # From several points: what the other names are there may hide a kink, too.
            for point in points[:BASES]:
                paths = zip(islice(_paths(question, point), MOST_PATHS), walks, strict=False)
                found = _with_sign(question, kink, sign, (path for path, _ in paths), far=bool(missing))
                yield from found
                if not found and point is not points[0]:
                    break


def _with_sign(
    question: Question, kink: Kink, sign: int, paths: Iterable[Path], *, far: bool
) -> list[Setting]:
    """Points where a kink's number has a sign, and right before it has, on one of some paths."""
    for path in paths:

        def height(at: Element, path: Path = path) -> Element | None:
            value = _number(question, kink, path(at))
            return None if value is None else value * sign

        known = [(value, at) for at in map(flint.arb, LADDER) if (value := height(at)) is not None]
        beyond = [at for value, at in known if value > 0]
        if not far and len(beyond) == len(known):
            # It is not crossed here.
            continue
        if not beyond and (top := _climbed(known, height)) is not None:
            beyond = [top]
        if beyond:
            # What comes after a kink may hide it where it is crossed, or far behind it.
            behind = (*beyond[:2], *beyond[2:][-2:]) if far else ()
            return [path(at) for at in (*_nearest(known, beyond[0], height), *behind)]
    return []


def _climbed(known: list[tuple[Element, Element]], height: Height) -> Element | None:
    """A place above 0 near the highest of some, by ever smaller steps to the better side."""
    if len({float(value.mid()) for value, _ in known}) < 2:
        return None
    value, here = max(known, key=lambda each: float(each[0].mid()))
    step = (abs(here) + 1) / 2
    for _ in range(STEPS):
        for at in map(_rounded, (here - step, here + step)):
            there = height(at)
            if there is not None and there > 0:
                return at
            if there is not None and there > value:
                value, here = there, at
                break
        else:
            step = step / 2
    return None


def _nearest(known: list[tuple[Element, Element]], above: Element, height: Height) -> tuple[Element, ...]:
    """The places right before and right behind where a number comes above 0."""
    under = [at for value, at in known if value < 0]
    if not under:
        return (above,)
    below = min(under, key=lambda at: float(abs(at - above).mid()))
    for _ in range(STEPS):
        middle = _rounded((above + below) / 2)
        there = height(middle)
        if there is None:
            break
        above, below = (middle, below) if there > 0 else (above, middle)
    # Not at the kink itself.
    aside = NEAR if above > below else -NEAR
    return above + aside, below - aside


def _paths(question: Question, point: Setting) -> Iterator[Path]:
    """Ways through the points: one entry moves, all entries of a name are one number, a name grows."""
    for leaf in question.leaves:
        facts = leaf.facts if isinstance(leaf, Variable) else frozenset[str]()
        value = point.values[leaf]
        is_free = facts <= {"random", "invertible"}
        if is_free or (facts <= {"positive", "nonnegative", "random"}):
            for place in (*np.ndindex(value.shape),)[:2]:
                yield _moving(point, leaf, place, is_free=is_free)
            if value.size > 1:
                yield _moving(point, leaf, ..., is_free=is_free)
        if value.size > 1 and "orthogonal" not in facts:
            is_signed = bool(
                facts & {"positive", "nonnegative", "positive definite", "positive semidefinite"}
            )
            yield _growing(point, leaf, is_signed=is_signed)


def _moving(point: Setting, leaf: Variable | Family, place: Any, *, is_free: bool) -> Path:
    def path(at: Element) -> Setting:
        value: Array = np.array(point.values[leaf])
        # Of what is positive the other direction leads to 0.
        value[place] = at if is_free or at > 0 else -1 / at
        return Setting(point.sizes, {**point.values, leaf: value})

    return path


def _growing(point: Setting, leaf: Variable | Family, *, is_signed: bool) -> Path:
    def path(at: Element) -> Setting:
        factor = -1 / at if is_signed and at < 0 else at
        return Setting(point.sizes, {**point.values, leaf: point.values[leaf] * factor})

    return path


def _number(question: Question, kink: Kink, point: Setting) -> Element | None:
    """A kink's number at a point; None where it has none."""
    setting = Setting({**point.sizes, **dict(kink.bound)}, point.values)
    try:
        number = kink.number(Evaluation(Balls(0), setting, question.definitions)(kink.part))
    except (NoValueError, NotInRingError, IndexError):
        return None
    return number if number.is_finite() else None


def _rounded(number: Element) -> Element:
    """A number near another that has few bits, and is not 0."""
    whole = (number.mid() * 2**FINE).floor().mid()
    return (whole if whole != 0 else flint.arb(1)) / 2**FINE
