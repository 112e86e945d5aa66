"""SymPy's matrix expressions as ours, with every shape checked.

SymPy multiplies and adds symbolic shapes that do not fit without a word, so the check here is the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import TypeGuard

import sympy
from sympy import Basic, Expr, Symbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.matexpr import MatrixElement

from mkdocs_matcalc.algebra import build
from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import is_scalar, shape_of
from mkdocs_matcalc.algebra.plain import plain, plain_shape
from mkdocs_matcalc.algebra.problem import Problem, Request
from mkdocs_matcalc.algebra.rows import Table, method
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.errors import ErrorName, Refusal, ShapeError


def problem_from_sympy(function: Basic, wrt: Sequence[Basic], options: Mapping[str, str]) -> Problem:
    """The problem to differentiate a SymPy expression by each of some symbols.

    A `Symbol` that stands in a shape is a dimension, any other a scalar; one that SymPy takes for positive
    or nonnegative has that fact here.

    Raises:
        ShapeError: Two shapes do not fit.
        Refusal: A part is not known here, or `wrt` names something else than a symbol.
    """
    reading = FromSympy((function, *wrt))
    # SymPy sorts terms and transposes sums, so the author's own form is lost already.
    expression = textbook(reading.read(function))
    by = [reading.read(symbol) for symbol in wrt]
    for symbol, variable in zip(wrt, by, strict=True):
        if not isinstance(variable, n.Variable):
            raise Refusal(
                ErrorName.NOT_A_VARIABLE,
                f"`{symbol}` is no variable",
                hint="differentiate by a Symbol or a MatrixSymbol",
            )
    variables = tuple(reading.variables.values())
    groups = tuple((each,) for each in by if isinstance(each, n.Variable))
    return Problem((Request(expression, groups),), variables=variables, options=dict(options))


class FromSympy:
    """Reads expressions whose symbols belong together; `variables` has what was met, in that order."""

    def __init__(self, roots: Sequence[Basic]) -> None:
        self.variables: dict[Basic, n.Variable] = {}
        symbols = {leaf for root in roots for leaf in root.atoms(sympy.MatrixSymbol)}
        sizes = {size for symbol in symbols for size in symbol.shape}
        leaves = {leaf for size in sizes for leaf in size.free_symbols}
        dimensions = sorted((leaf for leaf in leaves if isinstance(leaf, Symbol)), key=str)
        self._numbers: dict[Basic, Expr] = {leaf: n.dimension(leaf.name) for leaf in dimensions}
        taken = {str(leaf) for root in roots for leaf in root.free_symbols}
        self._indices = iter([name for name in "ijklpqrst" if name not in taken])

    def read(self, expr: Basic) -> Basic:
        """The same expression in our nodes.

        Raises:
            ShapeError: Two shapes do not fit.
            Refusal: A part is not known here.
        """
        if _is_number(expr) and expr.free_symbols <= self._numbers.keys():
            return self._number(expr)
        for kind, read in _READERS.items():
            if isinstance(expr, kind):
                return read(self, expr)
        name = _FUNCTION_NAMES.get(expr.func)
        if name is not None:
            return build.apply(name, self.read(expr.args[0]))
        raise Refusal(
            ErrorName.NOT_SUPPORTED,
            f"`{expr}` is not known here: it is a {expr.func.__name__} of SymPy's",
            hint="sums, products, powers, transposes, inverses, traces, determinants, Hadamard and Kronecker "
            "products of symbols are, and the functions " + ", ".join(sorted(_FUNCTION_NAMES.values())),
        )

    def _number(self, size: Expr) -> Expr:
        """A number or an expression in dimensions and indices."""
        return size.xreplace(self._numbers)

    # --- symbols ---

    def symbol(self, expr: Symbol) -> Basic:
        return self._variable(expr, n.SCALAR)

    def matrix_symbol(self, expr: sympy.MatrixSymbol) -> Basic:
        rows, columns = map(self._number, expr.shape)
        return self._variable(expr, (rows, columns))

    def _variable(self, expr: Symbol | sympy.MatrixSymbol, shape: n.Shape) -> n.Variable:
        if expr not in self.variables:
            facts = [fact for fact in ("positive", "nonnegative") if getattr(expr, f"is_{fact}", False)]
            latex = sympy.latex(Symbol(expr.name))
            self.variables[expr] = n.Variable(expr.name, *shape, latex, tuple(facts[:1]))
        return self.variables[expr]

    def element(self, expr: MatrixElement) -> Basic:
        array, *indices = expr.args
        read = self.read(array)
        places = [self._number(place) + 1 for place in indices]
        if is_scalar(read):
            return read
        return n.Entry(read, *(places[:1] if n.is_vector(read) else places))

    # --- arithmetic ---

    def add(self, expr: Basic) -> Basic:
        terms = [self.read(term) for term in expr.args]
        return reduce(lambda left, right: build.add(left, self._alike(left, right, "+")), terms)

    def hadamard(self, expr: Basic) -> Basic:
        factors = [self.read(factor) for factor in expr.args]
        return reduce(lambda left, right: build.hadamard(left, self._alike(left, right, "⊙")), factors)

    def _alike(self, left: Basic, right: Basic, sign: str) -> Basic:
        if shape_of(left) != shape_of(right):
            raise _misfit(left, right, sign)
        return right

    def mul(self, expr: Basic) -> Basic:
        factors = [self.read(factor) for factor in expr.args]
        chain = [factor for factor in factors if not is_scalar(factor)]
        for left, right in pairwise(chain):
            closed = shape_of(left)[1] == 1 == shape_of(right)[0]
            if not closed and shape_of(left)[1] != shape_of(right)[0]:
                raise _misfit(left, right, "times")
        return build.mul(*factors)

    def power(self, expr: Basic) -> Basic:
        base, exponent = map(self.read, expr.args)
        if not is_scalar(base):
            self._square(base, "a matrix power")
        elif exponent == sympy.Rational(1, 2):
            return build.apply("sqrt", base)
        return build.power(base, exponent)

    def hadamard_power(self, expr: Basic) -> Basic:
        return build.hadamard_power(*map(self.read, expr.args))

    def kronecker(self, expr: Basic) -> Basic:
        return reduce(build.kronecker, map(self.read, expr.args))

    def square(self, expr: Basic, what: str) -> Basic:
        """The argument of what needs a square matrix."""
        return self._square(self.read(expr.args[0]), what)

    def _square(self, arg: Basic, what: str) -> Basic:
        rows, columns = shape_of(arg)
        if rows != columns:
            raise ShapeError(
                ErrorName.NOT_SQUARE,
                f"{what} needs a square matrix, and `{plain(arg)}` is {plain_shape(arg)}",
            )
        return arg

    # --- constants and functions ---

    def filled(self, expr: sympy.MatrixExpr, value: int) -> Basic:
        rows, columns = map(self._number, expr.shape)
        return build.fill(sympy.Integer(value), (rows, columns))

    def elementwise(self, expr: ElementwiseApplyFunction) -> Basic:
        entry = sympy.Dummy()
        body = expr.function(entry)
        name = _FUNCTION_NAMES.get(body.func)
        if name is None or body.args != (entry,):
            raise Refusal(
                ErrorName.UNKNOWN_FUNCTION, f"`{expr.function}` is not known here as a function by entry"
            )
        return build.apply(name, self.read(expr.expr))

    def sum(self, expr: sympy.Sum) -> Basic:
        """A sum over one index, which counts from 1 here."""
        (index, lower, upper), *others = expr.limits
        if others:
            raise Refusal(
                ErrorName.NOT_SUPPORTED, f"`{expr}` has several indices", hint="write a sum of sums"
            )
        name = next(self._indices, None)
        if name is None:
            raise Refusal(ErrorName.TOO_LARGE, f"`{expr}` has too many indices")
        ours = n.index(name)
        self._numbers[index] = ours + self._number(lower) - 1
        count = self._number(upper - lower + 1)
        return build.indexed_sum(self.read(expr.function), ours, count)


def _is_number(expr: Basic) -> TypeGuard[Expr]:
    """Whether SymPy's expression holds neither a matrix nor an entry of one."""
    return isinstance(expr, Expr) and not expr.has(sympy.MatrixExpr, MatrixElement, sympy.Sum)


def _misfit(left: Basic, right: Basic, sign: str) -> ShapeError:
    return ShapeError(
        ErrorName.SHAPE_MISMATCH,
        f"the shapes of `{plain(left)}` {sign} `{plain(right)}` do not fit: "
        f"{plain_shape(left)} and {plain_shape(right)}",
    )


def _function_names() -> Iterator[tuple[type[Basic], str]]:
    """SymPy's class of each function of our table that SymPy has by itself."""
    entry = sympy.Dummy()
    for name, function in FUNCTIONS.items():
        value = function.value(entry)
        if isinstance(value, sympy.Function) and value.args == (entry,):
            yield value.func, name


_FUNCTION_NAMES = dict(_function_names())

_READERS: Table[Basic] = dict(
    [
        method(sympy.MatrixSymbol, FromSympy.matrix_symbol),
        method(MatrixElement, FromSympy.element),
        method(Symbol, FromSympy.symbol),
        method(sympy.Identity, lambda reading, expr: n.Identity(reading.read(expr.args[0]))),
        method(sympy.ZeroMatrix, lambda reading, expr: reading.filled(expr, 0)),
        method(sympy.OneMatrix, lambda reading, expr: reading.filled(expr, 1)),
        method(sympy.MatAdd, FromSympy.add),
        method(sympy.Add, FromSympy.add),
        method(sympy.MatMul, FromSympy.mul),
        method(sympy.Mul, FromSympy.mul),
        method(sympy.Inverse, lambda reading, expr: build.inverse(reading.square(expr, "an inverse"))),
        method(sympy.MatPow, FromSympy.power),
        method(sympy.Pow, FromSympy.power),
        method(sympy.Transpose, lambda reading, expr: build.transpose(reading.read(expr.args[0]))),
        method(sympy.Trace, lambda reading, expr: build.trace(reading.square(expr, "a trace"))),
        method(sympy.Determinant, lambda reading, expr: n.Det(reading.square(expr, "a determinant"))),
        method(sympy.HadamardProduct, FromSympy.hadamard),
        method(HadamardPower, FromSympy.hadamard_power),
        method(sympy.KroneckerProduct, FromSympy.kronecker),
        method(ElementwiseApplyFunction, FromSympy.elementwise),
        method(sympy.Sum, FromSympy.sum),
    ]
)
