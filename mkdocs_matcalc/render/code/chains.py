"""Chains of matrices as operations: from the end that is a vector, solving rather than inverting."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic, S

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import is_ones, ones, transpose
from mkdocs_matcalc.algebra.nodes import shape_of
from mkdocs_matcalc.render.code.forms import closes, is_axis, is_matrix, runs, system
from mkdocs_matcalc.render.code.operations import Op
from mkdocs_matcalc.render.code.spread import Spread

Lower = Callable[[Basic], Op]


def chain_parts(factors: tuple[Basic, ...], lower: Lower) -> tuple[list[Op], Spread | None]:
    """The scalars that close inside a chain, and the rest of it: all are to be multiplied.

    A vector of ones at an end only spreads what stands at the other; between two ends of ones nothing is
    left but the spreading.
    """
    cut = runs(tuple(part for factor in factors for part in _split(factor)))
    scalars = [_run(run, lower) for run in cut if closes(run)]
    rows, columns = (is_axis(size) for size in (shape_of(factors[0])[0], shape_of(factors[-1])[1]))
    if len(cut) == 1 and rows and columns:
        return scalars, Spread(_run(cut[0], lower), rows=True, columns=True)
    left = _run(cut[0], lower) if rows and not _is_one_of_ones(cut[0]) else None
    right = _run(cut[-1], lower) if columns and not _is_one_of_ones(cut[-1]) else None
    if left is not None and right is not None:
        return scalars, Spread(Op("outer", (left, right)), rows=True, columns=True)
    end = left if left is not None else right
    return scalars, None if end is None else Spread(end, rows=left is not None, columns=right is not None)


def _split(factor: Basic) -> tuple[Basic, ...]:
    """A matrix of ones as the outer product that it is; one that is turned, as ones."""
    if isinstance(factor, n.Transpose) and is_ones(factor.args[0]):
        return _split(transpose(factor.args[0]))
    if is_ones(factor) and is_matrix(factor):
        rows, columns = shape_of(factor)
        return (ones((rows, S.One)), ones((S.One, columns)))
    return (factor,)


def _is_one_of_ones(run: list[Basic]) -> bool:
    return len(run) == 1 and is_ones(run[0])


def _run(factors: list[Basic], lower: Lower) -> Op:
    """A product of matrices with no inner dimension of 1."""
    if len(factors) == 1:
        return lower(factors[0])
    first, last = factors[0], factors[-1]
    if len(factors) == 2 and is_ones(last) and _can_be_summed(first):
        return _sums(lower(first), "row_sums" if is_axis(shape_of(first)[0]) else "sum")
    if len(factors) == 2 and is_ones(first) and _can_be_summed(last):
        return _sums(lower(last), "column_sums" if is_axis(shape_of(last)[1]) else "sum")
    if closes(factors) and is_ones(first):
        rest = _run(factors[1:], lower)
        return Op("sum", rest.args if rest.name in _TURNED else (rest,))
    if shape_of(last)[1] == 1:
        return _from_the_left(first, _run(factors[1:], lower), lower, is_vector=True)
    if shape_of(first)[0] == 1:
        return _from_the_right(_run(factors[:-1], lower), last, lower, is_vector=True)
    for at, factor in enumerate(factors[:-1]):
        if isinstance(factor, n.Diag) or system(factor) is not None:
            rest = _from_the_left(factor, _run(factors[at + 1 :], lower), lower, is_vector=False)
            return _run(factors[:at], lower) @ rest if at else rest
    return _from_the_right(_run(factors[:-1], lower), last, lower, is_vector=False)


def _sums(array: Op, name: str) -> Op:
    """A matrix's sums; those of a transposed one along its other axis."""
    if array.name == "transpose" and name in _TURNED:
        return Op(_TURNED[name], array.args)
    return Op(name, (array,))


_TURNED = {"row_sums": "column_sums", "column_sums": "row_sums"}


def _can_be_summed(factor: Basic) -> bool:
    """Whether a factor is an array of its own, rather than a system to solve or a scale."""
    return system(factor) is None and not isinstance(factor, n.Diag)


def _from_the_left(factor: Basic, rest: Op, lower: Lower, *, is_vector: bool) -> Op:
    """A matrix times what follows it: an inverse solves it, a diagonal matrix scales its rows."""
    matrix = system(factor)
    if matrix is not None:
        return Op("linalg.solve", (lower(matrix), rest))
    if isinstance(factor, n.Diag):
        scale = lower(factor.args[0])
        return scale * rest if is_vector else Op("column", (scale,)) * rest
    return lower(factor) @ rest


def _from_the_right(before: Op, factor: Basic, lower: Lower, *, is_vector: bool) -> Op:
    """What stands before a matrix, times it; a vector needs no transpose."""
    matrix = system(factor)
    if matrix is not None:
        right = before if is_vector else before.transposed
        solved = Op("linalg.solve", (lower(transpose(matrix)), right))
        return solved if is_vector else solved.transposed
    return before * lower(factor.args[0]) if isinstance(factor, n.Diag) else before @ lower(factor)
