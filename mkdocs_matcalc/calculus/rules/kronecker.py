"""Kronecker products, rewritten so that each factor stands by itself (Magnus and Neudecker, section 2.2)."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inverse, kronecker, mul, power, trace, transpose
from mkdocs_matcalc.algebra.nodes import Det, Inverse, Kronecker, Mul, Trace, Transpose, shape_of
from mkdocs_matcalc.calculus.catalogue import CATALOGUE


def _square_factors(expr: Basic) -> tuple[Basic, ...]:
    """The factors of a Kronecker product of square matrices, else none."""
    factors = expr.args if isinstance(expr, Kronecker) else ()
    return factors if all(shape_of(factor)[0] == shape_of(factor)[1] for factor in factors) else ()


def _turned(factor: Basic) -> Basic:
    """(A ⊗ B)ᵀ as Aᵀ ⊗ Bᵀ."""
    whole = factor.args[0] if isinstance(factor, Transpose) else None
    return transpose(whole) if isinstance(whole, Kronecker) else factor


def _fit(left: Basic, right: Basic) -> bool:
    if not (isinstance(left, Kronecker) and isinstance(right, Kronecker)):
        return False
    if len(left.args) != len(right.args):
        return False
    pairs = zip(left.args, right.args, strict=True)
    return all(shape_of(first)[1] == shape_of(second)[0] for first, second in pairs)


@CATALOGUE.restatement(
    "Trace of a Kronecker product",
    statement=r"\mathop{\mathrm{tr}}(A \otimes B) = \mathop{\mathrm{tr}}(A) \mathop{\mathrm{tr}}(B)",
    condition="$A$ and $B$ square",
    example="A in R^(m x m)\nX in R^(n x n)\nd/dX tr(A ⊗ X)",
)
def trace_of_kronecker(expr: Basic) -> Basic | None:
    factors = _square_factors(expr.args[0]) if isinstance(expr, Trace) else ()
    return mul(*(trace(factor) for factor in factors)) if factors else None


@CATALOGUE.restatement(
    "Mixed product",
    statement=r"(A \otimes B)(C \otimes D) = A C \otimes B D",
    example="A, B in R^(m x m)\nX, C in R^(n x n)\nd/dX tr((A ⊗ X) (B ⊗ C))",
)
def mixed_product(expr: Basic) -> Basic | None:
    """The first two neighbours of a product that are Kronecker products and fit, as one."""
    if not isinstance(expr, Mul):
        return None
    chain = [_turned(factor) for factor in expr.chain]
    for at in range(len(chain) - 1):
        left, right = chain[at], chain[at + 1]
        if _fit(left, right):
            joined = kronecker(*(mul(*pair) for pair in zip(left.args, right.args, strict=True)))
            return mul(*expr.scalars, *chain[:at], joined, *chain[at + 2 :])
    return None


@CATALOGUE.restatement(
    "Inverse of a Kronecker product",
    statement=r"(A \otimes B)^{-1} = A^{-1} \otimes B^{-1}",
    condition="$A$ and $B$ invertible",
    example="A in R^(m x m)\nX in R^(n x n)\nd/dX tr((A ⊗ X)^-1)",
)
def inverse_of_kronecker(expr: Basic) -> Basic | None:
    factors = _square_factors(expr.args[0]) if isinstance(expr, Inverse) else ()
    return kronecker(*(inverse(factor) for factor in factors)) if factors else None


@CATALOGUE.restatement(
    "Determinant of a Kronecker product",
    statement=r"\det(A \otimes B) = \det(A)^n \det(B)^m",
    condition=r"$A \in \mathbb{R}^{m \times m}$, $B \in \mathbb{R}^{n \times n}$",
    example="A in R^(m x m)\nX in R^(n x n)\nd/dX det(A ⊗ X)",
)
def determinant_of_kronecker(expr: Basic) -> Basic | None:
    factors = _square_factors(expr.args[0]) if isinstance(expr, Det) else ()
    if not factors:
        return None
    whole = shape_of(expr.args[0])[0]
    return mul(*(power(Det(factor), whole / shape_of(factor)[0]) for factor in factors))
