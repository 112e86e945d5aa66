"""The cases on this library."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from sympy import preorder_traversal

import mkdocs_matcalc
from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.numerics.evaluate import derivative, evaluate
from mkdocs_matcalc.numerics.point import Point, UndefinedError
from mkdocs_matcalc.numerics.sample import sample

NAME = f"mkdocs-matcalc {mkdocs_matcalc.__version__}"
UNDONE = (nodes.Partial, nodes.Differential, nodes.IndexedSum, nodes.Entry)


def derive(block: str) -> Derivation:
    """The derivation of a block, with its steps, checked against finite differences."""
    return mkdocs_matcalc.derive(block)


def is_closed(derivation: Derivation) -> bool:
    """Whether the result is a matrix expression, without derivatives, sums or entries left in it."""
    return not any(isinstance(node, UNDONE) for node in preorder_traversal(derivation.result))


def point(derivation: Derivation) -> Point:
    """A random point for a case."""
    return sample((derivation.results[0].request.function,), {}, draw=1)


def values(at: Point) -> Mapping[str, np.ndarray]:
    """The point's values by the variables' names."""
    return {str(variable): value for variable, value in at.values.items()}


def differences(derivation: Derivation, at: Point) -> np.ndarray:
    """The derivative by finite differences, which is what everyone is held against."""
    result = derivation.results[0]
    return derivative(result.request.function, result.wrt, at).settled()


def reads(block: str, text: str, at: Point, expected: np.ndarray) -> bool:
    """Whether a formula, read in the names of a block, is the derivative in denominator layout."""
    try:
        definitions = mkdocs_matcalc.parse(f"{block}\nprinted = {text}").defined()
        found = evaluate(next(iter(definitions.values())), at)
    except (MatcalcError, UndefinedError):
        return False
    return found.shape == expected.shape and bool(np.allclose(found, expected))


def value(derivation: Derivation, at: Point) -> np.ndarray:
    """The result at a point."""
    result = derivation.results[0]
    return evaluate(result.expression, Point(at.sizes, at.values, dict(result.where)))
