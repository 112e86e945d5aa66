"""Rules stated in the block language: an author's own, for one problem, and the table of identities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from sympy import Basic, S, preorder_traversal

from mkdocs_matcalc.algebra.build import mul, power
from mkdocs_matcalc.algebra.nodes import Inverse, Norm, Partial, Pow, Variable
from mkdocs_matcalc.algebra.problem import StatedRule
from mkdocs_matcalc.algebra.textbook import textbook
from mkdocs_matcalc.calculus.catalogue import CATALOGUE, Condition, Rule
from mkdocs_matcalc.calculus.citing import cite, split_constant
from mkdocs_matcalc.calculus.derivation import Instance
from mkdocs_matcalc.calculus.differentials import Scope
from mkdocs_matcalc.calculus.matching import Matcher
from mkdocs_matcalc.calculus.rules.identities import StatedIdentity, identity_rule, trace_of_a_power


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

    def rewritten(self, expr: Basic) -> tuple[Basic, Instance] | None:
        """The right side of the first equality whose left side the expression is, as a whole."""
        for rule in self.equalities:
            left, right = rule.equation
            fit = Matcher().first(left, expr)
            if fit is not None and (other := fit.filled(right)) != expr:
                letters = tuple((letter.latex_name, value) for letter, value in fit.letters)
                return other, Instance(rule, letters=letters)
        return None

    def fit_a_name(self, function: Basic, names: Iterable[Variable]) -> bool:
        """Whether the function's derivative by one of some names is a rule."""
        return any(cite(function, name, self.identities) for name in names)


def authors_rule(stated: StatedRule) -> AuthorsRule:
    """The rule as a step cites it."""
    left = Partial(stated.left, stated.wrt) if stated.wrt is not None else stated.left
    return AuthorsRule(stated.name, "", equation=(left, stated.right), address=stated.address)


@cache
def table_of(stated: tuple[StatedRule, ...]) -> tuple[StatedIdentity, ...]:
    """The table of identities, each cited by the catalogue's entry and with what it divides by."""
    identities = [
        _identity(each, CATALOGUE[identity_rule(each.name)], each.wrt) for each in stated if each.wrt
    ]
    return tuple(
        replace(each, conditions=tuple(_divisors(each.derivative)))
        for each in (*identities, trace_of_a_power())
    )


def _identity(stated: StatedRule, rule: Rule, wrt: Variable) -> StatedIdentity:
    scale, core = split_constant(stated.left, Scope.of(wrt, {}))
    return StatedIdentity(rule, wrt, core, textbook(mul(power(scale, S.NegativeOne), stated.right)))


def _divisors(expr: Basic) -> Iterator[Condition]:
    """That each matrix inverted in an expression is invertible, and each norm divided by not zero."""
    parts = dict.fromkeys(preorder_traversal(expr))
    for part in parts:
        if isinstance(part, Inverse):
            yield Condition("invertible", part.args[0])
        elif isinstance(part, Pow) and isinstance(part.base, Norm) and part.exponent == S.NegativeOne:
            yield Condition("", part.base.arg, r"\neq 0")
