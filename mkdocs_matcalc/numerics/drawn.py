"""Expectations as means over a few draws of all that is random: exact for the distribution of these draws.

What holds of every distribution holds of that one, and what is linear in the distribution and holds of draws
at random holds of all. The draws of several letters are joint, unless each is said to be independent.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from sympy import Dummy

from mkdocs_matcalc.algebra.nodes import Family, Member, Variable
from mkdocs_matcalc.algebra.random_names import CENTRED, ISOTROPIC, NORMAL, WHITE
from mkdocs_matcalc.numerics.point import Array

# How many draws there are, and which of them one is.
COUNT = Dummy("draws", integer=True, positive=True)
DRAW = Dummy("draw", integer=True)
# A fact beside that of being random: each value of a letter comes with each of the others.
INDEPENDENT = "independent"
# As many numbers have power sums up to the fifth that nothing ties together.
JOINTLY = 5
EACH = 3


@lru_cache(maxsize=256)
def draws(letter: Variable) -> Family:
    """All draws of a letter."""
    return Family(letter.name, COUNT, *letter.shape)


@lru_cache(maxsize=256)
def drawn(letter: Variable) -> Member:
    """One draw of it."""
    return Member(draws(letter), DRAW)


def is_independent(letters: tuple[Variable, ...]) -> bool:
    return all(INDEPENDENT in letter.facts for letter in letters)


def count(letters: tuple[Variable, ...], rows: int) -> int:
    """How many draws of some letters there are together; the longest of the letters has so many rows."""
    if is_independent(letters):
        combinations: int = EACH ** len(letters)
        return combinations
    # So many that their covariance has an inverse.
    if any(NORMAL in letter.facts for letter in letters):
        return max(JOINTLY, rows + 2)
    return JOINTLY


def with_moments(values: Array, facts: frozenset[str]) -> Array:
    """Draws (…, each, rows, columns) of what has a mean of 0 or a known covariance, so that they have it."""
    if not facts & {CENTRED, WHITE, ISOTROPIC}:
        return values
    mean = values.mean(axis=-3, keepdims=True)
    centred = values - mean
    if facts & {WHITE, ISOTROPIC}:
        left, middle, right = np.linalg.svd(centred[..., 0], full_matrices=False)
        size = middle.mean(axis=-1) if ISOTROPIC in facts else np.asarray(math.sqrt(values.shape[-3]))
        centred = (size[..., None, None] * (left @ right))[..., None]
    return np.asarray(centred if CENTRED in facts else centred + mean)


def combined(values: Array, number: int, total: int) -> Array:
    """What the letter of a number is in all combinations of some values (…, each, rows, columns)."""
    return np.asarray(np.take(values, np.arange(total) // EACH**number % EACH, axis=-3))
