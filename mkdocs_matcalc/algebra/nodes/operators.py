"""Sums, products, powers, transposes, inverses and functions of matrices."""

from __future__ import annotations

from sympy import Basic
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.nodes.base import SCALAR, Node, Shape, is_scalar, shape_of


class Add(Node):
    """A sum of terms of one shape, in the author's order."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Mul(Node):
    """A product: scalar factors anywhere, the others a chain of matrix products, left to right."""

    __slots__ = ("known_chain", "known_scalars")
    known_chain: tuple[Basic, ...]
    known_scalars: tuple[Basic, ...]

    @property
    def scalars(self) -> tuple[Basic, ...]:
        try:
            return self.known_scalars
        except AttributeError:
            self.known_scalars = tuple([factor for factor in self.args if is_scalar(factor)])
            return self.known_scalars

    @property
    def chain(self) -> tuple[Basic, ...]:
        try:
            return self.known_chain
        except AttributeError:
            self.known_chain = tuple([factor for factor in self.args if not is_scalar(factor)])
            return self.known_chain

    @property
    def shape(self) -> Shape:
        chain = self.chain
        return (shape_of(chain[0])[0], shape_of(chain[-1])[1]) if chain else SCALAR


class Pow(Node):
    """A scalar to a scalar power, or a square matrix to a whole power."""

    __slots__ = ()
    args: tuple[Basic, Basic]

    @property
    def base(self) -> Basic:
        return self.args[0]

    @property
    def exponent(self) -> Basic:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Transpose(Node):
    """Xᵀ."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows, columns = shape_of(self.args[0])
        return (columns, rows)


class Inverse(Node):
    """X⁻¹ of a square matrix."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class MatrixFunction(Node):
    """The exponential or the logarithm of a square matrix as a whole: `MatrixFunction(X, Str("expm"))`."""

    __slots__ = ()

    def __new__(cls, arg: Basic, name: str | Str) -> MatrixFunction:
        return super().__new__(cls, arg, Str(str(name)))

    @property
    def arg(self) -> Basic:
        return self.args[0]

    @property
    def name(self) -> str:
        return str(self.args[1])

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Hadamard(Node):
    """The product by entry, X ⊙ Y."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class HadamardPower(Node):
    """Each entry to a power; to the power -1 it is what ./ divides by.

    The exponent is a scalar or has an entry for each of the base's; a scalar base goes with all of them.
    """

    __slots__ = ()
    args: tuple[Basic, Basic]

    @property
    def base(self) -> Basic:
        return self.args[0]

    @property
    def exponent(self) -> Basic:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[1] if is_scalar(self.args[0]) else self.args[0])


class Kronecker(Node):
    """X ⊗ Y."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows, columns = SCALAR
        for factor in self.args:
            rows, columns = rows * shape_of(factor)[0], columns * shape_of(factor)[1]
        return (rows, columns)
