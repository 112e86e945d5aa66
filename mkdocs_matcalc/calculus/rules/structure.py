"""What the differential does to sums, transposes and traces: it goes through all that is linear."""

from __future__ import annotations

from sympy import Basic

from mkdocs_matcalc.algebra.build import trace
from mkdocs_matcalc.algebra.nodes import Trace
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Differentiate, Rule

LINEARITY = CATALOGUE.add(
    Rule(
        "Linearity of the differential",
        r"\mathrm{d}(\alpha X + A Y B + C) = \alpha\,\mathrm{d}X + A\,\mathrm{d}Y\,B",
        example="d/dx a^T x",
    )
)


@CATALOGUE.differential(
    "Linearity of the trace",
    Trace,
    statement=r"\mathrm{d}\mathop{\mathrm{tr}}(X) = \mathop{\mathrm{tr}}(\mathrm{d}X)",
    example="d/dX tr(A X)",
)
def linearity_of_the_trace(node: Basic, d: Differentiate) -> Basic | None:
    return trace(d(node.args[0]))
