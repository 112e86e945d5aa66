"""What stands on the lines of a derivation alone: differentials, names of derivatives, brackets."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.nodes.base import Node, Shape, is_scalar, shape_of
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
    """A derivative by what it is of, ∂f/∂x: `Partial(f, x)`, `Partial(f, x, y)`.

    Its shape is that in denominator layout; by a transpose, that of the transpose.
    """

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        function, *wrt = self.args
        if all(map(is_scalar, wrt)):
            return shape_of(function)
        if len(wrt) == 1 and is_scalar(function):
            return shape_of(wrt[0])
        rows, columns = ((each[0] * each[1]) for each in map(shape_of, (wrt[0], (*wrt, function)[1])))
        return (rows, columns)


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
