"""The names of a block: what each is defined by, directly and through others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Variable


class Definitions:
    """Every defined name with its expression."""

    def __init__(self, values: Mapping[Variable, Basic]) -> None:
        self.values = values
        self._behind: dict[Variable, frozenset[Basic]] = {}

    def in_order(self, expr: Basic) -> list[Variable]:
        """The defined names behind an expression, each after those that it is defined by."""
        found: dict[Variable, None] = {}
        waiting = [iter(self._named(expr))]
        names: list[Variable] = []
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                if names:
                    found[names.pop()] = None
            elif name not in found and name not in names:
                names.append(name)
                waiting.append(iter(self._named(self.values[name])))
        return list(found)

    def moved_by(self, moving: Iterable[Basic]) -> frozenset[Basic]:
        """Some names, and those that are defined by them."""
        moved = frozenset(moving)
        return moved.union(name for name in self.values if not moved.isdisjoint(self._all_behind(name)))

    def _all_behind(self, name: Variable) -> frozenset[Basic]:
        for each in (*self.in_order(self.values[name]), name):
            if each not in self._behind:
                direct = self.values[each].free_symbols
                further = (self._behind[other] for other in self._named(self.values[each]))
                self._behind[each] = frozenset(direct).union(*further)
        return self._behind[name]

    def _named(self, expr: Basic) -> Iterator[Variable]:
        return (name for name in expr.free_symbols if isinstance(name, Variable) and name in self.values)
