"""What the differential does to sums, transposes and traces: it goes through all that is linear."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, diag, diag_part, hadamard, mul, neg, ones, trace, transpose
from mkdocs_matcalc.algebra.nodes import Hadamard, Identity, Inverse, Trace, Transpose, shape_of
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate, Equality, Rule

LINEARITY = CATALOGUE.add(
    Rule(
        "Linearity of the differential",
        r"\mathrm{d}(\alpha X + A Y B + C) = \alpha\,\mathrm{d}X + A\,\mathrm{d}Y\,B",
        example="d/dx a^T x",
    )
)


@CATALOGUE.rearrangement(
    "Skew-symmetric matrix",
    statement=r"K^\top = -K",
    condition="$K$ skew-symmetric",
    example="K in R^(n x n) skew\nd/dK tr(K^2)",
)
def skew_symmetry(matrix: Basic) -> Equality:
    return Transpose(matrix), neg(matrix)


@CATALOGUE.rearrangement(
    "Orthogonal matrix",
    statement=r"Q^{-1} = Q^\top, \qquad Q^\top Q = Q Q^\top = I",
    condition="$Q$ orthogonal",
    example="Q in R^(n x n) orthogonal\nd/dQ tr(Q^-1 A)",
)
def orthogonality(matrix: Basic) -> Equality:
    return Inverse(matrix), transpose(matrix)


@CATALOGUE.rearrangement(
    "Entries that sum to one",
    statement=r"\mathbf{1}^\top y = 1",
    condition="$y$ holds probabilities, or is one-hot",
    example="y in R^n probabilities\nd/dz (-y^T log(softmax(z)))",
)
def entries_sum_to_one(vector: Basic) -> Equality:
    return mul(transpose(ones(shape_of(vector))), vector), S.One


@CATALOGUE.rearrangement(
    "One-hot vector",
    statement=r"y \odot y = y, \qquad y^\top y = \mathbf{1}^\top y",
    condition="$y$ one-hot",
    example="y in R^n one-hot\nd/dz (z ⊙ y)^T (z ⊙ y)",
)
def one_hot(vector: Basic) -> Equality:
    return Hadamard(vector, vector), vector


@CATALOGUE.rearrangement(
    "Entries that are 0 or 1",
    statement=r"b \odot b = b, \qquad b^\top b = \mathbf{1}^\top b",
    condition=r"$b \in \{0, 1\}^n$",
    example="b in {0, 1}^n\nd/dz (z ⊙ b)^T (z ⊙ b)",
)
def binary_entries(vector: Basic) -> Equality:
    return Hadamard(vector, vector), vector


@CATALOGUE.rearrangement(
    "Entries that are 1 or −1",
    statement=r"s \odot s = \mathbf{1}, \qquad s^\top s = n",
    condition=r"$s \in \{-1, 1\}^n$",
    example="s in {-1, 1}^n\nd/dz (z ⊙ s)^T (z ⊙ s)",
)
def signs(vector: Basic) -> Equality:
    return Hadamard(vector, vector), ones(shape_of(vector))


@CATALOGUE.rearrangement(
    "Unit vector",
    statement=r"v^\top v = \lVert v \rVert^2 = 1",
    condition="$v$ unit",
    example="v in R^n unit\nd/dx ||x - (v^T x) v||^2",
)
def unit_length(vector: Basic) -> Equality:
    return mul(transpose(vector), vector), S.One


@CATALOGUE.rearrangement(
    "Rows that sum to one",
    statement=r"P\, \mathbf{1} = \mathbf{1}",
    condition="$P$ stochastic",
    example="Y in R^(n x k) stochastic\nd/dZ (-sum(Y ⊙ log(softmax(Z, rows))))",
)
def rows_sum_to_one(matrix: Basic) -> Equality:
    rows, columns = shape_of(matrix)
    return mul(matrix, ones((columns, S.One))), ones((rows, S.One))


@CATALOGUE.rearrangement(
    "Derivative on the symmetric matrices",
    statement=r"\left.\frac{\partial f}{\partial S}\right|_{S = S^\top} = G + G^\top - G \odot I, \qquad "
    r"G = \frac{\partial f}{\partial S}",
    condition="$S_{ij}$ and $S_{ji}$ change together",
    example="option symmetric = constrained\nS in R^(n x n) positive definite\nd/dS logdet(S)",
)
def symmetric_constraint(gradient: Basic) -> Basic:
    once = hadamard(gradient, Identity(shape_of(gradient)[0]))
    return add(gradient, transpose(gradient), neg(once))


@CATALOGUE.rearrangement(
    "Derivative on the skew-symmetric matrices",
    statement=r"\left.\frac{\partial f}{\partial K}\right|_{K = -K^\top} = G - G^\top, \qquad "
    r"G = \frac{\partial f}{\partial K}",
    condition="$K_{ij}$ and $-K_{ji}$ change together",
    example="option symmetric = constrained\nK in R^(n x n) skew\nd/dK tr(A K)",
)
def skew_constraint(gradient: Basic) -> Basic:
    return add(gradient, neg(transpose(gradient)))


@CATALOGUE.rearrangement(
    "Derivative on the diagonal matrices",
    statement=r"\left.\frac{\partial f}{\partial D}\right|_{D\ \text{diagonal}} "
    r"= \mathop{\mathrm{diag}}(\mathop{\mathrm{diag}}(G)), \qquad G = \frac{\partial f}{\partial D}",
    condition="only the entries on the diagonal change",
    example="option symmetric = constrained\nD in R^(n x n) diagonal\nd/dD tr(A D)",
)
def diagonal_constraint(gradient: Basic) -> Basic:
    return diag(diag_part(gradient))


@CATALOGUE.differential(
    "Linearity of the trace",
    Trace,
    statement=r"\mathrm{d}\mathop{\mathrm{tr}}(X) = \mathop{\mathrm{tr}}(\mathrm{d}X)",
    example="d/dX tr(A X)",
)
def linearity_of_the_trace(node: Basic, d: Differentiate) -> Basic | None:
    return trace(d(node.args[0]))
