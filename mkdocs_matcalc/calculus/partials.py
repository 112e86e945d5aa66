"""∂u/∂x_k of a scalar written in entries, down to the entries' own partial derivatives."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, is_zero, mul
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Call,
    CallGradient,
    Entry,
    IndexedSum,
    Mul,
    Partial,
    Variable,
)
from mkdocs_matcalc.calculus.catalogue import CATALOGUE
from mkdocs_matcalc.calculus.deltas import symbols, total
from mkdocs_matcalc.calculus.differentials import Record, Scope
from mkdocs_matcalc.calculus.entries import Entries, refuse, whole
from mkdocs_matcalc.calculus.rules.chain import CHAIN_RULE
from mkdocs_matcalc.calculus.rules.indices import TERM_BY_TERM
from mkdocs_matcalc.calculus.rules.products import product_rule


class Partials:
    """Differentiates scalars in entries by one entry of the variable.

    Args:
        target: The entry, or a scalar variable itself.
        record: It is told each rule that was used.
    """

    def __init__(self, target: Basic, scope: Scope, entries: Entries, record: Record) -> None:
        self._target = target
        self._scope = scope
        self._entries = entries
        self._record = record

    def of(self, expr: Basic) -> Basic:
        """∂expr/∂target, with ∂x_j/∂x_k left for entries of the variable and of named intermediates."""
        if not self._scope.depends(expr):
            return S.Zero
        if expr == self._target:
            return S.One
        match expr:
            case Entry() | Variable():
                if expr.free_symbols.isdisjoint({self._scope.wrt}):
                    self._record.use(CHAIN_RULE)
                return Partial(expr, self._target)
            case Add():
                return add(*(self.of(term) for term in expr.args))
            case IndexedSum():
                return self._sum(expr)
            case Mul():
                return self._product(expr)
            case Call():
                return self._call(expr)
        return self._by_rule(expr)

    def _sum(self, expr: IndexedSum) -> Basic:
        body, over, upper = expr.args
        return total(self.of(body), over, upper)

    def _product(self, expr: Mul) -> Basic:
        """What is constant in front, then one term for each factor that varies."""
        constant = [factor for factor in expr.args if not self._scope.depends(factor)]
        varying = [factor for factor in expr.args if self._scope.depends(factor)]
        if len(varying) > 1:
            self._record.use(product_rule)
        terms = (
            mul(*varying[:at], self.of(factor), *varying[at + 1 :]) for at, factor in enumerate(varying)
        )
        return mul(*constant, add(*terms))

    def _call(self, expr: Call) -> Basic:
        self._record.use(CHAIN_RULE)
        slopes = CallGradient(expr.name, expr.arg)
        used = frozenset[Basic](symbols(expr) | symbols(self._target))
        return self._entries.over_all(
            expr.arg,
            used,
            lambda i, j, inside: mul(
                whole(slopes, i, j), self.of(self._entries.entry(expr.arg, i, j, inside))
            ),
        )

    def _by_rule(self, expr: Basic) -> Basic:
        matched = CATALOGUE.matching(expr, self.of)
        if matched is None:
            raise refuse(expr)
        rule, result = matched
        self._record.use(rule)
        if not is_zero(result) and not isinstance(expr.args[-1], Entry | Variable):
            self._record.use(CHAIN_RULE)
        return result

    def rules_for_a_line(self) -> None:
        """Record that a line only went through sums, if nothing else happened in it."""
        if not self._record.rules:
            self._record.use(TERM_BY_TERM)
