"""Constructors that tidy as they build: what the calculus writes its results with.

They flatten, drop what does nothing, put numbers and scalars in front, and push transposes onto
symbols. They never multiply out and never reorder terms or matrix factors. Shapes must fit already:
`algebra.shapes` is where shapes are checked.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Basic, Expr, Integer, S, default_sort_key

from mkdocs_matcalc.algebra.nodes import (
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
    Mul,
    Pow,
    Shape,
    SumEntries,
    Trace,
    Transpose,
    Variable,
    is_number,
    is_scalar,
    shape_of,
)


def zero(shape: Shape) -> Basic:
    """The zero of a shape."""
    return S.Zero if shape == (1, 1) else Fill(S.Zero, *shape)


def ones(shape: Shape) -> Basic:
    """The vector or matrix of ones; for a scalar shape, 1."""
    return fill(S.One, shape)


def identity(size: Expr) -> Basic:
    """The identity of a size; of size 1, the number 1."""
    return S.One if size == 1 else Identity(size)


def fill(value: Basic, shape: Shape) -> Basic:
    """A scalar in every entry of a shape."""
    return value if shape == (1, 1) else Fill(value, *shape)


def is_zero(expr: Basic) -> bool:
    return bool(expr == 0) or (isinstance(expr, Fill) and bool(expr.value == 0))


def is_ones(expr: Basic) -> bool:
    return bool(expr == 1) or (isinstance(expr, Fill) and bool(expr.value == 1))


def split_coefficient(expr: Basic) -> tuple[Expr, Basic | None]:
    """A term as (number, the rest); the rest is None where the term is the number alone."""
    if is_number(expr):
        return expr, None
    if isinstance(expr, Mul) and is_number(expr.args[0]):
        return expr.args[0], mul(*expr.args[1:])
    return S.One, expr


def terms_of(expr: Basic) -> tuple[Basic, ...]:
    """The terms of a sum, or the expression as its only term."""
    return expr.args if isinstance(expr, Add) else (expr,)


def add(*terms: Basic) -> Basic:
    """The sum, flat, without zeros; its terms stay in order."""
    flat = [part for term in terms for part in terms_of(term)]
    kept = [term for term in flat if not is_zero(term)]
    if not kept:
        return zero(shape_of(flat[0]))
    if all(is_number(term) for term in kept):
        return sum(kept, S.Zero)
    return kept[0] if len(kept) == 1 else Add(*kept)


def neg(expr: Basic) -> Basic:
    """Minus an expression; a sum is negated term by term."""
    if isinstance(expr, Add):
        return add(*(neg(term) for term in expr.args))
    return mul(S.NegativeOne, expr)


def sub(left: Basic, right: Basic) -> Basic:
    return add(left, neg(right))


def div(numerator: Basic, denominator: Basic) -> Basic:
    """An expression divided by a scalar."""
    return mul(power(denominator, S.NegativeOne), numerator)


def power(base: Basic, exponent: Basic | int) -> Basic:
    """A scalar or square matrix to a power; exponents of a power multiply where they are whole."""
    exponent = S(exponent) if isinstance(exponent, int) else exponent
    if exponent == 1:
        return base
    if exponent == 0:
        return S.One if is_scalar(base) else Identity(shape_of(base)[0])
    if is_number(base) and is_number(exponent):
        return base**exponent
    if not is_scalar(base) and exponent == -1:
        return inverse(base)
    if isinstance(base, Pow) and isinstance(exponent, Integer):
        return power(base.base, base.exponent * exponent)
    if isinstance(base, Mul) and is_scalar(base) and not base.chain and isinstance(exponent, Integer):
        return mul(*(power(factor, exponent) for factor in base.args))
    return Pow(base, exponent)


def _collect_powers(factors: Iterable[Basic]) -> list[Basic]:
    """Scalar factors with equal bases joined, in order of first appearance."""
    exponents: dict[Basic, Basic] = {}
    for factor in factors:
        base, exponent = factor.args if isinstance(factor, Pow) else (factor, S.One)
        exponents[base] = add(exponents.get(base, S.Zero), exponent)
    powers = (power(base, exponent) for base, exponent in exponents.items())
    return [factor for factor in powers if factor != 1]


def _join(left: Basic, right: Basic) -> Basic | None:
    """Two neighbouring matrix factors as one: ones, or powers of one matrix, or what cancels."""
    if is_ones(left) and is_ones(right):
        rows, inner_size, columns = shape_of(left)[0], shape_of(left)[1], shape_of(right)[1]
        return mul(inner_size, ones((rows, columns)))
    rows = shape_of(left)[0]
    if shape_of(left) != (rows, rows) or shape_of(right) != (rows, rows):
        return None
    if inverse(left) == right or inverse(right) == left:
        return Identity(rows)
    (base, exponent), (other, more) = _base_and_exponent(left), _base_and_exponent(right)
    if base == other:
        return power(base, exponent + more)
    return None


def _base_and_exponent(factor: Basic) -> tuple[Basic, Expr]:
    """A matrix factor as a power; X⁻ᵀ is (Xᵀ)⁻¹."""
    if isinstance(factor, Pow):
        return factor.base, factor.exponent
    if isinstance(factor, Inverse):
        return factor.args[0], S.NegativeOne
    if isinstance(factor, Transpose) and isinstance(factor.args[0], Inverse):
        return transpose(factor.args[0].args[0]), S.NegativeOne
    return factor, S.One


def mul(*factors: Basic) -> Basic:
    """The product: number first, then scalars, then the chain of matrices in the order given.

    A chain that closes to a scalar before the product ends stays together as one scalar factor.
    """
    coefficient: Expr = S.One
    scalars: list[Basic] = []
    closed: list[Basic] = []
    chain: list[Basic] = []

    def take(factor: Basic) -> None:
        nonlocal coefficient
        if is_number(factor):
            coefficient = coefficient * factor
        elif isinstance(factor, Mul) and is_scalar(factor):
            if not factor.chain:
                for part in factor.args:
                    take(part)
                return
            for part in factor.scalars:
                take(part)
            closed.append(Mul(*factor.chain))
        elif is_scalar(factor):
            scalars.append(factor)
        elif isinstance(factor, Mul):
            for part in factor.args:
                take(part)
        elif isinstance(factor, Fill) and factor.value != 1:
            take(factor.value)
            take(Fill(S.One, *factor.shape))
        elif chain and isinstance(factor, Identity):
            return
        elif chain and isinstance(chain[-1], Identity):
            chain[-1] = factor
        elif chain and (joined := _join(chain[-1], factor)) is not None:
            chain.pop()
            take(joined)
        else:
            chain.append(factor)
        if chain and (shape_of(chain[0])[0], shape_of(chain[-1])[1]) == (1, 1):
            closed.append(Mul(*chain))
            chain.clear()

    for factor in factors:
        take(factor)
    rows = next((shape_of(factor)[0] for factor in factors if not is_scalar(factor)), S.One)
    columns = next((shape_of(factor)[1] for factor in reversed(factors) if not is_scalar(factor)), S.One)
    if coefficient == 0 or any(is_zero(factor) for factor in (*scalars, *closed, *chain)):
        return zero((rows, columns)) if chain else S.Zero
    loose = _collect_powers(scalars)
    if not chain and len(closed) == 1:
        chain = list(closed[0].args)
    else:
        loose += _collect_powers(closed)
    parts = [*([] if coefficient == 1 else [coefficient]), *loose, *chain]
    if not parts:
        return S.One
    return parts[0] if len(parts) == 1 else Mul(*parts)


def hadamard(*factors: Basic) -> Basic:
    """The product by entry, with numbers and scalars in front and ones left out."""
    shape = shape_of(factors[0])
    if shape == (1, 1):
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
            base, exponent = factor.args if isinstance(factor, HadamardPower) else (factor, S.One)
            exponents[base] = add(exponents.get(base, S.Zero), exponent)

    for factor in factors:
        take(factor)
    powers = [hadamard_power(base, exponent) for base, exponent in exponents.items()]
    kept = [factor for factor in powers if not is_ones(factor)]
    # What divides stands last: y ⊘ z.
    parts = sorted(kept, key=lambda factor: isinstance(factor, HadamardPower) and factor.exponent == -1)
    if not parts:
        return mul(*front, ones(shape))
    return mul(*front, parts[0] if len(parts) == 1 else Hadamard(*parts))


def hadamard_power(base: Basic, exponent: Basic | int) -> Basic:
    """Each entry to a power."""
    exponent = S(exponent) if isinstance(exponent, int) else exponent
    if is_scalar(base):
        return power(base, exponent)
    if exponent == 1:
        return base
    if exponent == 0 or is_ones(base):
        return ones(shape_of(base))
    if isinstance(base, HadamardPower) and isinstance(exponent, Integer):
        return hadamard_power(base.base, mul(base.exponent, exponent))
    return HadamardPower(base, exponent)


def transpose(expr: Basic) -> Basic:
    """Xᵀ, on symbols where that is possible, and X itself where X is known to be symmetric."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Transpose):
        return expr.args[0]
    if isinstance(expr, Mul):
        return mul(*expr.scalars, *(transpose(factor) for factor in reversed(expr.chain)))
    if isinstance(expr, Kronecker):
        return kronecker(*(transpose(factor) for factor in expr.args))
    if isinstance(expr, Hadamard) and shape_of(expr)[1] != 1:
        return hadamard(*(transpose(factor) for factor in expr.args))
    if isinstance(expr, Fill):
        return Fill(expr.value, *reversed(expr.shape))
    if isinstance(expr, Identity | Diag):
        return expr
    if isinstance(expr, Commutation):
        return Commutation(*reversed(expr.args))
    if isinstance(expr, Variable):
        if expr.facts & SYMMETRIC_FACTS:
            return expr
        if "skew" in expr.facts:
            return neg(expr)
    if isinstance(expr, Inverse) and transpose(expr.args[0]) == expr.args[0]:
        return expr
    if isinstance(expr, Pow):
        return power(transpose(expr.base), expr.exponent)
    if isinstance(expr, IndexedSum):
        return IndexedSum(transpose(expr.body), expr.index, expr.upper)
    if isinstance(expr, Add):
        turned = [transpose(term) for term in expr.args]
        if sorted(turned, key=default_sort_key) == sorted(expr.args, key=default_sort_key):
            return expr
    return Transpose(expr)


SYMMETRIC_FACTS = frozenset({"symmetric", "diagonal", "positive definite", "positive semidefinite"})


def inverse(expr: Basic) -> Basic:
    """X⁻¹; the transpose of an inverse is kept outside it, as X⁻ᵀ."""
    if is_scalar(expr):
        return power(expr, -1)
    if isinstance(expr, Inverse):
        return expr.args[0]
    if isinstance(expr, Identity):
        return expr
    if isinstance(expr, Transpose):
        return transpose(inverse(expr.args[0]))
    if isinstance(expr, Pow):
        return power(expr.base, mul(S.NegativeOne, expr.exponent))
    if isinstance(expr, Variable) and "orthogonal" in expr.facts:
        return transpose(expr)
    return Inverse(expr)


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
    """diag(x) of a vector; of the ones it is the identity."""
    if is_scalar(expr):
        return expr
    return Identity(shape_of(expr)[0]) if is_ones(expr) else Diag(expr)


def diag_part(expr: Basic) -> Basic:
    """diag(X) of a matrix; of diag(x) it is x, and of u vᵀ it is u ⊙ v."""
    if is_scalar(expr):
        return expr
    if isinstance(expr, Mul):
        columns = [at for at, factor in enumerate(expr.chain[:-1], 1) if shape_of(factor)[1] == 1]
        if columns:
            left, right = expr.chain[: columns[0]], expr.chain[columns[0] :]
            return mul(*expr.scalars, hadamard(mul(*left), transpose(mul(*right))))
    return expr.args[0] if isinstance(expr, Diag) else DiagPart(expr)


def log_sum_exp(expr: Basic) -> Basic:
    return expr if is_scalar(expr) else LogSumExp(expr)


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
            if parts and isinstance(parts[-1], Identity) and isinstance(part, Identity):
                parts[-1] = Identity(parts[-1].args[0] * part.args[0])
            else:
                parts.append(part)
    if len(parts) > 1:
        return mul(*front, Kronecker(*parts))
    return mul(*front, *parts)


def rebuild(expr: Basic, args: Iterable[Basic]) -> Basic:
    """The node with other parts, tidied as it is built."""
    parts = tuple(args)
    if isinstance(expr, Variable | Function) or not parts:
        return expr
    builder = BUILDERS.get(type(expr))
    return builder(*parts) if builder else expr.func(*parts)


BUILDERS = {
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
}


def substitute(expr: Basic, replacements: dict[Basic, Basic]) -> Basic:
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
