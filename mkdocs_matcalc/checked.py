"""A derivation held against numbers: each result by finite differences, each line by the line before."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import (
    Constrained,
    Differential,
    Entry,
    Node,
    Partial,
    Transpose,
    Variable,
    Vec,
)
from mkdocs_matcalc.calculus.derivation import Derivation, Step, Verdict
from mkdocs_matcalc.claims import judged
from mkdocs_matcalc.errors import CheckFailed
from mkdocs_matcalc.numerics.check import TOLERANCE, agree, check, check_stationary

POINTS_BY_ENTRIES = 4
# What may stand before the equals sign of a line that is no equation to be solved.
NAMES = (Partial, Constrained, Differential, Vec, Variable, Entry)


def checked(derivation: Derivation) -> Derivation:
    """The derivation with the outcome of its numeric check.

    Raises:
        CheckFailed: A line or a result does not hold; it must not be shown.
    """
    definitions = dict(derivation.definitions)
    for step in derivation.steps:
        definitions.update(step.lets)
    functions: dict[Basic, Basic] = {}
    solutions: dict[Variable, Basic] = {}
    worst, points = 0.0, 0
    for derivative in derivation.results:
        function, wrt = derivative.request.function, derivative.wrt
        if derivative.stationary:
            solutions[wrt[0]] = derivative.expression
            verdict = check_stationary(function, wrt[0], derivative.expression, definitions)
        else:
            functions[derivative.symbol] = function
            verdict = check(function, wrt, derivative.expression, definitions, structure=derivative.structure)
        worst, points = max(worst, verdict.worst), verdict.points
    # A line that names intermediates states the function in them.
    functions.update({step.lhs: step.forms[0] for step in derivation.steps if step.lhs in functions})
    results = {(each.label, each.expression) for each in derivation.results}
    lines = _Lines(definitions, functions, solutions, _moving(derivation), results)
    for number, step in enumerate(derivation.steps, 1):
        lines.check(step, number)
    outcome = Verdict(points, worst) if derivation.results else None
    return derivation.checked(outcome, tuple(judged(derivation)))


def _moving(derivation: Derivation) -> tuple[Variable, ...]:
    return tuple(dict.fromkeys(variable for each in derivation.results for variable in each.wrt))


@dataclass(frozen=True)
class _Lines:
    """What the lines of a derivation are evaluated with."""

    definitions: dict[Variable, Basic]
    functions: dict[Basic, Basic]
    solutions: dict[Variable, Basic]
    wrts: tuple[Variable, ...]
    results: set[tuple[Basic, Basic]]

    def check(self, step: Step, number: int) -> None:
        forms = [
            form for form in (step.before, *step.forms) if form is not None and not isinstance(form, Partial)
        ]
        moving = tuple(wrt for wrt in self.wrts if any(form.has(Differential(wrt)) for form in step.forms))
        for left, right in pairwise(forms):
            self._agree(left, right, self.definitions, moving, number)
        for label in (step.lhs, *step.forms):
            known = not step.forms or (label, step.forms[-1]) in self.results
            if isinstance(label, Partial) and step.before is None and not known and not _is_turned(label):
                self._check_derivative(label, step.forms[-1], number)
        if isinstance(step.lhs, Node) and not isinstance(step.lhs, NAMES):
            # An equation holds where its unknown is the solution.
            at_solution = {**self.definitions, **self.solutions}
            self._agree(step.lhs, step.forms[0], at_solution, (), number)

    def _check_derivative(self, label: Partial, form: Basic, number: int) -> None:
        """A derivative against its form; that of an entry by an entry at several values of the indices."""
        if any(isinstance(part, Entry) for part in label.args):
            stated = label.xreplace(self.functions)
            self._agree(stated, form, self.definitions, (), number, POINTS_BY_ENTRIES)
        else:
            function = self.functions.get(label.args[0], label.args[0])
            check(function, label.args[1:], form, self.definitions, points=1)

    def _agree(
        self,
        left: Basic,
        right: Basic,
        definitions: dict[Variable, Basic],
        moving: tuple[Variable, ...],
        number: int,
        points: int = 2,
    ) -> None:
        difference = agree(left, right, definitions, moving, points)
        if difference is not None and difference > TOLERANCE:
            raise CheckFailed(f"line {number} of the derivation does not equal the line before")


def _is_turned(label: Partial) -> bool:
    """Whether a derivative is named in numerator layout."""
    return any(isinstance(variable, Transpose) for variable in label.args)
