"""A derivation held against numbers: each result by finite differences, each line by the line before."""

from __future__ import annotations

from itertools import pairwise

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Differential, Partial, Transpose, Variable
from mkdocs_matcalc.calculus.derivation import Derivation, Step, Verdict
from mkdocs_matcalc.errors import CheckFailed

from mkdocs_matcalc.numerics.check import TOLERANCE, agree, check


def checked(derivation: Derivation) -> Derivation:
    """The derivation with the outcome of its numeric check.

    Raises:
        CheckFailed: A line or a result does not hold; it must not be shown.
    """
    definitions = dict(derivation.definitions)
    for step in derivation.steps:
        definitions.update(step.lets)
    functions: dict[Basic, Basic] = {}
    worst, points = 0.0, 0
    for derivative in derivation.results:
        request = derivative.request
        functions[derivative.label.args[0]] = request.function
        verdict = check(request.function, derivative.wrt, derivative.expression, definitions)
        worst, points = max(worst, verdict.worst), verdict.points
    wrts = tuple(dict.fromkeys(variable for each in derivation.results for variable in each.wrt))
    # A line that names intermediates states the function in them.
    functions.update({step.lhs: step.forms[0] for step in derivation.steps if step.lhs in functions})
    for number, step in enumerate(derivation.steps, 1):
        _check_line(step, number, definitions, functions, wrts)
    return derivation.checked(Verdict(points, worst))


def _check_line(
    step: Step,
    number: int,
    definitions: dict[Variable, Basic],
    functions: dict[Basic, Basic],
    wrts: tuple[Variable, ...],
) -> None:
    forms = [form for form in (step.before, *step.forms) if form is not None and not isinstance(form, Partial)]
    moving = tuple(wrt for wrt in wrts if any(form.has(Differential(wrt)) for form in step.forms))
    for left, right in pairwise(forms):
        difference = agree(left, right, definitions, moving)
        if difference is not None and difference > TOLERANCE:
            raise CheckFailed(f"line {number} of the derivation does not equal the line before")
    for label in (step.lhs, *step.forms):
        numerator = isinstance(label, Partial) and any(isinstance(v, Transpose) for v in label.args)
        if not isinstance(label, Partial) or step.before is not None or numerator:
            continue
        if any(isinstance(part, Entry) for part in label.args):
            difference = agree(label.xreplace(functions), step.forms[-1], definitions, points=POINTS_BY_ENTRIES)
            if difference is not None and difference > TOLERANCE:
                raise CheckFailed(f"line {number} of the derivation is not the derivative that it names")
        else:
            check(functions[label.args[0]], label.args[1:], step.forms[-1], definitions, points=1)
