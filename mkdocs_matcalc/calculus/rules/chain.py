"""The chain rule, and functions of which only the name is known."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import inner, mul
from mkdocs_matcalc.algebra.nodes import Add, Call, CallGradient, CallHessian, Mul, is_vector
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
    operands=lambda node: node.args[1:] if isinstance(node.args[1], Add | Mul) else (),
)
def chain_rule_for_a_scalar_function(node: Call, d: Differentiate) -> Basic:
    return inner(CallGradient(node.name, node.arg, node.latex_name), d(node.arg))


@CATALOGUE.differential(
    "Chain rule for a gradient",
    CallGradient,
    statement=r"\mathrm{d}\frac{\partial L}{\partial u} = \frac{\partial^2 L}{\partial u^2}\, \mathrm{d}u",
    condition="$L$ twice differentiable at $u$",
    example="L : R^m -> R\nd^2/dx^2 L(A x)",
    match=lambda node: node if is_vector(node.arg) else None,
)
def chain_rule_for_a_gradient(node: CallGradient, d: Differentiate) -> Basic:
    return mul(CallHessian(node.name, node.arg, node.latex_name), d(node.arg))
