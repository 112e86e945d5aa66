"""A line that is linear in a variable, up to a constant, as the y = W x + b of the rule for linear maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sympy import Basic

from mkdocs_matcalc.algebra.build import add, identity, mul, substitute, terms_of, transpose, zero
from mkdocs_matcalc.algebra.nodes import (
    Differential,
    Mul,
    Transpose,
    Variable,
    is_scalar,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.derivation import Instance
from mkdocs_matcalc.calculus.differentials import Scope, worked_out
from mkdocs_matcalc.calculus.jacobian import matrix_of, stacked
from mkdocs_matcalc.calculus.rules.chain import LINEAR_MAP
from mkdocs_matcalc.errors import Refusal


class Affine(NamedTuple):
    """`whole` = `matrix` `argument` + `constant`, and the derivative by the whole."""

    whole: Basic
    matrix: Basic
    argument: Basic
    constant: Basic
    delta: Basic


def linear_map(
    function: Basic, name: Basic, value: Basic, variable: Variable, delta: Basic
) -> list[Instance]:
    """What the letters of the rule are where `name` = `value` is linear in a variable.

    Args:
        delta: The derivative of the function by the name.
    """
    try:
        maps = [*_maps(name, value, variable, delta)]
    except Refusal:
        # What is linear in the variable may still have no formula as a matrix.
        return []
    return [
        Instance.of(
            LINEAR_MAP,
            {
                "y": each.whole,
                "W": each.matrix,
                "x": each.argument,
                "b": each.constant,
                "f": function,
                r"\delta_y": each.delta,
            },
        )
        for each in maps
    ]


def _maps(name: Basic, value: Basic, variable: Variable, delta: Basic) -> Iterator[Affine]:
    terms = terms_of(value)
    mine = [term for term in terms if variable in term.free_symbols]
    others = [term for term in terms if term not in mine]
    rest = add(*others) if others else zero(shape_of(value))
    factors = _factors(others[0]) if mine == [variable] and len(others) == 1 else None
    if factors is not None:
        # The variable is what is added.
        yield Affine(name, *factors, variable, delta)
    elif _is_column(value) and _is_column(variable):
        yield Affine(name, *_by_column(value, variable), delta)
    elif len(mine) == 1 and (found := _product(mine[0], variable)) is not None:
        left, right, is_turned = found
        if is_turned:
            name, rest, delta = transpose(name), transpose(rest), transpose(delta)
        if left is not None:
            inside = mul(variable, right) if right is not None else variable
            yield Affine(name, left, inside, rest, delta)
            name, rest, delta = inside, zero(shape_of(inside)), textbook(mul(transpose(left), delta))
        if right is not None:
            yield Affine(name, variable, right, rest, delta)
    else:
        matrix, argument, constant = _by_column(value, variable)
        yield Affine(stacked(name), matrix, argument, stacked(constant), stacked(delta))


def _is_column(expr: Basic) -> bool:
    return is_scalar(expr) or is_vector(expr)


def _by_column(value: Basic, variable: Variable) -> tuple[Basic, Basic, Basic]:
    """The matrix, the variable as a column, and the constant."""
    change, _ = worked_out(value, Scope.of(variable, {}))
    matrix = textbook(matrix_of(change, Differential(variable), lambda used: None))
    constant = textbook(substitute(value, {variable: zero(variable.shape)}))
    return matrix, stacked(variable), constant


def _factors(term: Basic) -> tuple[Basic, Basic] | None:
    """A product as a matrix times what it is applied to."""
    if isinstance(term, Mul) and len(term.chain) > 1:
        first, *others = term.chain
        return mul(*term.scalars, first), mul(*others)
    return None


def _product(term: Basic, variable: Variable) -> tuple[Basic | None, Basic | None, bool] | None:
    """L and R of a term L X R, None where nothing stands there; of a term L Xᵀ R those of its transpose.

    A number in front is with the factor that there is.
    """
    scalars, chain = (term.scalars, term.chain) if isinstance(term, Mul) else ((), (term,))
    is_turned = Transpose(variable) in chain
    if is_turned:
        chain = tuple(transpose(factor) for factor in reversed(chain))
    if [factor for factor in chain if variable in factor.free_symbols] != [variable]:
        return None
    if any(variable in scalar.free_symbols for scalar in scalars):
        return None
    at = chain.index(variable)
    left, right = chain[:at], chain[at + 1 :]
    if not right:
        left = left or (identity(variable.shape[0]),)
        return mul(*scalars, *left), None, is_turned
    return (
        (mul(*scalars, *left), mul(*right), is_turned) if left else (None, mul(*scalars, *right), is_turned)
    )
