"""Derivatives of a program by its variables and names: each against those of the names made from it.

Where v stands in the definitions of the names c, and in the function itself, the derivative of the function
by v is what v changes there directly, by the derivative by each c. So what is looked at is near v, however
far the function is, and an error is seen beside the derivative itself, however small that has become.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.numerics.differences import KEEPING, slopes
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import Array, UndefinedError
from mkdocs_matcalc.numerics.richardson import CONVERGED, FLOOR, Estimate, by_point
from mkdocs_matcalc.numerics.session import Comparison, each_point
from mkdocs_matcalc.numerics.terms import Term, Terms

# Each moves all at once, those apart that meet in one definition; more would be too many at a time.
MOST_COLOURS = 12


@dataclass(frozen=True)
class Chain:
    """What depends on what, among the variables whose derivatives are compared.

    Attributes:
        names: The variables.
        structures: What structure each keeps.
        makers: The terms in which they stand: the function first, then the definitions of some of them.
        made: The number of the variable that each maker but the first defines.
        users: For each variable, in which makers it stands directly.
        colours: A number for each variable; two that stand in one maker have different ones.
    """

    names: tuple[Variable, ...]
    structures: tuple[str, ...]
    makers: tuple[Term, ...]
    made: tuple[int, ...]
    users: tuple[tuple[int, ...], ...]
    colours: tuple[int, ...]

    @classmethod
    def of(
        cls, program: Terms, function: Term, names: tuple[Variable, ...], structures: tuple[str, ...]
    ) -> Chain | None:
        """The chain; None where no name is defined by others, or too many meet in one definition."""
        terms = [program.term(name) for name in names]
        made = tuple(number for number, term in enumerate(terms) if term.parts)
        makers = (function, *(terms[number].parts[0] for number in made))
        if not made:
            return None
        standing = _standing(makers, {term: number for number, term in enumerate(terms)})
        users = tuple(
            tuple(maker for maker, here in enumerate(standing) if here >> number & 1)
            for number in range(len(names))
        )
        colours: list[int] = []
        taken: list[set[int]] = [set() for _ in makers]
        for used in users:
            colour = next(
                each for each in range(len(names)) if not any(each in taken[maker] for maker in used)
            )
            for maker in used:
                taken[maker].add(colour)
            colours.append(colour)
        if max(colours) >= MOST_COLOURS:
            return None
        return cls(names, structures, makers, made, users, tuple(colours))

    def compare(self, at: Pass, found: list[Array]) -> list[Comparison]:
        """The derivatives found, against one another and against differences of the makers."""
        points = at.point.count
        rng = default_rng([at.point.seed, 24])
        reached = [by_point(each, points) for each in found]
        nudges = [_direction(rng, (points, *each.shape[-2:])) for each in found]
        estimates = self._slopes(at, nudges)
        weights = [np.ones((1, 1, 1)), *(found[number] for number in self.made)]
        sizes = [by_point(each, points) for each in weights]
        worst, flat = np.zeros(points), np.zeros(points, dtype=bool)
        for number, users in enumerate(self.users):
            colour = self.colours[number]
            share, gap, incoming, heaviest = np.zeros((4, points))
            for maker in users:
                estimate = estimates[maker]
                share += (weights[maker] * estimate.value[:, colour]).sum(axis=(-2, -1))
                gap += np.abs(weights[maker] * estimate.gap[:, colour]).sum(axis=(-2, -1))
                incoming = np.maximum(incoming, sizes[maker] * np.maximum(1.0, estimate.size))
                heaviest = np.maximum(heaviest, sizes[maker])
            reach = 1 / math.sqrt(math.prod(found[number].shape[-2:]))
            measure = np.maximum(reached[number], FLOOR * incoming) * reach
            if not np.all(gap <= CONVERGED * np.maximum(measure, np.abs(share))):
                raise UndefinedError("the finite differences do not converge")
            apart = np.abs(share - (found[number] * nudges[number]).sum(axis=(-2, -1)))
            worst = np.maximum(worst, np.where(measure > 0, apart / measure, apart > 0))
            flat |= reached[number] <= FLOOR * heaviest
        return each_point(worst, flat)

    def _slopes(self, at: Pass, nudges: list[Array]) -> list[Estimate]:
        moves = {}
        for name, structure, colour, nudge in zip(
            self.names, self.structures, self.colours, nudges, strict=True
        ):
            every = np.zeros((len(nudge), max(self.colours) + 1, *nudge.shape[-2:]))
            every[:, colour] = KEEPING[structure](nudge)
            moves[name] = every
        estimates = [slopes(at, maker, moves, self) for maker in self.makers]
        if not all(np.all(np.isfinite(each.value)) for each in estimates):
            raise UndefinedError("a value is not finite")
        return estimates


def _direction(rng: Generator, shape: tuple[int, ...]) -> Array:
    signs = 2.0 * rng.integers(0, 2, size=shape) - 1
    return np.asarray(signs * rng.uniform(0.5, 1.5, size=shape) / math.sqrt(math.prod(shape[-2:])))


def _standing(makers: tuple[Term, ...], numbers: dict[Term, int]) -> list[int]:
    """For each term a bit for each variable that stands in it, but in no other's definition."""
    known = {term: 1 << number for term, number in numbers.items()}
    for maker in makers:
        waiting = [maker]
        while waiting:
            top = waiting[-1]
            missing = [] if top in known else [part for part in top.parts if part not in known]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            if top not in known:
                known[top] = 0
                for part in top.parts:
                    known[top] |= known[part]
    return [known[maker] for maker in makers]
