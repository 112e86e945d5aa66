"""Log-sum-exp and softmax."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import hadamard, inner, mul, ones, sub, transpose
from mkdocs_matcalc.algebra.nodes import (
    Diag,
    LogSumExp,
    RowLogSumExp,
    RowSoftmax,
    Softmax,
    is_vector,
    shape_of,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate


@CATALOGUE.differential(
    "Log-sum-exp",
    LogSumExp,
    statement=r"\mathrm{d}\log\sum_i e^{z_i} = \mathop{\mathrm{softmax}}(z)^\top \mathrm{d}z",
    example="d/dx logsumexp(A x)",
    operands=lambda node: node.args,
)
def log_sum_exp(node: Basic, d: Differentiate) -> Basic | None:
    return inner(Softmax(node.args[0]), d(node.args[0]))


@CATALOGUE.differential(
    "Softmax",
    Softmax,
    statement=r"\mathrm{d}p = (\mathop{\mathrm{diag}}(p) - p p^\top)\, \mathrm{d}z, \qquad "
    r"p = \mathop{\mathrm{softmax}}(z)",
    example="d/dx softmax(x)",
    operands=lambda node: (*node.args, node),
    role="probabilities",
)
def softmax(node: Basic, d: Differentiate) -> Basic | None:
    if not is_vector(node):
        return None
    return mul(sub(Diag(node), mul(node, transpose(node))), d(node.args[0]))


@CATALOGUE.differential(
    "Log-sum-exp of rows",
    RowLogSumExp,
    statement=r"\mathrm{d}\,\mathop{\mathrm{logsumexp}}_{\text{rows}}(Z) "
    r"= (P \odot \mathrm{d}Z)\, \mathbf{1}, \qquad "
    r"P = \mathop{\mathrm{softmax}}_{\text{rows}}(Z)",
    example="d/dZ sum(logsumexp(Z, rows))",
    operands=lambda node: node.args,
)
def log_sum_exp_of_rows(node: Basic, d: Differentiate) -> Basic | None:
    columns = shape_of(node.args[0])[1]
    weighted = hadamard(RowSoftmax(node.args[0]), d(node.args[0]))
    return mul(weighted, ones((columns, S.One)))


@CATALOGUE.differential(
    "Softmax of rows",
    RowSoftmax,
    statement=r"\mathrm{d}P = P \odot (\mathrm{d}Z "
    r"- (P \odot \mathrm{d}Z)\, \mathbf{1} \mathbf{1}^\top), \qquad "
    r"P = \mathop{\mathrm{softmax}}_{\text{rows}}(Z)",
    example="d/dZ tr(A softmax(Z, rows))",
    operands=lambda node: (*node.args, node),
    role="probabilities",
)
def softmax_of_rows(node: Basic, d: Differentiate) -> Basic | None:
    columns = shape_of(node)[1]
    change = d(node.args[0])
    ones_matrix = mul(ones((columns, S.One)), ones((S.One, columns)))
    return hadamard(node, sub(change, mul(hadamard(node, change), ones_matrix)))
