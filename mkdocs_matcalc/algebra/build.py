"""Constructors that tidy as they build: what the calculus writes its results with.

`algebra.arithmetic` has those of sums and products; here are the others, and rebuilding a whole
expression with them. Shapes must fit already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from sympy import Basic, Expr, S

from mkdocs_matcalc.algebra.arithmetic import (
    SYMMETRIC_FACTS,
    add,
    by_entry,
    div,
    fill,
    hadamard,
    hadamard_power,
    identity,
    inverse,
    is_ones,
    is_zero,
    kronecker,
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
    ArgmaxUnit,
    Bracket,
    Call,
    CallGradient,
    CallHessian,
    Commutation,
    Constrained,
    Covariance,
    Det,
    Diag,
    DiagPart,
    Differential,
    Entry,
    Expectation,
    Family,
    Fill,
    Frobenius,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    IndexedSum,
    Inner,
    Inverse,
    Kronecker,
    KroneckerDelta,
    LogSumExp,
    MatrixFunction,
    MaxEntry,
    Mean,
    Member,
    Mul,
    Node,
    Norm,
    Partial,
    PolarFactor,
    Pow,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    SumEntries,
    TopSingularPair,
    Trace,
    Transpose,
    Unit,
    Unvec,
    Variable,
    Variance,
    Vec,
    WeightedInner,
    WeightedNorm,
    is_random,
    is_scalar,
    shape_of,
)
from mkdocs_matcalc.limits import tick


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
    before, chain, after = _around(body.chain, lambda factor: over in factor.free_symbols)
    return mul(*scalars, *before, IndexedSum(mul(*kept, *chain), over, upper), *after)


def expectation(body: Basic, *below: Basic) -> Basic:
    """E[X], with what is not random added to it, in front or behind; of what is not random it is that."""
    if not is_random(body):
        return body
    if isinstance(body, Add):
        random = [term for term in body.args if is_random(term)]
        others = [term for term in body.args if not is_random(term)]
        return add(expectation(add(*random), *below), *others) if others else Expectation(body, *below)
    if not isinstance(body, Mul):
        return Expectation(body, *below)
    scalars = [factor for factor in body.scalars if not is_random(factor)]
    kept = [factor for factor in body.scalars if is_random(factor)]
    before, chain, after = _around(_with_changes_at_an_end(kept, body.chain), is_random)
    inside = mul(*kept, *chain)
    whole = Expectation(inside, *below) if inside == body else expectation(inside, *below)
    return mul(*scalars, *before, whole, *after)


def covariance(left: Basic, right: Basic, *below: Basic) -> Basic:
    """Cov(X, Y), bilinear: what is not random comes out in front and behind, and adds nothing to it."""
    for at, body in enumerate((left, right)):
        others = (left, right)[1 - at]
        terms = body.args if isinstance(body, Add) else (body,)
        kept = [term for term in terms if is_random(term)]
        if len(kept) < len(terms) or (len(kept) > 1 and body.has(Differential)):
            groups = [[term] for term in kept] if body.has(Differential) else [kept] if kept else []
            pairs = [(add(*group), others) if at == 0 else (others, add(*group)) for group in groups]
            whole = [covariance(*pair, *below) for pair in pairs]
            return add(*whole) if whole else zero((shape_of(left)[0], shape_of(right)[0]))
    before, inside = _taken_out(left)
    behind, beside = _taken_out(right)
    return mul(*before, Covariance(inside, beside, *below), *(transpose(each) for each in reversed(behind)))


def _taken_out(body: Basic) -> tuple[list[Basic], Basic]:
    """The factors of a column or a number that are not random and stand in front of it, or may; the rest."""
    if not isinstance(body, Mul):
        return [], body
    scalars = [factor for factor in body.scalars if not is_random(factor)]
    kept = [factor for factor in body.scalars if is_random(factor)]
    before, chain, after = _around(_with_changes_at_an_end(kept, body.chain), is_random)
    if after and not before and is_scalar(body):
        before, chain, after = _around([transpose(each) for each in reversed((*chain, *after))], is_random)
    return [*scalars, *before], mul(*kept, *chain, *after)


def centred(body: Basic, *below: Basic) -> Basic:
    """X - E[X]."""
    return add(body, mul(S.NegativeOne, expectation(body, *below)))


def by_expectations(expr: Basic) -> Basic:
    """An expression with each covariance as what it is by definition: E[(X - E[X]) (Y - E[Y])ᵀ]."""

    def change(node: Basic, args: list[Basic]) -> Basic:
        if not isinstance(node, Covariance):
            return with_parts(node, args)
        left, right, *below = args
        return expectation(mul(centred(left, *below), transpose(centred(right, *below))), *below)

    return bottom_up(expr, change) if expr.has(Covariance) else expr


def _with_changes_at_an_end(scalars: list[Basic], chain: tuple[Basic, ...]) -> list[Basic]:
    """The chain of (uᵀ dx) v as v uᵀ dx, where dx is not random; that scalar is taken out of its list."""
    rows, columns = shape_of(mul(*chain)) if chain else SCALAR
    for scalar in scalars if 1 in (rows, columns) and rows != columns else ():
        factors = scalar.chain if isinstance(scalar, Mul) and not scalar.scalars else ()
        if is_random(factors[0]) == is_random(factors[-1]) if factors else True:
            continue
        if scalar.has(Differential):
            turned = [transpose(factor) for factor in reversed(factors)]
            at_its_end = turned if is_random(factors[-1]) else list(factors)
            scalars.remove(scalar)
            if columns == 1:
                return [*chain, *at_its_end]
            return [*(transpose(factor) for factor in reversed(at_its_end)), *chain]
    return list(chain)


def _around(
    chain: Iterable[Basic], varies: Callable[[Basic], bool]
) -> tuple[list[Basic], list[Basic], list[Basic]]:
    """The factors of a chain before the first that varies, those up to the last, and those behind it."""
    inside = list(chain)
    before: list[Basic] = []
    after: list[Basic] = []
    while inside and not varies(inside[0]):
        before.append(inside.pop(0))
    while inside and not varies(inside[-1]):
        after.insert(0, inside.pop())
    return before, inside, after


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
    if isinstance(expr, Identity):
        return ones((expr.args[0], S.One))
    return expr.args[0] if isinstance(expr, Diag) else DiagPart(expr)


def matrix_function(expr: Basic, name: Basic | str) -> Basic:
    """expm(X) or logm(X); of a number it is the function of numbers."""
    if is_scalar(expr):
        return apply(str(name).removesuffix("m"), expr)
    if str(name) == "expm" and is_zero(expr):
        return Identity(shape_of(expr)[0])
    return MatrixFunction(expr, str(name))


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
    MatrixFunction: matrix_function,
    Diag: diag,
    DiagPart: diag_part,
    LogSumExp: log_sum_exp,
    Trace: trace,
    SumEntries: sum_entries,
    IndexedSum: indexed_sum,
    Expectation: expectation,
    Covariance: covariance,
    Mean: mean,
    Variance: variance,
    Unvec: unvec,
    Commutation: commutation,
}
# Built inert, as they stand: vec among them, for of a product it is taken apart where that is a step alone.
BUILT_AS_THEY_STAND: frozenset[type[Basic]] = frozenset(
    {
        Variable, Family, Member, Entry, Identity, Fill, Unit, KroneckerDelta, Vec, Apply, Softmax,
        RowSoftmax, RowLogSumExp, MaxEntry, ArgmaxUnit, PolarFactor, TopSingularPair, Det, Norm, WeightedNorm,
        Inner, WeightedInner, Call, CallGradient, CallHessian, Differential, Partial, Constrained, Frobenius,
        Bracket,
    }
)  # fmt: skip


def is_leaf(expr: Basic) -> bool:
    """Whether an expression has no parts that are expressions of ours: a name, a number, a function."""
    return not isinstance(expr, Node) or isinstance(expr, Variable) or not expr.args


def with_parts(expr: Basic, args: Iterable[Basic]) -> Basic:
    """The node with other parts, rebuilt only where they are others."""
    parts = tuple(args)
    return expr if parts == expr.args else rebuild(expr, parts)


def bottom_up(expr: Basic, change: Callable[[Basic, list[Basic]], Basic]) -> Basic:
    """What `change` makes of each node and its parts, which it has changed before; leaves stay."""
    if is_leaf(expr):
        return expr
    return change(expr, [bottom_up(arg, change) for arg in expr.args])


def top_down(expr: Basic, change: Callable[[Basic], Basic | None]) -> Basic:
    """The outermost parts that `change` has another form for in that form, tidying what is rebuilt."""
    other = change(expr)
    if other is not None:
        return other
    return expr if is_leaf(expr) else with_parts(expr, [top_down(arg, change) for arg in expr.args])


def substitute(expr: Basic, replacements: Mapping[Any, Basic]) -> Basic:
    """Replace sub-expressions, outermost first, tidying what is rebuilt."""
    return top_down(expr, replacements.get)


def without_names(expr: Basic, lets: Iterable[tuple[Basic, Basic]]) -> Basic:
    """An expression with what names stand for, each of which may be written in names before it."""
    for name, value in reversed([*lets]):
        if name in expr.free_symbols:
            expr = substitute(expr, {name: value})
    return expr


def joined_neighbours(product: Mul, join: Callable[[Basic, Basic], Basic | None]) -> Basic:
    """A product in which `join` makes one of each two neighbours for which it has something."""
    chain = product.chain
    for at, pair in enumerate(pairwise(chain)):
        if (joined := join(*pair)) is not None:
            found = mul(*product.scalars, *chain[:at], joined, *chain[at + 2 :])
            return joined_neighbours(found, join) if isinstance(found, Mul) else found
    return product


def unbracket(expr: Basic) -> Basic:
    """The expression without the marks of what was collected."""
    return bottom_up(
        expr, lambda node, args: args[0] if isinstance(node, Bracket) else with_parts(node, args)
    )


__all__ = [
    "BUILDERS",
    "BUILT_AS_THEY_STAND",
    "SYMMETRIC_FACTS",
    "add",
    "apply",
    "bottom_up",
    "by_entry",
    "by_expectations",
    "centred",
    "commutation",
    "covariance",
    "diag",
    "diag_part",
    "div",
    "expectation",
    "fill",
    "hadamard",
    "hadamard_power",
    "identity",
    "indexed_sum",
    "inner",
    "inverse",
    "is_leaf",
    "is_ones",
    "is_zero",
    "joined_neighbours",
    "kronecker",
    "log_sum_exp",
    "matrix_function",
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
    "top_down",
    "trace",
    "transpose",
    "unbracket",
    "unvec",
    "variance",
    "vec",
    "with_parts",
    "without_names",
    "zero",
]
