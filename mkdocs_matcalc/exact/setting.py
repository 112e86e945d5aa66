"""A point: a size for each dimension, and a value for each name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.exact.linear import Array


@dataclass(frozen=True)
class Setting:
    """What an expression is worked out at.

    Attributes:
        sizes: Of each dimension, and of each index that no sum binds.
        values: Of each name that has no definition; of a family (count, rows, columns).
        directions: Along which names move in a differential.
    """

    sizes: Mapping[Basic, int]
    values: Mapping[Variable | Family, Array]
    directions: Mapping[Variable, Array] = field(default_factory=dict)
