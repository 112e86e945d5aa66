"""The lines in which each term of a differential is turned to ⟨G, dX⟩, with no more than two rules in one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sympy import Basic, preorder_traversal

from mkdocs_matcalc.algebra.build import add
from mkdocs_matcalc.algebra.nodes import Differential, Expectation, IndexedSum
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Instance, Step

MOST_RULES = 2


@dataclass(frozen=True)
class TurnedTerm:
    """A term and what it is turned to.

    Attributes:
        term: As it stands.
        line: As ⟨G, dX⟩.
        beside: The G.
        moves: What was moved, in order.
        has_one_way: Whether each move is of all of it, so that it can be shown after any of them.
    """

    term: Basic
    line: Basic
    beside: Basic
    moves: tuple[Instance, ...]
    has_one_way: bool

    @classmethod
    def of(cls, term: Basic, line: Basic, beside: Basic, moves: Sequence[Instance]) -> TurnedTerm:
        parts = [*preorder_traversal(term)]
        is_summed = any(isinstance(part, IndexedSum | Expectation) for part in parts)
        changes = sum(isinstance(part, Differential) for part in parts)
        return cls(term, line, beside, tuple(moves), changes == 1 and not is_summed)

    @property
    def rules(self) -> list[Rule]:
        """Each rule once."""
        return list(dict.fromkeys(move.rule for move in self.moves))

    def told(self, moves: Sequence[Instance], before: Basic, after: Basic) -> list[Instance]:
        """What some of the moves were used on: of one rule alone the whole term is seen."""
        rules = {move.rule for move in moves}
        if len(rules) == 1:
            return [Instance(rules.pop(), before, after)]
        return [move for move in moves if move.letters or move.before != move.after]

    def so_far(self, rules: Collection[Rule]) -> int | None:
        """How many moves there are before the first by another rule; None if it can't be shown after them."""
        count = next((at for at, move in enumerate(self.moves) if move.rule not in rules), len(self.moves))
        return count if self.has_one_way or count in (0, len(self.moves)) else None

    def after(self, count: int) -> Basic:
        """The term after some of its moves."""
        if count == len(self.moves):
            return self.line
        whole = self.moves[count - 1].after if count else self.term
        return self.line if whole is None else whole


def lines_of_turning(expr: Basic, turned: Sequence[TurnedTerm]) -> tuple[list[Step], Basic, tuple[Rule, ...]]:
    """The lines from a sum of terms to the same terms turned, that sum, and the rules of all of them."""
    rules = tuple(dict.fromkeys(rule for each in turned for rule in each.rules))
    aligned = add(*(each.line for each in turned))
    if not rules or aligned == expr:
        return [], aligned, rules
    stops = [[0] * len(turned)]
    if len(rules) > MOST_RULES:
        halfway = [each.so_far(rules[:MOST_RULES]) for each in turned]
        if None not in halfway:
            stops.append([count or 0 for count in halfway])
    stops.append([len(each.moves) for each in turned])
    steps: list[Step] = []
    before = expr
    for start, end in pairwise(stops):
        after = add(*(each.after(stop) for each, stop in zip(turned, end, strict=True)))
        told = [
            instance
            for each, first, last in zip(turned, start, end, strict=True)
            for instance in each.told(each.moves[first:last], each.after(first), each.after(last))
        ]
        moved = zip(turned, start, end, strict=True)
        used = dict.fromkeys(move.rule for each, first, last in moved for move in each.moves[first:last])
        steps.append(Step((after,), before=before, rules=tuple(used), instances=tuple(dict.fromkeys(told))))
        before = after
    return steps, aligned, rules
