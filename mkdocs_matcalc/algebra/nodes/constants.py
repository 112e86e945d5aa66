"""What a size alone gives, or a matrix's structure: identities, ones, units, singular vectors."""

from __future__ import annotations

from sympy import Basic, Expr, S

from mkdocs_matcalc.algebra.nodes.base import Node, Shape, shape_of


class Identity(Node):
    """The identity of size `args[0]`."""

    __slots__ = ()
    args: tuple[Expr]

    @property
    def shape(self) -> Shape:
        return (self.args[0], self.args[0])


class Fill(Node):
    """One scalar in every entry: `Fill(value, rows, columns)`; of value 1 the ones vector or matrix."""

    __slots__ = ()
    args: tuple[Basic, Expr, Expr]

    @property
    def value(self) -> Basic:
        return self.args[0]

    @property
    def shape(self) -> Shape:
        return (self.args[1], self.args[2])


class Unit(Node):
    """The i-th unit vector: `Unit(i, n)`."""

    __slots__ = ()
    args: tuple[Expr, Expr]

    @property
    def shape(self) -> Shape:
        return (self.args[1], S.One)


class KroneckerDelta(Node):
    """δᵢⱼ, 1 where two indices are equal and 0 elsewhere: `KroneckerDelta(i, j)`."""

    __slots__ = ()
    args: tuple[Expr, Expr]


class Commutation(Node):
    """The K with K vec(X) = vec(Xᵀ) for X of size m × n: `Commutation(m, n)`."""

    __slots__ = ()
    args: tuple[Expr, Expr]

    @property
    def shape(self) -> Shape:
        size = self.args[0] * self.args[1]
        return (size, size)


class ArgmaxUnit(Node):
    """1 where the largest entry of `args[0]` stands, 0 elsewhere."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class PolarFactor(Node):
    """U Vᵀ of the thin singular value decomposition X = U Σ Vᵀ."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class TopSingularPair(Node):
    """u₁ v₁ᵀ, of the singular vectors of X's largest singular value."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])
