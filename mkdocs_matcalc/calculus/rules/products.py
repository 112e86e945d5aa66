"""Products and powers."""

from __future__ import annotations

from sympy import Basic, Integer, S

from mkdocs_matcalc.algebra.build import (
    add,
    apply,
    by_entry,
    hadamard,
    hadamard_power,
    indexed_sum,
    is_zero,
    kronecker,
    mul,
    power,
    sub,
    trace,
    transpose,
)
from mkdocs_matcalc.algebra.exponents import counts
from mkdocs_matcalc.algebra.nodes import (
    Hadamard,
    HadamardPower,
    Kronecker,
    Mul,
    Pow,
    Trace,
    fresh_index,
    is_number,
    is_scalar,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Differentiate


def _gram(node: Basic) -> tuple[tuple[Basic, ...], Basic] | None:
    """The scalars and the R of a number c RᵀR, or of tr(c RᵀR)."""
    product = node.args[0] if isinstance(node, Trace) else node
    if not isinstance(product, Mul) or (product is node and not is_scalar(node)):
        return None
    chain = product.chain
    is_square = len(chain) == 2 and chain[0] == transpose(chain[1])
    return (product.scalars, chain[1]) if is_square else None


@CATALOGUE.differential(
    "Inner product with itself",
    Mul,
    Trace,
    statement=r"\mathrm{d}(r^\top r) = 2 r^\top \mathrm{d}r, \qquad "
    r"\mathrm{d}\mathop{\mathrm{tr}}(R^\top R) = 2 \mathop{\mathrm{tr}}(R^\top \mathrm{d}R)",
    example="d/dx ||A x - y||^2",
    match=_gram,
    operands=lambda parts: parts[1:],
    role="residual",
)
def inner_product_with_itself(parts: tuple[tuple[Basic, ...], Basic], d: Differentiate) -> Basic | None:
    scalars, inside = parts
    if any(not is_zero(d(scalar)) for scalar in scalars):
        return None
    return mul(S(2), *scalars, trace(mul(transpose(inside), d(inside))))


@CATALOGUE.differential(
    "Product rule",
    Mul,
    statement=r"\mathrm{d}(X Y) = \mathrm{d}X\, Y + X\, \mathrm{d}Y",
    example="d/dx x^T A x",
)
def product_rule(node: Basic, d: Differentiate) -> Basic | None:
    factors = node.args
    return add(*(mul(*factors[:at], d(factor), *factors[at + 1 :]) for at, factor in enumerate(factors)))


@CATALOGUE.differential(
    "Hadamard product rule",
    Hadamard,
    statement=r"\mathrm{d}(X \odot Y) = \mathrm{d}X \odot Y + X \odot \mathrm{d}Y",
    example="d/dx sum(x ⊙ exp(x))",
)
def hadamard_product_rule(node: Basic, d: Differentiate) -> Basic | None:
    factors = node.args
    return add(*(hadamard(*factors[:at], d(factor), *factors[at + 1 :]) for at, factor in enumerate(factors)))


@CATALOGUE.differential(
    "Kronecker product rule",
    Kronecker,
    statement=r"\mathrm{d}(X \otimes Y) = \mathrm{d}X \otimes Y + X \otimes \mathrm{d}Y",
    example="t in R\nA in R^(n x m)\nB in R^(p x q)\nd/dt sin(t A) ⊗ cos(t B)",
)
def kronecker_product_rule(node: Basic, d: Differentiate) -> Basic | None:
    factors = node.args
    return add(
        *(kronecker(*factors[:at], d(factor), *factors[at + 1 :]) for at, factor in enumerate(factors))
    )


def _power_conditions(node: Basic) -> tuple[Condition, ...]:
    exponent = node.args[1]
    if not is_scalar(node):
        return ()
    if is_number(exponent) and exponent.is_integer:
        return () if exponent.is_positive else (Condition("", node.args[0], r"\neq 0"),)
    return (Condition("", node.args[0], "> 0"),)


@CATALOGUE.differential(
    "Power rule",
    Pow,
    statement=r"\mathrm{d}(u^k) = k\, u^{k-1}\, \mathrm{d}u, \qquad "
    r"\mathrm{d}(X^k) = \sum_{i=1}^{k} X^{i-1}\, \mathrm{d}X\, X^{k-i}",
    condition=r"for a matrix, $k$ a positive whole number; $u \neq 0$ where $k < 1$",
    example="d/dx (a^T x)^3",
    needs=_power_conditions,
    operands=lambda node: node.args[:1] if is_scalar(node) else (),
)
def power_rule(node: Basic, d: Differentiate) -> Basic | None:
    base, exponent = node.args
    if not is_zero(d(exponent)):
        return None
    if is_scalar(base):
        return mul(exponent, power(base, sub(exponent, S.One)), d(base))
    if not (is_number(exponent) and counts(exponent)):
        return None
    if isinstance(exponent, Integer):
        times = int(exponent)
        return add(*(mul(power(base, i), d(base), power(base, times - 1 - i)) for i in range(times)))
    i = fresh_index({str(each) for each in node.free_symbols})
    return indexed_sum(mul(power(base, i - 1), d(base), power(base, exponent - i)), i, exponent)


def _positive_base(node: Basic) -> tuple[Condition, ...]:
    base = node.args[0]
    if is_number(base):
        return ()
    return (Condition("" if is_scalar(base) else "in every entry", base, "> 0"),)


@CATALOGUE.differential(
    "Exponential rule",
    Pow,
    HadamardPower,
    statement=r"\mathrm{d}(a^u) = a^u \log(a)\, \mathrm{d}u, \qquad "
    r"\mathrm{d}(a^{\odot u}) = a^{\odot u} \odot \log(a) \odot \mathrm{d}u",
    condition=r"$a > 0$ is constant",
    example="λ in R\nd/dλ 2^λ",
    needs=_positive_base,
    operands=lambda node: node.args[1:],
)
def exponential_rule(node: Basic, d: Differentiate) -> Basic | None:
    base, exponent = node.args
    if not is_zero(d(base)) or (isinstance(node, Pow) and not is_scalar(node)):
        return None
    return by_entry(node, apply("log", base), d(exponent))


@CATALOGUE.differential(
    "General power rule",
    Pow,
    HadamardPower,
    statement=r"\mathrm{d}(u^v) = u^v \left(\frac{v}{u}\, \mathrm{d}u + \log(u)\, \mathrm{d}v\right)",
    condition=r"$u > 0$",
    example="λ in R\nd/dλ λ^λ",
    needs=_positive_base,
    operands=lambda node: node.args,
)
def general_power_rule(node: Basic, d: Differentiate) -> Basic | None:
    base, exponent = node.args
    if isinstance(node, Pow) and not is_scalar(node):
        return None
    by_base = by_entry(node, exponent, hadamard_power(base, -1), d(base))
    return add(by_base, by_entry(node, apply("log", base), d(exponent)))
