"""The catalogue's entries for whole identities, which `algebra.identity_table` states."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Basic, S

from mkdocs_matcalc.algebra.identity_table import IDENTITIES
from mkdocs_matcalc.algebra.nodes import Add, Mul, Pow, Trace, Transpose, Variable, dimension
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Rule


@dataclass(frozen=True)
class StatedIdentity:
    """∂function/∂variable = derivative."""

    rule: Rule
    variable: Variable
    function: Basic
    derivative: Basic
    conditions: tuple[Condition, ...] = ()


def identity_rule(name: str) -> str:
    """What the catalogue calls an identity."""
    return f"Identity: {name}"


for _text in IDENTITIES:
    CATALOGUE.add(
        Rule(
            identity_rule(_text.name),
            _text.statement,
            _text.condition,
            f"option method = pattern\n{_text.example}",
        )
    )


def trace_of_a_power() -> StatedIdentity:
    """∂ tr(Xᵏ)/∂X = k (Xᵏ⁻¹)ᵀ for any k; in a block it is a number, or a size."""
    size, k = dimension("n"), Variable("k")
    matrix = Variable("X", size, size)
    derivative = Mul(k, Transpose(Pow(matrix, Add(k, S.NegativeOne))))
    rule = CATALOGUE[identity_rule("trace of a power")]
    return StatedIdentity(rule, matrix, Trace(Pow(matrix, k)), derivative)
