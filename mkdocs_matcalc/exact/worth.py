"""The value of each node in a ring: one row for each, by +, -, * and / alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from math import prod
from operator import add, matmul, mul
from typing import TYPE_CHECKING, Any

import numpy as np
from sympy import Basic, Integer, Rational

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.exponents import is_whole
from mkdocs_matcalc.algebra.nodes import Function, is_number, shape_of
from mkdocs_matcalc.exact.dual import Element, reciprocal, value_of
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.linear import Array, determinant, identity, inverse
from mkdocs_matcalc.exact.rings import apply, call, with_sizes
from mkdocs_matcalc.exact.series import KINKED

if TYPE_CHECKING:
    from mkdocs_matcalc.exact.evaluation import Evaluation

Value = Callable[[Any, "Evaluation"], Array]

HALF = Rational(1, 2)


def matrix(shape: tuple[int, ...], entries: Iterable[Element]) -> Array:
    """A matrix of elements, row by row."""
    return np.fromiter(entries, object, prod(shape)).reshape(shape)


def scalar(element: Element) -> Array:
    """A number as a matrix of one entry."""
    return matrix((1, 1), [element])


def _of_one(value: Callable[[Array], Array]) -> Value:
    """By a function of the value of a node's argument."""
    return lambda node, at: value(at.value(node.args[0]))


def _of_all(value: Callable[[Array, Array], Array]) -> Value:
    return lambda node, at: reduce(value, map(at.value, node.args))


def _by_entry(array: Array, value: Callable[[Element], Element]) -> Array:
    return matrix(array.shape, map(value, array.flat))


def total(array: Array) -> Element:
    """The sum of all entries."""
    return reduce(add, array.flat)


# --- sums and products ------------------------------------------------------------------------------


def _product(node: nodes.Mul, at: Evaluation) -> Array:
    numbers = [at.value(factor) for factor in node.scalars]
    chain = [at.value(factor) for factor in node.chain]
    if not chain:
        return reduce(mul, numbers)
    if chain[-1].shape[1] == 1:
        # Vectors first: no product of two matrices has to be worked out.
        found = reduce(lambda right, left: left @ right, reversed(chain))
    else:
        found = reduce(matmul, chain)
    return found * reduce(mul, numbers) if numbers else found


def _power(node: nodes.Pow, at: Evaluation) -> Array:
    if shape_of(node.base) != nodes.SCALAR:
        if not is_whole(node.exponent):
            raise NoValueError("a root of a matrix has no value here")
        base, exponent = at.value(node.base), at.size(node.exponent)
        return _whole_power(base if exponent >= 0 else inverse(at.ring, base), abs(exponent), at)
    if isinstance(node.exponent, Integer) and node.exponent.is_even:
        half = Integer(int(node.exponent) // 2)
        if isinstance(node.base, nodes.Norm) and node.base.euclidean:
            squares = _by_entry(at.value(node.base.arg), lambda entry: entry * entry)
            return scalar(raised(total(squares), half, at))
        if isinstance(node.base, nodes.WeightedNorm):
            return scalar(raised(at.value(node.base.squared)[0, 0], half, at))
    return scalar(raised(at.value(node.base)[0, 0], _exponent(node.exponent, at), at))


def _exponent(exponent: Basic, at: Evaluation) -> Basic | Element:
    """An exponent as a rational number where it is one at these sizes, or its value."""
    if is_number(exponent):
        known = with_sizes(exponent, at.symbols)
        if isinstance(known, Rational):
            return known
    return at.value(exponent)[0, 0]


def raised(base: Element, exponent: Basic | Element, at: Evaluation) -> Element:
    """A number to a power: a whole one by multiplying, another one by logarithm and exponential."""
    if isinstance(exponent, Integer):
        return _multiplied(base if exponent >= 0 else reciprocal(base), abs(int(exponent)), at)
    if exponent == HALF:
        return apply(at.ring, Function("sqrt"), base)
    if isinstance(exponent, Rational):
        exponent = at.ring.rational(int(exponent.p), int(exponent.q))
    logarithm = apply(at.ring, Function("log"), base)
    return apply(at.ring, Function("exp"), logarithm * exponent)


def _multiplied(base: Element, count: int, at: Evaluation) -> Element:
    found = at.ring.rational(1)
    for bit in f"{count:b}":
        found = found * found
        found = found * base if bit == "1" else found
    return found


def _whole_power(base: Array, count: int, at: Evaluation) -> Array:
    found = identity(at.ring, len(base))
    for bit in f"{count:b}":
        found = found @ found
        found = found @ base if bit == "1" else found
    return found


def _entry_power(node: nodes.HadamardPower, at: Evaluation) -> Array:
    base = at.value(node.base)
    if is_number(node.exponent):
        exponent = _exponent(node.exponent, at)
        return _by_entry(base, lambda entry: raised(entry, exponent, at))
    exponents = at.value(node.exponent)
    shape = np.broadcast_shapes(base.shape, exponents.shape)
    pairs = zip(np.broadcast_to(base, shape).flat, np.broadcast_to(exponents, shape).flat, strict=True)
    return matrix(shape, (raised(one, other, at) for one, other in pairs))


def _kronecker(left: Array, right: Array) -> Array:
    product = left[:, None, :, None] * right[None, :, None, :]
    return product.reshape(len(left) * len(right), -1)


def _fill(node: nodes.Fill, at: Evaluation) -> Array:
    rows, columns = at.shape(node)
    return matrix((rows, columns), [at.value(node.value)[0, 0]] * (rows * columns))


def _inner(left: Array, right: Array) -> Array:
    return scalar(total(left * right))


def _weighted(node: nodes.WeightedInner, at: Evaluation) -> Array:
    left, weight, right = map(at.value, node.args)
    return left.T @ weight @ right


# --- the places of entries --------------------------------------------------------------------------


def _place(index: Basic, at: Evaluation, count: int) -> int:
    place = at.size(index)
    if not 1 <= place <= count:
        raise NoValueError("an index is out of range")
    return place - 1


def _entry(node: nodes.Entry, at: Evaluation) -> Array:
    value = at.value(node.args[0])
    return scalar(value[_places(node, value.shape, at)])


def _places(node: nodes.Entry, shape: tuple[int, ...], at: Evaluation) -> tuple[int, int]:
    """Where an entry stands, counted from 0; of a vector in its first column."""
    indices = [_place(index, at, size) for index, size in zip(node.args[1:], shape, strict=False)]
    return indices[0], indices[1] if len(indices) > 1 else 0


def _member(node: nodes.Member, at: Evaluation) -> Array:
    family, index = node.args
    values = at.family(family)
    member: Array = values[_place(index, at, len(values))]
    return member


def _unit(node: nodes.Unit, at: Evaluation) -> Array:
    size = at.size(node.args[1])
    return identity(at.ring, size)[:, [_place(node.args[0], at, size)]]


def _delta(node: nodes.KroneckerDelta, at: Evaluation) -> Array:
    one, other = map(at.size, node.args)
    return scalar(at.ring.rational(int(one == other)))


def _commutation(node: nodes.Commutation, at: Evaluation) -> Array:
    rows, columns = map(at.size, node.args)
    # Row k of K takes the entry of vec(X) that stands k-th in vec(Xᵀ).
    order = np.arange(rows * columns).reshape(rows, columns, order="F").T.ravel(order="F")
    return identity(at.ring, rows * columns)[order]


def _indexed_sum(node: nodes.IndexedSum, at: Evaluation) -> Array:
    terms = []
    for index in range(1, at.size(node.upper) + 1):
        with at.binding(node.index, index):
            terms.append(at.value(node.body))
    if not terms:
        raise NoValueError("a sum is empty")
    return reduce(add, terms)


def _unvec(node: nodes.Unvec, at: Evaluation) -> Array:
    return at.value(node.args[0]).reshape(at.shape(node), order="F")


def _diag(value: Array) -> Array:
    found = np.full((len(value), len(value)), value[0, 0] * 0, dtype=object)
    found[np.arange(len(value)), np.arange(len(value))] = value[:, 0]
    return found


# --- functions --------------------------------------------------------------------------------------


def _apply(node: nodes.Apply, at: Evaluation) -> Array:
    value = at.value(node.arg)
    if node.function.name in KINKED:
        at.kink(node.arg, value)
    return _by_entry(value, lambda entry: apply(at.ring, node.function, entry))


def _named(name: str, value: Array, at: Evaluation) -> Array:
    return _by_entry(value, lambda entry: apply(at.ring, Function(name), entry))


def _called(node: nodes.Call, at: Evaluation) -> Array:
    return scalar(call(at.ring, node.name, at.value(node.arg).ravel(order="F")))


def _call_gradient(node: nodes.CallGradient, at: Evaluation) -> Array:
    value = at.value(node.arg)
    entries = value.ravel(order="F")
    slopes = [call(at.ring, node.name, entries, (place,)) for place in range(len(entries))]
    return matrix(value.shape[::-1], slopes).T


def _call_hessian(node: nodes.CallHessian, at: Evaluation) -> Array:
    entries = at.value(node.arg).ravel()
    places = range(len(entries))
    bends = (call(at.ring, node.name, entries, tuple(sorted((i, j)))) for i in places for j in places)
    return matrix((len(entries), len(entries)), bends)


def _softmax(value: Array, at: Evaluation) -> Array:
    weights = _named("exp", value, at)
    whole = reciprocal(total(weights))
    return _by_entry(weights, lambda entry: entry * whole)


def _log_sum_exp(value: Array, at: Evaluation) -> Array:
    return _named("log", scalar(total(_named("exp", value, at))), at)


def _row_by_row(value: Callable[[Array, Evaluation], Array]) -> Value:
    return lambda node, at: np.vstack([value(row[None], at) for row in at.value(node.args[0])])


def _largest_place(part: Basic, value: Array, at: Evaluation) -> int:
    """The place of the largest entry, row by row."""
    entries = [value_of(entry) for entry in value.flat]
    best = 0
    for place in range(1, len(entries)):
        if at.ring.is_larger(entries[place], entries[best]):
            best = place
    if value.size > 1:
        at.kink(part, value, is_rivalry=True)
    return best


def _largest(node: nodes.MaxEntry, at: Evaluation) -> Array:
    value = at.value(node.args[0])
    return scalar(value.flat[_largest_place(node.args[0], value, at)])


def _argmax(node: nodes.ArgmaxUnit, at: Evaluation) -> Array:
    value = at.value(node.args[0])
    best = _largest_place(node.args[0], value, at)
    return matrix(value.shape, (at.ring.rational(int(place == best)) for place in range(value.size)))


def _mean(value: Array) -> Array:
    return scalar(total(value) / value.size)


def _variance(value: Array) -> Array:
    mean = total(value) / value.size
    return scalar(total(_by_entry(value, lambda entry: (entry - mean) * (entry - mean))) / value.size)


def _norm(node: nodes.Norm, at: Evaluation) -> Array:
    value = at.value(node.arg)
    if node.euclidean:
        squares = _by_entry(value, lambda entry: entry * entry)
        return _named("sqrt", scalar(total(squares)), at)
    if node.kind in {"1", "inf"}:
        at.kink(node.arg, value)
        sizes = nodes.Apply(Function("abs"), node.arg)
        entries = _named("abs", value, at)
        return scalar(
            total(entries) if node.kind == "1" else entries.flat[_largest_place(sizes, entries, at)]
        )
    raise NotInRingError("singular values have no value in a ring")


def _weighted_norm(node: nodes.WeightedNorm, at: Evaluation) -> Array:
    return _named("sqrt", at.value(node.squared), at)


# --- derivatives ------------------------------------------------------------------------------------


def _differential(node: nodes.Differential, at: Evaluation) -> Array:
    moving = at.moving_together(at.point.directions)
    return moving.slope(node.arg)


def _partial(node: nodes.Partial, at: Evaluation) -> Array:
    function, *by = node.args
    if isinstance(by[0], nodes.Entry):
        return _by_entries(function, by, at)
    wrt = [name for name in by if isinstance(name, nodes.Variable)]
    if wrt != by or len(wrt) > 2:
        raise NotInRingError("such a derivative is not worked out here")
    if len(wrt) == 1:
        slopes = [at.moving(wrt[0], each).slope(function) for each in _directions(wrt[0], at)]
        return _laid_out(slopes, at.value(wrt[0]).shape)
    rows = []
    for one in _directions(wrt[0], at):
        along = at.moving(wrt[0], one)
        both = [along.moving(wrt[1], other) for other in _directions(wrt[1], at)]
        rows.append([along.slope_of(each.slope(function)) for each in both])
    if all(map(nodes.is_scalar, wrt)):
        return rows[0][0]
    if not nodes.is_scalar(function):
        raise NotInRingError("such a derivative is not worked out here")
    return matrix((len(rows), len(rows[0])), (each[0, 0] for row in rows for each in row))


def _directions(name: nodes.Variable, at: Evaluation) -> Iterable[Array]:
    """For each entry, column by column, what is 1 there and 0 elsewhere."""
    rows, columns = at.value(name).shape
    each = identity(at.ring, rows * columns)
    return [row.reshape((rows, columns), order="F") for row in each]


def _laid_out(slopes: list[Array], shape: tuple[int, ...]) -> Array:
    """The slopes along each entry of a variable in denominator layout."""
    if shape == (1, 1):
        return slopes[0]
    if slopes[0].shape == (1, 1):
        return matrix(shape[::-1], (slope[0, 0] for slope in slopes)).T
    return np.vstack([slope.ravel(order="F") for slope in slopes])


def _by_entries(function: Basic, entries: list[Basic], at: Evaluation) -> Array:
    """The slope of a function along an entry of a variable, or the slope of that along another entry."""
    first, *second = (_along_entry(entry, at) for entry in entries)
    if len(second) > 1:
        raise NotInRingError("such a derivative is not worked out here")
    along = at.moving(*first)
    return along.slope_of(along.moving(*second[0]).slope(function)) if second else along.slope(function)


def _along_entry(entry: Basic, at: Evaluation) -> tuple[nodes.Variable, Array]:
    """A variable with the direction in which one of its entries moves alone."""
    name = entry.args[0] if isinstance(entry, nodes.Entry) else None
    if not (isinstance(entry, nodes.Entry) and isinstance(name, nodes.Variable)):
        raise NotInRingError("such a derivative is not worked out here")
    value = at.value(name)
    direction = np.full(value.shape, at.ring.rational(0), dtype=object)
    direction[_places(entry, value.shape, at)] = at.ring.rational(1)
    return name, direction


# One row for each node; those of `WITHOUT_VALUE` have none.
VALUES: dict[type[Basic], Value] = {
    nodes.Add: _of_all(add),
    nodes.Mul: _product,
    nodes.Pow: _power,
    nodes.Transpose: _of_one(lambda value: value.T),
    nodes.Inverse: lambda node, at: inverse(at.ring, at.value(node.args[0])),
    nodes.Hadamard: _of_all(mul),
    nodes.HadamardPower: _entry_power,
    nodes.Kronecker: _of_all(_kronecker),
    nodes.Identity: lambda node, at: identity(at.ring, at.size(node.args[0])),
    nodes.Fill: _fill,
    nodes.Unit: _unit,
    nodes.KroneckerDelta: _delta,
    nodes.Commutation: _commutation,
    nodes.Entry: _entry,
    nodes.Member: _member,
    nodes.IndexedSum: _indexed_sum,
    nodes.Trace: _of_one(lambda value: scalar(total(np.diagonal(value)))),
    nodes.Det: lambda node, at: scalar(determinant(at.ring, at.value(node.args[0]))),
    nodes.Norm: _norm,
    nodes.WeightedNorm: _weighted_norm,
    nodes.Inner: _of_all(_inner),
    nodes.Frobenius: _of_all(_inner),
    nodes.WeightedInner: _weighted,
    nodes.SumEntries: _of_one(lambda value: scalar(total(value))),
    nodes.Mean: _of_one(_mean),
    nodes.Variance: _of_one(_variance),
    nodes.Diag: _of_one(_diag),
    nodes.DiagPart: _of_one(lambda value: np.diagonal(value).reshape(-1, 1)),
    nodes.Vec: _of_one(lambda value: value.reshape((-1, 1), order="F")),
    nodes.Unvec: _unvec,
    nodes.Apply: _apply,
    nodes.Call: _called,
    nodes.CallGradient: _call_gradient,
    nodes.CallHessian: _call_hessian,
    nodes.Softmax: lambda node, at: _softmax(at.value(node.args[0]), at),
    nodes.RowSoftmax: _row_by_row(_softmax),
    nodes.LogSumExp: lambda node, at: _log_sum_exp(at.value(node.args[0]), at),
    nodes.RowLogSumExp: _row_by_row(_log_sum_exp),
    nodes.MaxEntry: _largest,
    nodes.ArgmaxUnit: _argmax,
    nodes.Differential: _differential,
    nodes.Partial: _partial,
    nodes.Bracket: _of_one(lambda value: value),
}

# What is left to numbers with 16 digits: exponentials and logarithms of matrices, singular vectors, averages,
# and derivatives that keep a structure.
WITHOUT_VALUE: frozenset[type[Basic]] = frozenset(
    {
        nodes.MatrixFunction,
        nodes.PolarFactor,
        nodes.TopSingularPair,
        nodes.Expectation,
        nodes.Covariance,
        nodes.Constrained,
    }
)
