"""Derivatives of a program by its variables and names: each against those of the names made from it.

Where v stands in the definitions of the names c, and in the function itself, the derivative of the function
by v is what v changes there directly, by the derivative by each c. So what is looked at is near v, however
far the function is, and an error is seen beside the derivative itself, however small that has become.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.numerics.differences import KEEPING, slopes
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import Array, UndefinedError
from mkdocs_matcalc.numerics.richardson import CONVERGED, FLOOR, Estimate, largest
from mkdocs_matcalc.numerics.session import Comparison
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

    def compare(self, at: Pass, found: list[Array]) -> Comparison:
        """The derivatives found, against one another and against differences of the makers."""
        rng = np.random.default_rng([at.point.seed, 24])
        reached = [largest(each) for each in found]
        nudges = [_direction(rng, each.shape[1:]) for each in found]
        estimates = self._slopes(at, nudges)
        weights = [np.ones((1, 1, 1)), *(found[number] for number in self.made)]
        sizes = [largest(each) for each in weights]
        worst, flat = 0.0, False
        for number, users in enumerate(self.users):
            colour = self.colours[number]
            share, gap, incoming = 0.0, 0.0, 0.0
            for maker in users:
                estimate = estimates[maker]
                share += float(np.sum(weights[maker][0] * estimate.value[0, colour]))
                gap += float(np.sum(np.abs(weights[maker][0] * estimate.gap[0, colour])))
                incoming = max(incoming, sizes[maker] * max(1.0, estimate.size))
            reach = 1 / math.sqrt(found[number].size)
            measure = max(reached[number], FLOOR * incoming) * reach
            if gap > CONVERGED * max(measure, abs(share)):
                raise UndefinedError("the finite differences do not converge")
            apart = abs(share - float(np.sum(found[number][0] * nudges[number])))
            worst = max(worst, apart / measure if measure else float(apart > 0))
            flat = flat or reached[number] <= FLOOR * max((sizes[maker] for maker in users), default=0.0)
        return Comparison(worst, flat)

    def _slopes(self, at: Pass, nudges: list[Array]) -> list[Estimate]:
        moves = {}
        for name, structure, colour, nudge in zip(
            self.names, self.structures, self.colours, nudges, strict=True
        ):
            every = np.zeros((max(self.colours) + 1, *nudge.shape))
            every[colour] = KEEPING[structure](nudge)
            moves[name] = every
        estimates = [slopes(at, maker, moves, self) for maker in self.makers]
        if not all(np.all(np.isfinite(each.value)) for each in estimates):
            raise UndefinedError("a value is not finite")
        return estimates


def _direction(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    signs = 2.0 * rng.integers(0, 2, size=shape) - 1
    return np.asarray(signs * rng.uniform(0.5, 1.5, size=shape) / math.sqrt(math.prod(shape)))


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
