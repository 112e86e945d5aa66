"""The cases on tensorgrad's tensor networks; a matrix is a tensor whose edges have an order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import count

import numpy as np
import tensorgrad as tg
import torch
from tensorgrad import functions
from tensorgrad.extras.evaluate import evaluate as evaluated
from tensorgrad.extras.to_index import to_index_free

NAME = f"tensorgrad {version('tensorgrad')}"

n, m, p, h, k = tg.symbols("n m p h k")


@dataclass(frozen=True)
class Matrix:
    """A tensor with its edges in order: rows and columns, rows alone for a vector, none for a scalar."""

    tensor: tg.Tensor
    edges: tuple[str, ...]

    @property
    def T(self) -> Matrix:
        return Matrix(self.tensor, self.edges[::-1])

    def __matmul__(self, other: Matrix) -> Matrix:
        fresh = [f"e{next(_NUMBERS)}" for _ in other.edges[1:]]
        renamed = other.tensor.rename(**dict(zip(other.edges, (self.edges[-1], *fresh), strict=True)))
        return Matrix(tg.Product([self.tensor, renamed]), (*self.edges[:-1], *fresh))

    def __add__(self, other: Matrix) -> Matrix:
        return Matrix(self.tensor + other._along(self.edges), self.edges)

    def __sub__(self, other: Matrix) -> Matrix:
        return Matrix(self.tensor - other._along(self.edges), self.edges)

    def __mul__(self, other: Matrix) -> Matrix:
        """The product by entry."""
        return Matrix(self.tensor * other._along(self.edges), self.edges)

    def outer(self, other: Matrix) -> Matrix:
        fresh = [f"e{next(_NUMBERS)}" for _ in other.edges]
        return Matrix(self.tensor @ other._along(tuple(fresh)), (*self.edges, *fresh))

    def apply(self, function: Callable[..., tg.Tensor]) -> Matrix:
        return Matrix(function(self.tensor), self.edges)

    def inverse(self) -> Matrix:
        found = functions.inverse(self.tensor)
        return Matrix(found, self.edges[::-1] if set(found.edges) == set(self.edges) else tuple(found.edges))

    @property
    def squared(self) -> tg.Tensor:
        return functions.frobenius2(self.tensor)

    @property
    def total(self) -> tg.Tensor:
        return functions.sum(self.tensor)

    @property
    def trace(self) -> tg.Tensor:
        return functions.trace(self.tensor)

    def _along(self, edges: tuple[str, ...]) -> tg.Tensor:
        return self.tensor.rename(**dict(zip(self.edges, edges, strict=True)))


_NUMBERS = count()


def _variable(name: str, *shape: object) -> Matrix:
    edges = tuple(f"{name}{at}" for at in range(len(shape)))
    return Matrix(tg.Variable(name, **dict(zip(edges, shape, strict=True))), edges)


def _scalar(tensor: tg.Tensor) -> Matrix:
    return Matrix(tensor, ())


def _softplus(tensor: tg.Tensor) -> tg.Tensor:
    return functions.log(functions.exp(tensor) + 1)


a, x, w, y, b = (_variable(*each) for each in (("a", n), ("x", n), ("w", n), ("y", m), ("b", n)))
b_m, b_1, b_2 = _variable("b", m), _variable("b1", h), _variable("b2", m)
X, X_mn, Q, S = _variable("X", n, m), _variable("X", m, n), _variable("X", n, n), _variable("S", n, n)
U, V, W_1, W_2 = _variable("U", n, k), _variable("V", m, k), _variable("W1", h, n), _variable("W2", m, h)
A, A_nn, A_pm, A_pn = (_variable("A", *shape) for shape in ((m, n), (n, n), (p, m), (p, n)))
B_mm, B_np, B_pm, B_nm = (_variable("B", *shape) for shape in ((m, m), (n, p), (p, m), (n, m)))
C = _variable("C", n, p)
symmetric = Matrix(A_nn.tensor.with_symmetries("A0 A1"), A_nn.edges)

VECTORS = (a, x, w, y, b, b_m, b_1, b_2)
MATRICES = (X, X_mn, Q, S, U, V, W_1, W_2, A, A_nn, A_pm, A_pn, B_mm, B_np, B_pm, B_nm, C, symmetric)


def _logistic() -> Matrix:
    margins = y * (X_mn @ w)
    return _scalar(Matrix(_softplus(margins.tensor * -1), margins.edges).total)


def _gaussian() -> Matrix:
    r = x - a
    quadratic = r @ S.inverse() @ r
    return _scalar(functions.log(functions.det(S.tensor)) + quadratic.tensor)


def _network() -> Matrix:
    return _scalar((W_2 @ (W_1 @ x + b_1).apply(functions.relu) + b_2 - y).squared)


def _log_sum_exp() -> Matrix:
    return _scalar(functions.log((A @ x).apply(functions.exp).total))


def _softmax() -> Matrix:
    return Matrix(functions.softmax(x.tensor, dim="x0"), ("x0",))


FUNCTIONS: Mapping[str, tuple[Callable[[], Matrix], Matrix]] = {
    "aᵀx": (lambda: a @ x, x),
    "xᵀAx": (lambda: x @ A_nn @ x, x),
    "xᵀAx, A symmetric": (lambda: x @ symmetric @ x, x),
    "‖Ax − y‖²": (lambda: _scalar((A @ x - y).squared), x),
    "‖x‖": (lambda: _scalar(functions.sqrt(x.squared)), x),
    "aᵀXb": (lambda: a @ X @ b_m, X),
    "tr(AX)": (lambda: _scalar((A @ X).trace), X),
    "tr(XᵀAX)": (lambda: _scalar((X.T @ A_nn @ X).trace), X),
    "tr(AXᵀB)": (lambda: _scalar((A_pm @ X.T @ B_np).trace), X),
    "tr(AXBXᵀC)": (lambda: _scalar((A_pn @ X @ B_mm @ X.T @ C).trace), X),
    "det X": (lambda: _scalar(functions.det(Q.tensor)), Q),
    "log det X": (lambda: _scalar(functions.log(functions.det(Q.tensor))), Q),
    "tr(X⁻¹A)": (lambda: _scalar((Q.inverse() @ A_nn).trace), Q),
    "aᵀX⁻¹b": (lambda: a @ Q.inverse() @ b, Q),
    "‖AX − B‖²": (lambda: _scalar((A_pn @ X - B_pm).squared), X),
    "Σ exp(Ax)": (lambda: _scalar((A @ x).apply(functions.exp).total), x),
    "Σ log(1 + exp(−y ⊙ Xw))": (_logistic, w),
    "logsumexp(Ax)": (_log_sum_exp, x),
    "softmax(x)": (_softmax, x),
    "‖W₂ relu(W₁x + b₁) + b₂ − y‖²": (_network, W_1),
    "‖X − UVᵀ‖²": (lambda: _scalar((X - U @ V.T).squared), U),
    "log det S + (x − a)ᵀS⁻¹(x − a)": (_gaussian, S),
    "‖Ax − y‖², Hessian": (lambda: _scalar((A @ x - y).squared), x),
    "Σ log(1 + exp(−y ⊙ Xw)), Hessian": (_logistic, w),
    "tr(A(X ⊙ B))": (lambda: _scalar((A @ (X * B_nm)).trace), X),
    "tr(X³)": (lambda: _scalar((Q @ Q @ Q).trace), Q),
    "xᵀ diag(x) A x": (lambda: (x * x) @ A_nn @ x, x),
    "‖xxᵀ − A‖²": (lambda: _scalar((x.outer(x) - A_nn).squared), x),
}


def derive(title: str, order: int) -> Matrix:
    """The simplified derivative of a case's function; its edges are the variable's, then the function's."""
    build, wrt = FUNCTIONS[title]
    result = build()
    for at in range(order):
        names = {edge: f"d{at}{edge}" for edge in wrt.edges}
        derivative = tg.Derivative(result.tensor, wrt.tensor, names)
        result = Matrix(derivative.full_simplify(), (*names.values(), *result.edges))
    return result


def is_closed(result: Matrix, reads: Callable[[str], bool]) -> bool:
    """Whether what tensorgrad prints without indices, read as a matrix expression, is the derivative."""
    try:
        return reads(to_index_free(result.tensor))
    except Exception:  # its printer fails on some
        return False


def evaluate(result: Matrix, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """The result at a point; a variable has the value of its name where the shapes fit too."""
    points = {}
    for each in (*VECTORS, *MATRICES):
        variable = each.tensor
        if variable.name in values and result.tensor.depends_on(variable):
            array = values[variable.name].reshape(-1) if each in VECTORS else values[variable.name]
            points[variable] = torch.tensor(array, dtype=torch.float64).refine_names(*each.edges)
    torch.set_default_dtype(torch.float64)
    value = evaluated(result.tensor, points)
    return np.asarray(value.align_to(*result.edges).rename(None) if result.edges else value)
