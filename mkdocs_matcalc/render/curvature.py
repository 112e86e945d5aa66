"""That a function is convex or concave, in words."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_matcalc.algebra.nodes import is_scalar
from mkdocs_matcalc.calculus.convexity import curvatures
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.render.document import About, Remark
from mkdocs_matcalc.render.formula import Mark, row
from mkdocs_matcalc.render.phrases import listed, prose
from mkdocs_matcalc.render.printer import formula
from mkdocs_matcalc.render.requirements import condition_prose


def curvature(derivation: Derivation) -> Iterator[Remark]:
    """A sentence on each second derivative that shows something."""
    for each in curvatures(derivation):
        name, by = formula(each.of.symbol), formula(each.of.wrt[0])
        signs = (r"\ge", r"\le") if is_scalar(each.of.expression) else (r"\succeq", r"\preceq")
        fact = row(formula(each.of.label), f" {signs[not each.convex]} ", Mark("0"))
        conditions = listed(map(condition_prose, each.conditions)).pieces
        kind = "convex" if each.convex else "concave"
        follows = (
            (", so ", name, f" is {kind} in ", by) if each.everywhere else (" wherever ", name, " is defined")
        )
        given = ("Where ", *conditions, ", ") if conditions else ()
        yield Remark(About.CONDITION, prose(*given, fact, *follows, "."))
