"""Chains of matrices as operations: from the end that is a vector, solving rather than inverting."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Basic

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import is_ones, transpose
from mkdocs_matcalc.algebra.nodes import shape_of
from mkdocs_matcalc.render.code.forms import closes, runs, system
from mkdocs_matcalc.render.code.tree import Op

Lower = Callable[[Basic], Op]


def chain_ops(factors: tuple[Basic, ...], lower: Lower) -> list[Op]:
    """The scalars that close inside a chain, then the rest of it: all are to be multiplied."""
    cut = runs(factors)
    if len(cut) == 1:
        return [_run(cut[0], lower)]
    scalars = [_run(run, lower) for run in cut if closes(run)]
    ends = [_run(run, lower) for run in (cut[0], cut[-1]) if not closes(run)]
    return [*scalars, Op("outer", tuple(ends))] if len(ends) == 2 else [*scalars, *ends]


def _run(factors: list[Basic], lower: Lower) -> Op:
    """A product of matrices with no inner dimension of 1."""
    if len(factors) == 1:
        return lower(factors[0])
    first, last = factors[0], factors[-1]
    if len(factors) == 2 and is_ones(last):
        return Op("sum" if shape_of(first)[0] == 1 else "row_sums", (lower(first),))
    if shape_of(last)[1] == 1:
        return _from_the_left(first, _run(factors[1:], lower), lower, is_vector=True)
    if shape_of(first)[0] == 1:
        return _from_the_right(_run(factors[:-1], lower), last, lower, is_vector=True)
    for at, factor in enumerate(factors[:-1]):
        if isinstance(factor, n.Diag) or system(factor) is not None:
            rest = _from_the_left(factor, _run(factors[at + 1 :], lower), lower, is_vector=False)
            return _run(factors[:at], lower) @ rest if at else rest
    return _from_the_right(_run(factors[:-1], lower), last, lower, is_vector=False)


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
