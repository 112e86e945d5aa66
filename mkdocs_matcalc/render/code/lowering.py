"""Expressions as operations on arrays, the same for every library.

A value with one column or one row is a 1-d array, so a transpose on it does nothing; a value with both
is a number. Indices, which count from 1 on the page, count from 0 here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import reduce

from sympy import Basic, Expr, Integer, Rational, Symbol
from sympy.printing.pycode import PythonCodePrinter

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import is_number, is_scalar, shape_of
from mkdocs_matcalc.render.code.chains import chain_ops
from mkdocs_matcalc.render.code.forms import is_matrix, is_negative, spread, stable_log, unfilled
from mkdocs_matcalc.render.code.identifiers import Identifiers
from mkdocs_matcalc.render.code.primes import PRIMES
from mkdocs_matcalc.render.code.tree import Binding, Code, Op, literal, named
from mkdocs_matcalc.render.code.vectorise import Stack, vectorised

# A name, or a function of a name: what needs no parentheses.
_WHOLE = re.compile(r"[\w.]+(\(\w+\))?")


class NoCodeError(Exception):
    """Something has no code."""


class Lowering:
    """Lowers expressions, and remembers which dimensions their code needs."""

    def __init__(self, names: Identifiers) -> None:
        self.names = names
        self.dimensions: dict[Symbol, None] = {}

    def op(self, expr: Basic) -> Op:
        """The operations that compute an expression.

        Raises:
            NoCodeError: There are none, as for a differential.
        """
        if is_number(expr):
            return self.number(expr)
        lowered = _LOWERED.get(type(expr))
        if lowered is None:
            raise NoCodeError(type(expr).__name__)
        if isinstance(expr, _OF_ARRAYS) and is_scalar(expr.args[0]):
            return self.op(expr.args[0])
        return lowered(self, expr)

    def call(self, name: str, expr: Basic) -> Op:
        """A library's function of an expression; one of PyTorch's does not take a number of Python's own."""
        return _called(name, self.op(expr))

    def named(self, expr: n.Variable | n.Family) -> Op:
        return named(self.names.name(expr, expr.name))

    # --- numbers ----------------------------------------------------------------------------------

    def number(self, expr: Expr) -> Op:
        """A number, or an expression in dimension names and indices."""
        if isinstance(expr, Integer):
            return literal(int(expr))
        if isinstance(expr, Rational):
            exact = 1000 % expr.q == 0
            return literal(float(expr)) if exact else literal(int(expr.p)) / int(expr.q)
        plain = expr.xreplace({symbol: self._symbol(symbol) for symbol in expr.free_symbols})
        text = PythonCodePrinter({"fully_qualified_modules": True}).doprint(plain)
        if "#" in text:
            raise NoCodeError(str(expr))
        indices = sorted(symbol.name for symbol in expr.free_symbols if not symbol.is_positive)
        return Op(
            "number",
            tuple(self.index(n.index(name)) for name in indices),
            Code(text, Binding.ATOM if _WHOLE.fullmatch(text) else Binding.SUM),
        )

    def _symbol(self, symbol: Symbol) -> Expr:
        """A dimension by its name; an index one higher than the loop's variable."""
        name = self.names.name(symbol, symbol.name)
        if symbol.is_positive:
            self.dimensions[symbol] = None
            return Symbol(name, integer=True, positive=True)
        return Symbol(name, integer=True) + 1

    def index(self, symbol: Symbol) -> Op:
        return Op("index", leaf=Code(self.names.name(symbol, symbol.name)))

    def place(self, index: Expr) -> Op:
        """An index that counts from 1, as one that counts from 0."""
        return self.number(index - 1)

    # --- arithmetic -------------------------------------------------------------------------------

    def signed(self, expr: Basic) -> tuple[bool, Op]:
        """Whether the expression is minus another, and that other's operations (or its own)."""
        if is_number(expr) and expr.could_extract_minus_sign():
            return True, self.number(-expr)
        if isinstance(expr, n.Mul):
            return self._product(expr)
        return False, self.op(expr)

    def add(self, expr: n.Add) -> Op:
        terms = spread(unfilled(expr.args)) if is_matrix(expr) else unfilled(expr.args)
        first, *others = map(self.signed, terms)
        total = -first[1] if first[0] else first[1]
        for negative, term in others:
            total = total - term if negative else total + term
        return total

    def mul(self, expr: n.Mul) -> Op:
        negative, product = self._product(expr)
        return -product if negative else product

    def _product(self, expr: n.Mul) -> tuple[bool, Op]:
        """A product without its sign: scalars, the chain of matrices, what it is divided by."""
        above: list[Op] = []
        below: list[Op] = []
        negative = False
        for factor in expr.scalars:
            if is_number(factor):
                if factor.could_extract_minus_sign():
                    negative, factor = not negative, -factor
                over, under = (factor, Integer(1)) if factor.is_Float else factor.as_numer_denom()
                above += [self.number(over)] if over != 1 else []
                below += [self.number(under)] if under != 1 else []
            elif isinstance(factor, n.Pow) and is_negative(factor.exponent):
                below.append(self.power(factor.base, -factor.exponent))
            else:
                above.append(self.op(factor))
        above += chain_ops(expr.chain, self.op) if expr.chain else []
        return negative, _quotient(above, below)

    def power(self, base: Basic, exponent: Basic) -> Op:
        """A scalar to a power, or each entry of a base to a power."""
        if exponent == 1:
            return self.op(base)
        if exponent == Rational(1, 2):
            return self.call("sqrt", base)
        if exponent == 2 and isinstance(base, n.Norm) and base.euclidean:
            # The root of it would have no derivative at 0.
            return self.inner(n.Inner(base.arg, base.arg))
        if is_negative(exponent):
            return 1 / self.power(base, -exponent)
        return self.op(base) ** self.op(exponent)

    def matrix_power(self, expr: n.Pow) -> Op:
        if is_scalar(expr.base):
            return self.power(expr.base, expr.exponent)
        return Op("linalg.matrix_power", (self.op(expr.base), self.op(expr.exponent)))

    def hadamard(self, expr: n.Hadamard) -> Op:
        above: list[Op] = []
        below: list[Op] = []
        for factor in unfilled(expr.args):
            if isinstance(factor, n.HadamardPower) and is_negative(factor.exponent):
                below.append(self.power(factor.base, -factor.exponent))
            else:
                above.append(self.op(factor))
        return _quotient(above, below)

    def transpose(self, expr: n.Transpose) -> Op:
        part = self.op(expr.args[0])
        return part.transposed if is_matrix(expr) else part

    def inverse(self, expr: n.Inverse) -> Op:
        part = expr.args[0]
        return self.power(part, Integer(-1)) if is_scalar(part) else self.call("linalg.inv", part)

    def kronecker(self, expr: n.Kronecker) -> Op:
        lowered = self._two_dimensional if is_matrix(expr) else self.op
        return reduce(lambda left, right: Op("kron", (left, right)), map(lowered, expr.args))

    def _two_dimensional(self, expr: Basic) -> Op:
        if is_matrix(expr) or is_scalar(expr):
            return self.op(expr)
        return Op("column" if shape_of(expr)[1] == 1 else "row", (self.op(expr),))

    # --- constants and entries --------------------------------------------------------------------

    def fill(self, expr: n.Fill) -> Op:
        if is_scalar(expr):
            return self.op(expr.value)
        sizes = tuple(self.number(size) for size in expr.shape if size != 1)
        shape = sizes[0] if len(sizes) == 1 else Op("tuple", sizes)
        filled = Op("zeros" if expr.value == 0 else "ones", (shape,))
        return filled if expr.value in (0, 1) else self.op(expr.value) * filled

    def identity(self, expr: n.Identity) -> Op:
        return literal(1) if is_scalar(expr) else Op("eye", (self.number(expr.args[0]),))

    def unit(self, expr: n.Unit) -> Op:
        index, size = expr.args
        return Op("item", (Op("eye", (self.number(size),)), self.place(index)))

    def commutation(self, expr: n.Commutation) -> Op:
        rows, columns = map(self.number, expr.args)
        size = self.number(expr.args[0] * expr.args[1])
        table = Op("reshape", (Op("arange", (size,)), Op("tuple", (columns, rows))))
        return Op("item", (Op("eye", (size,)), Op("ravel", (table.transposed,))))

    def entry(self, expr: n.Entry) -> Op:
        array, *indices = expr.args
        sizes = shape_of(array) if len(indices) == 2 else (None,)
        kept = [self.place(index) for index, size in zip(indices, sizes, strict=True) if size != 1]
        return Op("item", (self.op(array), *kept)) if kept else self.op(array)

    def member(self, expr: n.Member) -> Op:
        family, index = expr.args
        return Op("item", (self.named(family), self.place(index)))

    def delta(self, expr: n.KroneckerDelta) -> Op:
        return Op("delta", tuple(map(self.place, expr.args)))

    def indexed_sum(self, expr: n.IndexedSum) -> Op:
        """Operations on whole arrays where there are such, a loop elsewhere."""
        whole = vectorised(expr)
        if whole is not None:
            return self.op(whole)
        return Op("sum_over", (self.op(expr.body), self.index(expr.index), self.number(expr.upper)))

    def vec(self, expr: n.Vec) -> Op:
        part = self.op(expr.args[0])
        return Op("ravel", (part.transposed,)) if is_matrix(expr.args[0]) else part

    def unvec(self, expr: n.Unvec) -> Op:
        rows, columns = map(self.number, expr.shape)
        return Op("reshape", (self.op(expr.args[0]), Op("tuple", (columns, rows)))).transposed

    # --- functions --------------------------------------------------------------------------------

    def apply(self, expr: n.Apply) -> Op:
        name, order = expr.function.name, expr.function.order
        if not is_known(expr.function):
            if order > 1:
                raise NoCodeError(f"a second derivative of {name}")
            return self.abstract(name, order, expr.arg)
        if order == 0:
            return self.log(expr.arg) if name == "log" else self.call(name, expr.arg)
        if (name, order) not in PRIMES:
            raise NoCodeError(f"{name} with {order} primes")
        return PRIMES[name, order](_array(self.op(expr.arg)))

    def log(self, arg: Basic) -> Op:
        match stable_log(arg):
            case "log_det", matrix:
                return self.call("linalg.slogdet", matrix)[1]
            case "log_sum_exp", inner:
                return self.log_sum_exp(inner)
            case "softplus", inner:
                return self.call("softplus", inner)
            case "log_sigmoid", inner:
                return -self.call("softplus", inner)
        return self.call("log", arg)

    def abstract(self, name: str, order: int, arg: Basic) -> Op:
        """An abstract function, or its derivative, which is an argument of the code."""
        return Op("call", (named(abstract_name(self.names, name, order)), self.op(arg)))

    def log_sum_exp(self, arg: Basic) -> Op:
        part = self.op(arg)
        return Op("logsumexp", (Op("ravel", (part,)) if is_matrix(arg) else part,))

    def softmax(self, expr: n.Softmax) -> Op:
        part = expr.args[0]
        if is_matrix(part):
            return _called("exp", self.op(part) - self.log_sum_exp(part))
        return self.call("softmax", part)

    def norm(self, expr: n.Norm) -> Op:
        if is_scalar(expr.arg):
            return self.call("abs", expr.arg)
        part = self.op(expr.arg)
        match expr.kind:
            case "1":
                return Op("sum", (Op("abs", (part,)),))
            case "inf":
                return Op("max", (Op("abs", (part,)),))
            case "2" if is_matrix(expr.arg):
                return Op("linalg.norm", (part, literal(2)))
            case "nuc" if is_matrix(expr.arg):
                return Op("linalg.norm", (part, named('"nuc"')))
            case _:
                return Op("linalg.norm", (part,))

    def inner(self, expr: n.Inner) -> Op:
        left, right = map(self.op, expr.args)
        if is_matrix(expr.args[0]):
            return Op("sum", (left * right,))
        return left * right if is_scalar(expr.args[0]) else left @ right

    def weighted_inner(self, expr: n.WeightedInner) -> Op:
        left, weight, right = expr.args
        return self.op(n.Mul(n.Transpose(left), weight, right))


def abstract_name(names: Identifiers, name: str, order: int) -> str:
    """The argument that is an abstract function (g) or its derivative (dg)."""
    return names.name((name, order), "d" * order + name)


def _array(op: Op) -> Op:
    return Op("constant", (op,)) if op.is_plain else op


def _called(name: str, op: Op) -> Op:
    return Op(name, (_array(op),))


def _quotient(above: Iterable[Op], below: Iterable[Op]) -> Op:
    numerator = list(above) or [literal(1)]
    return reduce(Op.__truediv__, below, reduce(Op.__mul__, numerator))


# Of a number each of these is that number, and a library's function wants an array.
_OF_ARRAYS = (n.Diag, n.DiagPart, n.Vec, n.Trace, n.Det, n.SumEntries, n.Mean, n.LogSumExp)


def _calling(name: str) -> Callable[[Lowering, Basic], Op]:
    return lambda lowering, expr: lowering.call(name, expr.args[0])


def _of_matrix(name: str) -> Callable[[Lowering, Basic], Op]:
    def lowered(lowering: Lowering, expr: Basic) -> Op:
        if not is_matrix(expr.args[0]):
            raise NoCodeError(f"{name} of a vector")
        return lowering.call(name, expr.args[0])

    return lowered


_LOWERED: dict[type[Basic], Callable[..., Op]] = {
    n.Variable: Lowering.named,
    n.Member: Lowering.member,
    n.Entry: Lowering.entry,
    n.KroneckerDelta: Lowering.delta,
    n.Add: Lowering.add,
    n.Mul: Lowering.mul,
    n.Pow: Lowering.matrix_power,
    n.Transpose: Lowering.transpose,
    n.Inverse: Lowering.inverse,
    n.Hadamard: Lowering.hadamard,
    n.HadamardPower: lambda lowering, expr: lowering.power(expr.base, expr.exponent),
    n.Kronecker: Lowering.kronecker,
    n.Identity: Lowering.identity,
    n.Fill: Lowering.fill,
    n.Unit: Lowering.unit,
    n.Trace: _calling("trace"),
    n.Det: _calling("linalg.det"),
    n.Norm: Lowering.norm,
    n.Inner: Lowering.inner,
    n.WeightedNorm: lambda lowering, expr: _called("sqrt", lowering.op(expr.squared)),
    n.WeightedInner: Lowering.weighted_inner,
    n.SumEntries: _calling("sum"),
    n.Mean: _calling("mean"),
    n.Variance: _calling("var"),
    n.LogSumExp: lambda lowering, expr: lowering.log_sum_exp(expr.args[0]),
    n.Softmax: Lowering.softmax,
    n.RowSoftmax: _of_matrix("row_softmax"),
    n.RowLogSumExp: _of_matrix("row_logsumexp"),
    n.MaxEntry: _calling("max"),
    n.ArgmaxUnit: _calling("argmax_unit"),
    n.PolarFactor: _of_matrix("polar_factor"),
    n.TopSingularPair: _of_matrix("top_singular_pair"),
    n.Commutation: Lowering.commutation,
    n.Call: lambda lowering, expr: lowering.abstract(expr.name, 0, expr.arg),
    n.CallGradient: lambda lowering, expr: lowering.abstract(expr.name, 1, expr.arg),
    n.Apply: Lowering.apply,
    n.Diag: _calling("diag"),
    n.DiagPart: _calling("diag"),
    n.Vec: Lowering.vec,
    n.Unvec: Lowering.unvec,
    n.IndexedSum: Lowering.indexed_sum,
    Stack: lambda lowering, expr: lowering.named(expr.family),
    n.Bracket: lambda lowering, expr: lowering.op(expr.args[0]),
}
