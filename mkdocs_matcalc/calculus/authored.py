"""An author's own rules: identities that the derivations of one problem may cite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import mul, power
from mkdocs_matcalc.algebra.nodes import Partial, Variable
from mkdocs_matcalc.algebra.problem import StatedRule
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.citing import cite, split_constant
from mkdocs_matcalc.calculus.differentials import Scope
from mkdocs_matcalc.calculus.matching import Matcher
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity


@dataclass(frozen=True)
class AuthorsRule(Rule):
    """A rule that an author stated; its statement is printed from `equation`."""

    equation: tuple[Basic, Basic] = (S.Zero, S.Zero)
    address: str = ""


@dataclass(frozen=True)
class AuthorsRules:
    """The rules of one problem: those of derivatives, and equalities to rewrite by."""

    identities: tuple[StatedIdentity, ...] = ()
    equalities: tuple[AuthorsRule, ...] = ()

    @classmethod
    def of(cls, stated: Iterable[StatedRule]) -> AuthorsRules:
        rules = [(each, authors_rule(each)) for each in stated]
        return cls(
            tuple(_identity(each, rule, each.wrt) for each, rule in rules if each.wrt is not None),
            tuple(rule for each, rule in rules if each.wrt is None),
        )

    def rewritten(self, expr: Basic) -> tuple[Basic, AuthorsRule] | None:
        """The right side of the first equality whose left side the expression is, as a whole."""
        for rule in self.equalities:
            left, right = rule.equation
            fit = Matcher().first(left, expr)
            if fit is not None and (other := fit.filled(right)) != expr:
                return other, rule
        return None

    def fit_a_name(self, function: Basic, names: Iterable[Variable]) -> bool:
        """Whether the function's derivative by one of some names is a rule."""
        return any(cite(function, name, self.identities) for name in names)


def authors_rule(stated: StatedRule) -> AuthorsRule:
    """The rule as a step cites it."""
    left = Partial(stated.left, stated.wrt) if stated.wrt is not None else stated.left
    return AuthorsRule(stated.name, "", equation=(left, stated.right), address=stated.address)


def _identity(stated: StatedRule, rule: AuthorsRule, wrt: Variable) -> StatedIdentity:
    scale, core = split_constant(stated.left, Scope.of(wrt, {}))
    return StatedIdentity(rule, wrt, (core,), textbook(mul(power(scale, S.NegativeOne), stated.right)))
