"""What stands on the lines of a derivation alone: differentials, names of derivatives, brackets."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.nodes.base import Node, Shape, shape_of
from mkdocs_matcalc.algebra.nodes.operators import Transpose


class Differential(Node):
    """d(X): the change of an expression, to first order."""

    __slots__ = ()

    @property
    def arg(self) -> Basic:
        return self.args[0]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Partial(Node):
    """The name of a derivative, ∂f/∂x: `Partial(f, x)`, `Partial(f, x, y)`."""

    __slots__ = ()


class Constrained(Node):
    """The name of a derivative on the matrices of one structure: `Constrained(∂f/∂S, Str("symmetric"))`."""

    __slots__ = ()

    @property
    def label(self) -> Basic:
        return self.args[0]

    @property
    def variable(self) -> Basic:
        """The matrix, also where the label is of the derivative by its transpose."""
        by = self.label.args[-1]
        return by.args[0] if isinstance(by, Transpose) else by

    @property
    def structure(self) -> str:
        return str(self.args[1])


class Frobenius(Node):
    """A : B = tr(AᵀB), in the notation that some books prefer to a trace."""

    __slots__ = ()


class Bracket(Node):
    """Its argument, printed in square brackets: what a line has just collected."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])
