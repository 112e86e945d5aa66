"""Expressions as formulas: one printer for each node, for every format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import sympy
from sympy import Basic, Expr, Float, Rational, S, Symbol
from sympy.core.function import Application

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import apply, mul, split_coefficient
from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.precedence import Binding, binding
from mkdocs_matcalc.algebra.rows import Table
from mkdocs_matcalc.algebra.rows import row as entry
from mkdocs_matcalc.limits import tick
from mkdocs_matcalc.render.formula import (
    Command,
    Fenced,
    Formula,
    Mark,
    Row,
    Script,
    joined,
    parts_of,
    row,
    walk,
)
from mkdocs_matcalc.render.numerals import CONSTANTS, decimal, dimension, rational
from mkdocs_matcalc.render.signs import MarkKind
from mkdocs_matcalc.render.typed import typed

_Abstract = n.Call | n.CallGradient | n.CallHessian
TRANSPOSED = Mark(r"\top")
_D = Command(r"\mathrm", (Mark("d"),))
_ONES = Command(r"\mathbf", (Mark("1"),))


@n.remembered
def formula(expr: Basic) -> Row:
    """An expression as a formula, which knows in each part what it shows.

    Raises:
        TypeError: It holds what has no printer.
    """
    tick()
    if n.is_number(expr):
        return _number(expr)
    if type(expr) not in PRINTERS:
        raise TypeError(f"there is no printer for {type(expr).__name__}")
    return _showing(expr, PRINTERS[type(expr)](expr))


def _showing(expr: Basic, made: Formula) -> Row:
    return Row(made.parts if isinstance(made, Row) and not made.of else (made,), plain(expr))


# SymPy's numbers and dimension names remember nothing by themselves.
@lru_cache(maxsize=4096)
def _number(expr: Expr) -> Row:
    """A number, or an expression in dimension names."""
    if expr in CONSTANTS:
        return _showing(expr, CONSTANTS[expr])
    for kind in type(expr).__mro__:
        if kind in NUMBER_PRINTERS:
            return _showing(expr, NUMBER_PRINTERS[kind](expr))
    raise TypeError(f"there is no printer for {type(expr).__name__}")


def parenthesised(inside: Formula) -> Fenced:
    """In parentheses, which grow only where there is something tall inside."""
    return Fenced("(", inside, ")", stretches=_is_tall(inside))


def _is_tall(part: Formula) -> bool:
    match part:
        case Mark(mark):
            return mark == r"\sum"
        case Command(r"\frac") | Fenced(stretches=True):
            return True
        case _:
            return any(map(_is_tall, parts_of(part)))


def _function(function: n.Function) -> Row:
    """A function's name with its primes."""
    entry = FUNCTIONS.get(function.name)
    name, primes = typed(entry.latex if entry else function.latex_name), "'" * function.order
    return row(name, *primes, of=function.name + primes)


def fraction(above: Formula, below: Formula) -> Command:
    """One thing over another."""
    return Command(r"\frac", (above, below))


def _raised(base: Formula, *above: Formula | str) -> Script:
    return Script(base, above=row(*above))


def _transposed(base: Formula) -> Script:
    return Script(base, above=TRANSPOSED)


def _within(expr: Basic, least: Binding) -> Formula:
    made = formula(expr)
    return parenthesised(made) if binding(expr) < least else made


def _is_difference(term: Basic) -> bool:
    return bool(split_coefficient(term)[0].could_extract_minus_sign())


def _entry_value(expr: Basic) -> Row:
    """In a sum or a Hadamard product, the scalar that stands in every entry."""
    return formula(expr.value) if isinstance(expr, n.Fill) else formula(expr)


def _in_order(terms: Sequence[Expr]) -> list[Expr]:
    """The terms of a number, what is subtracted behind what is not: k - i."""
    return sorted(terms, key=lambda term: bool(term.could_extract_minus_sign()))


def _sum(terms: Sequence[Basic], *, in_full: bool = False) -> Row:
    in_full |= all(isinstance(term, n.Fill) for term in terms)
    parts: list[Formula | str] = [formula(terms[0]) if in_full else _entry_value(terms[0])]
    for term in terms[1:]:
        if not in_full and isinstance(term, n.Fill) and _is_difference(term.value):
            parts += [" - ", formula(mul(S.NegativeOne, term.value))]
        elif _is_difference(term):
            number, rest = split_coefficient(term)
            positive = mul(-number, *([] if rest is None else [rest]))
            parts += [" - ", _within(positive, Binding.HADAMARD)]
        else:
            parts += [" + ", formula(term) if in_full else _entry_value(term)]
    return row(*parts)


def _mul(expr: n.Mul) -> Row:
    number, factors = _split(expr)
    sign, number = (["-"], -number) if number.could_extract_minus_sign() else ([], number)
    top, bottom = sympy.fraction(number)
    under = [factor for factor in factors if _is_denominator(factor)]
    over = [factor for factor in factors if factor not in under]
    if under:
        denominator = formula(mul(bottom, *(_reciprocal(factor) for factor in under)))
        numbers: list[Basic] = [*([] if top == 1 else [top]), *filter(n.is_scalar, over)]
        chain = [factor for factor in over if not n.is_scalar(factor)]
        if n.is_scalar(expr) or not ((numbers and chain) or _is_product_with_a_sum(chain)):
            return row(*sign, fraction(_alone([*numbers, *chain]), denominator))
        return row(*sign, fraction(_alone(numbers), denominator), " ", _product(chain))
    if number == 1:
        # -(y ⊙ z) is (-y) ⊙ z: no parentheses needed.
        is_bare = len(over) == 1 and not isinstance(over[0], n.Add)
        return row(*sign, formula(over[0]) if is_bare else _product(over))
    front: Formula = formula(number) if bottom == 1 else fraction(formula(top), formula(bottom))
    if number.is_Add:
        front = parenthesised(front)
    if not over:
        return row(*sign, front)
    # 2 2^s would be read as 22^s.
    is_power = isinstance(over[0], n.Pow) and n.is_number(over[0].base)
    return row(*sign, front, r" \cdot " if is_power else " ", _product(over))


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


def _is_product_with_a_sum(chain: list[Basic]) -> bool:
    return len(chain) > 1 and any(isinstance(factor, n.Add) for factor in chain)


def _alone(factors: list[Basic]) -> Formula:
    """A product that nothing stands beside."""
    if not factors:
        return Mark("1")
    return formula(factors[0]) if len(factors) == 1 else _product(factors)


def _reciprocal(factor: Basic) -> Basic:
    """The u of a factor u⁻¹, or uᵏ of u⁻ᵏ."""
    if n.is_number(factor):
        return 1 / factor
    exponent = mul(S.NegativeOne, factor.args[1])
    return factor.args[0] if exponent == 1 else n.Pow(factor.args[0], exponent)


def _product(factors: list[Basic]) -> Row:
    parts: list[Formula | str] = []
    for at, factor in enumerate(factors):
        # What follows a sum sign would be read as part of it.
        last = at == len(factors) - 1
        opens = isinstance(factor, n.IndexedSum) and last
        made = formula(factor) if opens else _factor(factor) if last else _closed(factor)
        if n.is_number(factor) and at and binding(factor) < Binding.ATOM:
            made = parenthesised(formula(factor))
        elif at and (_starts_with_d(factor) or isinstance(factors[at - 1], n.Differential)):
            parts.append(r" \,")
        parts += [" ", made] if at else [made]
    return row(*parts)


def _closed(factor: Basic) -> Formula:
    """A factor with something after it, which a function without brackets would take in."""
    if isinstance(factor, n.Differential) and _is_log_det(factor.arg):
        return row(_D, _closed(factor.arg))
    if isinstance(factor, n.Apply) and _is_log_det(factor):
        return row(r"\log", Fenced("(", _open_det(factor.arg), ")"))
    return _factor(factor)


def _factor(factor: Basic) -> Formula:
    """A factor of a product; a bare 1 in a matrix that is multiplied would be read as the identity."""
    if isinstance(factor, n.Add) and S.One not in n.shape_of(factor):
        return parenthesised(_sum(factor.args, in_full=True))
    return _within(factor, Binding.POWER)


def _is_log_det(expr: Basic) -> bool:
    return isinstance(expr, n.Apply) and expr.function.name == "log" and isinstance(expr.arg, n.Det)


def _starts_with_d(factor: Basic) -> bool:
    bare = factor.args[0] if isinstance(factor, n.Transpose) else factor
    return isinstance(bare, n.Differential)


def _power_base(expr: Basic) -> Formula:
    """A base with nothing on its upper right yet."""
    made = formula(expr)
    bare = isinstance(expr, n.Variable | n.Norm | n.WeightedNorm | n.Bracket | n.Entry | n.Member) or (
        n.is_number(expr) and binding(expr) is Binding.ATOM and not isinstance(expr, Application | Float)
    )
    return made if bare else parenthesised(made)


def _pow(expr: n.Pow) -> Formula:
    if expr.exponent == Rational(1, 2) and n.is_scalar(expr):
        return Command(r"\sqrt", (formula(expr.base),))
    if _is_denominator(expr):
        return fraction(Mark("1"), formula(_reciprocal(expr)))
    if isinstance(expr.base, n.Inverse):
        return _raised(_power_base(expr.base.args[0]), "-", formula(expr.exponent))
    if isinstance(expr.base, n.Transpose):
        return _transposed(Fenced("(", formula(n.Pow(expr.base.args[0], expr.exponent)), ")"))
    if isinstance(expr.exponent, Rational) and expr.exponent.q > 1 and not n.is_scalar(expr):
        # A^{-1/2} as books have it, on one line.
        sign, above = ("-", -expr.exponent) if expr.exponent < 0 else ("", expr.exponent)
        return _raised(_power_base(expr.base), sign, Mark(str(above.p)), Mark("/"), Mark(str(above.q)))
    return _raised(_power_base(expr.base), formula(expr.exponent))


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


def _transpose(expr: n.Transpose) -> Script:
    inside = expr.args[0]
    if isinstance(inside, n.Inverse):
        return _raised(_power_base(inside.args[0]), "-", TRANSPOSED)
    is_open = isinstance(inside, _OPEN_ABOVE) or (
        isinstance(inside, n.CallGradient) and not _is_name(inside.arg)
    )
    return _transposed(formula(inside) if is_open else _power_base(inside))


def _inverse(expr: n.Inverse) -> Script:
    inside = expr.args[0]
    return _raised(_factor(inside) if isinstance(inside, n.Add) else _power_base(inside), "-", "1")


def _hadamard_factor(factor: Basic) -> Formula:
    return formula(factor.value) if isinstance(factor, n.Fill) else _within(factor, Binding.POWER)


def _hadamard(expr: n.Hadamard) -> Row:
    parts: list[Formula | str] = []
    for at, factor in enumerate(expr.args):
        if isinstance(factor, n.HadamardPower) and factor.exponent == -1:
            parts += [*([] if at else ["1"]), r" \oslash ", _hadamard_factor(factor.base)]
        else:
            signed = not at and isinstance(factor, n.Mul) and factor.args[0] == -1 and len(factor.args) == 2
            made = formula(factor) if signed else _hadamard_factor(factor)
            parts += [r" \odot ", made] if at else [made]
    return row(*parts)


def _hadamard_power(expr: n.HadamardPower) -> Formula:
    if expr.exponent == -1:
        return row("1", r" \oslash ", _within(expr.base, Binding.POWER))
    return _raised(_power_base(expr.base), r"\odot ", _within(expr.exponent, Binding.ATOM))


def _kronecker(expr: n.Kronecker) -> Row:
    return joined([_factor(each) for each in expr.args], r" \otimes ")


def _fill(expr: n.Fill) -> Formula:
    rows, columns = expr.shape
    if expr.value == 0:
        return Command(r"\mathbf", (Mark("0"),))
    across = _transposed(_ONES)
    ones = across if rows == 1 else _ONES if columns == 1 else row(_ONES, " ", across)
    return ones if expr.value == 1 else row(_closed(expr.value), r"\, ", ones)


def _word(name: str) -> Command:
    """The name of an operator, upright and with its distances."""
    return Command(r"\mathop", (Command(r"\mathrm", (Mark(name),)),))


def _operator(name: str, below: str = "") -> Callable[[Basic], Row]:
    word: Formula = _word(name)
    if below:
        word = Script(word, below=row(Command(r"\text", (Mark(below),))))
    return lambda expr: row(word, parenthesised(formula(expr.args[0])))


_NORM_MARKS = {"2": "", "F": "F", "1": "1", "inf": r"\infty", "nuc": "*"}


def _bars(inside: Formula) -> Fenced:
    return Fenced(r"\lVert", row(" ", inside, " "), r"\rVert")


def _norm(expr: n.Norm) -> Formula:
    mark = "2" if expr.kind == "2" and not expr.euclidean else _NORM_MARKS[expr.kind]
    return Script(_bars(formula(expr.arg)), below=Mark(mark)) if mark else _bars(formula(expr.arg))


def _weighted_norm(expr: n.WeightedNorm) -> Script:
    return Script(_bars(formula(expr.arg)), below=formula(expr.weight))


def _angles(one: Basic, other: Basic) -> Fenced:
    return Fenced(r"\langle", row(" ", formula(one), ", ", formula(other), " "), r"\rangle")


def _det(expr: Basic) -> Row:
    return row(r"\det", parenthesised(formula(expr.args[0])))


def _open_det(expr: Basic) -> Row:
    """det X, without brackets around a symbol."""
    inside = expr.args[0]
    return row(r"\det ", formula(inside)) if isinstance(inside, n.Variable) else _det(expr)


def _apply(expr: n.Apply) -> Formula:
    function, arg = expr.args
    if function.order == 0 and function.name == "sqrt":
        return Command(r"\sqrt", (formula(arg),))
    if function.order == 0 and function.name == "abs" and 1 in n.shape_of(arg):
        # Bars around a matrix are its determinant, and around bars a norm.
        inside = formula(arg)
        if not any(isinstance(part, Fenced) and part.opening == r"\lvert" for part in walk(inside)):
            return Fenced(r"\lvert", row(" ", inside, " "), r"\rvert")
    if _is_log_det(expr):
        return row(r"\log ", _open_det(arg))
    return row(_function(function), parenthesised(formula(arg)))


def _indices(indices: tuple[Basic, ...]) -> Row:
    separator = "," if any(len(str(index)) > 1 for index in indices) else " "
    return joined([*map(formula, indices)], separator)


def _entry(expr: n.Entry | n.Member) -> Script:
    whole, *indices = expr.args
    base = _within(whole, Binding.ATOM)
    is_open = not isinstance(whole, n.Bracket) and not isinstance(base, Fenced)
    if is_open and any(map(_has_index, walk(base))):
        base = parenthesised(base)
    return Script(base, below=_indices(tuple(indices)))


def _has_index(part: Formula) -> bool:
    """Whether a part has an index of its own, or stands so high that one would seem to be its last part's."""
    return (isinstance(part, Script) and part.below is not None) or (
        isinstance(part, Command) and part.name == r"\frac"
    )


def _indexed_sum(expr: n.IndexedSum) -> Row:
    body = formula(expr.body) if isinstance(expr.body, n.IndexedSum) else _within(expr.body, Binding.HADAMARD)
    below = row(formula(expr.index), "=", "1")
    return row(Script(Mark(r"\sum"), below, formula(expr.upper)), " ", body)


def _expectation(expr: n.Expectation) -> Row:
    sign = Command(r"\mathbb", (Mark("E"),))
    operator = Script(sign, below=typed(expr.below)) if expr.below else sign
    return row(operator, Fenced("[", formula(expr.body), "]", stretches=True))


def _covariance(expr: n.Covariance) -> Row:
    sign = _word(expr.sign)
    operator = Script(sign, below=typed(expr.below)) if expr.below else sign
    bodies = expr.bodies if expr.left != expr.right else expr.bodies[:1]
    return row(operator, Fenced("[", joined([*map(formula, bodies)], ", "), "]", stretches=True))


def _differential(expr: n.Differential) -> Row:
    if isinstance(expr.arg, n.Differential):
        return row(Script(_D, above=Mark("2")), " ", formula(expr.arg.arg))
    inside = formula(expr.arg)
    return row(_D, inside if binding(expr.arg) is Binding.ATOM else parenthesised(inside))


def _frobenius(expr: n.Frobenius) -> Row:
    return joined([_within(factor, Binding.POWER) for factor in expr.args], " : ")


_STRUCTURES: dict[str, Callable[[Formula], Row]] = {
    "symmetric": lambda name: row(name, " = ", _transposed(name)),
    "skew": lambda name: row(name, " = ", "-", _transposed(name)),
    "diagonal": lambda name: row(name, r"\ ", Command(r"\text", (Mark("diagonal"),))),
}


def _constrained(expr: n.Constrained) -> Script:
    structure = _STRUCTURES[expr.structure](formula(expr.variable))
    return Script(Fenced(".", formula(expr.label), "|", stretches=True), below=structure)


def _partial(expr: n.Partial) -> Command:
    whole, *variables = expr.args
    function = _within(whole, Binding.ATOM)
    if len(variables) == 1:
        return fraction(by(function), by(formula(variables[0])))
    order = formula(S(len(variables)))
    if len(set(variables)) == 1:
        below: Formula = _raised(by(formula(variables[0])), order)
    else:
        below = joined([by(formula(variable)) for variable in variables], r"\, ")
    return fraction(row(_raised(Mark(r"\partial"), order), " ", function), below)


def by(what: Formula) -> Row:
    """∂x, as it stands in a derivative."""
    return row(r"\partial ", what)


def _name(expr: n.Variable | n.Family) -> Formula:
    return typed(expr.latex_name)


def _abstract(expr: _Abstract) -> Row:
    """The name of a function that is only declared."""
    return row(typed(expr.latex_name), of=expr.name)


def _call(expr: n.Call) -> Row:
    return row(_abstract(expr), parenthesised(formula(expr.arg)))


def _call_gradient(expr: n.CallGradient) -> Formula:
    if _is_name(expr.arg):
        return fraction(by(_abstract(expr)), by(formula(expr.arg)))
    return row(Mark(r"\nabla"), " ", _abstract(expr), parenthesised(formula(expr.arg)))


def _call_hessian(expr: n.CallHessian) -> Formula:
    twice = Script(Mark(r"\partial"), above=Mark("2"))
    if _is_name(expr.arg):
        return fraction(row(twice, " ", _abstract(expr)), Script(by(formula(expr.arg)), above=Mark("2")))
    above = Script(Mark(r"\nabla"), above=Mark("2"))
    return row(above, " ", _abstract(expr), parenthesised(formula(expr.arg)))


def _is_name(expr: Basic) -> bool:
    """Whether one can differentiate by it; ∇L(A x) is the gradient at any other argument."""
    return isinstance(expr, n.Variable | n.Member)


def _unvec(expr: n.Unvec) -> Row:
    inside, rows, columns = expr.args
    sizes = row(formula(rows), r" \times ", formula(columns))
    return row(Script(_word("vec"), sizes, row("-", "1")), parenthesised(formula(inside)))


def _argmax_unit(expr: n.ArgmaxUnit) -> Script:
    return Script(Mark("e"), below=row(_word("argmax"), parenthesised(formula(expr.args[0]))))


def _number_product(expr: Expr) -> Formula:
    """A product of numbers and dimension names, as a fraction where something is divided by."""
    if expr.as_coeff_Mul()[0].is_negative:
        return row("-", formula(-expr))
    over, under = sympy.fraction(expr, exact=True)
    if under != 1:
        return fraction(formula(over), formula(under))
    parts: list[Formula | str] = []
    for factor in expr.as_ordered_factors():
        made = _within(factor, Binding.POWER)
        # 2 3^n would be read as 23^n.
        parts += [r" \cdot " if _is_number_first(made) else " ", made] if parts else [made]
    return row(*parts)


def _is_number_first(part: Formula) -> bool:
    match part:
        case Row((first, *_)) | Script(first):
            return _is_number_first(first)
        case _:
            return isinstance(part, Mark) and part.kind is MarkKind.NUMBER


def _number_power(expr: Expr) -> Formula:
    base, exponent = expr.as_base_exp()
    if isinstance(exponent, Rational) and exponent < 0:
        return _number_product(expr)
    if isinstance(exponent, Rational) and exponent.p == 1:
        return Command(r"\sqrt", (formula(base),), None if exponent.q == 2 else formula(S(exponent.q)))
    return _raised(_power_base(base), formula(exponent))


def _number_function(expr: Expr) -> Row:
    """A function of numbers: one of ours, or by SymPy's name for it."""
    first, *others = expr.args
    for name, function in FUNCTIONS.items():
        if not others and isinstance(first, Expr) and function.value(first) == expr:
            return formula(apply(name, first))
    return row(_word(type(expr).__name__), parenthesised(joined([*map(formula, expr.args)], ", ")))


# A number is printed as the first of its classes says.
NUMBER_PRINTERS: dict[type[Basic], Callable[..., Formula]] = {
    Rational: rational,
    Float: decimal,
    Symbol: lambda expr: dimension(expr.name),
    sympy.Add: lambda expr: _sum(_in_order(expr.as_ordered_terms())),
    sympy.Mul: _number_product,
    sympy.Pow: _number_power,
    sympy.exp: _number_power,
    Application: _number_function,
}

PRINTERS: Table[Formula] = dict(
    (
        entry(n.Variable, _name),
        entry(n.Family, _name),
        entry(n.Add, lambda expr: _sum(expr.args)),
        entry(n.Mul, _mul),
        entry(n.Pow, _pow),
        entry(n.Transpose, _transpose),
        entry(n.Inverse, _inverse),
        entry(n.MatrixFunction, lambda expr: _operator(expr.name)(expr)),
        entry(n.Hadamard, _hadamard),
        entry(n.HadamardPower, _hadamard_power),
        entry(n.Kronecker, _kronecker),
        entry(n.Identity, lambda expr: Mark("I")),
        entry(n.Commutation, lambda expr: Script(Mark("K"), below=joined([*map(formula, expr.args)], ","))),
        entry(n.Fill, _fill),
        entry(n.KroneckerDelta, lambda expr: Script(Mark(r"\delta"), below=_indices(expr.args))),
        entry(n.Unit, lambda expr: Script(Mark("e"), below=formula(expr.args[0]))),
        entry(n.Trace, _operator("tr")),
        entry(n.Det, _det),
        entry(n.Norm, _norm),
        entry(n.Inner, lambda expr: _angles(expr.args[0], expr.args[1])),
        entry(n.WeightedNorm, _weighted_norm),
        entry(
            n.WeightedInner,
            lambda expr: Script(_angles(expr.args[0], expr.args[2]), below=formula(expr.args[1])),
        ),
        entry(n.SumEntries, _operator("sum")),
        entry(n.Mean, _operator("mean")),
        entry(n.Variance, _operator("var")),
        entry(n.LogSumExp, _operator("logsumexp")),
        entry(n.Softmax, _operator("softmax")),
        entry(n.RowSoftmax, _operator("softmax", "rows")),
        entry(n.RowLogSumExp, _operator("logsumexp", "rows")),
        entry(n.MaxEntry, _operator("max")),
        entry(n.ArgmaxUnit, _argmax_unit),
        entry(n.PolarFactor, lambda expr: row("U", " ", Script(Mark("V"), above=TRANSPOSED))),
        entry(
            n.TopSingularPair,
            lambda expr: row(
                Script(Mark("u"), below=Mark("1")), " ", Script(Mark("v"), Mark("1"), TRANSPOSED)
            ),
        ),
        entry(n.Diag, _operator("diag")),
        entry(n.DiagPart, _operator("diag")),
        entry(n.Vec, _operator("vec")),
        entry(n.Unvec, _unvec),
        entry(n.Call, _call),
        entry(n.CallGradient, _call_gradient),
        entry(n.CallHessian, _call_hessian),
        entry(n.Frobenius, _frobenius),
        entry(n.Constrained, _constrained),
        entry(n.Apply, _apply),
        entry(n.Entry, _entry),
        entry(n.Member, _entry),
        entry(n.IndexedSum, _indexed_sum),
        entry(n.Expectation, _expectation),
        entry(n.Covariance, _covariance),
        entry(n.Differential, _differential),
        entry(n.Bracket, lambda expr: Fenced("[", formula(expr.args[0]), "]", stretches=True)),
        entry(n.Partial, _partial),
    )
)
