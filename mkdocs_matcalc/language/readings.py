"""Which kinds the letters of a block have, where their uses speak against what is usual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import Any, Protocol, TypeVar

from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.kinds import MATRICES, VECTORS, Prices, is_doubtful
from mkdocs_matcalc.language.names import Entity, spelling_of
from mkdocs_matcalc.language.shapes import sentences
from mkdocs_matcalc.language.strains import SOME, Conflict

Kinds = Mapping[str, str]
_NUMBER = re.compile(r"(?<=[^\d_])_?\d+$")
# How many readings are tried at most.
_MOST = 30
# A reading is taken where no other comes nearer than this.
_CLEAR = 2
# What a letter may cost in a reading that is taken.
_MOST_UNUSUAL = 3
# What a letter of another kind costs at most.
_ONE_MORE = 4
# What a reading may cost to be worth a hint: two letters that are scalars after all.
_FEW_SCALARS = 4


class Reading(Protocol):
    """A block, read with each letter of one kind."""

    @property
    def kinds(self) -> Kinds:
        """What letters were taken to be, other than usual."""

    @property
    def letters(self) -> Mapping[str, Entity]:
        """The names that nobody declared."""

    @property
    def share(self) -> float:
        """How many of the usual number of readings may be tried, as what is long or deep takes its time."""

    @property
    def errors(self) -> list[MatcalcError]:
        """Why it can't be meant."""

    @property
    def strain(self) -> int:
        """How much speaks against it."""

    @property
    def conflicts(self) -> list[Conflict]:
        """All that speaks against it."""

    @property
    def misfits(self) -> set[str]:
        """The letters that one differentiates by where a side does not fit what is derived."""

    @property
    def blamed(self) -> set[str]:
        """The letters that it might be mistaken in."""

    def kind(self, letter: str) -> str:
        """What a letter was taken to be."""

    def prices(self, letter: str) -> Prices:
        """What each kind of a letter costs."""


R = TypeVar("R", bound=Reading)


def likeliest_reading(read: Callable[[Kinds], R]) -> tuple[R, list[R]]:
    """The reading that is meant, or the usual one if none fits; with those that were tried before.

    Raises:
        MatcalcError: Two readings are as likely, and nothing decides.
    """
    usual = read({})
    if not (usual.blamed and (usual.conflicts or _has_doubts(usual))):
        return usual, []
    tried = list(_tried(usual, read))
    fitting = sorted((each for each in tried if not each.errors), key=_cost)
    best = next((each for each in fitting if each is usual or _is_convincing(each, usual)), None)
    near = [each for each in fitting if best is None or _cost(each) < _cost(best) + _CLEAR]
    if usual.errors and near and (best is None or len(near) > 1):
        _advise(usual, near[0])
    if best is None or (usual.errors and len(near) > 1):
        return usual, []
    near = [each for each in near if each in (best, usual) or not _asks_for_more(each, usual)]
    if near == [usual]:
        # What does not fit is false only if it is so with the variable of another kind, too.
        near += [each for each in fitting if _lets_fit(each, usual)]
    if len(near) > 1:
        raise _undecided(near)
    return best, tried


def _advise(usual: Reading, fitting: Reading) -> None:
    """Say in the hint of what does not fit which letters might be scalars, if nothing nearer is said."""
    error = usual.errors[0]
    hint = error.hint or ""
    changed = fitting.letters.keys() & fitting.kinds
    are_scalars = all(fitting.kind(key) == "scalar" for key in changed)
    if are_scalars and fitting.strain <= SOME and _price(fitting) <= _FEW_SCALARS and " in R`" not in hint:
        letters = sorted((fitting.letters[key] for key in changed), key=_position)
        names = [_written(letter) for letter in letters]
        listed = " and ".join(f"`{name}`" for name in names)
        are, them = ("is a scalar", "it") if len(names) == 1 else ("are scalars", "them")
        error.hint = sentences(hint, f"if {listed} {are}, declare {them}: `{', '.join(names)} in R`")


def _written(letter: Entity) -> str:
    """A letter as the author wrote it first."""
    assert letter.stands is not None  # noqa: S101 - nobody declared it
    name, source = letter.stands
    return source.quote(name) if spelling_of(name, source).key == letter.key else name.text


def _position(letter: Entity) -> tuple[bool, int, int]:
    """Where a letter is met first, those of other notes last."""
    assert letter.stands is not None  # noqa: S101 - nobody declared it
    name, source = letter.stands
    place = source.place(name.start)
    return source.note is not None, place.line, place.column


def _asks_for_more(other: Reading, usual: Reading) -> bool:
    """Whether a reading has unlikelier letters than the usual one, and no less against it."""
    return _price(other) > _price(usual) and other.strain >= usual.strain


def _lets_fit(reading: Reading, usual: Reading) -> bool:
    """Whether a reading takes no letter otherwise but a variable, and what does not fit fits with it."""
    is_of_variables = bool(reading.kinds) and usual.misfits.issuperset(reading.kinds)
    return is_of_variables and not reading.misfits and _price(reading) <= _ONE_MORE


def _has_doubts(reading: Reading) -> bool:
    return any(is_doubtful(reading.prices(letter)) for letter in reading.letters)


def _tried(usual: R, read: Callable[[Kinds], R]) -> Iterator[R]:
    """Readings, the likeliest letters first, each other than one before in a letter that is blamed."""
    order = count()
    waiting: list[tuple[int, int, Kinds]] = []
    seen: set[frozenset[tuple[str, str]]] = {frozenset()}
    best: int | None = None

    def spread(reading: R) -> None:
        for letter in sorted(reading.blamed - set(reading.kinds)):
            for kind, price in reading.prices(letter).items():
                kinds = {**reading.kinds, **dict.fromkeys(_alike(letter, reading), kind)}
                key = frozenset(kinds.items())
                if kind != reading.kind(letter) and key not in seen:
                    seen.add(key)
                    so_far = _price(reading) + price - _price_of(reading, letter)
                    heappush(waiting, (so_far, next(order), kinds))

    reading = usual
    most = _MOST * usual.share
    tries = 0
    while True:
        yield reading
        spread(reading)
        if not reading.errors:
            best = min(_cost(reading), _cost(reading) if best is None else best)
        tries += 1
        if not waiting or tries >= most:
            return
        price, _, kinds = heappop(waiting)
        if best is not None and price >= best + _CLEAR:
            return
        reading = read(kinds)


def _alike(letter: str, reading: Reading) -> set[str]:
    """A letter with those that have other numbers, as x_2 beside x_1; they are usually of one kind."""
    return {
        key for key in reading.letters if key == letter or _NUMBER.sub("", key) == _NUMBER.sub("", letter)
    }


def _price(reading: Reading) -> int:
    """What the kinds of all letters cost; those that are alike but for a number cost as much as one."""
    found: dict[str, int] = {}
    for key in reading.letters:
        base = _NUMBER.sub("", key)
        found[base] = max(found.get(base, 0), _price_of(reading, key))
    return sum(found.values())


def _price_of(reading: Reading, key: str) -> int:
    return reading.prices(key).get(reading.kind(key), 0)


def _cost(reading: Reading) -> int:
    return _price(reading) + reading.strain


def _is_convincing(reading: Reading, usual: Reading) -> bool:
    """Whether an unusual reading takes no letter for what it hardly ever is, and has little against it."""
    changed = reading.letters.keys() & reading.kinds
    if any(_price_of(reading, key) > _MOST_UNUSUAL for key in changed):
        return False
    strain = sum(each.cost for each in reading.conflicts if not _is_shown_elsewhere(each, usual))
    return strain < SOME or (not usual.errors and reading.strain < usual.strain)


def _is_shown_elsewhere(conflict: Conflict, usual: Reading) -> bool:
    """Whether a number is written unusually, and another place shows it: `x y` beside `(y - w^T x)^2`."""
    if not conflict.of_number:
        return False
    fails = [each for each in usual.conflicts if not each.cost]
    return bool(usual.errors and fails) and not any(each.overlaps(conflict) for each in fails)


class Undecided(MatcalcError):
    """Two readings are as likely, and nothing decides.

    Attributes:
        readings: All that are as likely, each with what it takes the letter in question for, in prose.
        problems: The problems that they state, where those are claims alone: what holds in one reading holds.
    """

    readings: tuple[tuple[Any, str], ...] = ()
    problems: tuple[tuple[Problem, str], ...] = ()


def _undecided(readings: Sequence[Reading]) -> Undecided:
    """What is asked of the author; at least two readings take some letter for different things."""
    first = readings[0]
    found = {
        key: list(dict.fromkeys(each.kind(key) for each in readings if key in each.letters))
        for key in sorted(first.letters, key=lambda each: _position(first.letters[each]))
    }
    key, kinds = max(found.items(), key=lambda item: len(item[1]))
    letter = first.letters[key]
    assert letter.stands is not None  # noqa: S101 - nobody declared it
    name, source = letter.stands
    plain, member = _written(letter), source.quote(name)
    is_one_of_many = bool({VECTORS, MATRICES} & set(kinds))
    called = [_OF_MANY.get(kind, f"a {kind}") if is_one_of_many else f"a {kind}" for kind in kinds]
    declared = [f"{member if kind in (VECTORS, MATRICES) else plain} in {_SPACES[kind]}" for kind in kinds]
    undecided = Undecided(
        ErrorName.AMBIGUOUS,
        f"`{member if is_one_of_many else plain}` may be {' or '.join(called)} here, and nothing says which",
        source.place(name.start),
        f"declare it: {' or '.join(f'`{each}`' for each in declared)}",
    )
    latex = letter.spelling.latex
    undecided.readings = tuple((each, f"with ${latex}$ as a {each.kind(key)}") for each in readings)
    return undecided


_OF_MANY = {
    "vector": "an entry of a vector",
    VECTORS: "a member of a family of vectors",
    MATRICES: "a member of a family of matrices",
}
_SPACES = {
    "scalar": "R",
    "vector": "R^n",
    "matrix": "R^(m x n)",
    VECTORS: "R^d",
    MATRICES: "R^(m x n)",
}
