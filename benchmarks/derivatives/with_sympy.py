"""The cases on SymPy's own matrix expressions and their `diff`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import sympy as sp
from sympy import (
    Derivative,
    Determinant,
    DiagMatrix,
    HadamardProduct,
    MatrixSymbol,
    OneMatrix,
    Trace,
    exp,
    log,
)
from sympy.tensor.array.expressions.array_expressions import _ArrayExpr, _CodegenArrayAbstract

NAME = f"SymPy {sp.__version__}"
UNDONE = (Derivative, _ArrayExpr, _CodegenArrayAbstract, sp.Sum)

n, m, p, h, k = sp.symbols("n m p h k", integer=True, positive=True)


def _vector(name: str, size: sp.Expr) -> MatrixSymbol:
    return MatrixSymbol(name, size, 1)


a, x, w, y = _vector("a", n), _vector("x", n), _vector("w", n), _vector("y", m)
b, b_1, b_2 = _vector("b", n), _vector("b1", h), _vector("b2", m)
X, S = MatrixSymbol("X", n, m), MatrixSymbol("S", n, n)
U, V = MatrixSymbol("U", n, k), MatrixSymbol("V", m, k)
W_1, W_2 = MatrixSymbol("W1", h, n), MatrixSymbol("W2", m, h)


def _matrix(name: str, rows: sp.Expr, columns: sp.Expr) -> MatrixSymbol:
    return MatrixSymbol(name, rows, columns)


def _squared(residual: sp.MatrixExpr) -> sp.Expr:
    return Trace(residual.T * residual)


def _total(vector: sp.MatrixExpr) -> sp.Expr:
    return OneMatrix(1, vector.shape[0]) * vector


def _logistic() -> sp.Expr:
    margins = DiagMatrix(y) * _matrix("X", m, n) * w
    return _total((-margins).applyfunc(lambda t: log(1 + exp(t))))


def _network() -> sp.Expr:
    hidden = (W_1 * x + b_1).applyfunc(lambda t: sp.Max(t, 0))
    residual = W_2 * hidden + b_2 - y
    return residual.T * residual


def _softmax() -> sp.Expr:
    weights = x.applyfunc(exp)
    return weights * _total(weights).I


A_mn, A_nn, Q = _matrix("A", m, n), _matrix("A", n, n), _matrix("X", n, n)

FUNCTIONS: Mapping[str, tuple[Callable[[], sp.Expr], MatrixSymbol]] = {
    "aᵀx": (lambda: a.T * x, x),
    "xᵀAx": (lambda: x.T * A_nn * x, x),
    "xᵀAx, A symmetric": (lambda: x.T * A_nn * x, x),
    "‖Ax − y‖²": (lambda: _squared(A_mn * x - y), x),
    "‖x‖": (lambda: (x.T * x) ** sp.Rational(1, 2), x),
    "aᵀXb": (lambda: Trace(a.T * X * _vector("b", m)), X),
    "tr(AX)": (lambda: Trace(A_mn * X), X),
    "tr(XᵀAX)": (lambda: Trace(X.T * A_nn * X), X),
    "tr(AXᵀB)": (lambda: Trace(_matrix("A", p, m) * X.T * _matrix("B", n, p)), X),
    "tr(AXBXᵀC)": (
        lambda: Trace(_matrix("A", p, n) * X * _matrix("B", m, m) * X.T * _matrix("C", n, p)),
        X,
    ),
    "det X": (lambda: Determinant(Q), Q),
    "log det X": (lambda: log(Determinant(Q)), Q),
    "tr(X⁻¹A)": (lambda: Trace(Q.I * A_nn), Q),
    "aᵀX⁻¹b": (lambda: a.T * Q.I * b, Q),
    "‖AX − B‖²": (lambda: _squared(_matrix("A", p, n) * X - _matrix("B", p, m)), X),
    "Σ exp(Ax)": (lambda: _total((A_mn * x).applyfunc(exp)), x),
    "Σ log(1 + exp(−y ⊙ Xw))": (_logistic, w),
    "logsumexp(Ax)": (lambda: log(Trace(_total((A_mn * x).applyfunc(exp)))), x),
    "softmax(x)": (_softmax, x),
    "‖W₂ relu(W₁x + b₁) + b₂ − y‖²": (_network, W_1),
    "‖X − UVᵀ‖²": (lambda: _squared(X - U * V.T), U),
    "log det S + (x − a)ᵀS⁻¹(x − a)": (
        lambda: log(Determinant(S)) + Trace((x - a).T * S.I * (x - a)),
        S,
    ),
    "‖Ax − y‖², Hessian": (lambda: _squared(A_mn * x - y), x),
    "Σ log(1 + exp(−y ⊙ Xw)), Hessian": (_logistic, w),
    "tr(A(X ⊙ B))": (lambda: Trace(A_mn * HadamardProduct(X, _matrix("B", n, m))), X),
    "tr(X³)": (lambda: Trace(Q**3), Q),
    "xᵀ diag(x) A x": (lambda: HadamardProduct(x, x).T * A_nn * x, x),
    "‖xxᵀ − A‖²": (lambda: _squared(x * x.T - A_nn), x),
}


def derive(title: str, order: int) -> sp.Expr:
    """The derivative of a case's function, as SymPy gives it."""
    function, wrt = FUNCTIONS[title]
    result = function()
    for _ in range(order):
        result = result.diff(wrt)
    return result


def is_closed(result: sp.Expr, reads: Callable[[str], bool]) -> bool:
    """Whether it is a matrix expression: no derivative left, no array contraction, no sum, no lambda."""
    return not any(isinstance(node, UNDONE) for node in sp.preorder_traversal(result))


def evaluate(result: sp.Expr, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """The result at a point; variables of its shapes are looked up by name."""
    if result == 0 or isinstance(result, sp.ZeroMatrix):
        return np.zeros((1, 1))
    sizes: dict[sp.Basic, sp.Basic] = {}
    for symbol in result.atoms(MatrixSymbol):
        for size, number in zip(symbol.shape, values[symbol.name].shape, strict=True):
            sizes[size] = sp.Integer(number)
    sizes = {size: number for size, number in sizes.items() if size.is_Symbol}
    sized = result.xreplace(sizes)
    points = {each: sp.ImmutableMatrix(values[each.name]) for each in sized.atoms(MatrixSymbol)}
    put_in = sized.xreplace(points).doit()
    put_in = put_in.replace(lambda each: isinstance(each, Trace), lambda each: each.arg.as_explicit().trace())
    explicit = put_in.as_explicit() if hasattr(put_in, "as_explicit") else put_in
    entries = explicit.tolist() if hasattr(explicit, "tolist") else [[explicit]]
    return np.vectorize(float)(np.array(entries, dtype=object))
