"""What reads a derivative off its differential, and what puts names in."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inner, transpose
from mkdocs_matcalc.algebra.nodes import Differential, Transpose, Variable
from mkdocs_matcalc.algebra.textbook import textbook, turned
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Rule


@CATALOGUE.rearrangement(
    "Symmetric matrix",
    statement=r"A^\top = A, \qquad (A^{-1})^\top = A^{-1}",
    condition="$A$ symmetric",
    example="A in R^(n x n) symmetric\nd/dx x^T A x",
)
def symmetry(matrix: Basic) -> tuple[Basic, Basic]:
    return Transpose(matrix), matrix


COLLECT = CATALOGUE.add(
    Rule(
        "Collect",
        r"\mathop{\mathrm{tr}}(A^\top \mathrm{d}X) + \mathop{\mathrm{tr}}(B^\top \mathrm{d}X) "
        r"= \mathop{\mathrm{tr}}([A + B]^\top \mathrm{d}X), \qquad "
        r"A\, \mathrm{d}x + B\, \mathrm{d}x = [A + B]\, \mathrm{d}x",
        example="d/dx x^T A x",
    )
)

TRANSPOSE_OF_A_PRODUCT = CATALOGUE.add(
    Rule(
        "Transpose of a product",
        r"(A B)^\top = B^\top A^\top",
        example="d/dx ||A x - y||^2",
    )
)

IDENTIFICATION = CATALOGUE.add(
    Rule(
        "Identification",
        r"\mathrm{d}f = \mathop{\mathrm{tr}}(G^\top \mathrm{d}X) \;\Rightarrow\; "
        r"\frac{\partial f}{\partial X} = G, \qquad "
        r"\mathrm{d}f = g^\top \mathrm{d}x \;\Rightarrow\; \frac{\partial f}{\partial x} = g, \qquad "
        r"\mathrm{d}F = D\, \mathrm{d}t \;\Rightarrow\; \frac{\partial F}{\partial t} = D",
        example="d/dx a^T x",
    )
)


@CATALOGUE.rearrangement(
    "Identification of the Jacobian",
    statement=r"\mathrm{d}F = J\, \mathrm{d}x \;\Rightarrow\; \frac{\partial F}{\partial x} = J^\top",
    condition="denominator layout",
    example="d/dx (A x)",
)
def jacobian_identification(matrix: Basic) -> Basic:
    return textbook(transpose(matrix))


INTERMEDIATES = CATALOGUE.add(
    Rule(
        "Intermediate variables",
        r"f(x) = g(r), \quad r = h(x)",
        example="d/dx ||A x - y||^2",
    )
)

HESSIAN_IDENTIFICATION = CATALOGUE.add(
    Rule(
        "Identification of the Hessian",
        r"\mathrm{d}\frac{\partial f}{\partial x} = H\, \mathrm{d}y \;\Rightarrow\; "
        r"\frac{\partial^2 f}{\partial x\, \partial y} = H",
        example="d^2/dx^2 ||A x - y||^2",
    )
)


@CATALOGUE.rearrangement(
    "Numerator layout",
    statement=r"\frac{\partial f}{\partial x^\top} = \left(\frac{\partial f}{\partial x}\right)^\top",
    example="option layout = numerator\nd/dx ||A x - y||^2",
)
def numerator_layout(derivative: Basic) -> Basic:
    return turned(derivative)


@CATALOGUE.rearrangement(
    "Second differential",
    statement=r"\mathrm{d}^2 f = \mathop{\mathrm{tr}}((\mathrm{d}G)^\top \mathrm{d}X), \qquad "
    r"G = \frac{\partial f}{\partial X}",
    example="d^2/dX^2 logdet(X)",
)
def second_differential(change: Basic, variable: Variable) -> Basic:
    """From how a gradient changes with the variable."""
    return inner(change, Differential(variable))


SUBSTITUTION = CATALOGUE.add(
    Rule(
        "Substitution",
        r"r = h(x) \;\Rightarrow\; g(r) = g(h(x))",
        example="d/dx ||A x - y||^2",
    )
)
