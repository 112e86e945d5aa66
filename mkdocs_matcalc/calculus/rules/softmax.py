"""Log-sum-exp and softmax."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inner, mul, sub, transpose
from mkdocs_matcalc.algebra.nodes import Diag, LogSumExp, Softmax, is_vector
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
    operands=lambda node: node.args,
)
def softmax(node: Basic, d: Differentiate) -> Basic | None:
    if not is_vector(node):
        return None
    return mul(sub(Diag(node), mul(node, transpose(node))), d(node.args[0]))
