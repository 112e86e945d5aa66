"""Whole identities, to be cited where one fits (The Matrix Cookbook, chapter 2, in denominator layout).

In an identity `x` and `X` are what is differentiated by; every other letter stands for anything constant.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Basic, S, Symbol

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import apply
from mkdocs_matcalc.algebra.nodes import Add, Inverse, Mul, Norm, Pow, Trace, Transpose, Variable
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Rule


@dataclass(frozen=True)
class StatedIdentity:
    """∂function/∂variable = derivative, for each of the ways in which the function may be written."""

    rule: Rule
    variable: Variable
    functions: tuple[Basic, ...]
    derivative: Basic
    conditions: tuple[Condition, ...] = ()


def _size(name: str) -> Symbol:
    # No block can spell this name, so that sizes of an identity are never those of a block.
    return n.dimension(f"?{name}")


_k, _l, _m, _n = map(_size, "klmn")
_minus = S.NegativeOne
_exponent = Variable("k")
# By a vector x: a and c are like x, y like A x, and W weighs y.
_x, _a, _c, _y = Variable("x", _n), Variable("a", _n), Variable("c", _n), Variable("y", _m)
_A, _A_square, _W = Variable("A", _m, _n), Variable("A", _n, _n), Variable("W", _m, _m)
# By a matrix X: a X b, B X C - D, and the factors beside X in a trace.
_X, _X_square = Variable("X", _n, _m), Variable("X", _n, _n)
_b, _a_beside_b = Variable("b", _m), Variable("a", _m)
_B, _C = Variable("B", _k, _n), Variable("C", _m, _l)
_B_beside, _C_turned = Variable("B", _k, _m), Variable("C", _n, _l)
_D, _D_square = Variable("D", _k, _l), Variable("D", _n, _n)
_B_turned, _B_square = Variable("B", _m, _n), Variable("B", _m, _m)


def _t(expr: Basic) -> Transpose:
    return Transpose(expr)


def _identity(
    name: str,
    statement: str,
    example: str,
    variable: Variable,
    functions: tuple[Basic, ...],
    derivative: Basic,
    conditions: tuple[Condition, ...] = (),
    condition: str = "",
) -> StatedIdentity:
    rule = Rule(f"Identity: {name}", statement, condition, f"option method = pattern\n{example}")
    return StatedIdentity(CATALOGUE.add(rule), variable, functions, derivative, conditions)


_residual = Add(Mul(_A, _x), Mul(_minus, _y))
_matrix_residual = Add(Mul(_B, _X, _C), Mul(_minus, _D))
_turned_residual = Add(Mul(_B_beside, _t(_X), _C_turned), Mul(_minus, _D))
_image = Add(Mul(_X, _b), _c)

IDENTITIES = (
    _identity(
        "linear form",
        r"\frac{\partial\, a^\top x}{\partial x} = a",
        "d/dx a^T x",
        _x,
        (Mul(_t(_a), _x),),
        _a,
    ),
    _identity(
        "linear map",
        r"\frac{\partial\, A x}{\partial x} = A^\top",
        "d/dx (A x)",
        _x,
        (Mul(_A, _x),),
        _t(_A),
        condition="denominator layout",
    ),
    _identity(
        "quadratic form",
        r"\frac{\partial\, x^\top A x}{\partial x} = (A + A^\top)\, x",
        "d/dx x^T A x",
        _x,
        (Mul(_t(_x), _A_square, _x),),
        Mul(Add(_A_square, _t(_A_square)), _x),
    ),
    _identity(
        "least squares",
        r"\frac{\partial\, \lVert A x - y \rVert^2}{\partial x} = 2 A^\top (A x - y)",
        "d/dx ||A x - y||^2",
        _x,
        (Pow(Norm(_residual, "2"), 2), Mul(_t(_residual), _residual)),
        Mul(2, _t(_A), _residual),
    ),
    _identity(
        "weighted least squares",
        r"\frac{\partial\, (A x - y)^\top W (A x - y)}{\partial x} = A^\top (W + W^\top) (A x - y)",
        "d/dx (A x - y)^T W (A x - y)",
        _x,
        (Mul(_t(_residual), _W, _residual),),
        Mul(_t(_A), Add(_W, _t(_W)), _residual),
    ),
    _identity(
        "distance",
        r"\frac{\partial\, \lVert x - a \rVert}{\partial x} = \frac{x - a}{\lVert x - a \rVert}",
        "d/dx ||x - a||",
        _x,
        (Norm(Add(_x, Mul(_minus, _a)), "2"),),
        Mul(Pow(Norm(Add(_x, Mul(_minus, _a)), "2"), _minus), Add(_x, Mul(_minus, _a))),
        (Condition("", Add(_x, Mul(_minus, _a)), r"\neq 0"),),
        r"$x \neq a$",
    ),
    _identity(
        "log-sum-exp",
        r"\frac{\partial}{\partial x} \log\sum_{i} e^{(A x)_i} = A^\top \mathop{\mathrm{softmax}}(A x)",
        "d/dx logsumexp(A x)",
        _x,
        (n.LogSumExp(Mul(_A, _x)),),
        Mul(_t(_A), n.Softmax(Mul(_A, _x))),
    ),
    _identity(
        "bilinear form",
        r"\frac{\partial\, a^\top X b}{\partial X} = a\, b^\top",
        "d/dX a^T X b",
        _X,
        (Mul(_t(_a), _X, _b),),
        Mul(_a, _t(_b)),
    ),
    _identity(
        "squared image of a vector",
        r"\frac{\partial\, (X b + c)^\top D (X b + c)}{\partial X} = (D + D^\top)(X b + c)\, b^\top",
        "d/dX (X b + c)^T D (X b + c)",
        _X,
        (Mul(_t(_image), _D_square, _image),),
        Mul(Add(_D_square, _t(_D_square)), _image, _t(_b)),
    ),
    _identity(
        "bilinear form of second order",
        r"\frac{\partial\, a^\top X^\top D X b}{\partial X} = D^\top X a\, b^\top + D X b\, a^\top",
        "d/dX a^T X^T D X b",
        _X,
        (Mul(_t(_a_beside_b), _t(_X), _D_square, _X, _b),),
        Add(
            Mul(_t(_D_square), _X, _a_beside_b, _t(_b)),
            Mul(_D_square, _X, _b, _t(_a_beside_b)),
        ),
    ),
    _identity(
        "trace",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(A X)}{\partial X} = A^\top",
        "d/dX tr(A X)",
        _X,
        (Trace(Mul(_A, _X)),),
        _t(_A),
    ),
    _identity(
        "trace of a quadratic form",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(X^\top A X B)}{\partial X} = A X B + A^\top X B^\top",
        "d/dX tr(X^T A X B)",
        _X,
        (Trace(Mul(_t(_X), _A_square, _X, _B_square)),),
        Add(Mul(_A_square, _X, _B_square), Mul(_t(_A_square), _X, _t(_B_square))),
    ),
    _identity(
        "trace of a product of second order",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(A X B X)}{\partial X} = (A X B + B X A)^\top",
        "d/dX tr(A X B X)",
        _X,
        (Trace(Mul(_A, _X, _B_turned, _X)),),
        Add(Mul(_t(_A), _t(_X), _t(_B_turned)), Mul(_t(_B_turned), _t(_X), _t(_A))),
    ),
    _identity(
        "trace of a power",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(X^k)}{\partial X} = k\, (X^{k-1})^\top",
        "d/dX tr(X^3)",
        _X_square,
        (Trace(Pow(_X_square, _exponent)),),
        Mul(_exponent, _t(Pow(_X_square, Add(_exponent, _minus)))),
    ),
    _identity(
        "matrix least squares",
        r"\frac{\partial\, \lVert B X C - D \rVert_F^2}{\partial X} = 2 B^\top (B X C - D)\, C^\top",
        "d/dX ||B X C - D||_F^2",
        _X,
        (Pow(Norm(_matrix_residual, "F"), 2), Trace(Mul(_t(_matrix_residual), _matrix_residual))),
        Mul(2, _t(_B), _matrix_residual, _t(_C)),
    ),
    _identity(
        "matrix least squares by the transpose",
        r"\frac{\partial\, \lVert B X^\top C - D \rVert_F^2}{\partial X} = 2 C\, (B X^\top C - D)^\top B",
        "d/dX ||B X^T C - D||_F^2",
        _X,
        (Pow(Norm(_turned_residual, "F"), 2), Trace(Mul(_t(_turned_residual), _turned_residual))),
        Mul(2, _C_turned, _t(_turned_residual), _B_beside),
    ),
    _identity(
        "trace of an inverse",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(X^{-1} A)}{\partial X} = -X^{-\top} A^\top X^{-\top}",
        "d/dX tr(X^-1 A)",
        _X_square,
        (Trace(Mul(Inverse(_X_square), _A_square)),),
        Mul(_minus, _t(Inverse(_X_square)), _t(_A_square), _t(Inverse(_X_square))),
        (Condition("invertible", _X_square),),
        "$X$ invertible",
    ),
    _identity(
        "bilinear form of an inverse",
        r"\frac{\partial\, a^\top X^{-1} c}{\partial X} = -X^{-\top} a\, c^\top X^{-\top}",
        "d/dX a^T X^-1 c",
        _X_square,
        (Mul(_t(_a), Inverse(_X_square), _c),),
        Mul(_minus, _t(Inverse(_X_square)), _a, _t(_c), _t(Inverse(_X_square))),
        (Condition("invertible", _X_square),),
        "$X$ invertible",
    ),
    _identity(
        "determinant",
        r"\frac{\partial \det X}{\partial X} = \det(X)\, X^{-\top}",
        "d/dX det(X)",
        _X_square,
        (n.Det(_X_square),),
        Mul(n.Det(_X_square), _t(Inverse(_X_square))),
        (Condition("invertible", _X_square),),
        "$X$ invertible",
    ),
    _identity(
        "log-determinant",
        r"\frac{\partial \log \det X}{\partial X} = X^{-\top}",
        "d/dX logdet(X)",
        _X_square,
        (apply("log", n.Det(_X_square)), apply("log", apply("abs", n.Det(_X_square)))),
        _t(Inverse(_X_square)),
        (Condition("invertible", _X_square),),
        "$X$ invertible",
    ),
)
