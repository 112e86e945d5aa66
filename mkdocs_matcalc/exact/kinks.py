"""Points in each cell: a part of space in which no argument of |·| or relu changes its sign."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

from mkdocs_matcalc.exact.kink import Kink
from mkdocs_matcalc.exact.paths import paths
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting
from mkdocs_matcalc.exact.walks import MOST_PATHS, Walk, climbed
from mkdocs_matcalc.exact.watch import Contains, OutOfLooksError, Watch, cell_of, watched

# At so many points the numbers of kinks are looked at, and from so many it is begun.
MOST_LOOKS, MOST_BASES = 800, 4
# Points with larger numbers are far away.
MODERATE = 4


def across(
    question: Question,
    kinks: Iterable[Kink],
    points: Sequence[Setting],
    contains: Contains = lambda point: True,
    looks: int = MOST_LOOKS,
) -> Iterator[list[Setting]]:
    """Points of cells that none of some points is in, one cell after another.

    Args:
        contains: Whether a point is in the part of space that is gone through.
        looks: How often the numbers that decide about cells may be looked at.
    """
    watch = Watch(question, watched(kinks), contains, looks)
    if not watch.kinks:
        return
    try:
        yield from _gone_through(watch, points)
    except OutOfLooksError:
        return


def _gone_through(watch: Watch, points: Sequence[Setting]) -> Iterator[list[Setting]]:
    # Far away a function that saturates is the same for all: cells that are known there alone don't count.
    moderate = [point for point in points if _is_moderate(point)] or points
    known = [
        point for point in moderate if (numbers := watch.numbers(point)) and watch.is_new(cell_of(numbers))
    ]
    bases = deque(known)
    others = (point for point in points if all(point is not each for each in known))
    for _ in range(MOST_BASES):
        while bases:
            for found in _walked(watch, bases.popleft()):
                bases.append(found[0])
                yield found
        base = next(others, None)
        for place, sign in [*watch.missing()]:
            # From several points: what the other names are there may hide a kink, too.
            for start in known[:1] if base is None else (*known[:1], base):
                top = climbed(watch, start, place, sign)
                if top is not None and watch.is_new(cell_of(watch.numbers(top) or ())):
                    bases.append(top)
                    yield [top]
                    break
        if base is None or (not bases and not any(watch.missing())):
            return
        bases.append(base)


def _walked(watch: Watch, base: Setting) -> Iterator[list[Setting]]:
    """Points of new cells on paths from a point: near where it is entered, and far within."""
    for path in islice(paths(watch.question, base), MOST_PATHS):
        walk = Walk(watch, path)
        for low, high in pairwise([*walk.places]):
            walk.refine(low, high)
        for at in walk.places:
            if watch.is_new(walk.cells[at]):
                yield [path(each) for each in walk.around(at)]


def _is_moderate(point: Setting) -> bool:
    """Whether no number of a point is large."""
    return all(abs(entry) < MODERATE for value in point.values.values() for entry in value.flat)
