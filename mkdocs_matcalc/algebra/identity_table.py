"""Whole identities, stated in the block language (The Matrix Cookbook, chapter 2, in denominator layout).

In an identity `x` and `X` are what is differentiated by; every other letter stands for anything constant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IdentityText:
    """One identity, as the catalogue prints it and as the language reads it.

    Attributes:
        name: Its name in the field's words.
        statement: The equation in LaTeX, which is read like an author's `rule`.
        example: A derivative that it gives.
        condition: When it holds, in prose with mathematics between dollar signs.
        also: The same equation with the function written in other ways.
        is_read: Whether the statement is in the block language, so that it is read itself.
    """

    name: str
    statement: str
    example: str
    condition: str = ""
    also: tuple[str, ...] = ()
    is_read: bool = True

    @property
    def equations(self) -> tuple[str, ...]:
        """The equations that the language reads."""
        return (self.statement, *self.also) if self.is_read else self.also


INVERTIBLE = "$X$ invertible"

IDENTITIES = (
    IdentityText(
        "linear form",
        r"\frac{\partial\, a^\top x}{\partial x} = a",
        "d/dx a^T x",
    ),
    IdentityText(
        "linear map",
        r"\frac{\partial\, A x}{\partial x} = A^\top",
        "d/dx (A x)",
        "denominator layout",
    ),
    IdentityText(
        "quadratic form",
        r"\frac{\partial\, x^\top A x}{\partial x} = (A + A^\top)\, x",
        "d/dx x^T A x",
    ),
    IdentityText(
        "least squares",
        r"\frac{\partial\, \lVert A x - y \rVert^2}{\partial x} = 2 A^\top (A x - y)",
        "d/dx ||A x - y||^2",
        also=("d/dx (A x - y)^T (A x - y) = 2 A^T (A x - y)",),
    ),
    IdentityText(
        "weighted least squares",
        r"\frac{\partial\, (A x - y)^\top W (A x - y)}{\partial x} = A^\top (W + W^\top) (A x - y)",
        "d/dx (A x - y)^T W (A x - y)",
    ),
    IdentityText(
        "distance",
        r"\frac{\partial\, \lVert x - a \rVert}{\partial x} = \frac{x - a}{\lVert x - a \rVert}",
        "d/dx ||x - a||",
        r"$x \neq a$",
    ),
    IdentityText(
        "log-sum-exp",
        r"\frac{\partial}{\partial x} \log\sum_{i} e^{(A x)_i} = A^\top \mathop{\mathrm{softmax}}(A x)",
        "d/dx logsumexp(A x)",
        also=("d/dx logsumexp(A x) = A^T softmax(A x)",),
        is_read=False,
    ),
    IdentityText(
        "bilinear form",
        r"\frac{\partial\, a^\top X b}{\partial X} = a\, b^\top",
        "d/dX a^T X b",
    ),
    IdentityText(
        "squared image of a vector",
        r"\frac{\partial\, (X b + c)^\top D (X b + c)}{\partial X} = (D + D^\top)(X b + c)\, b^\top",
        "d/dX (X b + c)^T D (X b + c)",
    ),
    IdentityText(
        "bilinear form of second order",
        r"\frac{\partial\, a^\top X^\top D X b}{\partial X} = D^\top X a\, b^\top + D X b\, a^\top",
        "d/dX a^T X^T D X b",
    ),
    IdentityText(
        "trace",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(A X)}{\partial X} = A^\top",
        "d/dX tr(A X)",
    ),
    IdentityText(
        "trace of a quadratic form",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(X^\top A X B)}{\partial X} = A X B + A^\top X B^\top",
        "d/dX tr(X^T A X B)",
    ),
    IdentityText(
        "trace of a product of second order",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(A X B X)}{\partial X} = (A X B + B X A)^\top",
        "d/dX tr(A X B X)",
    ),
    IdentityText(
        "trace of a power",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(X^k)}{\partial X} = k\, (X^{k-1})^\top",
        "d/dX tr(X^3)",
        is_read=False,
    ),
    IdentityText(
        "matrix least squares",
        r"\frac{\partial\, \lVert B X C - D \rVert_F^2}{\partial X} = 2 B^\top (B X C - D)\, C^\top",
        "d/dX ||B X C - D||_F^2",
        also=("d/dX tr((B X C - D)^T (B X C - D)) = 2 B^T (B X C - D) C^T",),
    ),
    IdentityText(
        "matrix least squares by the transpose",
        r"\frac{\partial\, \lVert B X^\top C - D \rVert_F^2}{\partial X} = 2 C\, (B X^\top C - D)^\top B",
        "d/dX ||B X^T C - D||_F^2",
        also=("d/dX tr((B X^T C - D)^T (B X^T C - D)) = 2 C (B X^T C - D)^T B",),
    ),
    IdentityText(
        "trace of an inverse",
        r"\frac{\partial\, \mathop{\mathrm{tr}}(X^{-1} A)}{\partial X} = -X^{-\top} A^\top X^{-\top}",
        "d/dX tr(X^-1 A)",
        INVERTIBLE,
    ),
    IdentityText(
        "bilinear form of an inverse",
        r"\frac{\partial\, a^\top X^{-1} c}{\partial X} = -X^{-\top} a\, c^\top X^{-\top}",
        "d/dX a^T X^-1 c",
        INVERTIBLE,
    ),
    IdentityText(
        "determinant",
        r"\frac{\partial \det X}{\partial X} = \det(X)\, X^{-\top}",
        "d/dX det(X)",
        INVERTIBLE,
    ),
    IdentityText(
        "log-determinant",
        r"\frac{\partial \log \det X}{\partial X} = X^{-\top}",
        "d/dX logdet(X)",
        INVERTIBLE,
        also=("d/dX log(abs(det(X))) = X^-T",),
    ),
)
