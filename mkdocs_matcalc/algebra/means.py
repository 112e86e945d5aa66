"""A sum over n entries divided by n, written as their mean."""

from __future__ import annotations

from sympy import Basic, Expr, Integer, Rational, S

from mkdocs_matcalc.algebra.build import bottom_up, hadamard, is_ones, mean, mul, transpose, with_parts
from mkdocs_matcalc.algebra.nodes import Mul, is_number, is_scalar, shape_of


def in_means(expr: Basic) -> Basic:
    """An expression with mean(u) for (1/n) 𝟏ᵀu, and mean(u ⊙ v) for (1/n) uᵀv."""
    return bottom_up(expr, _in_means)


def _in_means(expr: Basic, args: list[Basic]) -> Basic:
    found = with_parts(expr, args)
    if not isinstance(found, Mul) or not is_number(found.args[0]):
        return found
    number, *scalars = found.scalars
    if is_scalar(found) and found.chain:
        scalars.append(mul(*found.chain))
    chain = () if is_scalar(found) else found.chain
    for at, factor in enumerate(scalars):
        inner = factor.chain if isinstance(factor, Mul) and not factor.scalars else ()
        if len(inner) == 2 and (rest := _over(number, shape_of(inner[1])[0])) is not None:
            both = [each for each in (transpose(inner[0]), inner[1]) if not is_ones(each)]
            averaged = mean(hadamard(*both)) if both else S.One
            return mul(rest, *scalars[:at], averaged, *scalars[at + 1 :], *chain)
    return found


def _over(number: Basic, count: Expr) -> Basic | None:
    """The c of c/n; None where the number is not divided by the count."""
    rest = mul(number, count)
    if isinstance(count, Integer):
        return rest if isinstance(number, Rational) and count > 1 and number.q % int(count) == 0 else None
    names = count.free_symbols
    return rest if names & number.free_symbols and not names & rest.free_symbols else None
