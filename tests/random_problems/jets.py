"""Arrays with their exact first and second derivatives, carried forward through every operation.

A jet's `v` is a matrix of shape (r, c); `d` holds its derivative by each of p directions, (p, r, c); `h` the
second derivatives, (p, p, r, c). None stands for zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
KINK = 1e-3
LARGEST = 1e6
SINGULAR = 1e4
# Of functions of matrices: how large what is in an exponential may be, how near the negative numbers an
# eigenvalue is, and how far series and iterations go.
EXPONENT = 20
WEDGE = 3.0
TERMS = 24
ITERATIONS = 16


class Undefined(Exception):
    """The value or its derivative does not exist here, or is too near to where it does not."""


def require(holds: object) -> None:
    if not bool(holds):
        raise Undefined


@dataclass(frozen=True)
class Jet:
    v: Array
    d: Array | None = None
    h: Array | None = None

    def __add__(self, other: Jet) -> Jet:
        return Jet(self.v + other.v, _plus(self.d, other.d), _plus(self.h, other.h))

    def __neg__(self) -> Jet:
        return linear(self, lambda x: -x)

    def __sub__(self, other: Jet) -> Jet:
        return self + -other

    def __mul__(self, other: Jet) -> Jet:
        """The product by entry; a scalar (1, 1) beside a matrix stands in every entry."""
        return bilinear(self, other, lambda x, y: x * y)

    def __matmul__(self, other: Jet) -> Jet:
        return bilinear(self, other, lambda x, y: x @ y)

    @property
    def mT(self) -> Jet:
        return linear(self, lambda x: np.swapaxes(x, -1, -2))


def constant(value: object) -> Jet:
    return Jet(np.atleast_2d(np.asarray(value, dtype=float)))


def _plus(a: Array | None, b: Array | None) -> Array | None:
    if a is None or b is None:
        return b if a is None else a
    return a + b


def _sum(*parts: Array | None) -> Array | None:
    total: Array | None = None
    for part in parts:
        total = _plus(total, part)
    return total


def spread(a: Jet, shape: tuple[int, int]) -> Jet:
    """A scalar in every entry of a shape."""
    return linear(a, lambda x: np.broadcast_to(x, (*x.shape[:-2], *shape)))


def linear(a: Jet, f: Callable[[Array], Array]) -> Jet:
    """A linear function of the last two axes."""
    return Jet(f(a.v), None if a.d is None else f(a.d), None if a.h is None else f(a.h))


def bilinear(a: Jet, b: Jet, f: Callable[[Array, Array], Array]) -> Jet:
    """A function of two that is linear in each, over the last two axes."""
    left = None if a.d is None else f(a.d, b.v)
    right = None if b.d is None else f(a.v, b.d)
    cross = None
    if a.d is not None and b.d is not None and _second(a, b):
        once = f(a.d[:, None], b.d[None, :])
        cross = once + np.swapaxes(once, 0, 1)
    both = _sum(None if a.h is None else f(a.h, b.v), None if b.h is None else f(a.v, b.h), cross)
    return Jet(f(a.v, b.v), _sum(left, right), both)


def _second(*jets: Jet) -> bool:
    return any(jet.h is not None for jet in jets)


def by_entry(a: Jet, value: Array, slope: Array, bend: Array) -> Jet:
    """A function of each entry, given with its first two derivatives at the value."""
    require(np.all(np.isfinite(value)))
    if a.d is None:
        return Jet(value)
    require(np.all(np.isfinite(slope)) and np.all(np.isfinite(bend)))
    second = None
    if a.h is not None:
        second = slope * a.h + bend * a.d[:, None] * a.d[None, :]
    return Jet(value, slope * a.d, second)


def away_from(a: Jet, point: float) -> None:
    """No entry that moves is at a kink."""
    near = np.abs(a.v - point) < KINK
    if a.d is not None:
        near &= np.any(a.d != 0, axis=0)
        require(not np.any(near))
    else:
        require(not np.any(near & (a.v != point)))


# --- functions of one number ----------------------------------------------------------------------


def exp(a: Jet) -> Jet:
    require(np.all(a.v < 20))
    value = np.exp(a.v)
    return by_entry(a, value, value, value)


def log(a: Jet) -> Jet:
    require(np.all(a.v > KINK))
    return by_entry(a, np.log(a.v), 1 / a.v, -1 / a.v**2)


def sqrt(a: Jet) -> Jet:
    require(np.all(a.v > KINK))
    root = np.sqrt(a.v)
    return by_entry(a, root, 0.5 / root, -0.25 / root**3)


def power(a: Jet, exponent: float) -> Jet:
    """Each entry to a power that does not move."""
    if exponent != int(exponent):
        require(np.all(a.v > KINK))
    elif exponent < 0:
        require(np.all(np.abs(a.v) > 10 * KINK))
    slope = exponent * a.v ** (exponent - 1) if exponent != 0 else 0 * a.v
    bend = exponent * (exponent - 1) * a.v ** (exponent - 2) if exponent not in (0, 1) else 0 * a.v
    return by_entry(a, a.v**exponent, slope, bend)


def reciprocal(a: Jet) -> Jet:
    return power(a, -1)


def sine(a: Jet) -> Jet:
    return by_entry(a, np.sin(a.v), np.cos(a.v), -np.sin(a.v))


def cosine(a: Jet) -> Jet:
    return by_entry(a, np.cos(a.v), -np.sin(a.v), -np.cos(a.v))


def tangent(a: Jet) -> Jet:
    require(np.all(np.abs(np.cos(a.v)) > 0.05))
    return sine(a) * reciprocal(cosine(a))


def arcsin(a: Jet) -> Jet:
    rest = 1 - a.v**2
    require(np.all(rest > 0.02))
    return by_entry(a, np.arcsin(a.v), rest**-0.5, a.v * rest**-1.5)


def arccos(a: Jet) -> Jet:
    return constant(math.pi / 2) - arcsin(a)


def arctan(a: Jet) -> Jet:
    rest = 1 + a.v**2
    return by_entry(a, np.arctan(a.v), 1 / rest, -2 * a.v / rest**2)


def half(a: Jet, sign: int) -> Jet:
    return constant(0.5) * (exp(a) + constant(sign) * exp(-a))


def sigmoid(a: Jet) -> Jet:
    return reciprocal(constant(1) + exp(-a))


def erf(a: Jet) -> Jet:
    slope = 2 / math.sqrt(math.pi) * np.exp(-(a.v**2))
    return by_entry(a, np.vectorize(math.erf, otypes=[float])(a.v), slope, -2 * a.v * slope)


def pieces(a: Jet, below: Jet, above: Jet) -> Jet:
    """One jet where a is negative, another where it is positive."""
    away_from(a, 0)
    chosen = a.v > 0
    d = h = None
    if a.d is not None:
        d = np.where(chosen, _whole(above.d, a.d), _whole(below.d, a.d))
    if a.h is not None:
        h = np.where(chosen, _whole(above.h, a.h), _whole(below.h, a.h))
    return Jet(np.where(chosen, above.v, below.v), d, h)


def _whole(part: Array | None, like: Array) -> Array:
    return np.zeros_like(like) if part is None else part


def clipped(a: Jet, low: float, high: float) -> Jet:
    """The jet with values held where another branch is taken, so that exp does not overflow there."""
    return Jet(np.clip(a.v, low, high), a.d, a.h)


def no_change(a: Jet) -> Jet:
    return Jet(np.zeros_like(a.v))


def relu(a: Jet) -> Jet:
    return pieces(a, no_change(a), a)


def sign(a: Jet) -> Jet:
    """Zero at zero, where nothing may move."""
    away_from(a, 0)
    return by_entry(a, np.sign(a.v), 0 * a.v, 0 * a.v)


FUNCTIONS: dict[str, Callable[[Jet], Jet]] = {
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "abs": lambda a: pieces(a, -a, a),
    "sign": sign,
    "square": lambda a: a * a,
    "sin": sine,
    "cos": cosine,
    "tan": tangent,
    "arcsin": arcsin,
    "arccos": arccos,
    "arctan": arctan,
    "sinh": lambda a: half(a, -1),
    "cosh": lambda a: half(a, 1),
    "tanh": lambda a: constant(2) * sigmoid(constant(2) * a) - constant(1),
    "sigmoid": sigmoid,
    "softplus": lambda a: log(constant(1) + exp(a)),
    "relu": relu,
    "leaky_relu": lambda a: pieces(a, constant(0.01) * a, a),
    "elu": lambda a: pieces(a, exp(clipped(a, -50, 0)) - constant(1), a),
    "silu": lambda a: a * sigmoid(a),
    "gelu": lambda a: constant(0.5) * a * (constant(1) + erf(constant(math.sqrt(0.5)) * a)),
    "erf": erf,
}


# --- whole matrices -------------------------------------------------------------------------------


def total(a: Jet) -> Jet:
    return linear(a, lambda x: x.sum(axis=(-1, -2), keepdims=True))


def row_sums(a: Jet) -> Jet:
    return linear(a, lambda x: x.sum(axis=-1, keepdims=True))


def trace(a: Jet) -> Jet:
    return linear(a, lambda x: np.trace(x, axis1=-2, axis2=-1)[..., None, None])


def diagonal_matrix(a: Jet) -> Jet:
    return linear(a, lambda x: x * np.eye(x.shape[-2]))


def diagonal_part(a: Jet) -> Jet:
    return linear(a, lambda x: np.diagonal(x, axis1=-2, axis2=-1)[..., None])


def vec(a: Jet) -> Jet:
    """The columns below one another."""
    return linear(a, lambda x: np.swapaxes(x, -1, -2).reshape(*x.shape[:-2], -1, 1))


def unvec(a: Jet, rows: int, columns: int) -> Jet:
    """The matrix whose columns a vector stacks."""
    return linear(a, lambda x: np.swapaxes(x.reshape(*x.shape[:-2], columns, rows), -1, -2))


def kronecker(a: Jet, b: Jet) -> Jet:
    def f(x: Array, y: Array) -> Array:
        whole = np.einsum("...ij,...kl->...ikjl", x, y)
        return whole.reshape(*whole.shape[:-4], x.shape[-2] * y.shape[-2], x.shape[-1] * y.shape[-1])

    return bilinear(a, b, f)


def inverse(a: Jet) -> Jet:
    require(np.linalg.cond(a.v) < SINGULAR)
    x = np.linalg.inv(a.v)
    if a.d is None:
        return Jet(x)
    first = -x @ a.d @ x
    second = None
    if a.h is not None:
        once = x @ a.d[:, None] @ x @ a.d[None, :] @ x
        second = once + np.swapaxes(once, 0, 1) - x @ a.h @ x
    return Jet(x, first, second)


def determinant(a: Jet) -> Jet:
    """By Laplace's expansion, which is defined for singular matrices too."""
    size = a.v.shape[0]
    if size == 1:
        return a
    result: Jet | None = None
    for column in range(size):
        kept = [other for other in range(size) if other != column]
        minor = linear(a, lambda x, kept=kept: x[..., 1:, kept])
        head = linear(a, lambda x, column=column: x[..., :1, column : column + 1])
        term = constant((-1) ** column) * head * determinant(minor)
        result = term if result is None else result + term
    assert result is not None
    return result


def pseudoinverse(a: Jet) -> Jet:
    """Of independent columns."""
    return inverse(a.mT @ a) @ a.mT


def matrix_power(a: Jet, exponent: int) -> Jet:
    base = inverse(a) if exponent < 0 else a
    result = constant(np.eye(a.v.shape[0]))
    for _ in range(abs(exponent)):
        result = result @ base
    return result


def exponential(a: Jet) -> Jet:
    """By its series once it is small, and squared as often as it was halved."""
    size = float(np.abs(a.v).sum())
    require(size < EXPONENT)
    halvings = max(0, math.ceil(math.log2(4 * size + 1e-9)))
    small = constant(0.5**halvings) * a
    total = term = constant(np.eye(a.v.shape[0]))
    for number in range(1, TERMS):
        term = constant(1 / number) * (term @ small)
        total = total + term
    for _ in range(halvings):
        total = total @ total
    return total


def square_root(a: Jet) -> Jet:
    """By the iteration of Denman and Beavers."""
    values = np.linalg.eigvals(a.v)
    require(np.all(np.abs(np.angle(values)) < WEDGE) and np.abs(values).min() > 1 / SINGULAR)
    root, back = a, constant(np.eye(a.v.shape[0]))
    for _ in range(ITERATIONS):
        half = constant(0.5)
        root, back = half * (root + inverse(back)), half * (back + inverse(root))
    return root


def logarithm(a: Jet) -> Jet:
    """By the series for what is near the identity, of as many square roots."""
    roots = 0
    while np.abs(a.v - np.eye(a.v.shape[0])).sum() > 0.1:
        require(roots < ITERATIONS)
        a, roots = square_root(a), roots + 1
    small = a - constant(np.eye(a.v.shape[0]))
    power, total = small, small
    for number in range(2, TERMS):
        power = power @ small
        total = total + constant((-1) ** (number + 1) / number) * power
    return constant(2.0**roots) * total


def singular_values(a: Jet) -> list[Jet]:
    """Each singular value, as an eigenvalue of [[0, X], [X^T, 0]]; they must be distinct."""
    rows, columns = a.v.shape
    joined = linear(a, _joined)
    values, vectors = np.linalg.eigh(joined.v)
    found = []
    for at in range(len(values) - 1, len(values) - 1 - min(rows, columns), -1):
        others = [k for k in range(len(values)) if k != at]
        gaps = values[at] - values[others]
        require(values[at] > 0.05 and np.min(np.abs(gaps)) > 0.02)
        if joined.d is None:
            found.append(constant(values[at]))
            continue
        q = vectors[:, [at]]
        first = q.T @ joined.d @ q
        second = None
        if joined.h is not None:
            across = (vectors[:, others].T @ joined.d @ q)[..., 0]
            bend = 2 * np.einsum("pk,qk,k->pq", across, across, 1 / gaps)
            second = q.T @ joined.h @ q + bend[..., None, None]
        found.append(Jet(np.array([[values[at]]]), first, second))
    return found


def _joined(x: Array) -> Array:
    rows, columns = x.shape[-2:]
    whole = np.zeros((*x.shape[:-2], rows + columns, rows + columns))
    whole[..., :rows, rows:] = x
    whole[..., rows:, :rows] = np.swapaxes(x, -1, -2)
    return whole


def largest(a: Jet) -> Jet:
    """The largest entry, which must stand out."""
    flat = np.sort(a.v.ravel())
    require(flat.size == 1 or flat[-1] - flat[-2] > KINK)
    row, column = np.unravel_index(np.argmax(a.v), a.v.shape)
    return linear(a, lambda x: x[..., row : row + 1, column : column + 1])


def norm(a: Jet, which: str) -> Jet:
    if which in ("nuc", "spectral"):
        values = singular_values(a)
        if which == "spectral":
            return values[0]
        result = values[0]
        for value in values[1:]:
            result = result + value
        return result
    if which == "1":
        return total(FUNCTIONS["abs"](a))
    if which == "inf":
        return largest(FUNCTIONS["abs"](a))
    return sqrt(total(a * a))


def row_logsumexp(a: Jet) -> Jet:
    top = a.v.max(axis=-1, keepdims=True)
    return log(row_sums(exp(a - constant(top)))) + constant(top)


def row_softmax(a: Jet) -> Jet:
    raised = exp(a - constant(a.v.max(axis=-1, keepdims=True)))
    return raised * reciprocal(row_sums(raised))
