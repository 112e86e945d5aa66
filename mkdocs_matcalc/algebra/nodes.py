"""The expressions: inert SymPy trees in which a scalar, a vector and a matrix are built alike.

SymPy's `Add` and `Mul` sort their terms, multiply out a number times a sum, and hold neither a
matrix nor a 1x1 product; these nodes keep what the author wrote, in the author's order. They are
`sympy.Basic`, so traversal, equality, hashing, `xreplace` and printing are SymPy's.

A node says its shape as (rows, columns) in SymPy dimensions; a scalar is (1, 1), a vector (n, 1).
Numbers and dimension names (`1/n`, `sqrt(d)`) are plain SymPy expressions and may stand anywhere.
Constructors here are inert; `algebra.build` has those that simplify.
"""

from __future__ import annotations

from sympy import Basic, Expr, Integer, S, Symbol, Tuple
from sympy.core.symbol import Str
from sympy.printing.str import StrPrinter

Shape = tuple[Expr, Expr]
SCALAR: Shape = (S.One, S.One)


def shape_of(expr: Basic) -> Shape:
    """The (rows, columns) of any expression; a number or a dimension is a scalar."""
    if not isinstance(expr, Node):
        return SCALAR
    try:
        return expr.known_shape
    except AttributeError:
        expr.known_shape = expr.shape
        return expr.known_shape


def is_scalar(expr: Basic) -> bool:
    return bool(shape_of(expr) == SCALAR)


def is_vector(expr: Basic) -> bool:
    rows, columns = shape_of(expr)
    return bool(columns == 1 and rows != 1)


def is_number(expr: Basic) -> bool:
    """A number or an expression in dimension names: constant whatever is differentiated."""
    return isinstance(expr, Expr)


def dimension(name: str) -> Symbol:
    """The dimension called `name`: a positive integer."""
    return Symbol(name, integer=True, positive=True)


def index(name: str) -> Symbol:
    """The index called `name` of a sum or an entry."""
    return Symbol(name, integer=True)


class Node(Basic):
    """An expression with a shape; its parts are `args`."""

    # Worked out once: a deep expression is asked for its shape at every level.
    __slots__ = ("known_shape",)
    known_shape: Shape

    def __new__(cls, *args: Basic | int) -> Node:
        node: Node = super().__new__(cls, *(Integer(arg) if isinstance(arg, int) else arg for arg in args))
        return node

    @property
    def shape(self) -> Shape:
        return SCALAR

    def _sympystr(self, printer: StrPrinter) -> str:
        # SymPy would print an Add, a Mul or a Pow of ours as if it were its own.
        return f"{type(self).__name__}({', '.join(printer.doprint(arg) for arg in self.args)})"


class Variable(Node):
    """A name with a shape and the facts declared of it.

    Facts are words of the block language: symmetric, skew, diagonal, orthogonal,
    positive definite, positive semidefinite, invertible, nonnegative, positive.
    """

    __slots__ = ()

    def __new__(
        cls,
        name: str | Str,
        rows: Expr | int = 1,
        columns: Expr | int = 1,
        latex: str | Str | None = None,
        facts: Tuple | tuple[str, ...] | frozenset[str] = (),
    ) -> Variable:
        words = sorted(str(fact) for fact in facts)
        latex_name = str(name) if latex is None else str(latex)
        return super().__new__(
            cls,
            Str(str(name)),
            S(rows),
            S(columns),
            Str(latex_name),
            Tuple(*(Str(word) for word in words)),
        )

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def latex_name(self) -> str:
        return str(self.args[3])

    @property
    def facts(self) -> frozenset[str]:
        return frozenset(str(fact) for fact in self.args[4].args)

    @property
    def shape(self) -> Shape:
        return (self.args[1], self.args[2])

    @property
    def free_symbols(self) -> set[Basic]:
        return {self}

    def _sympystr(self, printer: StrPrinter) -> str:
        return self.name


class Family(Node):
    """As many vectors or scalars x_1 … x_n as a sum runs over; its shape is one member's."""

    __slots__ = ()

    def __new__(
        cls,
        name: str | Str,
        count: Expr,
        rows: Expr | int = 1,
        columns: Expr | int = 1,
        latex: str | Str | None = None,
    ) -> Family:
        latex_name = str(name) if latex is None else str(latex)
        return super().__new__(cls, Str(str(name)), S(count), S(rows), S(columns), Str(latex_name))

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def latex_name(self) -> str:
        return str(self.args[4])

    @property
    def count(self) -> Expr:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return (self.args[2], self.args[3])

    @property
    def free_symbols(self) -> set[Basic]:
        return {self}


class Function(Basic):
    """A function of one scalar, applied by entry; `order` counts its primes.

    A name that `algebra.functions` has is that function; any other is abstract.
    """

    __slots__ = ()

    def __new__(cls, name: str | Str, order: int | Integer = 0, latex: str | Str | None = None) -> Function:
        latex_name = str(name) if latex is None else str(latex)
        function: Function = super().__new__(cls, Str(str(name)), Integer(order), Str(latex_name))
        return function

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def order(self) -> int:
        return int(self.args[1])

    @property
    def latex_name(self) -> str:
        return str(self.args[2])

    @property
    def free_symbols(self) -> set[Basic]:
        return set()


# --- arithmetic -----------------------------------------------------------------------------------


class Add(Node):
    """A sum of terms of one shape, in the author's order."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Mul(Node):
    """A product: scalar factors anywhere, the others a chain of matrix products, left to right."""

    __slots__ = ()

    @property
    def scalars(self) -> tuple[Basic, ...]:
        return tuple(factor for factor in self.args if is_scalar(factor))

    @property
    def chain(self) -> tuple[Basic, ...]:
        return tuple(factor for factor in self.args if not is_scalar(factor))

    @property
    def shape(self) -> Shape:
        chain = self.chain
        return (shape_of(chain[0])[0], shape_of(chain[-1])[1]) if chain else SCALAR


class Pow(Node):
    """A scalar to a scalar power, or a square matrix to a whole power."""

    __slots__ = ()

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


class Hadamard(Node):
    """The product by entry, X ⊙ Y."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class HadamardPower(Node):
    """Each entry to a scalar power; to the power -1 it is what ./ divides by."""

    __slots__ = ()

    @property
    def base(self) -> Basic:
        return self.args[0]

    @property
    def exponent(self) -> Basic:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class Kronecker(Node):
    """X ⊗ Y."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows, columns = S.One, S.One
        for factor in self.args:
            rows, columns = rows * shape_of(factor)[0], columns * shape_of(factor)[1]
        return (rows, columns)


# --- constants ------------------------------------------------------------------------------------


class Identity(Node):
    """The identity of size `args[0]`."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return (self.args[0], self.args[0])


class Fill(Node):
    """One scalar in every entry: `Fill(value, rows, columns)`; with value 1 it is the ones vector or matrix."""

    __slots__ = ()

    @property
    def value(self) -> Basic:
        return self.args[0]

    @property
    def shape(self) -> Shape:
        return (self.args[1], self.args[2])


class Unit(Node):
    """The i-th unit vector: `Unit(i, n)`."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return (self.args[1], S.One)


class KroneckerDelta(Node):
    """δᵢⱼ, 1 where two indices are equal and 0 elsewhere: `KroneckerDelta(i, j)`."""

    __slots__ = ()


class Commutation(Node):
    """The K with K vec(X) = vec(Xᵀ) for X of size m × n: `Commutation(m, n)`."""

    __slots__ = ()

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


# --- from matrices to scalars ---------------------------------------------------------------------


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


class Inner(Node):
    """⟨X, Y⟩ = tr(XᵀY), for vectors xᵀy."""

    __slots__ = ()


class SumEntries(Node):
    """The sum of all entries."""

    __slots__ = ()


class LogSumExp(Node):
    """log Σᵢ exp(xᵢ) of all entries."""

    __slots__ = ()


class MaxEntry(Node):
    """The largest entry."""

    __slots__ = ()


class Call(Node):
    """An abstract scalar function of one argument, L(x): `Call(Str(name), x)`."""

    __slots__ = ()

    def __new__(cls, name: str | Str, arg: Basic) -> Call:
        return super().__new__(cls, Str(str(name)), arg)

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def arg(self) -> Basic:
        return self.args[1]


class CallGradient(Node):
    """The gradient of an abstract scalar function at its argument, ∂L/∂u, of its argument's shape."""

    __slots__ = ()

    def __new__(cls, name: str | Str, arg: Basic) -> CallGradient:
        return super().__new__(cls, Str(str(name)), arg)

    @property
    def name(self) -> str:
        return str(self.args[0])

    @property
    def arg(self) -> Basic:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[1])


# --- of entries -----------------------------------------------------------------------------------


class Apply(Node):
    """A function of one scalar applied to every entry: `Apply(Function(name), X)`."""

    __slots__ = ()

    @property
    def function(self) -> Function:
        function: Function = self.args[0]
        return function

    @property
    def arg(self) -> Basic:
        return self.args[1]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[1])


class Softmax(Node):
    """exp(xᵢ) / Σⱼ exp(xⱼ) of a vector."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class RowSoftmax(Node):
    """The softmax of each row of a matrix."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class RowLogSumExp(Node):
    """log Σⱼ exp(Xᵢⱼ) of each row of a matrix, as a vector."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return (shape_of(self.args[0])[0], S.One)


class Diag(Node):
    """diag(x): the diagonal matrix with a vector on its diagonal."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows = shape_of(self.args[0])[0]
        return (rows, rows)


class DiagPart(Node):
    """diag(X): a square matrix's diagonal, as a vector."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return (shape_of(self.args[0])[0], S.One)


class Vec(Node):
    """The columns of a matrix, one under the other."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        rows, columns = shape_of(self.args[0])
        return (rows * columns, S.One)


class Entry(Node):
    """xᵢ or Xᵢⱼ: `Entry(x, i)`, `Entry(X, i, j)`; indices count from 1."""

    __slots__ = ()


class Member(Node):
    """The i-th member of a family: `Member(family, i)`."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


class IndexedSum(Node):
    """Σ over an index from 1: `IndexedSum(body, i, upper)`."""

    __slots__ = ()

    @property
    def body(self) -> Basic:
        return self.args[0]

    @property
    def index(self) -> Symbol:
        return self.args[1]

    @property
    def upper(self) -> Expr:
        return self.args[2]

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])

    @property
    def free_symbols(self) -> set[Basic]:
        free: set[Basic] = self.args[0].free_symbols | self.args[2].free_symbols
        return free - {self.args[1]}


# --- of a derivation ------------------------------------------------------------------------------


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


class Bracket(Node):
    """Its argument, printed in square brackets: what a line has just collected."""

    __slots__ = ()

    @property
    def shape(self) -> Shape:
        return shape_of(self.args[0])


def membership(variable: Variable | Family) -> str:
    """The declaration of a variable in LaTeX: `x \\in \\mathbb{R}^{n}`."""
    rows, columns = (str(size).replace("**", "^").replace("*", r"\, ") for size in variable.shape)
    space = r"\mathbb{R}"
    if columns != "1":
        space += rf"^{{{rows} \times {columns}}}"
    elif rows != "1":
        space += f"^{{{rows}}}"
    name = variable.latex_name + ("_i" if isinstance(variable, Family) else "")
    return rf"{name} \in {space}"
