"""The value of each node: one row for each, by NumPy alone.

A value is an array (…, nearby, rows, columns): of as many points near each other as are looked at together,
or of one where nothing moves it; in front, an axis for each index of a sum that is bound around it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from sympy import Basic

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.numerics import applied, differences
from mkdocs_matcalc.numerics.point import Array, MisfitError, UndefinedError
from mkdocs_matcalc.numerics.spectral import WORST_CONDITION, by_eigenvalues, exponential
from mkdocs_matcalc.numerics.terms import Term

if TYPE_CHECKING:
    from mkdocs_matcalc.numerics.passes import Pass

# As many axes has a value in which no index is bound.
PLAIN = 3

Value = Callable[[Term, list[Array], "Pass"], Array]


def _of_one(value: Callable[[Array], Array]) -> Value:
    return lambda term, parts, at: np.asarray(value(parts[0]))


def _of_node(value: Callable[..., Array]) -> Value:
    """By a function that reads the node itself."""
    return lambda term, parts, at: value(term.node, parts, at)


def _of_all(value: Callable[[Array, Array], Array]) -> Value:
    return lambda term, parts, at: reduce(value, parts)


def _by_entry(value: Callable[[Array, Array], Array]) -> Value:
    """Of matrices of one shape; NumPy by itself would repeat a row, a column or a number."""

    def of(term: Term, parts: list[Array], at: Pass) -> Array:
        if any(part.shape[-2:] != parts[0].shape[-2:] for part in parts):
            raise MisfitError.within(term.node)
        return reduce(value, parts)

    return of


def _scalar(value: Array) -> Array:
    """A number for each matrix, as a matrix of one entry."""
    return np.asarray(value[..., None, None])


def _sum(value: Array) -> Array:
    return np.asarray(value.sum(axis=(-2, -1), keepdims=True))


def turned(value: Array) -> Array:
    """Each matrix transposed."""
    return np.swapaxes(value, -1, -2)


def take(stack: Array, number: Array) -> Array:
    """One matrix of each stack (…, count, rows, columns) at numbers from 1 on; NaN where there is none."""
    lead = np.broadcast_shapes(stack.shape[:-3], number.shape[:-2])
    stacks = np.broadcast_to(stack, (*lead, *stack.shape[-3:])).reshape(-1, *stack.shape[-3:])
    at = np.broadcast_to(number[..., 0, 0], lead).ravel().astype(int)
    inside = (at >= 1) & (at <= stack.shape[-3])
    found = stacks[np.arange(len(stacks)), np.where(inside, at, 1) - 1]
    return np.where(inside[:, None, None], found, np.nan).reshape(*lead, *stack.shape[-2:])


def _at_indices(array: Array, rows: Array, columns: Array | None = None) -> Array:
    """The entries of matrices at a row and a column, by default the first."""
    entries = turned(take(array[..., None, :], rows))[..., None]
    return entries[..., 0, :, :] if columns is None else take(entries, columns)


def _family(node: nodes.Family, parts: list[Array], at: Pass) -> Array:
    raise UndefinedError(f"{node.name} stands for many values and has no index")


def _entry(term: Term, parts: list[Array], at: Pass) -> Array:
    return _at_indices(*parts)


def _member(node: nodes.Member, parts: list[Array], at: Pass) -> Array:
    return take(at.point.values[node.args[0]], parts[0])


def _unit(node: nodes.Unit, parts: list[Array], at: Pass) -> Array:
    return take(np.eye(at.point.size(node.args[1]))[..., None], parts[0])


def _identity(node: nodes.Identity, parts: list[Array], at: Pass) -> Array:
    return np.eye(at.point.size(node.args[0]))[None]


def _call(node: nodes.Call, parts: list[Array], at: Pass) -> Array:
    return applied.call(node.name, parts[0], at.point.seed)


def _call_gradient(node: nodes.CallGradient, parts: list[Array], at: Pass) -> Array:
    return applied.call_gradient(node.name, parts[0], at.point.seed)


def _call_hessian(node: nodes.CallHessian, parts: list[Array], at: Pass) -> Array:
    return applied.call_hessian(node.name, parts[0], at.point.seed)


def _apply(node: nodes.Apply, parts: list[Array], at: Pass) -> Array:
    return applied.apply(node.function, parts[0], at.point.seed)


def _row_log_sum_exp(value: Array) -> Array:
    largest = value.max(axis=-1, keepdims=True)
    return np.asarray(largest + np.log(np.exp(value - largest).sum(axis=-1, keepdims=True)))


def _row_softmax(value: Array) -> Array:
    weights = np.exp(value - value.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _log_sum_exp(value: Array) -> Array:
    largest = value.max(axis=(-2, -1), keepdims=True)
    return np.asarray(largest + np.log(_sum(np.exp(value - largest))))


def _softmax(value: Array) -> Array:
    weights = np.exp(value - value.max(axis=(-2, -1), keepdims=True))
    return np.asarray(weights / _sum(weights))


def _argmax_unit(value: Array) -> Array:
    return np.where(np.isnan(value), np.nan, value == value.max(axis=(-2, -1), keepdims=True))


def _singular(value: Array) -> tuple[Array, Array, Array]:
    if not np.all(np.isfinite(value)):
        raise UndefinedError("a value is not finite")
    left, middle, right = np.linalg.svd(value, full_matrices=False)
    return left, middle, right


def _polar_factor(value: Array) -> Array:
    left, _, right = _singular(value)
    return np.asarray(left @ right)


def _top_singular_pair(value: Array) -> Array:
    left, _, right = _singular(value)
    return np.asarray(left[..., :, :1] @ right[..., :1, :])


def _commutation(node: nodes.Commutation, parts: list[Array], at: Pass) -> Array:
    rows, columns = (at.point.size(size) for size in node.args)
    # Row k of K takes the entry of vec(X) that stands k-th in vec(Xᵀ).
    order = np.arange(rows * columns).reshape(rows, columns, order="F").T.ravel(order="F")
    return np.eye(rows * columns)[None, order]


def _indexed_sum(term: Term, parts: list[Array], at: Pass) -> Array:
    body, axis, upper = parts
    if upper.size > 1:
        body = np.where(axis <= upper, body, 0.0)
    total = body.sum(axis=0) if body.ndim == axis.ndim else axis.shape[0] * body
    while total.ndim > PLAIN and len(total) == 1:
        total = total[0]
    return np.asarray(total)


def _expectation(term: Term, parts: list[Array], at: Pass) -> Array:
    return np.asarray(_indexed_sum(term, parts, at) / parts[1].shape[0])


def _product(term: Term, parts: list[Array], at: Pass) -> Array:
    scalars = [part for part in parts if part.shape[-2:] == (1, 1)]
    chain = [part for part in parts if part.shape[-2:] != (1, 1)]
    if chain and chain[-1].shape[-1] == 1:
        # Vectors first: no product of two matrices has to be worked out.
        scalars.append(reduce(lambda right, left: left @ right, reversed(chain)))
    elif chain:
        scalars.append(reduce(np.matmul, chain))
    return reduce(np.multiply, scalars)


def _power(term: Term, parts: list[Array], at: Pass) -> Array:
    base, exponent = parts
    if base.shape[-2:] == (1, 1):
        return np.asarray(base**exponent)
    if exponent.size == 1 and not float(exponent.flat[0]).is_integer():
        return by_eigenvalues(base, lambda values: values ** exponent.flat[0], cut=True)
    whole = np.round(exponent)
    if whole.size == 1:
        return _whole_power(base, int(whole.flat[0]))
    powers = ((each, _power_or_none(base, int(each))) for each in np.unique(whole))
    return reduce(lambda value, each: np.where(whole == each[0], each[1], value), powers, np.array(np.nan))


def _power_or_none(matrix: Array, exponent: int) -> Array:
    """A power of which it is not known whether it is asked for: NaN where there is none."""
    try:
        return _whole_power(matrix, exponent)
    except UndefinedError:
        return np.full_like(matrix, np.nan)


def _whole_power(matrix: Array, exponent: int) -> Array:
    base = matrix if exponent >= 0 else _inverse(matrix)
    return np.asarray(np.linalg.matrix_power(base, abs(exponent)))


def _inverse(matrix: Array) -> Array:
    try:
        inverse = np.asarray(np.linalg.inv(matrix))
    except np.linalg.LinAlgError as error:
        raise UndefinedError("a matrix is singular") from error
    condition = np.sqrt(_sum(matrix**2) * _sum(inverse**2))
    return np.where(condition < WORST_CONDITION, inverse, np.nan)


def _matrix_function(node: nodes.MatrixFunction, parts: list[Array], at: Pass) -> Array:
    if node.name == "expm":
        return exponential(parts[0])
    return by_eigenvalues(parts[0], np.log, cut=True)


def _kronecker(left: Array, right: Array) -> Array:
    value = left[..., :, None, :, None] * right[..., None, :, None, :]
    rows, columns = left.shape[-2] * right.shape[-2], left.shape[-1] * right.shape[-1]
    return value.reshape(*value.shape[:-4], rows, columns)


def _norm(node: nodes.Norm, parts: list[Array], at: Pass) -> Array:
    if node.kind not in NORMS:
        raise UndefinedError(f"{node.kind} is no norm")
    return NORMS[node.kind](parts[0])


def _weighted(left: Array, weight: Array, right: Array) -> Array:
    return np.asarray(turned(left) @ weight @ right)


def _variance(value: Array) -> Array:
    return np.asarray(value.var(axis=(-2, -1), keepdims=True))


def _unvec(node: nodes.Unvec, parts: list[Array], at: Pass) -> Array:
    rows, columns = (at.point.size(size) for size in node.shape)
    return turned(parts[0].reshape(*parts[0].shape[:-2], columns, rows))


def _largest(value: Array) -> Array:
    return np.asarray(value.max(axis=(-2, -1), keepdims=True))


def _euclidean(value: Array) -> Array:
    return np.asarray(np.sqrt(_sum(value**2)))


NORMS: dict[str, Callable[[Array], Array]] = {
    "1": lambda value: _sum(np.abs(value)),
    "inf": lambda value: _largest(np.abs(value)),
    "F": _euclidean,
    "2": lambda value: (
        _euclidean(value) if 1 in value.shape[-2:] else _scalar(_singular(value)[1].max(axis=-1))
    ),
    "nuc": lambda value: _scalar(_singular(value)[1].sum(axis=-1)),
}


def _fill(node: nodes.Fill, parts: list[Array], at: Pass) -> Array:
    shape = tuple(at.point.size(size) for size in node.shape)
    return np.broadcast_to(parts[0], (*parts[0].shape[:-2], *shape))


def _diag(value: Array) -> Array:
    entries = value.reshape(*value.shape[:-2], -1, 1)
    return np.asarray(entries * np.eye(entries.shape[-2]))


def _differential(term: Term, parts: list[Array], at: Pass) -> Array:
    return differences.along(at, term.parts[0])


def _partial(term: Term, parts: list[Array], at: Pass) -> Array:
    function, *wrt = term.parts
    if isinstance(wrt[0].node, nodes.Entry):
        return _slope_by_entry(function, wrt[0], at) if len(wrt) == 1 else _bend_by_entries(function, wrt, at)
    return differences.derivative(at, function, tuple(map(_variable, wrt))).settled()


def _variable(term: Term) -> nodes.Variable:
    """What a derivative is taken by."""
    if not isinstance(term.node, nodes.Variable):
        raise UndefinedError(f"{plain(term.node)} is no variable")
    return term.node


def _slope_by_entry(function: Term, entry: Term, at: Pass) -> Array:
    """The slope of a function, or of an entry of one, along one entry of a variable."""
    by_entry = isinstance(function.node, nodes.Entry)
    variable, *indices = entry.parts
    slopes = differences.by_entries(at, function.parts[0] if by_entry else function, _variable(variable))
    row, *column = (at.value(index) for index in indices)
    before = (column[0] - 1) * at.value(variable).shape[-2] if column else 0.0
    value = take(slopes, row + before)
    return _at_indices(value, *(at.value(index) for index in function.parts[1:])) if by_entry else value


def _bend_by_entries(function: Term, entries: list[Term], at: Pass) -> Array:
    """The second derivative of a function along entries of two vectors."""
    variables = tuple(_variable(entry.parts[0]) for entry in entries)
    slopes = differences.derivative(at, function, variables).settled()
    return _at_indices(slopes, *(at.value(entry.parts[1]) for entry in entries))


VALUES: dict[type[Basic], Value] = {
    nodes.Family: _of_node(_family),
    nodes.Member: _of_node(_member),
    nodes.Entry: _entry,
    nodes.Variable: lambda term, parts, at: at.variable(term, parts),
    nodes.Add: _by_entry(np.add),
    nodes.Mul: _product,
    nodes.Pow: _power,
    nodes.Transpose: _of_one(turned),
    nodes.Inverse: _of_one(_inverse),
    nodes.MatrixFunction: _of_node(_matrix_function),
    nodes.Hadamard: _by_entry(np.multiply),
    nodes.HadamardPower: _of_all(np.power),
    nodes.Kronecker: _of_all(_kronecker),
    nodes.Identity: _of_node(_identity),
    nodes.Fill: _of_node(_fill),
    nodes.RowSoftmax: _of_one(_row_softmax),
    nodes.RowLogSumExp: _of_one(_row_log_sum_exp),
    nodes.MaxEntry: _of_one(_largest),
    nodes.ArgmaxUnit: _of_one(_argmax_unit),
    nodes.PolarFactor: _of_one(_polar_factor),
    nodes.TopSingularPair: _of_one(_top_singular_pair),
    nodes.Commutation: _of_node(_commutation),
    nodes.Unit: _of_node(_unit),
    nodes.KroneckerDelta: lambda term, parts, at: np.asarray(parts[0] == parts[1], dtype=np.float64),
    nodes.Trace: _of_one(lambda value: _scalar(np.trace(value, axis1=-2, axis2=-1))),
    nodes.Det: _of_one(lambda value: _scalar(np.linalg.det(value))),
    nodes.Norm: _of_node(_norm),
    nodes.Inner: _by_entry(lambda left, right: _sum(left * right)),
    nodes.WeightedInner: lambda term, parts, at: _weighted(*parts),
    nodes.WeightedNorm: lambda term, parts, at: np.sqrt(_weighted(parts[0], parts[1], parts[0])),
    nodes.SumEntries: _of_one(_sum),
    nodes.Mean: _of_one(lambda value: np.asarray(value.mean(axis=(-2, -1), keepdims=True))),
    nodes.Variance: _of_one(_variance),
    nodes.LogSumExp: _of_one(_log_sum_exp),
    nodes.Call: _of_node(_call),
    nodes.CallGradient: _of_node(_call_gradient),
    nodes.CallHessian: _of_node(_call_hessian),
    nodes.Constrained: _of_one(np.asarray),
    nodes.Frobenius: _by_entry(lambda left, right: _sum(left * right)),
    nodes.Apply: _of_node(_apply),
    nodes.Softmax: _of_one(_softmax),
    nodes.Diag: _of_one(_diag),
    nodes.DiagPart: _of_one(lambda value: np.diagonal(value, axis1=-2, axis2=-1)[..., None]),
    nodes.Vec: _of_one(lambda value: turned(value).reshape(*value.shape[:-2], -1, 1)),
    nodes.Unvec: _of_node(_unvec),
    nodes.IndexedSum: _indexed_sum,
    nodes.Expectation: _expectation,
    # By its definition, which is worked out as its only part.
    nodes.Covariance: _of_one(lambda value: value),
    nodes.Differential: _differential,
    nodes.Partial: _partial,
    nodes.Bracket: _of_one(np.asarray),
}
