"""Functions of a square matrix as a whole, where books write `exp(A)` for them: by its eigenvalues."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Apply, shape_of
from mkdocs_matcalc.numerics.point import Array, UndefinedError
from mkdocs_matcalc.numerics.spectral import by_eigenvalues
from mkdocs_matcalc.numerics.terms import Term
from mkdocs_matcalc.numerics.values import VALUES, Value

if TYPE_CHECKING:
    from mkdocs_matcalc.numerics.passes import Pass

# Of a complex number each.
OF_MATRICES: Mapping[str, Callable[[Any], Any]] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
}
# On the negative numbers these have two values, and the matrix has none that is real.
_CUT = frozenset({"log", "sqrt"})


def is_of_matrix(expr: Basic) -> bool:
    """Whether a function is taken by entry of what books take it of as a whole."""
    if not isinstance(expr, Apply):
        return False
    rows, columns = shape_of(expr)
    return bool(rows == columns != 1) and expr.function.name in OF_MATRICES


def _apply(term: Term, parts: list[Array], at: Pass) -> Array:
    if not is_of_matrix(term.node):
        return VALUES[Apply](term, parts, at)
    assert isinstance(term.node, Apply)  # noqa: S101 - by the test above
    function = term.node.function
    if function.order:
        raise UndefinedError(f"there is no derivative of {function.name} of a matrix")
    return by_eigenvalues(parts[0], OF_MATRICES[function.name], cut=function.name in _CUT)


# The value of each node where functions are of whole matrices.
VALUES_OF_WHOLES: Mapping[type[Basic], Value] = ChainMap({Apply: _apply}, VALUES)
