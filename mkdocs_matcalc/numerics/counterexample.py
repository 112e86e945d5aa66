"""A point at which two sides differ, small enough to be written down."""

from __future__ import annotations

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.numerics.evaluate import derivative, evaluate
from mkdocs_matcalc.numerics.point import Array, UndefinedError
from mkdocs_matcalc.numerics.sample import sample
from mkdocs_matcalc.numerics.session import DRAWS, TOLERANCE

# More numbers would be read by nobody.
MOST_NUMBERS = 12


def counterexample(left: Basic, right: Basic, wrt: Variable | None) -> str | None:
    """A point at which `left`, or ∂left/∂wrt, is not `right`, as a sentence; None without one."""
    sides = (left, right) if wrt is None else (left, right, wrt)
    for draw in range(DRAWS):
        try:
            point = sample(sides, {}, draw, spread=1)
            one = evaluate(left, point) if wrt is None else derivative(left, (wrt,), point).settled()
            other = evaluate(right, point)
        except (UndefinedError, MatcalcError):
            continue
        if one.shape != other.shape or np.max(np.abs(one - other)) > TOLERANCE * np.max(np.abs(one)):
            values = {name.name: value for name, value in point.values.items() if isinstance(name, Variable)}
            if any(isinstance(name, Family) for name in point.values):
                return None
            if sum(value.size for value in (*values.values(), one, other)) > MOST_NUMBERS:
                return None
            where = ", ".join(f"{name} = {_shown(value)}" for name, value in values.items())
            return f"at {where} the left side is {_shown(one)} and the right side {_shown(other)}"
    return None


def _shown(value: Array) -> str:
    rounded = [[f"{entry:.3g}" for entry in row] for row in value]
    if value.shape == (1, 1):
        return rounded[0][0]
    if value.shape[1] == 1:
        return f"({', '.join(row[0] for row in rounded)})"
    return f"[{'; '.join(' '.join(row) for row in rounded)}]"
