"""Walks on a path: to where a kink is crossed, or to where a number is largest."""

from __future__ import annotations

from itertools import islice, pairwise

import flint

from mkdocs_matcalc.exact.dual import Element
from mkdocs_matcalc.exact.paths import Path, paths
from mkdocs_matcalc.exact.setting import Setting
from mkdocs_matcalc.exact.watch import Cell, Numbers, Watch, cell_of

# On so many paths from each point.
MOST_PATHS = 12
# A kink is as near as that to the places before and behind it, of the place's size.
NEAR = flint.arb(1) / (1 << 12)
# As often a crossing is looked for between two places, and the best place of a path more closely.
HALVINGS, STEPS = 16, 24
# As often all paths are walked to where a number is largest.
SWEEPS = 2
# So many bits has a place at most; and which one stands for 0.
DIGITS = 64
LEAST = flint.arb(1) / (1 << 20)


class Walk:
    """The places of a path that were looked at."""

    def __init__(self, watch: Watch, path: Path) -> None:
        self.watch, self.path = watch, path
        self.places: list[Element] = []
        self.numbers: dict[Element, Numbers] = {}
        self.cells: dict[Element, Cell] = {}
        for at in path.places:
            self.look(at)
        self._beyond()

    def look(self, at: Element) -> None:
        """Remember what is at a place."""
        if at in self.numbers or not self.path.contains(at):
            return
        numbers = self.watch.numbers(self.path(at))
        if numbers is not None:
            self.numbers[at], self.cells[at] = numbers, cell_of(numbers)
            self.places = sorted(self.numbers, key=_float)

    def _beyond(self) -> None:
        """Look at where what does not change its sign on the path would have, were it a line."""
        if len(self.places) < 2:
            return
        for inner, outer in ((self.places[-2], self.places[-1]), (self.places[1], self.places[0])):
            for one, other in zip(self.numbers[inner], self.numbers[outer], strict=True):
                if one * other > 0 and abs(other) < abs(one):
                    root = outer + other * (outer - inner) / (one - other)
                    self.look(_rounded(root + root - outer))

    def refine(self, low: Element, high: Element) -> None:
        """Look right before and behind each crossing between two places."""
        one, other = self.cells[low], self.cells[high]
        changing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a * b < 0]
        is_known = one in self.watch.cells and other in self.watch.cells
        if (
            not changing
            or (len(changing) == 1 and is_known)
            or self.watch.is_refined(one, other, self.path.leaf)
        ):
            return
        roots = sorted((self._crossing(place, low, high) for place in changing), key=_float)
        for one_root, other_root in pairwise(roots):
            # However narrow it is, there is a cell between two kinks.
            self.look(_rounded((one_root + other_root) / 2))

    def _crossing(self, kink: int, low: Element, high: Element) -> Element:
        """Where a kink is crossed, after looks right before and behind it."""
        for _ in range(HALVINGS):
            between = [at for at in self.places if low <= at <= high]
            low, high = next(
                (a, b) for a, b in pairwise(between) if self.cells[a][kink] * self.cells[b][kink] <= 0
            )
            a, b = self.numbers[low][kink], self.numbers[high][kink]
            root = low + (high - low) * (a / (a - b)).mid() if a * b < 0 else (low + high) / 2
            if high - low <= (abs(low) + abs(high) + NEAR) * NEAR:
                break
            aside = (abs(root) + NEAR) * NEAR / 3
            for at in map(_rounded, (root - aside, root + aside, (low + high) / 2)):
                if low < at < high:
                    self.look(at)
        return root

    def around(self, at: Element) -> list[Element]:
        """The nearest and the furthest place of the cell that one is in."""
        same = sorted((each for each in self.places if self.cells[each] == self.cells[at]), key=abs)
        return list(dict.fromkeys((same[0], same[-1])))


def climbed(watch: Watch, base: Setting, kink: int, sign: int) -> Setting | None:
    """A point where a kink's number has a sign, by ever smaller steps to where it is nearer to that."""

    def height(point: Setting) -> Element | None:
        numbers = watch.numbers(point)
        return None if numbers is None else numbers[kink] * sign

    for _ in range(SWEEPS):
        for number in range(MOST_PATHS):
            # Each path goes on from where the one before it came to.
            path = next(islice(paths(watch.question, base), number, None), None)
            if path is None:
                break
            known = [(value, at) for at in path.places if (value := height(path(at))) is not None]
            if len({_float(value) for value, _ in known}) < 2:
                continue
            value, here = max(known, key=lambda each: _float(each[0]))
            step = (abs(here) + 1) / 2
            for _ in range(STEPS):
                if value > 0:
                    return path(here)
                aside = [at for at in map(_rounded, (here - step, here + step)) if path.contains(at)]
                around = [(there, at) for at in aside if (there := height(path(at))) is not None]
                if len(around) == 2 and (top := _top(value, here, *around)) is not None:
                    there = height(path(top))
                    around += [(there, top)] if there is not None else []
                best, at = max(around, key=lambda each: _float(each[0]), default=(value, here))
                if best > value:
                    value, here = best, at
                step = step / 2
            base = path(here)
    return None


def _top(
    value: Element, here: Element, one: tuple[Element, Element], other: tuple[Element, Element]
) -> Element | None:
    """Where a parabola through three places is highest, the middle one first; None where it has no top."""
    (before, low), (behind, high) = one, other
    bend = before + behind - 2 * value
    if not bend < 0 or high <= low:
        return None
    return _rounded(here + (high - low) * (before - behind) / (4 * bend))


def _float(number: Element) -> float:
    return float(number.mid())


def _rounded(number: Element) -> Element:
    """A number near another that has few bits, and is not 0."""
    whole, exponent = map(int, number.mid().man_exp())
    if not whole:
        return LEAST
    beyond = max(0, abs(whole).bit_length() - DIGITS)
    return flint.arb(whole >> beyond) * flint.arb(2) ** (exponent + beyond)
