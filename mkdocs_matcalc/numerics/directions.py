"""Derivatives held against the slopes of their function: by entry where they are small, else at random.

A derivative of any size is right, with probability one, if it is so along a random direction; and so are
several, if their variables move together, each as far as makes its share of the slope about equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt
from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Variable
from mkdocs_matcalc.errors import ErrorName, Refusal
from mkdocs_matcalc.numerics.chained import Chain
from mkdocs_matcalc.numerics.differences import KEEPING, curvatures, derivative, slopes
from mkdocs_matcalc.numerics.evaluate import value
from mkdocs_matcalc.numerics.passes import Pass
from mkdocs_matcalc.numerics.point import Array, MisfitError, Point, UndefinedError
from mkdocs_matcalc.numerics.richardson import ALIKE, CONVERGED, FINER_STEPS, FLOOR, Estimate, by_point
from mkdocs_matcalc.numerics.session import TOLERANCE, Compare, Comparison, Session, each_point
from mkdocs_matcalc.numerics.terms import Term

# As many entries as are compared one by one, and along how many directions it is where there are more.
FEW = 16
DIRECTIONS = 2


@dataclass(frozen=True)
class Candidate:
    """What is held to be the derivative of a function.

    Attributes:
        wrt: By what, in order; see `numerics.differences.derivative` for the layout.
        result: The derivative in denominator layout.
        structure: symmetric, skew or diagonal for a derivative on the matrices of that structure.
    """

    wrt: tuple[Variable, ...]
    result: Basic
    structure: str = ""

    @property
    def names(self) -> str:
        """The variables for a sentence."""
        return " and ".join(variable.name for variable in self.wrt)


def comparison(session: Session, function: Basic, group: list[Candidate]) -> Compare:
    """How derivatives are compared at points: all of first order, or one of second."""
    changing = session.term(function)
    results = [session.term(each.result) for each in group]
    if len(group[0].wrt) == 1:
        names, structures = tuple(each.wrt[0] for each in group), tuple(each.structure for each in group)
        chain = Chain.of(session.program, changing, names, structures) if len(group) > 1 else None
        return lambda at: _first(at, changing, group, results, chain)
    if len(group[0].wrt) == 2:
        return lambda at: _second(at, changing, group[0].wrt, results[0])
    raise Refusal(
        ErrorName.NOT_CHECKABLE,
        f"a derivative of order {len(group[0].wrt)} is not checked",
        hint="ask for order one or two",
    )


def _first(
    at: Pass, function: Term, group: list[Candidate], results: list[Term], chain: Chain | None
) -> list[Comparison]:
    points = at.point.count
    around = value(at, function)
    to = around.shape[-2:]
    shapes = [value(at, at.program.term(each.wrt[0])).shape[-2:] for each in group]
    found = [
        _fitting(value(at, each), _layout(shape, to)) for each, shape in zip(results, shapes, strict=True)
    ]
    if chain and to == (1, 1):
        return chain.compare(at, found)
    reached = np.array([by_point(each, points) for each in found])
    floor = FLOOR * np.maximum(1.0, by_point(around, points))
    sought = _Sought.of(at, shapes, np.maximum(reached, floor).T)
    moves = {
        each.wrt[0]: KEEPING[each.structure](nudges)
        for each, nudges in zip(group, sought.nudges, strict=True)
    }
    key = (function, tuple(group))
    estimate = slopes(at, function, moves, key, held=False, settles=sought.settles)
    pairs = zip(found, sought.nudges, strict=True)
    expected = reduce(np.add, [_contracted(result, nudges, to) for result, nudges in pairs])
    errors = sought.errors(estimate, expected)
    if np.any(errors > TOLERANCE):
        finer = slopes(at, function, moves, key, held=False, settles=sought.settles, steps=FINER_STEPS)
        if not _same_slopes(finer, estimate):
            raise UndefinedError("the finite differences do not converge")
    return each_point(errors, np.any(reached <= FLOOR, axis=0))


def _same_slopes(one: Estimate, other: Estimate) -> bool:
    """Whether two steps find the same slopes, by their own size: what wiggles within one has any there."""
    apart = np.abs(one.value - other.value)
    larger = np.maximum(np.abs(one.value), np.abs(other.value))
    noise = TOLERANCE * FLOOR * np.maximum(1.0, np.maximum(one.size, other.size))
    return bool(np.all(apart <= np.maximum(ALIKE * larger, noise[:, None, None, None])))


@dataclass(frozen=True)
class _Sought:
    """The directions along which derivatives are compared.

    Attributes:
        nudges: How each variable moves along each of them, (points, directions, rows, columns).
        owners: The number of the variable that moves, where one alone does in each.
        measures: What an error along a direction is measured against, (points, owners).
    """

    nudges: list[Array]
    owners: npt.NDArray[np.intp]
    measures: Array

    @classmethod
    def of(cls, at: Pass, shapes: list[tuple[int, ...]], measures: Array) -> _Sought:
        sizes = [math.prod(shape) for shape in shapes]
        if sum(sizes) <= FEW:
            return cls(*_one_by_one(tuple(shapes)), measures)
        least = measures.min(axis=1, keepdims=True) / math.sqrt(sum(sizes))
        moves = random_directions(at.point, 21, *shapes)
        shares = (least / measures).T[..., None, None, None]
        nudges = [share * move for share, move in zip(shares, moves, strict=True)]
        return cls(nudges, np.zeros(DIRECTIONS, dtype=int), least)

    def settles(self, estimate: Estimate) -> bool:
        """Whether the slopes along each direction are precise enough for its owner's measure."""
        gaps = np.abs(estimate.gap).max(axis=(-2, -1))
        return bool(np.all(gaps <= CONVERGED * self._larger(estimate)[:, self.owners]))

    def errors(self, estimate: Estimate, expected: Array) -> Array:
        """The largest relative error at each point.

        Raises:
            UndefinedError: The slopes are no numbers, or not precise enough.
        """
        if not np.all(np.isfinite(estimate.value)) or not self.settles(estimate):
            raise UndefinedError("the finite differences do not converge")
        apart = np.abs(estimate.value - expected).max(axis=(-2, -1))
        # Along a direction that all share, the slope is no measure: it sums up what each has.
        measures = self.measures if self.measures.shape[1] == 1 else self._larger(estimate)
        return np.asarray((apart / measures[:, self.owners]).max(axis=1))

    def _larger(self, estimate: Estimate) -> Array:
        slopes = np.abs(estimate.value).max(axis=(-2, -1))
        firsts = np.searchsorted(self.owners, np.arange(self.measures.shape[1]))
        return np.maximum(self.measures, np.maximum.reduceat(slopes, firsts, axis=1))


@lru_cache
def _one_by_one(shapes: tuple[tuple[int, ...], ...]) -> tuple[list[Array], npt.NDArray[np.intp]]:
    """How some matrices move where each entry of each does in turn, and the number of the one that does."""
    sizes = [math.prod(shape) for shape in shapes]
    blocks = np.split(np.eye(sum(sizes)), np.cumsum(sizes)[:-1], axis=1)
    nudges = [_unvec(block, shape)[None] for block, shape in zip(blocks, shapes, strict=True)]
    return nudges, np.repeat(np.arange(len(sizes)), sizes)


def some(at: Pass, shape: tuple[int, ...]) -> Array:
    """Each entry of a matrix in turn where it has few, else directions at random of each point."""
    size = math.prod(shape)
    if size <= FEW:
        return _unvec(np.eye(size), shape)[None]
    return random_directions(at.point, 23, shape)[0] / math.sqrt(size)


def random_directions(point: Point, purpose: int, *shapes: tuple[int, ...]) -> list[Array]:
    """Directions of each point in which all entries of some matrices move, none much less than the others."""
    sizes = tuple((point.count, DIRECTIONS, *shape) for shape in shapes)
    # What may be large, at sizes as declared, is not kept.
    draw = _random_directions if point.count > 1 else _random_directions.__wrapped__
    return draw(point.seed, purpose, sizes)


@lru_cache
def _random_directions(seed: int, purpose: int, sizes: tuple[tuple[int, ...], ...]) -> list[Array]:
    rng = np.random.default_rng([seed, purpose])
    return [(2.0 * rng.integers(0, 2, size=size) - 1) * rng.uniform(0.5, 1.5, size=size) for size in sizes]


def _second(at: Pass, function: Term, wrt: tuple[Variable, ...], result: Term) -> list[Comparison]:
    points = at.point.count
    to = value(at, function).shape[-2:]
    first, second = (value(at, at.program.term(variable)).shape[-2:] for variable in wrt)
    rows, columns = math.prod(first), math.prod(second)
    found = _fitting(value(at, result), to if rows == columns == 1 else (rows, columns))
    reached = by_point(found, points)
    if rows * columns <= FEW or to != (1, 1):
        estimate, expected = derivative(at, function, wrt), found
        larger = np.maximum(np.maximum(estimate.reached, reached), FLOOR * np.maximum(1.0, estimate.size))
    else:
        one, other = (
            move / math.sqrt(math.prod(move.shape[-2:]))
            for move in random_directions(at.point, 22, first, second)
        )
        estimate = _curved(at, function, wrt, one, other)
        expected = ((_vec(one) @ found) * _vec(other)).sum(axis=-1)[..., None, None]
        larger = np.maximum(reached, FLOOR * np.maximum(1.0, estimate.size)) / math.sqrt(rows * columns)
    precise = estimate.error <= CONVERGED * np.maximum(larger, estimate.reached)
    if not np.all(np.isfinite(estimate.value)) or not np.all(precise):
        raise UndefinedError("the finite differences do not converge")
    apart = by_point(estimate.value - expected, points, axis=0)
    return each_point(apart / larger, reached <= FLOOR)


def _curved(at: Pass, function: Term, wrt: tuple[Variable, ...], one: Array, other: Array) -> Estimate:
    first, second = wrt
    pairs = (
        {first: (one, other)}
        if first == second
        else {first: (one, np.zeros_like(one)), second: (np.zeros_like(other), other)}
    )
    return curvatures(at, function, pairs, ("random", first, second))


def _layout(shape: tuple[int, ...], to: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of a derivative by a variable of one shape, of a function of another."""
    if shape == (1, 1):
        return to
    return shape if to == (1, 1) else (math.prod(shape), math.prod(to))


def _fitting(found: Array, expected: tuple[int, ...]) -> Array:
    if found.shape[-2:] != expected:
        shown, wanted = (f"{rows}×{columns}" for rows, columns in (found.shape[-2:], expected))
        raise MisfitError(f"{shown} where the numeric one has {wanted}")
    return found


def _contracted(result: Array, nudges: Array, to: tuple[int, ...]) -> Array:
    """The slopes that a derivative says the function has along each direction."""
    if nudges.shape[-2:] == (1, 1):
        return np.asarray(nudges * result[:, None])
    if to == (1, 1):
        return np.asarray((result[:, None] * nudges).sum(axis=(-2, -1), keepdims=True))
    return _unvec(_vec(nudges) @ result, to)


def _vec(matrices: Array) -> Array:
    """The entries of each matrix, column by column."""
    return np.swapaxes(matrices, -1, -2).reshape(*matrices.shape[:-2], -1)


def _unvec(entries: Array, shape: tuple[int, ...]) -> Array:
    return np.swapaxes(entries.reshape(*entries.shape[:-1], *reversed(shape)), -1, -2)
