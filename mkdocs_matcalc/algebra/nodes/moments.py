"""Expectations and covariances: moments, over all that is random in an expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from sympy import Basic

from mkdocs_matcalc.algebra.nodes.base import Node, Shape, Variable, is_scalar, remembered, shape_of

# The fact of a variable over which an expectation is taken wherever it stands in one.
RANDOM = "random"


class Moment(Node):
    """What is taken over the random names in its bodies, together.

    `below` is what stands below its sign, in LaTeX or empty; `letters` are the variables that it names.
    """

    __slots__ = ()
    # How many bodies it has.
    order: ClassVar[int]

    @property
    def sign(self) -> str:
        """What stands in front of its brackets, in plain text."""
        raise NotImplementedError

    @property
    def bodies(self) -> tuple[Basic, ...]:
        return self.args[: self.order]

    @property
    def over(self) -> tuple[Basic, ...]:
        """What stands below, and the letters."""
        return self.args[self.order :]

    @property
    def below(self) -> str:
        below: Any = self.over[0]
        name: str = below.name
        return name

    @property
    def letters(self) -> tuple[Variable, ...]:
        return tuple(letter for letter in self.over[1:] if isinstance(letter, Variable))

    def _free(self) -> frozenset[Basic]:
        return frozenset(self.letters).union(*(body.free_symbols for body in self.bodies))


class Expectation(Moment):
    """E[X]: `Expectation(X, below, *letters)`."""

    __slots__ = ()
    order = 1
    sign = "E"

    @property
    def body(self) -> Basic:
        return self.args[0]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Covariance(Moment):
    """Cov(X, Y) = E[(X - E[X]) (Y - E[Y])ᵀ], of columns or numbers: `Covariance(X, Y, below, *letters)`."""

    __slots__ = ()
    order = 2

    @property
    def left(self) -> Basic:
        return self.args[0]

    @property
    def right(self) -> Basic:
        return self.args[1]

    @property
    def sign(self) -> str:
        return "Var" if self.is_variance else "Cov"

    @property
    def is_variance(self) -> bool:
        """Whether it is the variance of a number."""
        return self.left == self.right and is_scalar(self.left)

    @property
    def shape(self) -> Shape:
        return shape_of(self.left)[0], shape_of(self.right)[0]


@remembered
def is_random(expr: Basic) -> bool:
    """Whether a random name stands in an expression and in no moment there."""
    if isinstance(expr, Variable):
        return RANDOM in expr.facts
    return isinstance(expr, Node) and not isinstance(expr, Moment) and any(map(is_random, expr.args))


def moments(expr: Basic) -> Iterator[Moment]:
    """The moments in an expression, also within one another."""
    if isinstance(expr, Moment):
        yield expr
    for part in expr.args if isinstance(expr, Node) and not isinstance(expr, Variable) else ():
        yield from moments(part)
