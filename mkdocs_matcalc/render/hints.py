"""What a result would be if a vector in it were declared to hold probabilities."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic

from mkdocs_matcalc.algebra.build import mul, ones, transpose
from mkdocs_matcalc.algebra.labels import SUMS_TO_ONE
from mkdocs_matcalc.algebra.nodes import LogSumExp, Softmax, Variable, is_vector, shape_of
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.render.document import About, Remark
from mkdocs_matcalc.render.phrases import Quoted, prose
from mkdocs_matcalc.render.printer import formula


def label_hint(derivation: Derivation) -> Iterator[Remark]:
    """What the first result with 𝟏ᵀy becomes beside a softmax, for which labels y are usual; said once."""
    exprs = [*derivation.definitions.values(), *(each.request.function for each in derivation.results)]
    if not any(expr.has(Softmax, LogSumExp) for expr in exprs):
        return
    for each in derivation.results:
        labels = [label for label in _summed(each.expression) if label not in derivation.definitions]
        if labels and not each.stationary and each.shown is None and labels[0] not in each.wrt:
            label = labels[0]
            known = Variable(*label.args[:4], (SUMS_TO_ONE,))
            shorter = textbook(each.expression.xreplace({label: known})).xreplace({known: label})
            words = ("If the entries of ", formula(label), " sum to one, as where it is declared with ")
            equation = (formula(each.label), " is ", formula(shorter), ".")
            yield Remark(About.CONDITION, prose(*words, Quoted(SUMS_TO_ONE), ", ", *equation))
            return


def _summed(expr: Basic) -> list[Variable]:
    """The plain vectors of which an expression has the sum 𝟏ᵀy."""
    vectors = (each for each in expr.atoms(Variable) if is_vector(each) and not each.facts)
    totals = {each: mul(transpose(ones(shape_of(each))), each) for each in vectors}
    return sorted((each for each, total in totals.items() if expr.has(total)), key=lambda each: each.name)
