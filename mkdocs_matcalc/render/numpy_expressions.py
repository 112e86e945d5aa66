"""Expressions as NumPy code.

A value with one column or one row is a 1-d array, so a transpose on it does nothing; a value with both
is a number. Indices, which count from 1 on the page, count from 0 here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sympy import Basic, Expr, Integer, Rational, Symbol
from sympy.printing.pycode import PythonCodePrinter

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.functions import is_known
from mkdocs_matcalc.algebra.nodes import is_number, is_scalar, shape_of
from mkdocs_matcalc.render.identifiers import Identifiers
from mkdocs_matcalc.render.numpy_forms import closes, is_matrix, is_negative, system, unfilled
from mkdocs_matcalc.render.numpy_functions import HELPERS, numpy_function
from mkdocs_matcalc.render.python_syntax import Binding, Code

# A name, or a function of a name: what needs no parentheses.
_WHOLE = re.compile(r"[\w.]+(\(\w+\))?")


class NoCodeError(Exception):
    """Something has no NumPy code."""


class NumpyPrinter:
    """Prints expressions, and remembers which helpers and dimensions their code needs."""

    def __init__(self, names: Identifiers) -> None:
        self.names = names
        self.helpers: dict[str, None] = {}
        self.dimensions: dict[Symbol, None] = {}

    def code(self, expr: Basic) -> Code:
        """The code of an expression.

        Raises:
            NoCodeError: There is none, as for a differential.
        """
        if is_number(expr):
            return self._number(expr)
        printer = _PRINTERS.get(type(expr))
        if printer is None:
            raise NoCodeError(type(expr).__name__)
        if isinstance(expr, _OF_ARRAYS) and is_scalar(expr.args[0]):
            return self.code(expr.args[0])
        return printer(self, expr)

    def text(self, expr: Basic, least: Binding = Binding.SUM) -> str:
        return self.code(expr).within(least)

    def size(self, expr: Expr) -> str:
        """A dimension, where a whole number must stand."""
        return self._number(expr).text

    def call(self, name: str, expr: Basic) -> Code:
        return Code(f"{name}({self.text(expr)})")

    def helper(self, name: str) -> str:
        """The name of a helper function, which is noted with all that it uses."""
        for used in HELPERS[name].uses:
            self.helper(used)
        self.helpers[name] = None
        return name

    # --- numbers ----------------------------------------------------------------------------------

    def _number(self, expr: Expr) -> Code:
        if isinstance(expr, Integer):
            return Code(str(expr), Binding.ATOM if expr >= 0 else Binding.SIGN)
        if isinstance(expr, Rational):
            exact = 1000 % expr.q == 0
            return Code(
                repr(float(expr)) if exact else f"{expr.p} / {expr.q}",
                Binding.SIGN if exact else Binding.PRODUCT,
            )
        plain = expr.xreplace({symbol: self._symbol(symbol) for symbol in expr.free_symbols})
        text = PythonCodePrinter({"fully_qualified_modules": True}).doprint(plain)
        if "#" in text:
            raise NoCodeError(str(expr))
        return Code(text, Binding.ATOM if _WHOLE.fullmatch(text) else Binding.SUM)

    def _symbol(self, symbol: Symbol) -> Expr:
        """A dimension by its name; an index one higher than the loop's variable."""
        name = self.names.name(symbol, symbol.name)
        if symbol.is_positive:
            self.dimensions[symbol] = None
            return Symbol(name, integer=True, positive=True)
        return Symbol(name, integer=True) + 1

    def subscript(self, index: Expr) -> str:
        """An index that counts from 1, as one that counts from 0."""
        return self._number(index - 1).text

    # --- arithmetic -------------------------------------------------------------------------------

    def signed(self, expr: Basic) -> tuple[bool, Code]:
        """Whether the expression is minus another, and that other's code (or its own)."""
        if is_number(expr) and expr.could_extract_minus_sign():
            return True, self._number(-expr)
        if isinstance(expr, n.Mul):
            return self._product(expr)
        return False, self.code(expr)

    def add(self, expr: n.Add) -> Code:
        text = ""
        for term in unfilled(expr.args):
            negative, code = self.signed(term)
            operand = code.within(Binding.PRODUCT)
            if text:
                text += f" - {operand}" if negative else f" + {operand}"
            else:
                text = f"-{operand}" if negative else operand
        return Code(text, Binding.SUM)

    def mul(self, expr: n.Mul) -> Code:
        negative, code = self._product(expr)
        if not negative:
            return code
        return Code(f"-{code.within(Binding.PRODUCT)}", Binding.PRODUCT)

    def _product(self, expr: n.Mul) -> tuple[bool, Code]:
        """A product without its sign: scalars, the chain of matrices, what it is divided by."""
        over: list[str] = []
        front: list[str] = []
        negative = False
        for factor in expr.scalars:
            if is_number(factor):
                if factor.could_extract_minus_sign():
                    negative, factor = not negative, -factor
                above, below = (factor, Integer(1)) if factor.is_Float else factor.as_numer_denom()
                front += [self._number(above).within(Binding.SIGN)] if above != 1 else []
                over += [self._number(below).within(Binding.SIGN)] if below != 1 else []
            elif isinstance(factor, n.Pow) and is_negative(factor.exponent):
                over.append(self.power(factor.base, -factor.exponent).within(Binding.SIGN))
            else:
                front.append(self.text(factor, Binding.SIGN))
        chain = expr.chain
        if chain:
            middle, last = self._chain(chain)
            front += middle
            if not front and not over:
                return negative, last
            front.append(last.within(Binding.PRODUCT))
        return negative, Code(" / ".join([" * ".join(front) or "1", *over]), Binding.PRODUCT)

    def _chain(self, factors: tuple[Basic, ...]) -> tuple[list[str], Code]:
        """Matrix products: the scalars that close inside the chain, and the rest."""
        runs: list[list[Basic]] = [[]]
        for factor in factors:
            if runs[-1] and shape_of(factor)[0] == 1:
                runs.append([])
            runs[-1].append(factor)
        if len(runs) == 1:
            return [], self._run(runs[0])
        open_ends = [run for run in (runs[0], runs[-1]) if not closes(run)]
        closed = [run for run in runs if closes(run)]
        scalars = [self._run(run).within(Binding.SIGN) for run in closed]
        if not open_ends:
            return scalars[:-1], Code(scalars[-1])
        if len(open_ends) == 1:
            return scalars, self._run(open_ends[0])
        column, row = (self._run(run).text for run in open_ends)
        return scalars, Code(f"np.outer({column}, {row})")

    def _run(self, factors: list[Basic]) -> Code:
        """A product of matrices in which no inner dimension is 1; an inverse solves what follows it."""
        if len(factors) == 1:
            return self.code(factors[0])
        for place, factor in enumerate(factors[:-1]):
            inverted = system(factor)
            if inverted is not None:
                rest = self._run(factors[place + 1 :]).text
                solved = f"np.linalg.solve({self.text(inverted)}, {rest})"
                return Code(
                    " @ ".join([*(self.text(before, Binding.SIGN) for before in factors[:place]), solved]),
                    Binding.PRODUCT if place else Binding.ATOM,
                )
        return Code(" @ ".join(self.text(factor, Binding.SIGN) for factor in factors), Binding.PRODUCT)

    def power(self, base: Basic, exponent: Basic) -> Code:
        """A scalar to a power, or each entry of a base to a power."""
        if exponent == 1:
            return self.code(base)
        if exponent == Rational(1, 2):
            return self.call("np.sqrt", base)
        if is_negative(exponent):
            return Code(f"1 / {self.power(base, -exponent).within(Binding.SIGN)}", Binding.PRODUCT)
        raised = self.text(exponent, Binding.ATOM)
        return Code(f"{self.text(base, Binding.ATOM)} ** {raised}", Binding.POWER)

    def matrix_power(self, expr: n.Pow) -> Code:
        if is_scalar(expr.base):
            return self.power(expr.base, expr.exponent)
        return Code(f"np.linalg.matrix_power({self.text(expr.base)}, {self.text(expr.exponent)})")

    def hadamard(self, expr: n.Hadamard) -> Code:
        above: list[str] = []
        below: list[str] = []
        for factor in unfilled(expr.args):
            if isinstance(factor, n.HadamardPower) and is_negative(factor.exponent):
                below.append(self.power(factor.base, -factor.exponent).within(Binding.SIGN))
            else:
                above.append(self.text(factor, Binding.SIGN))
        return Code(" / ".join([" * ".join(above) or "1", *below]), Binding.PRODUCT)

    def transpose(self, expr: n.Transpose) -> Code:
        part = expr.args[0]
        return Code(f"{self.text(part, Binding.ATOM)}.T") if is_matrix(part) else self.code(part)

    def kronecker(self, expr: n.Kronecker) -> Code:
        flat = not is_matrix(expr)
        text = ""
        for factor in expr.args:
            part = self.text(factor) if flat else self._two_dimensional(factor)
            text = f"np.kron({text}, {part})" if text else part
        return Code(text)

    def _two_dimensional(self, expr: Basic) -> str:
        if is_matrix(expr) or is_scalar(expr):
            return self.text(expr)
        around = "[:, None]" if shape_of(expr)[1] == 1 else "[None, :]"
        return self.text(expr, Binding.ATOM) + around

    # --- constants and entries --------------------------------------------------------------------

    def fill(self, expr: n.Fill) -> Code:
        if is_scalar(expr):
            return self.code(expr.value)
        sizes = [self.size(size) for size in expr.shape if size != 1]
        shape = sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
        if expr.value in (0, 1):
            return Code(f"np.{'ones' if expr.value == 1 else 'zeros'}({shape})")
        return Code(f"np.full({shape}, {self.text(expr.value)})")

    def entry(self, expr: n.Entry) -> Code:
        array, *indices = expr.args
        sizes = shape_of(array) if len(indices) == 2 else (None,)
        kept = [self.subscript(index) for index, size in zip(indices, sizes, strict=True) if size != 1]
        return Code(f"{self.text(array, Binding.ATOM)}[{', '.join(kept)}]" if kept else self.text(array))

    def delta(self, expr: n.KroneckerDelta) -> Code:
        left, right = map(self.subscript, expr.args)
        return Code(f"float({left} == {right})")

    def member(self, expr: n.Member) -> Code:
        family, index = expr.args
        return Code(f"{self.named(family).text}[{self.subscript(index)}]")

    def unit(self, expr: n.Unit) -> Code:
        index, size = expr.args
        return Code(f"np.eye({self.size(size)})[{self.subscript(index)}]")

    def commutation(self, expr: n.Commutation) -> Code:
        return Code(f"{self.helper('commutation')}({', '.join(map(self.size, expr.args))})")

    def indexed_sum(self, expr: n.IndexedSum) -> Code:
        name = self.names.name(expr.index, expr.index.name)
        return Code(f"sum({self.text(expr.body)} for {name} in range({self.size(expr.upper)}))")

    def named(self, expr: n.Variable | n.Family) -> Code:
        return Code(self.names.name(expr, expr.name))

    # --- functions --------------------------------------------------------------------------------

    def apply(self, expr: n.Apply) -> Code:
        function = expr.function
        if not is_known(function):
            if function.order > 1:
                raise NoCodeError(f"a second derivative of {function.name}")
            return self.call(self.abstract(function.name, function.order), expr.arg)
        if function.name == "log" and function.order == 0 and isinstance(expr.arg, n.Det):
            return Code(f"np.linalg.slogdet({self.text(expr.arg.args[0])})[1]")
        known = numpy_function(function.name, function.order)
        if known is None:
            raise NoCodeError(f"{function.name} with {function.order} primes")
        return self.call(self.helper(known.call) if known.source else known.call, expr.arg)

    def abstract(self, name: str, order: int) -> str:
        """An abstract function, or its derivative, as the argument it is."""
        return self.names.name((name, order), "d" * order + name)

    def norm(self, expr: n.Norm) -> Code:
        inside = self.text(expr.arg)
        match expr.kind:
            case "1":
                return Code(f"np.sum(np.abs({inside}))")
            case "inf":
                return Code(f"np.max(np.abs({inside}))")
            case "2" if is_matrix(expr.arg):
                return Code(f"np.linalg.norm({inside}, 2)")
            case "nuc" if is_matrix(expr.arg):
                return Code(f'np.linalg.norm({inside}, "nuc")')
            case _:
                return Code(f"np.linalg.norm({inside})")

    def inner(self, expr: n.Inner) -> Code:
        left, right = (self.text(part, Binding.SIGN) for part in expr.args)
        if is_matrix(expr.args[0]):
            return Code(f"np.sum({left} * {right})")
        return Code(f"{left} {'*' if is_scalar(expr.args[0]) else '@'} {right}", Binding.PRODUCT)

    def inverse(self, expr: n.Inverse) -> Code:
        part = expr.args[0]
        return self.power(part, Integer(-1)) if is_scalar(part) else self.call("np.linalg.inv", part)

    def identity(self, expr: n.Identity) -> Code:
        return Code("1") if is_scalar(expr) else Code(f"np.eye({self.size(expr.args[0])})")

    def vec(self, expr: n.Vec) -> Code:
        part = expr.args[0]
        return (
            Code(f'{self.text(part, Binding.ATOM)}.ravel(order="F")') if is_matrix(part) else self.code(part)
        )


# Of a number each of these is that number, and NumPy's function wants an array.
_OF_ARRAYS = (n.Diag, n.DiagPart, n.Vec, n.Trace, n.Det, n.SumEntries, n.LogSumExp)


def _calling(name: str) -> Callable[[NumpyPrinter, Basic], Code]:
    return lambda printer, expr: printer.call(name, expr.args[0])


def _helping(name: str, *, of_matrix: bool = False) -> Callable[[NumpyPrinter, Basic], Code]:
    def printed(printer: NumpyPrinter, expr: Basic) -> Code:
        if of_matrix and not is_matrix(expr.args[0]):
            raise NoCodeError(f"{name} of a vector")
        return printer.call(printer.helper(name), expr.args[0])

    return printed


_PRINTERS: dict[type[Basic], Callable[[NumpyPrinter, Basic], Code]] = {
    n.Variable: NumpyPrinter.named,
    n.Member: NumpyPrinter.member,
    n.Entry: NumpyPrinter.entry,
    n.KroneckerDelta: NumpyPrinter.delta,
    n.Add: NumpyPrinter.add,
    n.Mul: NumpyPrinter.mul,
    n.Pow: NumpyPrinter.matrix_power,
    n.Transpose: NumpyPrinter.transpose,
    n.Inverse: NumpyPrinter.inverse,
    n.Hadamard: NumpyPrinter.hadamard,
    n.HadamardPower: lambda printer, expr: printer.power(expr.base, expr.exponent),
    n.Kronecker: NumpyPrinter.kronecker,
    n.Identity: NumpyPrinter.identity,
    n.Fill: NumpyPrinter.fill,
    n.Unit: NumpyPrinter.unit,
    n.Trace: _calling("np.trace"),
    n.Det: _calling("np.linalg.det"),
    n.Norm: NumpyPrinter.norm,
    n.Inner: NumpyPrinter.inner,
    n.SumEntries: _calling("np.sum"),
    n.LogSumExp: _helping("logsumexp"),
    n.Softmax: _helping("softmax"),
    n.RowSoftmax: _helping("row_softmax", of_matrix=True),
    n.RowLogSumExp: _helping("row_logsumexp", of_matrix=True),
    n.MaxEntry: _calling("np.max"),
    n.ArgmaxUnit: _helping("argmax_unit"),
    n.PolarFactor: _helping("polar_factor", of_matrix=True),
    n.TopSingularPair: _helping("top_singular_pair", of_matrix=True),
    n.Commutation: NumpyPrinter.commutation,
    n.Call: lambda printer, expr: printer.call(printer.abstract(expr.name, 0), expr.arg),
    n.CallGradient: lambda printer, expr: printer.call(printer.abstract(expr.name, 1), expr.arg),
    n.Apply: NumpyPrinter.apply,
    n.Diag: _calling("np.diag"),
    n.DiagPart: _calling("np.diag"),
    n.Vec: NumpyPrinter.vec,
    n.IndexedSum: NumpyPrinter.indexed_sum,
    n.Bracket: lambda printer, expr: printer.code(expr.args[0]),
}
