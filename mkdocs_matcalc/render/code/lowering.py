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
from mkdocs_matcalc.algebra.exponents import is_whole
from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import is_number, is_scalar, is_vector, shape_of
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.rows import Table, method
from mkdocs_matcalc.render.code.chains import chain_parts
from mkdocs_matcalc.render.code.forms import is_axis, is_matrix, is_negative, stable_log
from mkdocs_matcalc.render.code.identifiers import Identifiers
from mkdocs_matcalc.render.code.operations import Fragment, Op, Precedence, literal, named
from mkdocs_matcalc.render.code.primes import primed
from mkdocs_matcalc.render.code.spread import Spread, axes
from mkdocs_matcalc.render.code.vectorise import Stack, vectorised

# A name, or a function of a name: what needs no parentheses.
_WHOLE = re.compile(r"[\w.]+(\(\w+\))?")


class NoCodeError(Exception):
    """Something has no code, with the reason in prose."""


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
        lowered = LOWERED.get(type(expr))
        if lowered is None:
            raise NoCodeError(WITHOUT_CODE.get(type(expr), f"nothing computes {plain(expr)}"))
        if isinstance(expr, _OF_ARRAYS) and is_scalar(expr.args[0]):
            return self.op(expr.args[0])
        if isinstance(expr, _SHARES) and is_scalar(expr.args[0]):
            return literal(1)
        return lowered(self, expr)

    def call(self, name: str, expr: Basic) -> Op:
        """A library's function of an expression; one of PyTorch's does not take a number of Python's own."""
        return _called(name, self.op(expr))

    def named(self, expr: n.Variable | n.Family) -> Op:
        return named(self.names.of(expr))

    # --- numbers ----------------------------------------------------------------------------------

    def number(self, expr: Expr) -> Op:
        """A number, or an expression in dimension names and indices."""
        if isinstance(expr, Integer):
            return literal(int(expr))
        if isinstance(expr, Rational):
            exact = 1000 % expr.q == 0
            return literal(float(expr)) if exact else literal(int(expr.p)) / int(expr.q)
        if isinstance(expr, Symbol) and expr.is_positive:
            return Op("number", leaf=Fragment(self._dimension(expr)))
        found = (symbol for symbol in expr.free_symbols if isinstance(symbol, Symbol))
        symbols = sorted(found, key=lambda symbol: symbol.name)
        plain = expr.xreplace({symbol: self._symbol(symbol) for symbol in symbols})
        text = PythonCodePrinter({"fully_qualified_modules": True}).doprint(plain)
        if "#" in text:
            raise NoCodeError(f"{expr} has no form in Python")
        indices = sorted(symbol.name for symbol in symbols if not symbol.is_positive)
        return Op(
            "number",
            tuple(self.index(n.index(name)) for name in indices),
            Fragment(text, Precedence.ATOM if _WHOLE.fullmatch(text) else Precedence.SUM),
        )

    def _symbol(self, symbol: Symbol) -> Expr:
        """A dimension by its name; an index one higher than the loop's variable."""
        if symbol.is_positive:
            return n.dimension(self._dimension(symbol))
        return n.index(self.names.name(symbol, symbol.name)) + 1

    def _dimension(self, symbol: Symbol) -> str:
        self.dimensions[symbol] = None
        return self.names.name(symbol, symbol.name)

    def index(self, symbol: Symbol) -> Op:
        return Op("index", leaf=Fragment(self.names.name(symbol, symbol.name)))

    def place(self, index: Expr) -> Op:
        """An index that counts from 1, as one that counts from 0."""
        return self.number(index - 1)

    # --- arithmetic -------------------------------------------------------------------------------

    def spread(self, expr: Basic) -> Spread:
        """An expression before it is spread to its shape; what is no sum or product is whole already."""
        if is_number(expr):
            negative = bool(expr.could_extract_minus_sign())
            return Spread(
                self.number(-expr if negative else expr), rows=False, columns=False, negative=negative
            )
        lowered = _SPREAD.get(type(expr))
        if lowered is not None:
            return lowered(self, expr)
        rows, columns = map(is_axis, shape_of(expr))
        return Spread(self.op(expr), rows, columns)

    def whole(self, expr: Basic) -> Op:
        """A sum or product in its own shape."""
        spread = self.spread(expr)
        missing = [
            size
            for size, varies in zip(shape_of(expr), (spread.rows, spread.columns), strict=True)
            if is_axis(size) and not varies
        ]
        if not missing:
            return spread.signed
        if spread.rows or spread.columns:
            ends = [spread.op, self.ones(missing)]
            outer = Op("outer", tuple(ends if spread.rows else reversed(ends)))
            return -outer if spread.negative else outer
        if spread.op == literal(0):
            return self.ones(missing, "zeros")
        ones = self.ones(missing)
        return ones if spread.signed == literal(1) else spread.signed * ones

    def ones(self, sizes: Iterable[Expr], name: str = "ones") -> Op:
        """An array of ones along the given axes."""
        lengths = tuple(map(self.number, sizes))
        return Op(name, (lengths[0] if len(lengths) == 1 else Op("tuple", lengths),))

    def add(self, expr: n.Add) -> Spread:
        parts = [self.spread(term) for term in expr.args]
        varies = axes(parts)
        ops = [part.beside(columns=varies["columns"]) for part in parts]
        total = -ops[0] if parts[0].negative else ops[0]
        for part, op in zip(parts[1:], ops[1:], strict=True):
            total = total - op if part.negative else total + op
        return Spread(total, **varies)

    def mul(self, expr: n.Mul) -> Spread:
        """A product: scalars, the chain of matrices, what it is divided by."""
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
        end: Spread | None = None
        if len(expr.chain) == 1:
            end = self.spread(expr.chain[0])
            negative = negative != end.negative
            above += [end.op] if end.op != literal(1) else []
        elif expr.chain:
            scalars, end = chain_parts(expr.chain, self.op)
            above += scalars if end is None else [*scalars, end.op]
        rows, columns = (end.rows, end.columns) if end else (False, False)
        return Spread(_quotient(above, below), rows, columns, negative)

    def hadamard(self, expr: n.Hadamard) -> Spread:
        denominators = [_denominator(part) for part in expr.args]
        divides = [below is not None for below in denominators]
        parts = [self.spread(below or part) for part, below in zip(expr.args, denominators, strict=True)]
        varies = axes(parts)
        ops = [part.beside(columns=varies["columns"]) for part in parts]
        above = [op for op, below in zip(ops, divides, strict=True) if not below]
        below = [op for op, below in zip(ops, divides, strict=True) if below]
        negative = sum(part.negative for part in parts) % 2 == 1
        return Spread(_quotient(above, below), **varies, negative=negative)

    def fill(self, expr: n.Fill) -> Spread:
        return self.spread(expr.value)

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
        function = "linalg.matrix_power" if is_whole(expr.exponent) else "matrix_root"
        return Op(function, (self.op(expr.base), self.op(expr.exponent)))

    def transpose(self, expr: n.Transpose) -> Spread:
        part = self.spread(expr.args[0])
        op = part.op.transposed if part.rows and part.columns else part.op
        return Spread(op, part.columns, part.rows, part.negative)

    def inverse(self, expr: n.Inverse) -> Op:
        part = expr.args[0]
        return self.power(part, Integer(-1)) if is_scalar(part) else self.call("linalg.inv", part)

    def matrix_function(self, expr: n.MatrixFunction) -> Op:
        return self.call(expr.name.removesuffix("m") if is_scalar(expr) else expr.name, expr.arg)

    def kronecker(self, expr: n.Kronecker) -> Op:
        lowered = self._two_dimensional if is_matrix(expr) else self.op
        arrays = [lowered(factor) for factor in expr.args if not is_scalar(factor)]
        product = [reduce(lambda left, right: Op("kron", (left, right)), arrays)] if arrays else []
        return _quotient([*(self.op(factor) for factor in expr.args if is_scalar(factor)), *product], ())

    def _two_dimensional(self, expr: Basic) -> Op:
        if is_matrix(expr) or is_scalar(expr):
            return self.op(expr)
        return Op("column" if shape_of(expr)[1] == 1 else "row", (self.op(expr),))

    # --- constants and entries --------------------------------------------------------------------

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
        part = self.op(expr.args[0])
        if not is_matrix(expr):
            return part
        rows, columns = map(self.number, expr.shape)
        return Op("reshape", (part, Op("tuple", (columns, rows)))).transposed

    # --- functions --------------------------------------------------------------------------------

    def apply(self, expr: n.Apply) -> Op:
        name, order = expr.function.name, expr.function.order
        if not is_known(expr.function):
            return self.abstract(name, order, expr.arg)
        if order == 0:
            return self.log(expr.arg) if name == "log" else self.call(name, expr.arg)
        prime = primed(name, order)
        if prime is None:
            raise NoCodeError(f"{name} with {order} primes has no form of its own")
        return prime(_array(self.op(expr.arg)))

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
        function = named(abstract_name(self.names, name, order))
        return Op("call", (function, _array(self.op(arg))))

    def call_hessian(self, expr: n.CallHessian) -> Op:
        if is_matrix(expr.arg):
            raise NoCodeError("the second derivative of an abstract function by a matrix is no array")
        return self.abstract(expr.name, 2, expr.arg)

    def log_sum_exp(self, arg: Basic) -> Op:
        part = self.op(arg)
        return Op("logsumexp", (Op("ravel", (part,)) if is_matrix(arg) else part,))

    def softmax(self, expr: n.Softmax) -> Op:
        part = expr.args[0]
        if is_matrix(part):
            return _called("exp", self.op(part) - self.log_sum_exp(part))
        return self.call("softmax", part)

    def row_softmax(self, expr: n.RowSoftmax) -> Op:
        part = expr.args[0]
        if is_vector(part):
            return self.ones(shape_of(part)[:1])
        return self.call("row_softmax" if is_matrix(part) else "softmax", part)

    def row_log_sum_exp(self, expr: n.RowLogSumExp) -> Op:
        part = expr.args[0]
        if is_vector(part):
            return self.op(part)
        return self.call("row_logsumexp" if is_matrix(part) else "logsumexp", part)

    def singular(self, name: str, part: Basic) -> Op:
        """What the singular vectors of a matrix give; those of a vector are its direction."""
        if is_matrix(part):
            return self.call(name, part)
        if is_scalar(part):
            return self.call("sign", part)
        op = self.op(part)
        return op / Op("linalg.norm", (op,))

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

    def inner(self, expr: n.Inner | n.Frobenius) -> Op:
        left, right = map(self.op, expr.args)
        if is_matrix(expr.args[0]):
            return Op("sum", (left * right,))
        return left * right if is_scalar(expr.args[0]) else left @ right

    def weighted_inner(self, expr: n.WeightedInner) -> Op:
        left, weight, right = expr.args
        return self.op(n.Mul(n.Transpose(left), weight, right))


def abstract_name(names: Identifiers, name: str, order: int) -> str:
    """The argument that is an abstract function (g), its derivative (dg), or its second one (d2g)."""
    before = ("", "d")[order] if order < 2 else f"d{order}"
    return names.name((name, order), before + name)


def _denominator(factor: Basic) -> Basic | None:
    """What a factor divides by, entry by entry."""
    if isinstance(factor, n.HadamardPower) and is_negative(factor.exponent):
        return n.HadamardPower(factor.base, -factor.exponent)
    return None


def _array(op: Op) -> Op:
    return Op("constant", (op,)) if op.is_plain else op


def _called(name: str, op: Op) -> Op:
    return Op(name, (_array(op),))


def _quotient(above: Iterable[Op], below: Iterable[Op]) -> Op:
    numerator = list(above) or [literal(1)]
    return reduce(Op.__truediv__, below, reduce(Op.__mul__, numerator))


# Of a number each of these is that number, and a library's function wants an array.
_OF_ARRAYS = (
    n.Diag, n.DiagPart, n.Vec, n.Trace, n.Det, n.SumEntries, n.Mean, n.LogSumExp, n.RowLogSumExp, n.MaxEntry,
)  # fmt: skip
# Of a number each of these is 1.
_SHARES = (n.Softmax, n.RowSoftmax, n.ArgmaxUnit)


def _calling(name: str) -> Callable[[Lowering, Basic], Op]:
    return lambda lowering, expr: lowering.call(name, expr.args[0])


_SPREAD: dict[type[Basic], Callable[..., Spread]] = {
    n.Add: Lowering.add,
    n.Mul: Lowering.mul,
    n.Hadamard: Lowering.hadamard,
    n.Fill: Lowering.fill,
    n.Transpose: Lowering.transpose,
    n.Bracket: lambda lowering, expr: lowering.spread(expr.args[0]),
}

LOWERED: Table[Op] = dict(
    (
        method(n.Variable, Lowering.named),
        method(n.Member, Lowering.member),
        method(n.Entry, Lowering.entry),
        method(n.KroneckerDelta, Lowering.delta),
        method(n.Add, Lowering.whole),
        method(n.Mul, Lowering.whole),
        method(n.Pow, Lowering.matrix_power),
        method(n.Transpose, Lowering.whole),
        method(n.Inverse, Lowering.inverse),
        method(n.MatrixFunction, Lowering.matrix_function),
        method(n.Hadamard, Lowering.whole),
        method(n.HadamardPower, lambda lowering, expr: lowering.power(expr.base, expr.exponent)),
        method(n.Kronecker, Lowering.kronecker),
        method(n.Identity, Lowering.identity),
        method(n.Fill, Lowering.whole),
        method(n.Unit, Lowering.unit),
        method(n.Trace, _calling("trace")),
        method(n.Det, _calling("linalg.det")),
        method(n.Norm, Lowering.norm),
        method(n.Inner, Lowering.inner),
        method(n.WeightedNorm, lambda lowering, expr: _called("sqrt", lowering.op(expr.squared))),
        method(n.WeightedInner, Lowering.weighted_inner),
        method(n.SumEntries, _calling("sum")),
        method(n.Mean, _calling("mean")),
        method(n.Variance, _calling("var")),
        method(n.LogSumExp, lambda lowering, expr: lowering.log_sum_exp(expr.args[0])),
        method(n.Softmax, Lowering.softmax),
        method(n.RowSoftmax, Lowering.row_softmax),
        method(n.RowLogSumExp, Lowering.row_log_sum_exp),
        method(n.MaxEntry, _calling("max")),
        method(n.ArgmaxUnit, _calling("argmax_unit")),
        method(n.PolarFactor, lambda lowering, expr: lowering.singular("polar_factor", expr.args[0])),
        method(
            n.TopSingularPair, lambda lowering, expr: lowering.singular("top_singular_pair", expr.args[0])
        ),
        method(n.Commutation, Lowering.commutation),
        method(n.Call, lambda lowering, expr: lowering.abstract(expr.name, 0, expr.arg)),
        method(n.CallGradient, lambda lowering, expr: lowering.abstract(expr.name, 1, expr.arg)),
        method(n.CallHessian, Lowering.call_hessian),
        method(n.Frobenius, Lowering.inner),
        method(n.Apply, Lowering.apply),
        method(n.Diag, _calling("diag")),
        method(n.DiagPart, _calling("diag")),
        method(n.Vec, Lowering.vec),
        method(n.Unvec, Lowering.unvec),
        method(n.IndexedSum, Lowering.indexed_sum),
        method(Stack, lambda lowering, expr: lowering.named(expr.family)),
        method(n.Bracket, lambda lowering, expr: lowering.op(expr.args[0])),
    )
)

# What the page speaks of and no array library computes, with the reason.
WITHOUT_CODE: dict[type[Basic], str] = {
    n.Expectation: "an expectation has no value without draws",
    n.Covariance: "a covariance has no value without draws",
    n.Family: "a family without an index has no value of its own",
    n.Differential: "a differential is a change, which has no value without a direction",
    n.Partial: "a derivative that is only named has not been found",
    n.Constrained: "a derivative that is only named has not been found",
}
