"""Equalities decided modulo primes: a nonzero polynomial vanishes at few points (Schwartz and Zippel)."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log2
from operator import eq
from typing import NamedTuple

from sympy import Basic

from mkdocs_matcalc.algebra.evidence import DecidedBy, Means
from mkdocs_matcalc.exact.decision import Decision
from mkdocs_matcalc.exact.degrees import Degrees
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.question import Question
from mkdocs_matcalc.exact.residues import Residues
from mkdocs_matcalc.exact.sampling import Sampling
from mkdocs_matcalc.exact.setting import Setting

Sizes = Mapping[Basic, int]

# Of 127 bits, one for each turn: no formula of an author's aims at them.
PRIMES = (
    129369858414766084214350342053946423729,
    110560626546821853802245812256850910837,
    168187583719728779826092093382775942499,
)
BITS = 126
# Sizes that are tried, one after another.
TURNS = 3
# A denominator that vanishes is bad luck once, and no denominator the second time.
ATTEMPTS = 4
# As many parts of what is orthogonal are looked at in each turn: of two names all pairs of them.
PARTS = 4


class _Compared(NamedTuple):
    """Whether two sides are equal at a point, and whether functions in them stood for others, too."""

    are_equal: bool
    is_formal: bool


def decided_modulo_primes(question: Question, *, briefly: bool = False) -> Decision:
    """Whether two expressions are equal; at one choice of sizes where that is to be brief.

    Raises:
        NotInRingError: They have no value at any point, or differ for functions that obey the same equations
            as those in them.
    """
    bounds, points, is_formal = [], 0, False
    for turn in range(1 if briefly or not question.ground.dimensions else TURNS):
        sizes = question.other_sizes() if briefly else question.sizes(turn)
        for part in range(PARTS if question.has_parts else 1):
            found = _compared(question, sizes, PRIMES[turn], PARTS * turn + part)
            if found is None:
                # Nothing is skew, of an odd size and invertible.
                break
            points += 1
            is_formal |= found.is_formal
            if not found.are_equal:
                if found.is_formal:
                    raise NotInRingError("it does not hold for all functions that obey the same equations")
                return Decision(False, Means(DecidedBy.EXACT, points))
        else:
            bounds.append(0 if briefly and question.is_many else _bound(question, sizes))
    if not bounds:
        raise NotInRingError("it has no value at any point")
    return Decision(True, Means(DecidedBy.EXACT, points, max(bounds)), is_formal)


def _compared(question: Question, sizes: Sizes, prime: int, part: int) -> _Compared | None:
    """The sides at a point of some sizes, and of a part of what is orthogonal.

    Returns:
        None where they have no value at any point.
    """
    for attempt in range(ATTEMPTS):
        seed = PARTS * TURNS * attempt + part

        def draw(sizes: Sizes, seed: int = seed) -> tuple[Residues, Setting]:
            ring = Residues(prime, seed)
            return ring, question.point(sizes, Sampling(ring, ring.random, part=part))

        try:
            evaluations = [*question.evaluations(sizes, seed, draw)]
            are_equal = all(_are_equal(question, at) for at in evaluations)
        except NoValueError:
            continue
        return _Compared(are_equal, any(map(_is_formal, evaluations)))
    return None


def _is_formal(at: Evaluation) -> bool:
    return isinstance(at.ring, Residues) and at.ring.is_formal


def _are_equal(question: Question, at: Evaluation) -> bool:
    left, right = question.sides(at, at.ring.random)
    return left.shape == right.shape and all(map(eq, left.flat, right.flat))


def _bound(question: Question, sizes: Sizes) -> int:
    """An upper bound for the logarithm of the probability that two different sides look equal."""
    ring = Degrees()
    point = question.point(sizes, Sampling(ring, ring.random))
    at = Evaluation(ring, next(question.indexed(point)), question.definitions)
    left, right = question.sides(at, ring.random)
    degree = max((one - other).above for one, other in zip(left.flat, right.flat, strict=True))
    # Two arguments of an abstract function that are equal by chance would have one value.
    arguments = [one.above + one.below for one in ring.arguments]
    pairs = len(arguments) * max(arguments, default=0) * len(arguments)
    return ceil(log2(max(1, degree + pairs))) - BITS
