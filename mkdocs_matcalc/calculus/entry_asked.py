"""An entry of a derivative, where that is what an author asks for: ∂f/∂x_k."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sympy import Basic, Expr, S, Symbol, Tuple

from mkdocs_matcalc.algebra.nodes import Bracket, Entry, Partial, Variable, shape_of
from mkdocs_matcalc.algebra.problem import Request
from mkdocs_matcalc.algebra.textbook import size
from mkdocs_matcalc.calculus.by_index import LONGEST_LINE
from mkdocs_matcalc.calculus.deltas import Indices, distinct
from mkdocs_matcalc.calculus.derivation import Derivative, Instance, Step
from mkdocs_matcalc.calculus.differentials import Record, Scope
from mkdocs_matcalc.calculus.entries import Entries
from mkdocs_matcalc.calculus.rules.indices import ENTRY_OF_A_DERIVATIVE, contracted
from mkdocs_matcalc.errors import Refusal


def entry_label(derivative: Derivative, request: Request) -> Partial:
    """What an entry of a derivative is called: ∂f/∂x_k, ∂²f/∂x_i ∂x_j or ∂F_j/∂x_i."""
    symbol, by = request.at_entry(derivative.symbol, derivative.wrt)
    return Partial(symbol, *by)


def entry_line(derivative: Derivative, request: Request, definitions: Mapping[Variable, Basic]) -> Step:
    """The line that takes an entry of a derivative, and writes it out where it has a formula."""
    entry = request.entry
    indices = Indices((derivative.expression, *derivative.wrt, *definitions, *definitions.values()))
    used = frozenset[Basic](each for each in entry if isinstance(each, Symbol))
    # No sum in it is over an index that is asked for.
    whole = distinct(derivative.expression, indices, used)
    label, record = entry_label(derivative, request), Record()
    letters = {"g": derivative.expression, "k": entry[0] if len(entry) == 1 else Tuple(*entry)}
    if derivative.order == 1:
        letters = {"f": derivative.symbol, "x": derivative.wrt[0], **letters}
    record.tell(Instance.of(ENTRY_OF_A_DERIVATIVE, letters))
    forms: list[Basic] = [Entry(whole if isinstance(whole, Variable) else Bracket(whole), *entry)]
    varies = Scope.of(derivative.wrt[0], definitions).depends
    written = _written(whole, entry, Entries(varies, indices, record), indices)
    if written is not None and size(written) <= LONGEST_LINE:
        forms = [written] if written == Entry(whole, *entry) else [*forms, written]
    step = record.step(forms[0], lhs=label)
    return replace(step, forms=tuple(forms), substituted=derivative.where)


def _written(whole: Basic, entry: Sequence[Expr], entries: Entries, indices: Indices) -> Basic | None:
    """An entry in those of what an expression is made of; None where some part has no formula."""
    row, column = (*entry, S.One)[:2]
    ranges = {at: last for at, last in zip(entry, shape_of(whole), strict=False) if isinstance(at, Symbol)}
    used = frozenset[Basic](ranges)
    try:
        found = entries.entry(whole, row, column, used)
    except Refusal:
        return None
    return distinct(contracted(found, ranges, indices), indices, used)
