"""Derivatives on the matrices of one structure: what its entries' ties make of the free derivative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sympy import Basic
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.build import SYMMETRIC_FACTS, add, diag, diag_part, hadamard, neg, transpose
from mkdocs_matcalc.algebra.nodes import Constrained, Identity, Variable, is_scalar, shape_of
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Derivative, Step
from mkdocs_matcalc.calculus.rules.structure import (
    DIAGONAL_CONSTRAINT,
    SKEW_CONSTRAINT,
    SYMMETRIC_CONSTRAINT,
)


def _symmetric(gradient: Basic) -> Basic:
    once = hadamard(gradient, Identity(shape_of(gradient)[0]))
    return add(gradient, transpose(gradient), neg(once))


CONSTRAINTS: dict[str, tuple[Rule, Callable[[Basic], Basic]]] = {
    "diagonal": (DIAGONAL_CONSTRAINT, lambda gradient: diag(diag_part(gradient))),
    "symmetric": (SYMMETRIC_CONSTRAINT, _symmetric),
    "skew": (SKEW_CONSTRAINT, lambda gradient: add(gradient, neg(transpose(gradient)))),
}


def structure_of(variable: Variable) -> str:
    """The structure that ties a matrix's entries: diagonal, symmetric, skew, or none."""
    if "diagonal" in variable.facts or "skew" in variable.facts:
        return "diagonal" if "diagonal" in variable.facts else "skew"
    return "symmetric" if variable.facts & SYMMETRIC_FACTS else ""


def on_the_constraint(derivative: Derivative) -> tuple[Step, Derivative] | None:
    """The line that ties the entries together, and the derivative with it; None where nothing is tied."""
    structure = structure_of(derivative.wrt[0])
    scalar = is_scalar(derivative.request.function)
    if not structure or derivative.order != 1 or not scalar:
        return None
    rule, tie = CONSTRAINTS[structure]
    label = Constrained(derivative.label, Str(structure))
    tied = textbook(tie(derivative.expression))
    step = Step((tied,), lhs=label, rules=(rule,))
    return step, replace(derivative, label=label, expression=tied, structure=structure)
