"""Where functions have kinks: the argument of |·| or relu is 0, or two entries are the largest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import flint
import numpy as np
from sympy import Basic

from mkdocs_matcalc.exact.dual import Element, value_of
from mkdocs_matcalc.exact.linear import Array


@dataclass(frozen=True)
class Kink:
    """An entry of a part that stood where a function has a kink at 0.

    Attributes:
        place: Row and column of the entry.
        bound: The indices around it, each with its value.
        is_rivalry: Whether it is by how much the entry is larger than all others that matters.
    """

    part: Basic
    place: tuple[int, ...]
    bound: tuple[tuple[Basic, int], ...] = ()
    is_rivalry: bool = False

    def number(self, value: Array) -> Element:
        """The number whose sign matters, of the value of the part."""
        own = value_of(value[self.place])
        if not self.is_rivalry:
            return own
        others = [value_of(value[at]) for at in np.ndindex(value.shape) if at != self.place]
        return own - reduce(_larger, others)


def _larger(one: Element, other: Element) -> Element:
    return one.max(other) if isinstance(one, flint.arb) else max(one, other)
