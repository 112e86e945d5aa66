"""Expressions as one would type them, for messages."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, Expr, Integer, Symbol

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import mul, split_coefficient
from mkdocs_matcalc.algebra.precedence import Binding, binding
from mkdocs_matcalc.algebra.rows import Table, row


@n.remembered
def plain(expr: Basic) -> str:
    """An expression in the plain spelling of the block language, and where that has none in a book's.

    Raises:
        TypeError: It holds what has no such spelling.
    """
    if n.is_number(expr):
        return plain_number(expr)
    if type(expr) not in PRINTERS:
        raise TypeError(f"there is no plain text for {type(expr).__name__}")
    return PRINTERS[type(expr)](expr)


def plain_number(expr: Expr) -> str:
    """A number, or an expression in sizes."""
    # SymPy sets up a printer for each, and most are no more than this.
    if isinstance(expr, Symbol):
        return expr.name
    return str(expr.p) if isinstance(expr, Integer) else str(expr).replace("**", "^")


def plain_shape(expr: Basic) -> str:
    """What an expression is, in words: "a scalar", "a vector of size n", "a matrix of size m × n"."""
    rows, columns = n.shape_of(expr)
    if (rows, columns) == n.SCALAR:
        return "a scalar"
    if columns == 1:
        return f"a vector of size {rows}"
    if rows == 1:
        return f"a row vector of size {columns}"
    return f"a matrix of size {rows} × {columns}"


def _within(expr: Basic, least: Binding) -> str:
    text = plain(expr)
    slanted = isinstance(expr, _SLANTED) or _is_reciprocal(expr)
    return f"({text})" if min(binding(expr), Binding.PRODUCT if slanted else Binding.ATOM) < least else text


# In LaTeX these are fractions, in which a line shows where they end.
_SLANTED = (n.Partial, n.Constrained, n.CallGradient, n.CallHessian)


def _is_reciprocal(expr: Basic) -> bool:
    return isinstance(expr, n.Pow) and n.is_scalar(expr) and bool(expr.exponent == -1)


def _in_entries(term: Basic) -> Basic:
    """In a sum or a Hadamard product, the scalar that stands in every entry."""
    return term.value if isinstance(term, n.Fill) else term


def _add(expr: n.Add) -> str:
    only_fills = all(isinstance(term, n.Fill) for term in expr.args)
    text = plain(expr.args[0] if only_fills else _in_entries(expr.args[0]))
    for each in expr.args[1:]:
        term = _in_entries(each)
        number, rest = split_coefficient(term)
        if number.could_extract_minus_sign():
            text += f" - {_within(mul(-number, *([] if rest is None else [rest])), Binding.HADAMARD)}"
        else:
            text += f" + {plain(term)}"
    return text


def _mul(expr: n.Mul) -> str:
    over = [factor for factor in expr.args if isinstance(factor, n.Pow) and _is_reciprocal(factor)]
    factors = [factor for factor in expr.args if factor not in over]
    sign = ""
    if factors and n.is_number(first := factors[0]) and first.could_extract_minus_sign():
        sign, factors = "-", [-first, *factors[1:]]
    text = sign + (" ".join(_within(factor, Binding.POWER) for factor in factors if factor != 1) or "1")
    for factor in over:
        text += f" / {_within(factor.base, Binding.POWER)}"
    return text


def _pow(expr: n.Pow) -> str:
    if _is_reciprocal(expr):
        return f"1 / {_within(expr.base, Binding.POWER)}"
    return f"{_within(expr.base, Binding.ATOM)}^{_exponent(expr.exponent)}"


def _joined(sign: str, least: Binding) -> Callable[[Basic], str]:
    return lambda expr: f" {sign} ".join(_within(factor, least) for factor in expr.args)


def _hadamard(expr: n.Hadamard) -> str:
    text = ""
    for at, factor in enumerate(expr.args):
        if at and isinstance(factor, n.HadamardPower) and factor.exponent == -1:
            text += f" ./ {_within(factor.base, Binding.POWER)}"
        else:
            text += (" ⊙ " if at else "") + _within(_in_entries(factor), Binding.PRODUCT)
    return text


def _hadamard_power(expr: n.HadamardPower) -> str:
    if expr.exponent == -1:
        return f"1 ./ {_within(expr.base, Binding.POWER)}"
    return f"{_within(expr.base, Binding.ATOM)}.^{_exponent(expr.exponent)}"


def _exponent(expr: Basic) -> str:
    """An exponent, in brackets unless it is one letter or a whole number."""
    text = plain(expr)
    return text if text.isdigit() or len(text) == 1 else f"({text})"


def _fill(expr: n.Fill) -> str:
    rows, columns = map(plain, expr.shape)
    if expr.value == 0:
        return "0"
    ones = (
        f"ones({rows})"
        if columns == "1"
        else f"ones({columns})^T"
        if rows == "1"
        else f"ones({rows}, {columns})"
    )
    return ones if expr.value == 1 else f"{_within(expr.value, Binding.POWER)} {ones}"


def _call(name: str) -> Callable[[Basic], str]:
    return lambda expr: f"{name}({plain(expr.args[0])})"


def _norm(expr: n.Norm) -> str:
    below = {"nuc": "*", "2": "" if expr.euclidean else "2"}.get(expr.kind, expr.kind)
    return f"||{plain(expr.args[0])}||" + (f"_{below}" if below else "")


def _name(expr: n.Variable | n.Family) -> str:
    return plain_name(expr.name)


def plain_name(name: str) -> str:
    """A name as one types it: what stands below it in braces where it is more than one word."""
    letters, mark, below = name.partition("_")
    return f"{letters}_{{{below}}}" if mark and not below.replace("_", "").isalnum() else name


def _weighted_norm(expr: n.WeightedNorm) -> str:
    return f"||{plain(expr.arg)}||_{_below(expr.weight)}"


def _abstract(mark: str) -> Callable[..., str]:
    def printed(expr: n.Call | n.CallGradient | n.CallHessian) -> str:
        return f"{mark}{expr.name}({plain(expr.arg)})"

    return printed


def _apply(expr: n.Apply) -> str:
    return f"{expr.function.name}{chr(39) * expr.function.order}({plain(expr.arg)})"


def _indexed_sum(expr: n.IndexedSum) -> str:
    return f"sum_{{{expr.index}=1}}^{expr.upper} {_within(expr.body, Binding.HADAMARD)}"


def _expectation(expr: n.Expectation) -> str:
    below = f"_{{{expr.below}}}" if expr.below else ""
    return f"E{below}[{plain(expr.body)}]"


def _covariance(expr: n.Covariance) -> str:
    below = f"_{{{expr.below}}}" if expr.below else ""
    bodies = expr.bodies if expr.left != expr.right else expr.bodies[:1]
    return f"{expr.sign}{below}[{', '.join(map(plain, bodies))}]"


def _below(expr: Basic) -> str:
    text = plain(expr)
    return text if text.isalnum() else f"{{{text}}}"


def _indices(indices: tuple[Basic, ...]) -> str:
    """Indices below: `_ij` of letters, `_{1,2}` where they would run into one another."""
    texts = [*map(plain, indices)]
    if len(texts) == 1:
        return f"_{_below(indices[0])}"
    letters = all(len(text) == 1 and text.isalpha() for text in texts)
    return f"_{''.join(texts)}" if letters else f"_{{{','.join(texts)}}}"


def _differential(expr: n.Differential) -> str:
    twice = expr.arg
    if isinstance(twice, n.Differential):
        return f"d^2 {_within(twice.arg, Binding.ATOM)}"
    return f"d{_within(expr.arg, Binding.ATOM)}"


def _partial(expr: n.Partial) -> str:
    function, *variables = expr.args
    order = f"^{len(variables)}" if len(variables) > 1 else ""
    if order and len(set(variables)) == 1:
        return f"d{order}{_within(function, Binding.ATOM)}/d{plain(variables[0])}{order}"
    return f"d{order}{_within(function, Binding.ATOM)}/{' '.join(f'd{plain(each)}' for each in variables)}"


_STRUCTURES = {"symmetric": "{0} = {0}^T", "skew": "{0} = -{0}^T", "diagonal": "{0} is diagonal"}


def _constrained(expr: n.Constrained) -> str:
    return f"{plain(expr.label)} where {_STRUCTURES[expr.structure].format(plain(expr.variable))}"


def _gradient(expr: n.CallGradient) -> str:
    return f"d{expr.name}/d{_within(expr.arg, Binding.ATOM)}"


def _hessian(expr: n.CallHessian) -> str:
    return f"d^2{expr.name}/d{_within(expr.arg, Binding.ATOM)}^2"


PRINTERS: Table[str] = dict(
    [
        row(n.Variable, _name),
        row(n.Family, _name),
        row(n.Add, _add),
        row(n.Mul, _mul),
        row(n.Pow, _pow),
        row(n.Transpose, lambda expr: f"{_within(expr.args[0], Binding.ATOM)}^T"),
        row(n.Inverse, lambda expr: f"{_within(expr.args[0], Binding.ATOM)}^-1"),
        row(n.MatrixFunction, lambda expr: f"{expr.name}({plain(expr.arg)})"),
        row(n.Hadamard, _hadamard),
        row(n.HadamardPower, _hadamard_power),
        row(n.Kronecker, _joined("⊗", Binding.PRODUCT)),
        row(n.Identity, lambda expr: "I"),
        row(n.Commutation, lambda expr: f"K_{{{plain(expr.args[0])},{plain(expr.args[1])}}}"),
        row(n.Fill, _fill),
        row(n.KroneckerDelta, lambda expr: f"δ{_indices(expr.args)}"),
        row(n.Unit, lambda expr: f"e_{_below(expr.args[0])}"),
        row(n.Trace, _call("tr")),
        row(n.Det, _call("det")),
        row(n.Norm, _norm),
        row(n.Inner, lambda expr: f"<{plain(expr.args[0])}, {plain(expr.args[1])}>"),
        row(n.WeightedNorm, _weighted_norm),
        row(
            n.WeightedInner,
            lambda expr: f"<{plain(expr.args[0])}, {plain(expr.args[2])}>_{_below(expr.args[1])}",
        ),
        row(n.SumEntries, _call("sum")),
        row(n.Mean, _call("mean")),
        row(n.Variance, _call("var")),
        row(n.LogSumExp, _call("logsumexp")),
        row(n.Softmax, _call("softmax")),
        row(n.RowSoftmax, lambda expr: f"softmax({plain(expr.args[0])}, rows)"),
        row(n.RowLogSumExp, lambda expr: f"logsumexp({plain(expr.args[0])}, rows)"),
        row(n.MaxEntry, _call("max")),
        row(n.Diag, _call("diag")),
        row(n.DiagPart, _call("diag")),
        row(n.Vec, _call("vec")),
        row(n.Unvec, lambda expr: f"unvec({', '.join(map(plain, expr.args))})"),
        row(n.ArgmaxUnit, lambda expr: f"e_{{argmax({plain(expr.args[0])})}}"),
        row(n.PolarFactor, lambda expr: f"U V^T of the singular vectors of {plain(expr.args[0])}"),
        row(
            n.TopSingularPair,
            lambda expr: f"u_1 v_1^T of the first singular vectors of {plain(expr.args[0])}",
        ),
        row(n.Call, _abstract("")),
        row(n.CallGradient, _gradient),
        row(n.CallHessian, _hessian),
        row(n.Frobenius, _joined(":", Binding.POWER)),
        row(n.Constrained, _constrained),
        row(n.Apply, _apply),
        row(n.Entry, lambda expr: f"{_within(expr.args[0], Binding.ATOM)}{_indices(expr.args[1:])}"),
        row(n.Member, lambda expr: f"{plain(expr.args[0])}_{_below(expr.args[1])}"),
        row(n.IndexedSum, _indexed_sum),
        row(n.Expectation, _expectation),
        row(n.Covariance, _covariance),
        row(n.Differential, _differential),
        row(n.Bracket, lambda expr: f"[{plain(expr.args[0])}]"),
        row(n.Partial, _partial),
    ]
)
