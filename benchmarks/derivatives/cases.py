"""The 28 standard cases; the libraries compared have the same functions in their own terms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One derivative.

    Attributes:
        title: The function, as a reader would write it.
        block: The block of ours; its declarations fix shapes and facts for everyone.
        wrt: The variables it is differentiated by, in order.
    """

    title: str
    block: str
    wrt: tuple[str, ...]


def _case(title: str, declarations: str, request: str, *wrt: str) -> Case:
    return Case(title, f"{declarations}\n{request}", wrt)


VECTORS = "a, x in R^n"
SQUARE = "A in R^(n x n)\nx in R^n"
AFFINE = "A in R^(m x n)\nx in R^n\ny in R^m"
MATRICES = "A in R^(m x n)\nX in R^(n x m)"
LOGISTIC = "X in R^(m x n)\nw in R^n\ny in R^m"

CASES = (
    _case("aᵀx", VECTORS, "d/dx a^T x", "x"),
    _case("xᵀAx", SQUARE, "d/dx x^T A x", "x"),
    _case("xᵀAx, A symmetric", "A in R^(n x n) symmetric\nx in R^n", "d/dx x^T A x", "x"),
    _case("‖Ax − y‖²", AFFINE, "d/dx ||A x - y||^2", "x"),
    _case("‖x‖", "x in R^n", "d/dx ||x||", "x"),
    _case("aᵀXb", "a in R^n\nb in R^m\nX in R^(n x m)", "d/dX a^T X b", "X"),
    _case("tr(AX)", MATRICES, "d/dX tr(A X)", "X"),
    _case("tr(XᵀAX)", "A in R^(n x n)\nX in R^(n x m)", "d/dX tr(X^T A X)", "X"),
    _case("tr(AXᵀB)", "A in R^(p x m)\nX in R^(n x m)\nB in R^(n x p)", "d/dX tr(A X^T B)", "X"),
    _case(
        "tr(AXBXᵀC)",
        "A in R^(p x n)\nX in R^(n x m)\nB in R^(m x m)\nC in R^(n x p)",
        "d/dX tr(A X B X^T C)",
        "X",
    ),
    _case("det X", "X in R^(n x n)", "d/dX det(X)", "X"),
    _case("log det X", "X in R^(n x n)", "d/dX logdet(X)", "X"),
    _case("tr(X⁻¹A)", "A, X in R^(n x n)", "d/dX tr(X^-1 A)", "X"),
    _case("aᵀX⁻¹b", "a, b in R^n\nX in R^(n x n)", "d/dX a^T X^-1 b", "X"),
    _case("‖AX − B‖²", "A in R^(p x n)\nX in R^(n x m)\nB in R^(p x m)", "d/dX ||A X - B||_F^2", "X"),
    _case("Σ exp(Ax)", AFFINE, "d/dx sum(exp(A x))", "x"),
    _case("Σ log(1 + exp(−y ⊙ Xw))", LOGISTIC, "d/dw sum(log(1 + exp(-y ⊙ X w)))", "w"),
    _case("logsumexp(Ax)", AFFINE, "d/dx logsumexp(A x)", "x"),
    _case("softmax(x)", "x in R^n", "d/dx softmax(x)", "x"),
    _case(
        "‖W₂ relu(W₁x + b₁) + b₂ − y‖²",
        "W_1 in R^(h x n)\nW_2 in R^(m x h)\nx in R^n\nb_1 in R^h\nb_2, y in R^m",
        "d/dW_1 ||W_2 relu(W_1 x + b_1) + b_2 - y||^2",
        "W1",
    ),
    _case("‖X − UVᵀ‖²", "X in R^(n x m)\nU in R^(n x k)\nV in R^(m x k)", "d/dU ||X - U V^T||_F^2", "U"),
    _case(
        "log det S + (x − a)ᵀS⁻¹(x − a)",
        "S in R^(n x n) positive definite\na, x in R^n",
        "d/dS (logdet(S) + (x - a)^T S^-1 (x - a))",
        "S",
    ),
    _case("‖Ax − y‖², Hessian", AFFINE, "d^2/dx^2 ||A x - y||^2", "x", "x"),
    _case("Σ log(1 + exp(−y ⊙ Xw)), Hessian", LOGISTIC, "d^2/dw^2 sum(log(1 + exp(-y ⊙ X w)))", "w", "w"),
    _case("tr(A(X ⊙ B))", "A in R^(m x n)\nX, B in R^(n x m)", "d/dX tr(A (X ⊙ B))", "X"),
    _case("tr(X³)", "X in R^(n x n)", "d/dX tr(X^3)", "X"),
    _case("xᵀ diag(x) A x", SQUARE, "d/dx x^T diag(x) A x", "x"),
    _case("‖xxᵀ − A‖²", SQUARE, "d/dx ||x x^T - A||_F^2", "x"),
)
