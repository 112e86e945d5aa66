"""From a vector or matrix to a scalar: trace, determinant, norms, sums, and abstract scalar functions."""

from __future__ import annotations

from typing import Self

from sympy import Basic
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.nodes.base import Node, Shape, is_vector, shape_of
from mkdocs_matcalc.algebra.nodes.operators import Mul, Transpose


class Trace(Node):
    """tr(X)."""

    __slots__ = ()


class Det(Node):
    """det(X)."""

    __slots__ = ()


class Norm(Node):
    """A norm: `Norm(X, Str(kind))`, kind one of 2 (vector or spectral), F, 1, inf, nuc."""

    __slots__ = ()

    def __new__(cls, arg: Basic, kind: str | Str) -> Norm:
        return super().__new__(cls, arg, Str(str(kind)))

    @property
    def arg(self) -> Basic:
        return self.args[0]

    @property
    def kind(self) -> str:
        return str(self.args[1])

    @property
    def euclidean(self) -> bool:
        """Whether the norm's square is the inner product of its argument with itself."""
        return self.kind == "F" or (self.kind == "2" and is_vector(self.arg))


class WeightedNorm(Node):
    """√(xᵀ W x) of a vector: `WeightedNorm(x, W)`."""

    __slots__ = ()

    @property
    def arg(self) -> Basic:
        return self.args[0]

    @property
    def weight(self) -> Basic:
        return self.args[1]

    @property
    def squared(self) -> Basic:
        """xᵀ W x."""
        return Mul(Transpose(self.arg), self.weight, self.arg)


class Inner(Node):
    """⟨X, Y⟩ = tr(XᵀY), for vectors xᵀy."""

    __slots__ = ()


class WeightedInner(Node):
    """⟨x, y⟩ with a weight, xᵀ W y: `WeightedInner(x, W, y)`."""

    __slots__ = ()


class SumEntries(Node):
    """The sum of all entries."""

    __slots__ = ()


class Mean(Node):
    """The mean of all entries."""

    __slots__ = ()


class Variance(Node):
    """The mean squared distance of all entries from their mean: divided by how many there are."""

    __slots__ = ()


class LogSumExp(Node):
    """log Σᵢ exp(xᵢ) of all entries."""

    __slots__ = ()


class MaxEntry(Node):
    """The largest entry."""

    __slots__ = ()


class _OfCall(Node):
    """What an abstract scalar function of one argument has a name and its spelling in LaTeX from."""

    __slots__ = ()
    args: tuple[Str, Basic, Str]

    def __new__(cls, name: str | Str, arg: Basic, latex: str | Str | None = None) -> Self:
        return super().__new__(cls, Str(str(name)), arg, Str(str(name if latex is None else latex)))

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def arg(self) -> Basic:
        return self.args[1]

    @property
    def latex_name(self) -> str:
        return str(self.args[2])


class Call(_OfCall):
    """An abstract scalar function of one argument, L(x)."""

    __slots__ = ()


class CallHessian(_OfCall):
    """The Hessian of an abstract scalar function of a vector at its argument, ∂²L/∂u²."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows = shape_of(self.args[1])[0]
        return (rows, rows)


class CallGradient(_OfCall):
    """The gradient of an abstract scalar function at its argument, ∂L/∂u, of its argument's shape."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[1])
