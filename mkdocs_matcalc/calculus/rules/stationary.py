"""Where a derivative vanishes."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import neg
from mkdocs_matcalc.algebra.textbook import expand
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Rule
from mkdocs_matcalc.calculus.definiteness import semidefinite

STATIONARY_POINT = CATALOGUE.add(
    Rule(
        "Stationary point",
        r"\frac{\partial f}{\partial x} = 0",
        example="solve d/dw ||X w - y||^2 = 0",
    )
)


@CATALOGUE.rearrangement(
    "Convexity",
    statement=r"\frac{\partial^2 f}{\partial x^2} \succeq 0 \;\text{everywhere} \;\Rightarrow\; "
    r"\text{a stationary point is a minimum}",
    example="solve d/dw ||X w - y||^2 = 0",
)
def convexity(second: Basic) -> tuple[Condition, ...] | None:
    """What a second derivative needs to be positive semidefinite, where that can be shown."""
    conditions = semidefinite(second)
    return semidefinite(expand(second)) if conditions is None else conditions


@CATALOGUE.rearrangement(
    "Concavity",
    statement=r"\frac{\partial^2 f}{\partial x^2} \preceq 0 \;\text{everywhere} \;\Rightarrow\; "
    r"\text{a stationary point is a maximum}",
    example="solve d/dw (2 b^T w - ||X w||^2) = 0",
)
def concavity(second: Basic) -> tuple[Condition, ...] | None:
    return convexity(neg(second))
