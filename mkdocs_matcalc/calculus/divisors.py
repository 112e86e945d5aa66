"""What is divided by: on what condition that can be done, and its inverse."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import diag, hadamard_power, inverse, mul
from mkdocs_matcalc.algebra.nodes import Diag, Mul, Transpose, is_scalar
from mkdocs_matcalc.calculus.catalogue import Condition
from mkdocs_matcalc.calculus.definiteness import invertible, positive


def not_singular(divisor: Basic) -> tuple[Condition, ...]:
    """The condition on which one can divide by an expression; none where it always holds."""
    if isinstance(divisor, Transpose):
        return not_singular(divisor.args[0])
    if invertible(divisor):
        return ()
    if isinstance(divisor, Mul) and (parts := _apart(divisor)):
        return tuple(each for part in parts for each in not_singular(part))
    if isinstance(divisor, Diag):
        return () if positive(divisor.args[0]) else (Condition("in every entry", divisor.args[0], r"\neq 0"),)
    if is_scalar(divisor):
        return (Condition("", divisor, r"\neq 0"),)
    return (Condition("invertible", divisor),)


def inverted(side: Basic) -> Basic:
    """The inverse of a side; of diag(v) that is by entry, and scalars stand in front."""
    if isinstance(side, Diag):
        return diag(hadamard_power(side.args[0], -1))
    if isinstance(side, Mul) and (parts := _apart(side)):
        return mul(*(inverted(part) for part in parts))
    return inverse(side)


def _apart(product: Mul) -> tuple[Basic, ...]:
    """Each scalar of a product, and its chain; nothing where it is a chain alone."""
    return (*product.scalars, *([mul(*product.chain)] if product.chain else [])) if product.scalars else ()
