"""The value of an expression at a point: one line for each node, by NumPy alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.nodes import is_number
from mkdocs_matcalc.numerics import differences, functions
from mkdocs_matcalc.numerics.point import Array, Point, UndefinedError
from mkdocs_matcalc.numerics.richardson import Estimate, slope

# Beyond it an inverse is noise: the matrix is singular for all purposes.
WORST_CONDITION = 1e7


def evaluate(expr: Basic, point: Point) -> Array:
    """The value of any expression as a 2-D array: a scalar (1, 1), a vector (n, 1).

    Raises:
        UndefinedError: The expression has no finite real value there.
    """
    with np.errstate(all="ignore"):
        value = _scalar(point.number(expr)) if is_number(expr) else VALUES[type(expr)](expr, point)
    if not np.all(np.isfinite(value)):
        raise UndefinedError("a value is not finite")
    return value


def derivative(
    function: Basic, wrt: tuple[nodes.Variable, ...], point: Point, structure: str = ""
) -> Estimate:
    """The derivative of an expression by finite differences; a defined name in `wrt` is a variable here.

    See `numerics.differences.estimate` for its shape and structure, `Estimate.settled` for its value.
    """
    for variable in wrt:
        point = point.holding(variable, evaluate(variable, point))
    return differences.estimate(lambda nearby: evaluate(function, nearby), wrt, point, structure)


def _scalar(value: float | np.floating[Any]) -> Array:
    return np.array([[value]], dtype=np.float64)


def _part(expr: Basic, point: Point) -> Array:
    """The value of a node's first part."""
    return evaluate(expr.args[0], point)


def _parts(expr: Basic, point: Point) -> list[Array]:
    return [evaluate(part, point) for part in expr.args]


def _variable(expr: nodes.Variable, point: Point) -> Array:
    if expr in point.values:
        return point.values[expr]
    if expr not in point.known:
        if expr not in point.definitions:
            raise UndefinedError(f"{expr.name} has no value")
        point.known[expr] = evaluate(point.definitions[expr], point)
    return point.known[expr]


def _family(expr: nodes.Family, point: Point) -> Array:
    raise UndefinedError(f"{expr.name} stands for many values and has no index")


def _item(array: Array, indices: tuple[int, ...]) -> Array:
    """What stands at indices that count from 1."""
    if any(not 1 <= index <= size for index, size in zip(indices, array.shape, strict=False)):
        raise UndefinedError("an index is out of range")
    return np.asarray(array[tuple(index - 1 for index in indices)])


def _entry(expr: nodes.Entry, point: Point) -> Array:
    array, *indices = expr.args
    value = _item(evaluate(array, point), tuple(point.size(index) for index in indices))
    return value.reshape(1, 1)


def _member(expr: nodes.Member, point: Point) -> Array:
    family, index = expr.args
    return _item(point.values[family], (point.size(index),))


def _row_log_sum_exp(expr: nodes.RowLogSumExp, point: Point) -> Array:
    value = _part(expr, point)
    largest = np.max(value, axis=1, keepdims=True)
    return np.asarray(largest + np.log(np.sum(np.exp(value - largest), axis=1, keepdims=True)))


def _row_softmax(expr: nodes.RowSoftmax, point: Point) -> Array:
    value = _part(expr, point)
    weights = np.exp(value - np.max(value, axis=1, keepdims=True))
    return np.asarray(weights / np.sum(weights, axis=1, keepdims=True))


def _argmax_unit(expr: nodes.ArgmaxUnit, point: Point) -> Array:
    value = _part(expr, point)
    return np.asarray(value == np.max(value), dtype=np.float64)


def _polar_factor(expr: nodes.PolarFactor, point: Point) -> Array:
    left, _, right = np.linalg.svd(_part(expr, point), full_matrices=False)
    return np.asarray(left @ right)


def _top_singular_pair(expr: nodes.TopSingularPair, point: Point) -> Array:
    left, _, right = np.linalg.svd(_part(expr, point), full_matrices=False)
    return np.asarray(left[:, :1] @ right[:1])


def _commutation(expr: nodes.Commutation, point: Point) -> Array:
    rows, columns = (point.size(size) for size in expr.args)
    # Row k of K takes the entry of vec(X) that stands k-th in vec(Xᵀ).
    order = np.arange(rows * columns).reshape(rows, columns, order="F").T.ravel(order="F")
    return np.eye(rows * columns)[order]


def _unit(expr: nodes.Unit, point: Point) -> Array:
    index, rows = expr.args
    return _item(np.eye(point.size(rows)), (point.size(index),)).reshape(-1, 1)


def _indexed_sum(expr: nodes.IndexedSum, point: Point) -> Array:
    count = point.size(expr.upper)
    terms = [evaluate(expr.body, point.at_index(expr.index, i)) for i in range(1, count + 1)]
    return np.asarray(sum(terms[1:], terms[0]))


def _product(expr: nodes.Mul, point: Point) -> Array:
    factors = [evaluate(factor, point) for factor in expr.args]
    number = float(np.prod([factor.item() for factor in factors if factor.shape == (1, 1)]))
    chain = [factor for factor in factors if factor.shape != (1, 1)]
    return np.asarray(number * reduce(np.matmul, chain)) if chain else _scalar(number)


def _power(expr: nodes.Pow, point: Point) -> Array:
    base, exponent = _parts(expr, point)
    if base.shape == (1, 1):
        return np.asarray(base**exponent)
    whole = round(exponent.item())
    return np.asarray(np.linalg.matrix_power(base if whole >= 0 else _inverted(base), abs(whole)))


def _inverted(matrix: Array) -> Array:
    if np.linalg.cond(matrix) > WORST_CONDITION:
        raise UndefinedError("a matrix is singular")
    return np.asarray(np.linalg.inv(matrix), dtype=np.float64)


def _kronecker(expr: nodes.Kronecker, point: Point) -> Array:
    first, *others = _parts(expr, point)
    for other in others:
        first = np.asarray(np.kron(first, other), dtype=np.float64)
    return first


def _norm(expr: nodes.Norm, point: Point) -> Array:
    value = evaluate(expr.arg, point)
    match expr.kind:
        case "1":
            return _scalar(np.sum(np.abs(value)))
        case "inf":
            return _scalar(np.max(np.abs(value)))
        case "F":
            return _scalar(np.sqrt(np.sum(value**2)))
        case "2":
            return _scalar(np.linalg.norm(value, 2))
        case "nuc":
            return _scalar(np.linalg.norm(value, "nuc"))
        case kind:
            raise UndefinedError(f"{kind} is no norm")


def _weighted_inner(expr: nodes.WeightedInner, point: Point) -> Array:
    left, weight, right = _parts(expr, point)
    return np.asarray(left.T @ weight @ right)


def _log_sum_exp(expr: nodes.LogSumExp, point: Point) -> Array:
    return _scalar(np.logaddexp.reduce(_part(expr, point), axis=None))


def _softmax(expr: nodes.Softmax, point: Point) -> Array:
    value = _part(expr, point)
    return np.asarray(np.exp(value - np.logaddexp.reduce(value, axis=None)))


def _fill(expr: nodes.Fill, point: Point) -> Array:
    return np.full([point.size(size) for size in expr.shape], evaluate(expr.value, point).item())


def _differential(expr: nodes.Differential, point: Point) -> Array:
    return slope(lambda distance: evaluate(expr.arg, point.along(distance))).settled()


def _by_entry(function: Basic, entry: nodes.Entry, point: Point) -> Array:
    """The slope along one entry of a variable alone."""
    if not isinstance(function, nodes.Entry):
        return _slope_by_entry(function, entry, point)
    # In a sum over an index the slope of one and the same entry is asked for again and again.
    key = tuple(point.size(part) if is_number(part) else part for part in (*function.args, *entry.args))
    if key not in point.slopes:
        point.slopes[key] = _slope_by_entry(function, entry, point)
    return point.slopes[key]


def _slope_by_entry(function: Basic, entry: nodes.Entry, point: Point) -> Array:
    variable, *indices = entry.args
    value = evaluate(variable, point)
    numbers = np.arange(value.size, dtype=np.float64).reshape(value.shape)
    nudge = np.asarray(
        numbers == _item(numbers, tuple(point.size(index) for index in indices)), dtype=np.float64
    )
    held = point.holding(variable, value)
    return slope(lambda distance: evaluate(function, held.moved({variable: distance * nudge}))).settled()


def _partial(expr: nodes.Partial, point: Point) -> Array:
    function, *wrt = expr.args
    if isinstance(wrt[0], nodes.Entry):
        return _by_entry(function, wrt[0], point)
    return derivative(function, tuple(wrt), point).settled()


VALUES: dict[type[Basic], Callable[..., Array]] = {
    nodes.Variable: _variable,
    nodes.Family: _family,
    nodes.Member: _member,
    nodes.Entry: _entry,
    nodes.Add: lambda expr, point: np.asarray(reduce(np.add, _parts(expr, point))),
    nodes.Mul: _product,
    nodes.Pow: _power,
    nodes.Transpose: lambda expr, point: _part(expr, point).T,
    nodes.Inverse: lambda expr, point: _inverted(_part(expr, point)),
    nodes.Hadamard: lambda expr, point: np.asarray(reduce(np.multiply, _parts(expr, point))),
    nodes.HadamardPower: lambda expr, point: np.asarray(_part(expr, point) ** evaluate(expr.exponent, point)),
    nodes.Kronecker: _kronecker,
    nodes.Identity: lambda expr, point: np.eye(point.size(expr.args[0])),
    nodes.Fill: _fill,
    nodes.RowSoftmax: _row_softmax,
    nodes.RowLogSumExp: _row_log_sum_exp,
    nodes.MaxEntry: lambda expr, point: _scalar(np.max(_part(expr, point))),
    nodes.ArgmaxUnit: _argmax_unit,
    nodes.PolarFactor: _polar_factor,
    nodes.TopSingularPair: _top_singular_pair,
    nodes.Commutation: _commutation,
    nodes.Unit: _unit,
    nodes.KroneckerDelta: lambda expr, point: _scalar(
        float(point.size(expr.args[0]) == point.size(expr.args[1]))
    ),
    nodes.Trace: lambda expr, point: _scalar(np.trace(_part(expr, point))),
    nodes.Det: lambda expr, point: _scalar(np.linalg.det(_part(expr, point))),
    nodes.Norm: _norm,
    nodes.Inner: lambda expr, point: _scalar(np.sum(np.multiply(*_parts(expr, point)))),
    nodes.WeightedNorm: lambda expr, point: np.sqrt(evaluate(expr.squared, point)),
    nodes.WeightedInner: _weighted_inner,
    nodes.SumEntries: lambda expr, point: _scalar(np.sum(_part(expr, point))),
    nodes.Mean: lambda expr, point: _scalar(np.mean(_part(expr, point))),
    nodes.Variance: lambda expr, point: _scalar(np.var(_part(expr, point))),
    nodes.LogSumExp: _log_sum_exp,
    nodes.Call: lambda expr, point: functions.call(expr.name, evaluate(expr.arg, point), point.seed),
    nodes.CallGradient: lambda expr, point: functions.call_gradient(
        expr.name, evaluate(expr.arg, point), point.seed
    ),
    nodes.CallHessian: lambda expr, point: functions.call_hessian(
        expr.name, evaluate(expr.arg, point), point.seed
    ),
    nodes.Constrained: _part,
    nodes.Frobenius: lambda expr, point: _scalar(np.sum(np.multiply(*_parts(expr, point)))),
    nodes.Apply: lambda expr, point: functions.apply(expr.function, evaluate(expr.arg, point), point.seed),
    nodes.Softmax: _softmax,
    nodes.Diag: lambda expr, point: np.diag(_part(expr, point).ravel()),
    nodes.DiagPart: lambda expr, point: np.diag(_part(expr, point)).reshape(-1, 1),
    nodes.Vec: lambda expr, point: _part(expr, point).reshape(-1, 1, order="F"),
    nodes.Unvec: lambda expr, point: _part(expr, point).reshape(
        [point.size(size) for size in expr.shape], order="F"
    ),
    nodes.IndexedSum: _indexed_sum,
    nodes.Differential: _differential,
    nodes.Partial: _partial,
    nodes.Bracket: _part,
}
