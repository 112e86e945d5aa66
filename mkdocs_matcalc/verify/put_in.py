"""The derivatives that stand in claims and definitions, each as what it is: derived, checked and put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from sympy import Basic

from mkdocs_matcalc.algebra.build import top_down, without_names
from mkdocs_matcalc.algebra.nodes import Partial, Variable
from mkdocs_matcalc.algebra.problem import Problem, Request
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.errors import CheckFailed, ErrorName, Refusal
from mkdocs_matcalc.numerics.check import check

NOTHING: Mapping[Variable, Basic] = MappingProxyType({})


class PutIn:
    """Puts derivatives in, those of one problem.

    Args:
        problem: What names stand for, and which of them nobody declared.
        known: What is derived already.
        own: What the names stand for that a derivation gave.
    """

    def __init__(
        self, problem: Problem, known: dict[Basic, Basic], own: Mapping[Variable, Basic] = NOTHING
    ) -> None:
        # A derivative on the matrices of a structure is not that of the function as it is written.
        self.keeps_structure = problem.options.get("symmetric") == "constrained"
        self.problem = replace(problem, claims=(), options={})
        self._stated = {**problem.defined(), **own}
        self._known = known

    @classmethod
    def of(cls, derivation: Derivation) -> PutIn:
        """With what a derivation has derived."""
        known: dict[Basic, Basic] = {
            Partial(each.request.function, *each.wrt): each.expression
            for each in derivation.results
            if not each.stationary
        }
        return cls(derivation.problem, known, derivation.definitions)

    @property
    def stated(self) -> Mapping[Variable, Basic]:
        """What each name stands for, as it was stated or derived."""
        return self._stated

    @cached_property
    def definitions(self) -> dict[Variable, Basic]:
        """What each name stands for, without derivatives.

        Raises:
            Refusal: As for an expression.
        """
        return {name: self(value) if value.has(Partial) else value for name, value in self._stated.items()}

    def where(self, change: Callable[[Basic], Basic]) -> PutIn:
        """The same where what names stand for is changed; itself where nothing is."""
        problem = self.problem
        definitions = tuple(each.changed(change) for each in problem.definitions)
        if definitions == problem.definitions:
            return self
        changed = PutIn(replace(problem, definitions=definitions), {})
        changed.keeps_structure = self.keeps_structure
        return changed

    def __call__(self, expr: Basic) -> Basic:
        """An expression without derivatives.

        Raises:
            Refusal: There is none, as for some part there is no rule.
        """
        return top_down(expr, lambda part: self._value(part) if isinstance(part, Partial) else None)

    def _value(self, derivative: Partial) -> Basic:
        if derivative not in self._known:
            self._known[derivative] = self._derived(derivative)
        return self._known[derivative]

    def _derived(self, derivative: Partial) -> Basic:
        function, *wrt = derivative.args
        by = tuple(each for each in wrt if isinstance(each, Variable))
        name = function if isinstance(function, Variable) else None
        work = derive(replace(self.problem, requests=(Request(function, (by,), name),)))
        given = (let for let in work.definitions.items() if let[0] not in self._stated)
        found = without_names(work.result, given)
        try:
            check(function, by, found, self._stated)
        except CheckFailed as error:
            raise Refusal(ErrorName.NOT_CHECKABLE, error.message) from error
        return found
