"""Constructors that tidy as they build: what the calculus writes its results with.

`algebra.arithmetic` has those of sums and products; here are the others, and rebuilding a whole
expression with them. Shapes must fit already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sympy import Basic, Expr, Integer, S

from mkdocs_matcalc.algebra.arithmetic import (
    SYMMETRIC_FACTS,
    TRANSPOSED,
    add,
    div,
    fill,
    identity,
    inverse,
    is_ones,
    is_zero,
    joined_exponent,
    mul,
    neg,
    ones,
    power,
    split_coefficient,
    sub,
    terms_of,
    transpose,
    zero,
)
from mkdocs_matcalc.algebra.nodes import (
    SCALAR,
    Add,
    Apply,
    Bracket,
    Commutation,
    Diag,
    DiagPart,
    Fill,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inverse,
    Kronecker,
    LogSumExp,
    Mean,
    Mul,
    Pow,
    SumEntries,
    Trace,
    Transpose,
    Unvec,
    Variable,
    Variance,
    Vec,
    is_number,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.limits import tick


def hadamard(*factors: Basic) -> Basic:
    """The product by entry, with numbers and scalars in front and ones left out."""
    shape = shape_of(factors[0])
    if shape == SCALAR:
        return mul(*factors)
    front: list[Basic] = []
    exponents: dict[Basic, Basic] = {}

    def take(factor: Basic) -> None:
        if isinstance(factor, Hadamard):
            for part in factor.args:
                take(part)
        elif isinstance(factor, Fill):
            front.append(factor.value)
        elif isinstance(factor, Mul) and factor.scalars:
            front.extend(factor.scalars)
            take(mul(*factor.chain))
        else:
            joins = isinstance(factor, HadamardPower) and is_scalar(factor.exponent)
            base, exponent = factor.args if joins else (factor, S.One)
            exponents[base] = joined_exponent(exponents.get(base, S.Zero), exponent)

    for factor in factors:
        take(factor)
    powers = [hadamard_power(base, exponent) for base, exponent in exponents.items()]
    kept = [factor for factor in powers if not is_ones(factor)]
    # What divides stands last: y ⊘ z.
    parts = sorted(kept, key=lambda factor: isinstance(factor, HadamardPower) and factor.exponent == -1)
    if not parts:
        return mul(*front, ones(shape))
    return mul(*front, parts[0] if len(parts) == 1 else Hadamard(*parts))


def by_entry(*factors: Basic) -> Basic:
    """The product by entry of scalars and of what has one shape."""
    scalars = [factor for factor in factors if is_scalar(factor)]
    others = [factor for factor in factors if not is_scalar(factor)]
    return mul(*scalars, hadamard(*others)) if others else mul(*scalars)


def hadamard_power(base: Basic, exponent: Basic | int) -> Basic:
    """Each entry to a power, or to that of the same entry of the exponent; a scalar to each entry's."""
    exponent = S(exponent) if isinstance(exponent, int) else exponent
    if not is_scalar(exponent):
        return HadamardPower(base, exponent)
    if is_scalar(base):
        return power(base, exponent)
    if exponent == 1:
        return base
    if exponent == 0 or is_ones(base):
        return ones(shape_of(base))
    if isinstance(base, HadamardPower) and isinstance(exponent, Integer):
        return hadamard_power(base.base, mul(base.exponent, exponent))
    return HadamardPower(base, exponent)


def trace(expr: Basic) -> Basic:
    """tr(X), with scalars in front; the trace of a scalar is that scalar."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Mul) and expr.scalars:
        return mul(*expr.scalars, Trace(mul(*expr.chain)))
    if is_zero(expr):
        return S.Zero
    if isinstance(expr, Identity):
        return expr.args[0]
    return Trace(expr)


def inner(left: Basic, right: Basic) -> Basic:
    """⟨X, Y⟩ written as xᵀy for vectors and tr(XᵀY) for matrices."""
    if is_scalar(left):
        return mul(left, right)
    product = mul(transpose(left), right)
    return product if is_scalar(product) else trace(product)


def sum_entries(expr: Basic) -> Basic:
    """The sum of all entries, with scalars in front."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Mul) and expr.scalars:
        return mul(*expr.scalars, SumEntries(mul(*expr.chain)))
    if isinstance(expr, Fill):
        return mul(expr.value, expr.args[1], expr.args[2])
    return SumEntries(expr)


def apply(name: str, expr: Basic, order: int = 0) -> Basic:
    """A function of one scalar by entry."""
    return Apply(Function(name, order), expr)


def indexed_sum(body: Basic, over: Basic, upper: Basic) -> Basic:
    """Σ over an index, with what does not depend on it in front or behind; a body without it is counted."""
    if is_zero(body):
        return zero(shape_of(body))
    if over not in body.free_symbols:
        return mul(upper, body)
    if not isinstance(body, Mul):
        return IndexedSum(body, over, upper)
    scalars = [factor for factor in body.scalars if over not in factor.free_symbols]
    kept = [factor for factor in body.scalars if factor not in scalars]
    chain = list(body.chain)
    before: list[Basic] = []
    after: list[Basic] = []
    while chain and over not in chain[0].free_symbols:
        before.append(chain.pop(0))
    while chain and over not in chain[-1].free_symbols:
        after.insert(0, chain.pop())
    return mul(*scalars, *before, IndexedSum(mul(*kept, *chain), over, upper), *after)


def diag(expr: Basic) -> Basic:
    """diag(x) of a vector, with scalars in front; of the ones it is the identity."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Mul) and expr.scalars:
        return mul(*expr.scalars, diag(mul(*expr.chain)))
    return Identity(shape_of(expr)[0]) if is_ones(expr) else Diag(expr)


def diag_part(expr: Basic) -> Basic:
    """diag(X) of a matrix, with scalars in front; of diag(x) it is x, and of u vᵀ it is u ⊙ v."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Mul):
        columns = [at for at, factor in enumerate(expr.chain[:-1], 1) if shape_of(factor)[1] == 1]
        if columns:
            left, right = expr.chain[: columns[0]], expr.chain[columns[0] :]
            return mul(*expr.scalars, hadamard(mul(*left), transpose(mul(*right))))
        if expr.scalars:
            return mul(*expr.scalars, diag_part(mul(*expr.chain)))
    if isinstance(expr, Transpose):
        return diag_part(expr.args[0])
    return expr.args[0] if isinstance(expr, Diag) else DiagPart(expr)


def log_sum_exp(expr: Basic) -> Basic:
    return expr if is_scalar(expr) else LogSumExp(expr)


def vec(expr: Basic) -> Basic:
    """vec(X), with scalars in front; a vector is its own, and vec(u vᵀ) is v ⊗ u."""
    rows, columns = shape_of(expr)
    if columns == 1:
        return expr
    if rows == 1:
        return transpose(expr)
    if isinstance(expr, Fill) and (is_zero(expr) or is_ones(expr)):
        return fill(expr.value, (rows * columns, S.One))
    if isinstance(expr, Unvec):
        return expr.args[0]
    if isinstance(expr, Add):
        terms = [vec(term) for term in expr.args]
        return Vec(expr) if any(term.has(Vec) for term in terms) else add(*terms)
    chain = expr.chain if isinstance(expr, Mul) else (expr,)
    scalars = expr.scalars if isinstance(expr, Mul) else ()
    cut = next((at for at, factor in enumerate(chain[:-1], 1) if shape_of(factor)[1] == 1), 0)
    if cut:
        return mul(*scalars, kronecker(transpose(mul(*chain[cut:])), mul(*chain[:cut])))
    return mul(*scalars, Vec(mul(*chain)))


def unvec(expr: Basic, rows: Expr, columns: Expr) -> Basic:
    """vec⁻¹ of a vector, with scalars in front; of vec(X) it is X, of v ⊗ u it is u vᵀ."""
    if columns == 1:
        return expr
    if isinstance(expr, Fill):
        return fill(expr.value, (rows, columns))
    if isinstance(expr, Vec) and shape_of(expr.args[0]) == (rows, columns):
        return expr.args[0]
    if isinstance(expr, Kronecker) and [*map(shape_of, expr.args)] == [(columns, S.One), (rows, S.One)]:
        return mul(expr.args[1], transpose(expr.args[0]))
    if isinstance(expr, Add):
        terms = [unvec(term, rows, columns) for term in expr.args]
        return Unvec(expr, rows, columns) if all(term.has(Unvec) for term in terms) else add(*terms)
    if isinstance(expr, Mul) and expr.scalars:
        return mul(*expr.scalars, unvec(mul(*expr.chain), rows, columns))
    return Unvec(expr, rows, columns)


def commutation(rows: Expr, columns: Expr) -> Basic:
    """K_{m,n}; a row or a column is stacked in one way alone."""
    return Identity(rows * columns) if 1 in (rows, columns) else Commutation(rows, columns)


def kronecker(*factors: Basic) -> Basic:
    """X ⊗ Y ⊗ …, with scalars in front; neighbouring identities are one."""
    if any(is_zero(factor) for factor in factors):
        return zero(Kronecker(*factors).shape)
    front: list[Basic] = []
    parts: list[Basic] = []
    for factor in factors:
        if is_scalar(factor):
            front.append(factor)
            continue
        bare = factor
        if isinstance(factor, Mul) and factor.scalars:
            front.extend(factor.scalars)
            bare = mul(*factor.chain)
        for part in bare.args if isinstance(bare, Kronecker) else (bare,):
            before = parts[-1] if parts else None
            if isinstance(before, Identity) and isinstance(part, Identity):
                parts[-1] = Identity(before.args[0] * part.args[0])
            else:
                parts.append(part)
    if len(parts) > 1:
        return mul(*front, Kronecker(*parts))
    return mul(*front, *parts)


def mean(expr: Basic) -> Basic:
    """The mean of all entries, with scalars in front; that of a scalar is itself."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Mul) and expr.scalars:
        return mul(*expr.scalars, mean(mul(*expr.chain)))
    return expr.value if isinstance(expr, Fill) else Mean(expr)


def variance(expr: Basic) -> Basic:
    """The variance of all entries; that of one value is 0."""
    return S.Zero if is_scalar(expr) or isinstance(expr, Fill) else Variance(expr)


def _transposed_in_parts(build: Callable[..., Basic]) -> Callable[[Basic], Basic]:
    """The transpose of a product by its factors; of vectors it is printed as a whole."""
    return lambda expr: (
        Transpose(expr) if shape_of(expr)[1] == 1 else build(*(transpose(factor) for factor in expr.args))
    )


TRANSPOSED[Kronecker] = _transposed_in_parts(kronecker)
TRANSPOSED[Hadamard] = _transposed_in_parts(hadamard)


def rebuild(expr: Basic, args: Iterable[Basic]) -> Basic:
    """The node with other parts, tidied as it is built."""
    tick()
    parts = tuple(args)
    if isinstance(expr, Variable | Function) or not parts:
        return expr
    builder = BUILDERS.get(type(expr))
    return builder(*parts) if builder else expr.func(*parts)


BUILDERS: dict[type[Basic], Callable[..., Basic]] = {
    Add: add,
    Mul: mul,
    Pow: power,
    Transpose: transpose,
    Inverse: inverse,
    Hadamard: hadamard,
    HadamardPower: hadamard_power,
    Kronecker: kronecker,
    Diag: diag,
    DiagPart: diag_part,
    LogSumExp: log_sum_exp,
    Trace: trace,
    SumEntries: sum_entries,
    IndexedSum: indexed_sum,
    Mean: mean,
    Variance: variance,
    Unvec: unvec,
    Commutation: commutation,
}


def substitute(expr: Basic, replacements: Mapping[Any, Basic]) -> Basic:
    """Replace sub-expressions, outermost first, tidying what is rebuilt."""
    if expr in replacements:
        return replacements[expr]
    if not expr.args or isinstance(expr, Variable) or is_number(expr):
        return expr
    args = tuple(substitute(arg, replacements) for arg in expr.args)
    return expr if args == expr.args else rebuild(expr, args)


def unbracket(expr: Basic) -> Basic:
    """The expression without the marks of what was collected."""
    if isinstance(expr, Bracket):
        return unbracket(expr.args[0])
    if not expr.args or isinstance(expr, Variable) or is_number(expr):
        return expr
    args = tuple(unbracket(arg) for arg in expr.args)
    return expr if args == expr.args else rebuild(expr, args)


__all__ = [
    "BUILDERS",
    "SYMMETRIC_FACTS",
    "TRANSPOSED",
    "add",
    "apply",
    "by_entry",
    "commutation",
    "diag",
    "diag_part",
    "div",
    "fill",
    "hadamard",
    "hadamard_power",
    "identity",
    "indexed_sum",
    "inner",
    "inverse",
    "is_ones",
    "is_zero",
    "kronecker",
    "log_sum_exp",
    "mean",
    "mul",
    "neg",
    "ones",
    "power",
    "rebuild",
    "split_coefficient",
    "sub",
    "substitute",
    "sum_entries",
    "terms_of",
    "trace",
    "transpose",
    "unbracket",
    "unvec",
    "variance",
    "vec",
    "zero",
]
