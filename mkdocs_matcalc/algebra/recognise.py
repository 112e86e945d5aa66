"""Forms that a textbook writes in another way: each rewrite leaves fewer symbols, or turns yᵀ1 into 1ᵀy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import (
    add,
    apply,
    diag,
    hadamard,
    hadamard_power,
    inverse,
    is_ones,
    joined_neighbours,
    mul,
    neg,
    ones,
    terms_of,
    transpose,
)
from mkdocs_matcalc.algebra.nodes import (
    Apply,
    Diag,
    Function,
    Hadamard,
    HadamardPower,
    Identity,
    Inverse,
    Mul,
    Pow,
    Trace,
    Transpose,
    is_number,
    is_scalar,
    shape_of,
)


def recognise(expr: Basic) -> Basic:
    """The shorter form of an expression whose parts are tidy already; itself where there is none."""
    match expr:
        case Trace():
            return _upright_trace(expr)
        case Mul():
            return _ones_first(_cancelled(_weighted(_diagonals(_diagonal(_sigmoids(expr))))))
        case Hadamard():
            return _on_the_diagonal(_rank_one(_sigmoids(_function_products(expr))))
        case Pow() | HadamardPower():
            return _sigmoid(_squared_root(expr))
    return expr


def _upright_trace(expr: Basic) -> Basic:
    """tr(u vᵀ) as vᵀu, and tr(Xᵀ) as tr(X)."""
    product = expr.args[0]
    if isinstance(product, Transpose):
        return Trace(product.args[0])
    if not isinstance(product, Mul):
        return expr
    chain = product.chain
    cut = next((at for at, factor in enumerate(chain[:-1], 1) if shape_of(factor)[1] == 1), 0)
    return mul(*product.scalars, *chain[cut:], *chain[:cut]) if cut else expr


def _diagonals(expr: Basic) -> Basic:
    """diag(x) diag(y) as diag(x ⊙ y)."""
    return joined_neighbours(expr, _one_diagonal) if isinstance(expr, Mul) else expr


def _one_diagonal(left: Basic, right: Basic) -> Basic | None:
    is_both = isinstance(left, Diag) and isinstance(right, Diag)
    return diag(hadamard(left.args[0], right.args[0])) if is_both else None


def _diagonal(expr: Basic) -> Basic:
    """diag(x) y as x ⊙ y."""
    if not (isinstance(expr, Mul) and expr.chain and shape_of(expr)[1] == 1):
        return expr
    for at, factor in enumerate(expr.chain[:-1]):
        if isinstance(factor, Diag):
            column = hadamard(factor.args[0], mul(*expr.chain[at + 1 :]))
            return mul(*expr.scalars, *expr.chain[:at], column)
    return expr


def _weighted(expr: Basic) -> Basic:
    """pᵀ(y ⊘ p) as 1ᵀy: a vector that stands on both sides of a division."""
    if not isinstance(expr, Mul):
        return expr
    chain = expr.chain
    for at, (row, column) in enumerate(pairwise(chain)):
        if not isinstance(row, Transpose) or shape_of(column)[1] != 1:
            continue
        parts = column.args if isinstance(column, Hadamard) else (column,)
        if any(part == HadamardPower(row.args[0], S.NegativeOne) for part in parts):
            joined = hadamard(row.args[0], column)
            total = mul(transpose(ones(shape_of(joined))), joined)
            return mul(*expr.scalars, *chain[:at], total, *chain[at + 2 :])
    return expr


def _cancelled(product: Basic) -> Basic:
    """(X Y)⁻¹ X Y as the identity, wherever it stands in a product."""
    if not isinstance(product, Mul):
        return product
    chain = product.chain
    for at, factor in enumerate(chain):
        inverted = isinstance(factor.args[0] if isinstance(factor, Transpose) else factor, Inverse)
        inside = inverse(factor) if inverted else factor
        if not isinstance(inside, Mul) or inside.scalars:
            continue
        length = len(inside.chain)
        if chain[at + 1 : at + 1 + length] == inside.chain:
            rest = (*chain[:at], *chain[at + 1 + length :])
        elif chain[max(0, at - length) : at] == inside.chain:
            rest = (*chain[: at - length], *chain[at + 1 :])
        else:
            continue
        return _cancelled(mul(*product.scalars, *(rest or (Identity(shape_of(factor)[0]),))))
    return product


def _ones_first(expr: Basic) -> Basic:
    """yᵀ1 as 1ᵀy."""
    if not isinstance(expr, Mul) or not is_scalar(expr) or not expr.chain:
        return expr
    chain = expr.chain
    if not is_ones(chain[-1]) or is_ones(chain[0]):
        return expr
    return mul(*expr.scalars, mul(*(transpose(factor) for factor in reversed(chain))))


def _rank_one(expr: Basic) -> Basic:
    """(u 1ᵀ) ⊙ X as diag(u) X, and (1 vᵀ) ⊙ X as X diag(v)."""
    factors = expr.args if isinstance(expr, Hadamard) and 1 not in shape_of(expr) else ()
    for at, factor in enumerate(factors):
        chain = factor.chain if isinstance(factor, Mul) else ()
        scalars = factor.scalars if isinstance(factor, Mul) else ()
        others = [*factors[:at], *factors[at + 1 :]]
        if len(chain) > 1 and is_ones(chain[-1]):
            column = mul(*chain[:-1], ones((shape_of(chain[-1])[0], S.One)))
            return mul(diag(mul(*scalars, column)), hadamard(*others))
        if len(chain) > 1 and is_ones(chain[0]):
            row = mul(ones((S.One, shape_of(chain[0])[1])), *chain[1:])
            return mul(hadamard(*others), diag(mul(*scalars, transpose(row))))
    return expr


def _on_the_diagonal(expr: Basic) -> Basic:
    """Xᵀ ⊙ I as X ⊙ I."""
    if not isinstance(expr, Hadamard) or not any(isinstance(factor, Identity) for factor in expr.args):
        return expr
    return hadamard(*(each.args[0] if isinstance(each, Transpose) else each for each in expr.args))


# The product by entry of two functions of one argument as one, wherever the second has a value.
_PRODUCTS: dict[tuple[Function, Function], Callable[[Basic], Basic]] = {
    (Function("relu"), Function("relu", 1)): lambda z: apply("relu", z),
    (Function("abs"), Function("sign")): lambda z: z,
}


def _function_products(expr: Basic) -> Basic:
    """relu(z) ⊙ relu′(z) as relu(z), and |z| ⊙ sign(z) as z."""
    functions = {(part.function, part.arg): part for part in expr.args if isinstance(part, Apply)}
    for (function, arg), part in functions.items():
        for (first, second), value in _PRODUCTS.items():
            other = functions.get((second, arg))
            if function == first and other is not None:
                rest = [each for each in expr.args if each not in (part, other)]
                return hadamard(value(arg), *rest)
    return expr


def _sigmoids(expr: Basic) -> Basic:
    """exp(z)ᵏ ⊘ (1 + exp(z))ᵏ as σ(z)ᵏ, also with σ(−z) in place of 1 ⊘ (1 + exp(z))."""
    factors = expr.scalars if isinstance(expr, Mul) else getattr(expr, "args", ())
    powers = dict(map(_power_of, factors))
    for base, count in powers.items():
        if not (isinstance(base, Apply) and base.function == Function("exp")):
            continue
        below = add(ones(shape_of(base)), base)
        for other, turn in ((below, -1), (apply("sigmoid", neg(base.arg)), 1)):
            if is_number(count) and count.is_positive and powers.get(other) == turn * count:
                rest = [each for each in expr.args if _power_of(each)[0] not in (base, other)]
                join = mul if isinstance(expr, Mul) else hadamard
                return join(hadamard_power(apply("sigmoid", base.arg), count), *rest)
    return expr


def _power_of(factor: Basic) -> tuple[Basic, Basic]:
    return factor.args if isinstance(factor, Pow | HadamardPower) else (factor, S.One)


def _squared_root(expr: Basic) -> Basic:
    """(√z)² as z."""
    base, exponent = expr.args
    if isinstance(base, Apply) and base.function == Function("sqrt"):
        return hadamard_power(base.arg, exponent / 2) if is_number(exponent) and exponent.is_even else expr
    return expr


def _sigmoid(expr: Basic) -> Basic:
    """1/(1 + exp(−z)) as σ(z)."""
    if not isinstance(expr, Pow | HadamardPower):
        return expr
    base, exponent = expr.args
    if exponent != -1 or len(terms_of(base)) != 2:
        return expr
    first, second = terms_of(base)
    for one, other in ((first, second), (second, first)):
        if is_ones(one) and isinstance(other, Apply) and other.function == Function("exp"):
            return apply("sigmoid", neg(other.arg))
    return expr
