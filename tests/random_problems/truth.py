"""What is right: the value and the derivative of each request at a point, in denominator layout."""

from __future__ import annotations

import operator
import random
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from . import jets
from .jets import Array, Jet, Undefined, constant, require
from .nodes import SCALAR, Kind, Map, Node, Problem, Request, Variable

ABSTRACT = {
    0: lambda t: np.sin(t) + 0.3 * t**2,
    1: lambda t: np.cos(t) + 0.6 * t,
    2: lambda t: 0.6 - np.sin(t),
    3: lambda t: -np.cos(t),
}


def loss_matrix(size: int) -> Array:
    """An abstract L : R^n -> R stands for log(1 + z^T M z / 2) with this symmetric, positive definite M."""
    return np.eye(size) + 0.3 * np.ones((size, size))


def loss(z: Array) -> Any:
    z = np.asarray(z, dtype=float).ravel()
    return np.log(1 + z @ loss_matrix(z.size) @ z / 2)


def loss_slope(z: Array) -> Array:
    z = np.asarray(z, dtype=float).ravel()
    pushed = loss_matrix(z.size) @ z
    return pushed / (1 + z @ pushed / 2)


def loss_curvature(z: Array) -> Array:
    z = np.asarray(z, dtype=float).ravel()
    matrix = loss_matrix(z.size)
    pushed = matrix @ z
    size = 1 + z @ pushed / 2
    return matrix / size - np.outer(pushed, pushed) / size**2


# As many values has what is random, and the index that counts them.
DRAWS = 3
DRAW = "draw"


@dataclass(frozen=True)
class Point:
    """Sizes of the dimensions, and a value of each variable: 2-d, a family's with its index first."""

    sizes: dict[str, int]
    values: dict[str, Array]

    def size(self, dim: str) -> int:
        return int(np.prod([int(part) if part.isdigit() else self.sizes[part] for part in dim.split("*")]))

    def shape(self, kind: Kind) -> tuple[int, int]:
        return self.size(kind[0]), self.size(kind[1])

    def argument(self, variable: Variable) -> Any:
        """A variable as code takes it: a number, a 1-d or 2-d array, a family's index first."""
        value = self.values[variable.name]
        if variable.kind == SCALAR:
            return value.reshape(value.shape[0]) if variable.is_many else float(value[0, 0])
        return value[..., 0] if variable.kind[1] == "1" else value


def draw(problem: Problem, rng: random.Random) -> Point:
    """A random point; the sizes are small and distinct, and even where a skew matrix of odd size would be
    singular."""
    even = {each.kind[0] for each in problem.variables.values() if "skew" in each.facts}
    sizes: dict[str, int] = {}
    for dim in sorted(problem.dims, key=lambda dim: dim not in even):
        free = [size for size in ((2, 4, 6) if dim in even else (2, 3, 4, 5)) if size not in sizes.values()]
        sizes[dim] = rng.choice(free)
    point = Point(sizes, {})
    numbers = np.random.default_rng(rng.getrandbits(32))
    scale = rng.choice((0.4, 0.7, 1.0))
    for name, variable in problem.variables.items():
        shape = point.shape(variable.kind)
        if variable.is_many:
            shape = (DRAWS if variable.is_random else point.size(variable.count), *shape)
        point.values[name] = _drawn(numbers, shape, set(variable.facts), scale)
    return point


def _drawn(numbers: np.random.Generator, shape: tuple[int, ...], facts: set[str], scale: float) -> Array:
    value = scale * numbers.standard_normal(shape)
    if "symmetric" in facts:
        value = (value + value.T) / 2
    if "skew" in facts:
        value = (value - value.T) / 2
    if "orthogonal" in facts:
        value = np.linalg.qr(value)[0]
    if "positive definite" in facts:
        value = value @ value.T + 0.5 * np.eye(shape[0])
    if "positive semidefinite" in facts:
        value = value @ value.T
    if facts & {"positive", "nonnegative"}:
        value = np.abs(value) + 0.2
    if "diagonal" in facts:
        value = np.diag(np.diag(value))
    return _of_entries(numbers, value, facts)


def _of_entries(numbers: np.random.Generator, value: Array, facts: set[str]) -> Array:
    """A value of which something is known of all entries together, or of each."""
    if "unit" in facts:
        value = value / np.linalg.norm(value)
    if "probabilities" in facts:
        value = np.abs(value) / np.abs(value).sum()
    if "stochastic" in facts:
        value = np.abs(value) / np.abs(value).sum(axis=-1, keepdims=True)
    if "signs" in facts:
        value = np.where(value > 0, 1.0, -1.0)
    if "binary" in facts:
        value = np.where(value > 0, 1.0, 0.0)
    if "one-hot" in facts:
        value = np.eye(len(value))[:, [numbers.integers(len(value))]]
    return value


class Evaluation:
    """A problem's expressions as jets at a point, moving along the entries of some variables."""

    def __init__(self, problem: Problem, point: Point, wrt: tuple[str, ...] = (), order: int = 1) -> None:
        self.problem, self.point = problem, point
        self.moving: dict[str, Jet] = {}
        self.known: dict[str, Jet] = {}
        self.spans: dict[str, slice] = {}
        names = list(dict.fromkeys(wrt))
        values = {name: self._value(name) for name in names}
        count = sum(value.size for value in values.values())
        start = 0
        for name, value in values.items():
            rows, columns = value.shape
            d = np.zeros((count, rows, columns))
            for at in range(value.size):
                d[start + at, at % rows, at // rows] = 1
            self.spans[name] = slice(start, start + value.size)
            start += value.size
            h = np.zeros((count, count, rows, columns)) if order == 2 else None
            self.moving[name] = Jet(value, d, h)
        # A defined name that is moved itself no longer follows from what defines it.
        self.known = dict(self.moving)

    def _value(self, name: str) -> Array:
        if name in self.problem.definitions:
            return self.of(self.problem.definitions[name], {}).v
        return self.point.values[name]

    def of(self, node: Node, indices: dict[str, int] | None = None) -> Jet:
        """A node's jet; `indices` are the values of the sums' indices."""
        at = indices or {}
        own = getattr(self, f"_{node.op}", None)
        result = own(node, at) if own else _plain(node, [self.of(arg, at) for arg in node.args])
        require(np.all(np.isfinite(result.v)) and np.max(np.abs(result.v), initial=0) < jets.LARGEST)
        assert result.v.shape == self.point.shape(node.kind), (node, result.v.shape)
        return result

    # --- leaves ---

    def _var(self, node: Node, at: dict[str, int]) -> Jet:
        name = str(node.data)
        if self.problem.variables[name].is_random:
            return constant(self.point.values[name][at[DRAW]])
        return self.moving[name] if name in self.moving else constant(self.point.values[name])

    def _ref(self, node: Node, at: dict[str, int]) -> Jet:
        name = str(node.data)
        if name not in self.known:
            self.known[name] = self.of(self.problem.definitions[name], {})
        return self.known[name]

    def _dim(self, node: Node, at: dict[str, int]) -> Jet:
        return constant(self.point.size(str(node.data)))

    def _eye(self, node: Node, at: dict[str, int]) -> Jet:
        return constant(np.eye(self.point.size(node.kind[0])))

    def _ones(self, node: Node, at: dict[str, int]) -> Jet:
        return constant(np.ones(self.point.shape(node.kind)))

    def _zeros(self, node: Node, at: dict[str, int]) -> Jet:
        return constant(np.zeros(self.point.shape(node.kind)))

    def _unit(self, node: Node, at: dict[str, int]) -> Jet:
        return constant(np.eye(self.point.size(node.kind[0]))[:, [at[str(node.data)]]])

    def _member(self, node: Node, at: dict[str, int]) -> Jet:
        name, index = node.data
        return constant(self.point.values[name].reshape(-1, *self.point.shape(node.kind))[at[index]])

    def _entry(self, node: Node, at: dict[str, int]) -> Jet:
        places = [at[index] for index in node.data] + [0]
        row, column = places[:2]
        return jets.linear(self.of(node.args[0], at), lambda x: x[..., row : row + 1, column : column + 1])

    # --- what needs sizes or names ---

    def _unvec(self, node: Node, at: dict[str, int]) -> Jet:
        return jets.unvec(self.of(node.args[0], at), *self.point.shape(node.kind))

    def _mpowsize(self, node: Node, at: dict[str, int]) -> Jet:
        base, exponent = (self.of(arg, at) for arg in node.args)
        return jets.matrix_power(base, int(exponent.v[0, 0]))

    def _mpowindex(self, node: Node, at: dict[str, int]) -> Jet:
        return jets.matrix_power(self.of(node.args[0], at), at[str(node.data)] + 1)

    def _indexsum(self, node: Node, at: dict[str, int]) -> Jet:
        index, upper = node.data
        return self.summed(node.args[0], at, index, self.point.size(upper))

    def _expect(self, node: Node, at: dict[str, int]) -> Jet:
        return constant(1 / DRAWS) * self.summed(node.args[0], at, DRAW, DRAWS)

    def _cov(self, node: Node, at: dict[str, int]) -> Jet:
        """E[l rᵀ] - E[l] E[r]ᵀ, with each mean written out."""
        sides = [[self.of(side, {**at, DRAW: draw}) for draw in range(DRAWS)] for side in node.args]
        share = constant(1 / DRAWS)
        left, right = (share * reduce(operator.add, side) for side in sides)
        products = [one @ other.mT for one, other in zip(*sides, strict=True)]
        return share * reduce(operator.add, products) - left @ right.mT

    def summed(self, body: Node, at: dict[str, int], index: str, count: int) -> Jet:
        result = self.of(body, {**at, index: 0})
        for number in range(1, count):
            result = result + self.of(body, {**at, index: number})
        return result

    def _fill(self, node: Node, at: dict[str, int]) -> Jet:
        return jets.spread(self.of(node.args[0], at), self.point.shape(node.kind))

    def _map(self, node: Node, at: dict[str, int]) -> Jet:
        arg = self.of(node.args[0], at)
        return jets.by_entry(arg, *(ABSTRACT[order](arg.v) for order in range(3)))

    def _loss(self, node: Node, at: dict[str, int]) -> Jet:
        z = self.of(node.args[0], at)
        form = z.mT @ constant(loss_matrix(z.v.shape[0])) @ z
        return jets.log(constant(1) + constant(0.5) * form)

    # --- what is asked ---

    def derivative(self, request: Request, wrt: tuple[str, ...]) -> Array:
        """The derivative of a request's function, in the shape that code returns it in."""
        result = self.of(request.function)
        derived = result.d if request.order == 1 else result.h
        kinds = [kind_of(self.problem, name) for name in wrt]
        sizes = [self.moving[name].v.size for name in wrt]
        if derived is None:
            derived = np.zeros((*([sum(sizes)] * request.order), *result.v.shape))
        spans = [self.spans[name] for name in wrt]
        part = derived[tuple(spans)]
        require(np.all(np.isfinite(part)) and np.max(np.abs(part), initial=0) < jets.LARGEST)
        return _laid_out(part, kinds, [self.moving[name].v.shape for name in wrt])


def kind_of(problem: Problem, name: str) -> Kind:
    if name in problem.definitions:
        return problem.definitions[name].kind
    return problem.variables[name].kind


def _laid_out(part: Array, kinds: list[Kind], shapes: list[tuple[int, ...]]) -> Array:
    order = len(kinds)
    rows, columns = part.shape[-2:]
    function = np.swapaxes(part, -1, -2).reshape(*part.shape[:-2], rows * columns)
    if all(kind == SCALAR for kind in kinds):
        return squeezed(part.reshape(rows, columns))
    if order == 2:
        assert rows == columns == 1
        return squeezed(function.reshape(part.shape[:2]))
    if rows == columns == 1:
        return squeezed(function.reshape(shapes[0], order="F"))
    return function


def squeezed(value: Array) -> Array:
    """(n, 1) as (n,), (1, 1) as ()."""
    if value.shape[-1] == 1:
        value = value[..., 0]
        if value.shape == (1,):
            value = value[0]
    return np.asarray(value)


_UNARY = {
    "neg": lambda a: -a,
    "t": lambda a: a.mT,
    "inv": jets.inverse,
    "invt": lambda a: jets.inverse(a).mT,
    "tr": jets.trace,
    "expm": jets.exponential,
    "pinv": jets.pseudoinverse,
    "logm": jets.logarithm,
    "sqrtm": jets.square_root,
    "det": jets.determinant,
    "logdet": lambda a: jets.log(jets.determinant(a)),
    "logabsdet": lambda a: jets.log(jets.FUNCTIONS["abs"](jets.determinant(a))),
    "diag": jets.diagonal_matrix,
    "diagpart": jets.diagonal_part,
    "vec": jets.vec,
    "sum": jets.total,
    "mean": lambda a: constant(1 / a.v.size) * jets.total(a),
    "variance": lambda a: _row_variances(jets.vec(a).mT),
    "var_rows": lambda a: _row_variances(a),
    "var_columns": lambda a: _row_variances(a.mT),
    "sum_rows": jets.row_sums,
    "sum_columns": lambda a: jets.row_sums(a.mT),
    "mean_rows": lambda a: constant(1 / a.v.shape[1]) * jets.row_sums(a),
    "mean_columns": lambda a: constant(1 / a.v.shape[0]) * jets.row_sums(a.mT),
    "softmax": lambda a: jets.row_softmax(a.mT).mT,
    "logsumexp": lambda a: jets.row_logsumexp(a.mT).mT,
    "log_softmax": lambda a: _log_softmax_rows(a.mT).mT,
    "softmax_rows": jets.row_softmax,
    "softmax_columns": lambda a: jets.row_softmax(a.mT).mT,
    "logsumexp_rows": jets.row_logsumexp,
    "logsumexp_columns": lambda a: jets.row_logsumexp(a.mT),
    "log_softmax_rows": lambda a: _log_softmax_rows(a),
    "log_softmax_columns": lambda a: _log_softmax_rows(a.mT).mT,
    "max": jets.largest,
    "maxzero": jets.relu,
    "minzero": lambda a: -jets.relu(-a),
}


def _row_variances(a: Jet) -> Jet:
    """The mean of the squares less the square of the mean, of each row."""
    mean = constant(1 / a.v.shape[1]) * jets.row_sums(a)
    return constant(1 / a.v.shape[1]) * jets.row_sums(a * a) - mean * mean


def _log_softmax_rows(a: Jet) -> Jet:
    return jets.log(jets.row_softmax(a))


_BINARY = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "div": lambda a, b: a * jets.reciprocal(b),
    "had": lambda a, b: a * b,
    "ediv": lambda a, b: a * jets.reciprocal(b),
    "kron": jets.kronecker,
    "inner": lambda a, b: jets.total(a * b),
    "dot": lambda a, b: jets.total(a * b),
}


def _plain(node: Node, args: list[Jet]) -> Jet:
    """What follows from the arguments and the node's data alone."""
    if node.op in _UNARY:
        return _UNARY[node.op](*args)
    if node.op in _BINARY:
        return _BINARY[node.op](*args)
    if node.op == "num":
        return constant(float(node.data))
    if node.op == "mul":
        return args[0] * args[1] if SCALAR in [arg.kind for arg in node.args] else args[0] @ args[1]
    if node.op == "fn":
        return jets.FUNCTIONS[str(node.data)](args[0])
    if node.op == "pow":
        return jets.power(args[0], float(node.data))
    if node.op == "expo":
        # A positive number to a power that moves.
        return jets.exp(args[1] * jets.log(args[0]))
    if node.op == "mpow":
        return jets.matrix_power(args[0], int(node.data))
    if node.op == "norm":
        return jets.norm(args[0], str(node.data))
    raise AssertionError(node.op)


OPERATIONS = frozenset(
    {*_UNARY, *_BINARY, "num", "mul", "fn", "pow", "expo", "mpow", "norm"}
    | {"var", "ref", "dim", "eye", "ones", "zeros", "unit", "member", "entry"}
    | {"mpowsize", "mpowindex", "indexsum", "expect", "cov", "fill", "map", "loss"}
)


@dataclass(frozen=True)
class Truth:
    """What the results of a problem must be at a point, and the values of what is differentiated."""

    point: Point
    derivatives: tuple[Array, ...]
    values: tuple[Array, ...]


def truth(problem: Problem, point: Point) -> Truth:
    """Every result of a problem at a point.

    Raises:
        Undefined: A value or a derivative does not exist there, or nearly so.
    """
    derivatives, values = [], []
    with np.errstate(all="ignore"):
        for request in problem.requests:
            at = Evaluation(problem, point, request.wrt, request.order)
            value = squeezed(at.of(request.function).v)
            for wrt in request.results:
                derivatives.append(at.derivative(request, wrt))
                values.append(value)
    return Truth(point, tuple(derivatives), tuple(values))


def truths(problem: Problem, rng: random.Random, count: int = 2, draws: int = 60) -> list[Truth]:
    """The truth at several random points where there is one.

    Raises:
        Undefined: Too few random points are such.
    """
    found: list[Truth] = []
    for _ in range(draws):
        try:
            found.append(truth(problem, draw(problem, rng)))
        except Undefined:
            continue
        if len(found) == count:
            return found
    raise Undefined


def abstract(maps: dict[str, Map]) -> dict[str, Any]:
    """The callables that stand for declared functions, and their derivatives as code names them."""
    given: dict[str, Any] = {}
    for name, each in maps.items():
        if each.domain:
            given |= {name: loss, f"d{name}": loss_slope, f"d2{name}": loss_curvature}
        else:
            given |= {"d" * order + name: f for order, f in ABSTRACT.items()}
            given |= {f"d{order}{name}": f for order, f in ABSTRACT.items() if order}
    return given
