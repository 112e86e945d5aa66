"""The names of a block: what each is defined by, directly and through others."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cached_property

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Variable


class Definitions:
    """Every defined name with its expression."""

    def __init__(self, values: Mapping[Variable, Basic]) -> None:
        self.values = values

    def in_order(self, names: Iterable[Basic], known: Container[object] = ()) -> list[Variable]:
        """Defined names and those behind them, each after those that it is defined by.

        Args:
            known: Those that are left out, with what is behind them alone.
        """
        found: dict[Variable, None] = {}
        begun: dict[Variable, None] = {}
        waiting = [self._defined(names)]
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                if begun:
                    found[begun.popitem()[0]] = None
            elif name not in found and name not in known and name not in begun:
                begun[name] = None
                waiting.append(self._defined(self.values[name].free_symbols))
        return list(found)

    @cached_property
    def all_in_order(self) -> list[Variable]:
        """Every defined name."""
        return self.in_order(self.values)

    def moved_by(self, moving: Iterable[Basic]) -> frozenset[Basic]:
        """Some names, and those that are defined by them."""
        moved = set(moving)
        for name in self.all_in_order:
            if not moved.isdisjoint(self.values[name].free_symbols):
                moved.add(name)
        return frozenset(moved)

    def _defined(self, names: Iterable[Basic]) -> Iterator[Variable]:
        return (name for name in names if isinstance(name, Variable) and name in self.values)
