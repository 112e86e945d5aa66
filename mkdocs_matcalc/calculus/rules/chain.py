"""The chain rule, and functions of which only the name is known."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inner
from mkdocs_matcalc.algebra.nodes import Call, CallGradient
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate, Rule

CHAIN_RULE = CATALOGUE.add(
    Rule(
        "Chain rule",
        r"\frac{\partial f}{\partial x} = \frac{\partial u}{\partial x}\, \frac{\partial f}{\partial u}",
        condition="$f$ depends on $x$ through $u$; over several such $u$ the products add up",
        example="z = W x + b\nL = ||z - y||^2\ndL/db",
    )
)

LINEAR_MAP = CATALOGUE.add(
    Rule(
        "Linear map",
        r"y = W x + b \;\Rightarrow\; \frac{\partial f}{\partial x} = W^\top \delta_y, \quad "
        r"\frac{\partial f}{\partial W} = \delta_y x^\top, \quad "
        r"\frac{\partial f}{\partial b} = \delta_y, \qquad \delta_y = \frac{\partial f}{\partial y}",
        example="z = W x + b\nL = ||z - y||^2\ndL/d(W, b)",
    )
)


@CATALOGUE.differential(
    "Chain rule for a scalar function",
    Call,
    statement=r"\mathrm{d}L(u) = \left(\frac{\partial L}{\partial u}\right)^\top \mathrm{d}u",
    condition="$L$ differentiable at $u$",
    example="g : R -> R\nL : R^n -> R\nd/dz L(g(z))",
)
def chain_rule_for_a_scalar_function(node: Basic, d: Differentiate) -> Basic | None:
    if not isinstance(node, Call):
        return None
    return inner(CallGradient(node.name, node.arg), d(node.arg))
