"""∂u/∂x_k of a scalar written in entries, down to the entries' own partial derivatives."""

from __future__ import annotations

from sympy import Basic, S

from mkdocs_matcalc.algebra.build import add, mul, split_coefficient, sub
from mkdocs_matcalc.algebra.nodes import (
    Add,
    Call,
    CallGradient,
    Entry,
    IndexedSum,
    Mul,
    Node,
    Partial,
    Pow,
    RowSoftmax,
    Variable,
    shape_of,
)
from mkdocs_matcalc.calculus import lettered
from mkdocs_matcalc.calculus.catalogue import CATALOGUE
from mkdocs_matcalc.calculus.deltas import symbols
from mkdocs_matcalc.calculus.derivation import Instance
from mkdocs_matcalc.calculus.differentials import Record, Scope
from mkdocs_matcalc.calculus.entries import Entries, refuse, whole
from mkdocs_matcalc.calculus.rules.indices import term_by_term
from mkdocs_matcalc.calculus.rules.products import product_rule
from mkdocs_matcalc.calculus.rules.softmax import softmax, softmax_of_rows


class Partials:
    """Differentiates scalars in entries by one entry of the variable.

    Args:
        target: The entry, or a scalar variable itself.
        record: It is told each rule that was used.
        function: What the function is called whose derivative this is.
    """

    def __init__(
        self, target: Basic, scope: Scope, entries: Entries, record: Record, function: Basic
    ) -> None:
        self._function = function
        self._target = target
        self._scope = scope
        self._entries = entries
        self._record = record
        self._chained: list[Instance] = []

    def line(self, expr: Basic) -> Basic:
        """∂expr/∂target, with ∂x_j/∂x_k left for entries of the variable and of named intermediates."""
        result = self._of(expr)
        for each in self._chained:
            self._record.tell(each)
        if not self._record.rules:
            self._record.tell(Instance(term_by_term, Partial(expr, self._target), result))
        return result

    def softmax(self, name: Variable, value: Basic, places: tuple[Basic, Basic]) -> Basic:
        """∂p_i = p_i (∂z_i − Σ_j p_j ∂z_j) of an entry of p = softmax(z), or of P = softmax(Z) by rows."""
        row, column = places
        inside = value.args[0]
        by_rows = isinstance(value, RowSoftmax)
        rule = softmax_of_rows if by_rows else softmax
        self._record.use(rule)

        def change(i: Basic, j: Basic, used: frozenset[Basic]) -> Basic:
            return self._of(self._entries.entry(inside, i, j, used))

        def weighted(at: Basic, used: frozenset[Basic]) -> Basic:
            i, j = (row, at) if by_rows else (at, column)
            return mul(whole(name, i, j), change(i, j, used))

        around = frozenset[Basic](symbols(self._target)) | frozenset(places)
        mean = self._entries.over(shape_of(inside)[1 if by_rows else 0], around, weighted)
        result = mul(whole(name, row, column), sub(change(row, column, around), mean))
        letters = {"P": name, "Z": inside} if by_rows else {"p": name, "z": inside}
        self._record.tell(Instance.of(rule, letters))
        return result

    def _of(self, expr: Basic) -> Basic:
        if not self._scope.depends(expr):
            return S.Zero
        if expr == self._target:
            return S.One
        match expr:
            case Entry() | Variable():
                if expr.free_symbols.isdisjoint({self._scope.wrt}):
                    self._chain(self._function, expr)
                return Partial(expr, self._target)
            case Add() | IndexedSum():
                return term_by_term(expr, self._of)
            case Mul():
                return self._product(expr)
            case Call():
                return self._call(expr)
        return self._by_rule(expr)

    def _product(self, expr: Mul) -> Basic:
        """What is constant in front, then one term for each factor that varies."""
        constant = [factor for factor in expr.args if not self._scope.depends(factor)]
        varying = [factor for factor in expr.args if self._scope.depends(factor)]
        if len(varying) > 1:
            self._record.use(product_rule)
        # What is divided by comes last, so that its term with the minus sign does too.
        varying.sort(key=_is_denominator)
        terms = (
            mul(*varying[:at], self._of(factor), *varying[at + 1 :]) for at, factor in enumerate(varying)
        )
        changed = add(*terms)
        if len(varying) > 1:
            self._record.tell(Instance(product_rule, Partial(mul(*varying), self._target), changed))
        return mul(*constant, changed)

    def _call(self, expr: Call) -> Basic:
        self._chain(expr, expr.arg)
        slopes = CallGradient(expr.name, expr.arg, expr.latex_name)
        used = frozenset[Basic](symbols(expr) | symbols(self._target))
        return self._entries.over_all(
            expr.arg,
            used,
            lambda i, j, inside: mul(
                whole(slopes, i, j), self._of(self._entries.entry(expr.arg, i, j, inside))
            ),
        )

    def _by_rule(self, expr: Basic) -> Basic:
        applied = CATALOGUE.applied(expr, self._of)
        if applied is None:
            raise refuse(expr)
        self._record.tell(Instance(applied.rule, Partial(expr, self._target), applied.differential))
        for arg in expr.args:
            if isinstance(arg, Node) and not _is_leaf(arg):
                self._chain(expr, arg)
        return applied.differential

    def _chain(self, function: Basic, through: Basic) -> None:
        """Remember what depends on the target through what."""
        told = lettered.passed_back(function, self._target, through)
        if told not in self._chained:
            self._chained.append(told)


def _is_leaf(expr: Basic) -> bool:
    return isinstance(expr, Entry | Variable)


def _is_denominator(factor: Basic) -> bool:
    return isinstance(factor, Pow) and bool(split_coefficient(factor.exponent)[0].could_extract_minus_sign())
