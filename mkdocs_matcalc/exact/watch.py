"""The numbers that stand where functions have kinks, and the cells that their signs make of space."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mkdocs_matcalc.exact.balls import Balls
from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.kink import Kink
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.setting import Setting

# The numbers of all kinks at a point, and on which side of each it is: 0 where that is not known.
Numbers = tuple[Element, ...]
Cell = tuple[int, ...]
Contains = Callable[[Setting], bool]

# Of each part as many entries are watched, and as many in all.
MOST_ENTRIES, MOST_KINKS = 2, 12
# So many cells are gone through.
MOST_CELLS = 32


class OutOfLooksError(Exception):
    """Points were looked at often enough."""


@dataclass
class Watch:
    """Kinks, and the cells between them that are known.

    Attributes:
        contains: Whether a point is in the part of space that is gone through.
        looks: How often numbers may still be looked at.
        cells: Those that a point is known of.
    """

    question: Question
    kinks: tuple[Kink, ...]
    contains: Contains
    looks: int
    cells: set[Cell] = field(default_factory=set)
    _refined: set[tuple[Cell, Cell, object]] = field(default_factory=set)

    def numbers(self, point: Setting) -> Numbers | None:
        """The numbers of all kinks; None where one has none, or outside of what is gone through."""
        if not self.contains(point):
            return None
        if self.looks <= 0:
            raise OutOfLooksError
        self.looks -= 1
        evaluations: dict[object, Evaluation] = {}
        found = []
        for kink in self.kinks:
            at = evaluations.get(kink.bound)
            if at is None:
                setting = Setting({**point.sizes, **dict(kink.bound)}, point.values)
                at = evaluations[kink.bound] = Evaluation(Balls(0), setting, self.question.definitions)
            try:
                number = kink.number(at(kink.part))
            except (NoValueError, NotInRingError, IndexError):
                return None
            if not number.is_finite():
                return None
            found.append(number)
        return tuple(found)

    def is_new(self, cell: Cell) -> bool:
        """Whether no point of a cell was known so far; from now on one is."""
        if 0 in cell or cell in self.cells or len(self.cells) >= MOST_CELLS:
            return False
        self.cells.add(cell)
        return True

    def missing(self) -> Iterator[tuple[int, int]]:
        """The kinks of which no cell is on one side: each by its place, and the sign that is there."""
        for place in range(len(self.kinks)):
            for sign in (1, -1):
                if all(cell[place] != sign for cell in self.cells):
                    yield place, sign

    def is_refined(self, one: Cell, other: Cell, moving: object) -> bool:
        """Whether it was looked before at what is between two cells where something moves."""
        known = (one, other, moving) in self._refined
        self._refined |= {(one, other, moving), (other, one, moving)}
        return known


def cell_of(numbers: Numbers) -> Cell:
    return tuple((number > 0) - (number < 0) for number in numbers)


def watched(kinks: Iterable[Kink]) -> tuple[Kink, ...]:
    """The first entries of each part; more of them say little more."""
    entries: Counter[object] = Counter()
    found = []
    for kink in kinks:
        entries[kink.part] += 1
        if entries[kink.part] <= MOST_ENTRIES:
            found.append(kink)
    return tuple(found[:MOST_KINKS])
