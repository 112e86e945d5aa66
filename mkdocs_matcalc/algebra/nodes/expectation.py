"""The expectation over all that is random in an expression."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.nodes.base import Node, Shape, Variable, remembered, shape_of

# The fact of a variable over which an expectation is taken wherever it stands in one.
RANDOM = "random"


class Expectation(Node):
    """E[X] over the random names in X, together: `Expectation(X, below, *letters)`.

    `below` is what stands below the E, in LaTeX or empty; `letters` are the variables that it names.
    """

    __slots__ = ()
    args: tuple[Basic, Str, *tuple[Variable, ...]]

    @property
    def body(self) -> Basic:
        return self.args[0]

    @property
    def below(self) -> str:
        name: str = self.args[1].name
        return name

    @property
    def letters(self) -> tuple[Variable, ...]:
        return self.args[2:]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])

    def _free(self) -> frozenset[Basic]:
        return frozenset(self.args[0].free_symbols).union(self.letters)


@remembered
def is_random(expr: Basic) -> bool:
    """Whether a random name stands in an expression and in no expectation there."""
    if isinstance(expr, Variable):
        return RANDOM in expr.facts
    return isinstance(expr, Node) and not isinstance(expr, Expectation) and any(map(is_random, expr.args))


def expectations(expr: Basic) -> Iterator[Expectation]:
    """The expectations in an expression, also within one another."""
    if isinstance(expr, Expectation):
        yield expr
    for part in expr.args if isinstance(expr, Node) and not isinstance(expr, Variable) else ():
        yield from expectations(part)
