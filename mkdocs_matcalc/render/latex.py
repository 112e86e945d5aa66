"""Expressions in LaTeX that Obsidian, KaTeX, MathJax and GitHub all typeset."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sympy
from sympy import Basic, Expr, Rational, S

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import mul, split_coefficient
from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.precedence import Binding, binding
from mkdocs_matcalc.limits import tick


@n.remembered
def latex(expr: Basic) -> str:
    """An expression in LaTeX, without delimiters.

    Raises:
        TypeError: It holds what has no LaTeX.
    """
    tick()
    if n.is_number(expr):
        return _number(expr)
    if type(expr) not in PRINTERS:
        raise TypeError(f"there is no LaTeX for {type(expr).__name__}")
    return PRINTERS[type(expr)](expr)


def parenthesised(text: str) -> str:
    """Text in parentheses, which grow only where there is something tall inside."""
    tall = any(command in text for command in (r"\frac", r"\sum", r"\left"))
    return rf"\left({text}\right)" if tall else f"({text})"


def function_latex(function: n.Function) -> str:
    """A function's name with its primes."""
    entry = FUNCTIONS.get(function.name)
    return (entry.latex if entry else function.latex_name) + "'" * function.order


@lru_cache
def _number(expr: Basic) -> str:
    return str(sympy.latex(expr, mul_symbol=None))


def _within(expr: Basic, least: Binding) -> str:
    text = latex(expr)
    return parenthesised(text) if binding(expr) < least else text


def _is_difference(term: Basic) -> bool:
    return bool(split_coefficient(term)[0].could_extract_minus_sign())


def _entry_value(expr: Basic) -> str:
    """In a sum or a Hadamard product, the scalar that stands in every entry."""
    return latex(expr.value) if isinstance(expr, n.Fill) else latex(expr)


def _add(expr: Basic) -> str:
    only_fills = all(isinstance(term, n.Fill) for term in expr.args)
    text = latex(expr.args[0]) if only_fills else _entry_value(expr.args[0])
    for term in expr.args[1:]:
        if isinstance(term, n.Fill) and _is_difference(term.value):
            text += f" - {latex(mul(S.NegativeOne, term.value))}"
        elif _is_difference(term):
            number, rest = split_coefficient(term)
            positive = mul(-number, *([] if rest is None else [rest]))
            text += f" - {_within(positive, Binding.HADAMARD)}"
        else:
            text += f" + {_entry_value(term)}"
    return text


def _mul(expr: Basic) -> str:
    number, factors = _split(expr)
    sign, number = ("-", -number) if number.could_extract_minus_sign() else ("", number)
    top, bottom = sympy.fraction(number)
    under = [factor for factor in factors if _is_denominator(factor)]
    over = [factor for factor in factors if factor not in under]
    if under:
        denominator = mul(bottom, *(mul_inverse(factor) for factor in under))
        numerator = _alone([*([] if top == 1 else [top]), *over])
        return rf"{sign}\frac{{{numerator}}}{{{latex(denominator)}}}"
    if number == 1:
        # -(y ⊙ z) is (-y) ⊙ z: no parentheses needed.
        return sign + (
            latex(over[0]) if len(over) == 1 and not isinstance(over[0], n.Add) else _product(over)
        )
    front = latex(number) if bottom == 1 else rf"\frac{{{latex(top)}}}{{{latex(bottom)}}}"
    if number.is_Add:
        front = parenthesised(front)
    # 2 2^s would be read as 22^s.
    dot = r" \cdot" if over and isinstance(over[0], n.Pow) and n.is_number(over[0].base) else ""
    return f"{sign}{front}{dot} {_product(over)}" if over else sign + front


def _split(expr: Basic) -> tuple[Expr, list[Basic]]:
    """The numbers that stand in front as one, and the other factors."""
    number: Expr = S.One
    factors = list(expr.args)
    while factors and n.is_number(first := factors[0]):
        number *= first
        factors.pop(0)
    while factors and isinstance(first := factors[0], n.Pow):
        if not (n.is_number(first.base) and n.is_number(first.exponent)):
            break
        number *= first.base**first.exponent
        factors.pop(0)
    return number, factors


def _is_denominator(factor: Basic) -> bool:
    if n.is_number(factor):
        return bool(sympy.fraction(factor)[0] == 1 and factor != 1)
    return isinstance(factor, n.Pow) and n.is_scalar(factor) and _is_difference(factor.exponent)


def _alone(factors: list[Basic]) -> str:
    """A product that nothing stands beside."""
    if not factors:
        return "1"
    return latex(factors[0]) if len(factors) == 1 else _product(factors)


def mul_inverse(factor: Basic) -> Basic:
    """The u of a factor u⁻¹, or uᵏ of u⁻ᵏ."""
    if n.is_number(factor):
        return 1 / factor
    exponent = mul(S.NegativeOne, factor.args[1])
    return factor.args[0] if exponent == 1 else n.Pow(factor.args[0], exponent)


def _product(factors: list[Basic]) -> str:
    parts: list[str] = []
    for at, factor in enumerate(factors):
        # What follows a sum sign would be read as part of it.
        last = at == len(factors) - 1
        opens = isinstance(factor, n.IndexedSum) and last
        text = latex(factor) if opens else _within(factor, Binding.POWER) if last else _closed(factor)
        if n.is_number(factor) and at and binding(factor) < Binding.ATOM:
            text = parenthesised(latex(factor))
        elif (parts and _starts_with_d(factor)) or (parts and isinstance(factors[at - 1], n.Differential)):
            text = rf"\, {text}"
        parts.append(text)
    return " ".join(parts)


def _closed(factor: Basic) -> str:
    """A factor with something after it, which a function without brackets would take in."""
    if isinstance(factor, n.Differential) and _is_log_det(factor.arg):
        return rf"\mathrm{{d}}{_closed(factor.arg)}"
    if isinstance(factor, n.Apply) and _is_log_det(factor):
        return rf"\log({_open_det(factor.arg)})"
    return _within(factor, Binding.POWER)


def _is_log_det(expr: Basic) -> bool:
    return isinstance(expr, n.Apply) and expr.function.name == "log" and isinstance(expr.arg, n.Det)


def _starts_with_d(factor: Basic) -> bool:
    bare = factor.args[0] if isinstance(factor, n.Transpose) else factor
    return isinstance(bare, n.Differential)


def _power_base(expr: Basic) -> str:
    """A base with nothing on its upper right yet."""
    text = latex(expr)
    bare = isinstance(expr, n.Variable | n.Norm | n.WeightedNorm | n.Bracket | n.Entry | n.Member) or (
        n.is_number(expr) and binding(expr) is Binding.ATOM
    )
    return text if bare else parenthesised(text)


def _pow(expr: n.Pow) -> str:
    if expr.exponent == Rational(1, 2):
        return rf"\sqrt{{{latex(expr.base)}}}"
    if _is_denominator(expr):
        return rf"\frac{{1}}{{{latex(mul_inverse(expr))}}}"
    if isinstance(expr.base, n.Inverse):
        return f"{_power_base(expr.base.args[0])}^{{-{latex(expr.exponent)}}}"
    if isinstance(expr.base, n.Transpose):
        return rf"({latex(n.Pow(expr.base.args[0], expr.exponent))})^\top"
    return f"{_power_base(expr.base)}^{{{latex(expr.exponent)}}}"


# What is printed with nothing on its upper right, so that a transpose needs no parentheses.
_OPEN_ABOVE = (
    n.Differential,
    n.Bracket,
    n.Apply,
    n.Softmax,
    n.RowSoftmax,
    n.Member,
    n.Entry,
    n.Fill,
    n.Diag,
    n.DiagPart,
    n.Vec,
    n.Unvec,
    n.Commutation,
    n.Unit,
)


def _transpose(expr: Basic) -> str:
    inside = expr.args[0]
    if isinstance(inside, n.Inverse):
        return f"{_power_base(inside.args[0])}^{{-\\top}}"
    if isinstance(inside, _OPEN_ABOVE):
        return rf"{latex(inside)}^\top"
    return rf"{_power_base(inside)}^\top"


def _inverse(expr: Basic) -> str:
    return f"{_power_base(expr.args[0])}^{{-1}}"


def _hadamard_factor(factor: Basic) -> str:
    if isinstance(factor, n.Fill):
        return latex(factor.value)
    return _within(factor, Binding.POWER)


def _hadamard(expr: Basic) -> str:
    text = ""
    for at, factor in enumerate(expr.args):
        if isinstance(factor, n.HadamardPower) and factor.exponent == -1:
            text += rf"{' ' if at else '1 '}\oslash {_hadamard_factor(factor.base)}"
        else:
            signed = not at and isinstance(factor, n.Mul) and factor.args[0] == -1 and len(factor.args) == 2
            text += (r" \odot " if at else "") + (latex(factor) if signed else _hadamard_factor(factor))
    return text


def _hadamard_power(expr: n.HadamardPower) -> str:
    if expr.exponent == -1:
        return rf"1 \oslash {_within(expr.base, Binding.POWER)}"
    return rf"{_power_base(expr.base)}^{{\odot {_within(expr.exponent, Binding.ATOM)}}}"


def _fill(expr: n.Fill) -> str:
    rows, columns = expr.shape
    if expr.value == 0:
        return r"\mathbf{0}"
    ones = (
        r"\mathbf{1}^\top" if rows == 1 else r"\mathbf{1}" if columns == 1 else r"\mathbf{1} \mathbf{1}^\top"
    )
    return ones if expr.value == 1 else rf"{_closed(expr.value)}\, {ones}"


def _operator(name: str) -> Callable[[Basic], str]:
    return lambda expr: rf"\mathop{{\mathrm{{{name}}}}}{parenthesised(latex(expr.args[0]))}"


_NORM_MARKS = {"2": "", "F": "_F", "1": "_1", "inf": r"_\infty", "nuc": "_*"}


def _norm(expr: n.Norm) -> str:
    mark = "_2" if expr.kind == "2" and not expr.euclidean else _NORM_MARKS[expr.kind]
    return rf"\lVert {latex(expr.arg)} \rVert{mark}"


def _det(expr: Basic) -> str:
    return rf"\det{parenthesised(latex(expr.args[0]))}"


def _open_det(expr: Basic) -> str:
    """det X, without brackets around a symbol."""
    inside = expr.args[0]
    return rf"\det {latex(inside)}" if isinstance(inside, n.Variable) else _det(expr)


def _apply(expr: n.Apply) -> str:
    function, arg = expr.args
    if function.order == 0 and function.name == "sqrt":
        return rf"\sqrt{{{latex(arg)}}}"
    if function.order == 0 and function.name == "abs" and 1 in n.shape_of(arg):
        # Bars around a matrix are its determinant, and around bars a norm.
        inside = latex(arg)
        if r"\lvert" not in inside:
            return rf"\lvert {inside} \rvert"
    if _is_log_det(expr):
        return rf"\log {_open_det(arg)}"
    return f"{function_latex(function)}{parenthesised(latex(arg))}"


def _indices(indices: tuple[Basic, ...]) -> str:
    separator = "," if any(len(str(index)) > 1 for index in indices) else " "
    return separator.join(latex(index) for index in indices)


def _entry(expr: Basic) -> str:
    whole, *indices = expr.args
    base = _within(whole, Binding.ATOM)
    if not isinstance(whole, n.Bracket) and ("_" in base or r"\frac" in base):
        base = parenthesised(base)
    return f"{base}_{{{_indices(tuple(indices))}}}"


def _indexed_sum(expr: n.IndexedSum) -> str:
    body = latex(expr.body) if isinstance(expr.body, n.IndexedSum) else _within(expr.body, Binding.HADAMARD)
    return rf"\sum_{{{latex(expr.index)}=1}}^{{{latex(expr.upper)}}} {body}"


def _differential(expr: n.Differential) -> str:
    inside = latex(expr.arg)
    if isinstance(expr.arg, n.Differential):
        return rf"\mathrm{{d}}^2 {latex(expr.arg.arg)}"
    return rf"\mathrm{{d}}{inside if binding(expr.arg) is Binding.ATOM else parenthesised(inside)}"


def _frobenius(expr: Basic) -> str:
    left, right = (_within(factor, Binding.POWER) for factor in expr.args)
    return f"{left} : {right}"


_STRUCTURES: dict[str, Callable[[str], str]] = {
    "symmetric": lambda name: rf"{name} = {name}^\top",
    "skew": lambda name: rf"{name} = -{name}^\top",
    "diagonal": lambda name: rf"{name}\ \text{{diagonal}}",
}


def _constrained(expr: n.Constrained) -> str:
    variable = latex(expr.variable)
    return rf"\left.{latex(expr.label)}\right|_{{{_STRUCTURES[expr.structure](variable)}}}"


def _partial(expr: Basic) -> str:
    function, *variables = expr.args
    if len(variables) == 1:
        return rf"\frac{{\partial {latex(function)}}}{{\partial {latex(variables[0])}}}"
    order = len(variables)
    if len(set(variables)) == 1:
        below = rf"\partial {latex(variables[0])}^{{{order}}}"
    else:
        below = r"\, ".join(rf"\partial {latex(variable)}" for variable in variables)
    return rf"\frac{{\partial^{{{order}}} {latex(function)}}}{{{below}}}"


def _name(expr: n.Variable | n.Family) -> str:
    return expr.latex_name


def _weighted_norm(expr: n.WeightedNorm) -> str:
    return rf"\lVert {latex(expr.arg)} \rVert_{{{latex(expr.weight)}}}"


def _call(expr: n.Call) -> str:
    return f"{expr.name}{parenthesised(latex(expr.arg))}"


def _call_gradient(expr: n.CallGradient) -> str:
    return rf"\frac{{\partial {expr.name}}}{{\partial {latex(expr.arg)}}}"


def _call_hessian(expr: n.CallHessian) -> str:
    return rf"\frac{{\partial^2 {expr.name}}}{{\partial {latex(expr.arg)}^2}}"


def _unvec(expr: Basic) -> str:
    inside, rows, columns = expr.args
    sizes = rf"{latex(rows)} \times {latex(columns)}"
    return rf"\mathop{{\mathrm{{vec}}}}_{{{sizes}}}^{{-1}}{parenthesised(latex(inside))}"


PRINTERS: dict[type[Basic], Callable[..., str]] = {
    n.Variable: _name,
    n.Family: _name,
    n.Add: _add,
    n.Mul: _mul,
    n.Pow: _pow,
    n.Transpose: _transpose,
    n.Inverse: _inverse,
    n.Hadamard: _hadamard,
    n.HadamardPower: _hadamard_power,
    n.Kronecker: lambda expr: r" \otimes ".join(_within(factor, Binding.POWER) for factor in expr.args),
    n.Identity: lambda expr: "I",
    n.Commutation: lambda expr: f"K_{{{latex(expr.args[0])},{latex(expr.args[1])}}}",
    n.Fill: _fill,
    n.KroneckerDelta: lambda expr: rf"\delta_{{{_indices(expr.args)}}}",
    n.Unit: lambda expr: f"e_{{{latex(expr.args[0])}}}",
    n.Trace: _operator("tr"),
    n.Det: _det,
    n.Norm: _norm,
    n.Inner: lambda expr: rf"\langle {latex(expr.args[0])}, {latex(expr.args[1])} \rangle",
    n.WeightedNorm: _weighted_norm,
    n.WeightedInner: lambda expr: (
        rf"\langle {latex(expr.args[0])}, {latex(expr.args[2])} \rangle_{{{latex(expr.args[1])}}}"
    ),
    n.SumEntries: _operator("sum"),
    n.Mean: _operator("mean"),
    n.Variance: _operator("var"),
    n.LogSumExp: _operator("logsumexp"),
    n.Softmax: _operator("softmax"),
    n.RowSoftmax: lambda expr: (
        rf"\mathop{{\mathrm{{softmax}}}}_{{\text{{rows}}}}{parenthesised(latex(expr.args[0]))}"
    ),
    n.RowLogSumExp: lambda expr: (
        rf"\mathop{{\mathrm{{logsumexp}}}}_{{\text{{rows}}}}{parenthesised(latex(expr.args[0]))}"
    ),
    n.MaxEntry: _operator("max"),
    n.ArgmaxUnit: lambda expr: rf"e_{{\mathop{{\mathrm{{argmax}}}}{parenthesised(latex(expr.args[0]))}}}",
    n.PolarFactor: lambda expr: r"U V^\top",
    n.TopSingularPair: lambda expr: r"u_1 v_1^\top",
    n.Diag: _operator("diag"),
    n.DiagPart: _operator("diag"),
    n.Vec: _operator("vec"),
    n.Unvec: _unvec,
    n.Call: _call,
    n.CallGradient: _call_gradient,
    n.CallHessian: _call_hessian,
    n.Frobenius: _frobenius,
    n.Constrained: _constrained,
    n.Apply: _apply,
    n.Entry: _entry,
    n.Member: _entry,
    n.IndexedSum: _indexed_sum,
    n.Differential: _differential,
    n.Bracket: lambda expr: rf"\left[{latex(expr.args[0])}\right]",
    n.Partial: _partial,
}
