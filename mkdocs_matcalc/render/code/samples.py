"""Expectations as means over draws: in code, what is random is as many values as were drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sympy import Basic, S, Symbol

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.build import by_expectations, indexed_sum, mul, substitute, top_down
from mkdocs_matcalc.algebra.nodes import Expectation, Family, Member, Moment, Variable, is_random
from mkdocs_matcalc.algebra.random_names import random_in
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.render.code.lowering import NoCodeError

# What the number of draws is called, and which of them one is.
COUNTS = ("N", "S", "T", "N_draws")
INDICES = ("s", "t", "q", "r", "l", "p")


def with_samples(derivation: Derivation) -> Derivation:
    """The derivation with each expectation as the mean over a family of draws.

    Raises:
        NoCodeError: Something is random and stands outside of an expectation, too, or expectations stand too
            deep in one another.
    """
    definitions = derivation.definitions
    requests = derivation.problem.requests
    exprs = [*(each.expression for each in derivation.results), *(each.function for each in requests)]
    if not any(expr.has(Moment) for expr in (*exprs, *definitions.values())):
        return derivation
    outside = sorted({letter.name for expr in exprs for letter in random_in(expr, definitions)})
    if outside:
        raise NoCodeError(f"{', '.join(outside)} would be one value and as many as are drawn")
    samples = _Samples(derivation)
    return replace(
        derivation,
        problem=replace(
            derivation.problem, variables=tuple(map(samples.drawn, derivation.problem.variables))
        ),
        results=tuple(
            replace(
                each,
                expression=samples.averaged(each.expression),
                request=replace(each.request, function=samples.averaged(each.request.function)),
            )
            for each in derivation.results
        ),
        definitions={
            name: samples.averaged(value) for name, value in definitions.items() if not is_random(name)
        },
    )


class _Samples:
    def __init__(self, derivation: Derivation) -> None:
        self._definitions = derivation.definitions
        names = set(_names(derivation))
        free = [name for name in COUNTS if name not in names]
        self._indices = [name for name in INDICES if name not in names]
        if not free:
            raise NoCodeError("nothing is left to call the number of draws")
        self._count = n.dimension(free[0])

    def drawn(self, name: Variable | Family) -> Variable | Family:
        """A random variable as the family of its draws."""
        if isinstance(name, Variable) and is_random(name):
            return Family(name.name, self._count, *name.shape, name.latex_name)
        return name

    def averaged(self, expr: Basic) -> Basic:
        """An expression with means for expectations."""

        def change(part: Basic) -> Basic | None:
            return self._mean(part.body) if isinstance(part, Expectation) else None

        return top_down(by_expectations(expr), change)

    def _mean(self, body: Basic) -> Basic:
        written: Mapping[Basic, Basic] = {
            name: value for name, value in self._definitions.items() if is_random(name)
        }
        while not written.keys().isdisjoint(body.free_symbols):
            body = substitute(body, written)
        inside = self.averaged(body)
        index = self._index(inside)
        members = {
            letter: Member(self.drawn(letter), index)
            for letter in inside.free_symbols
            if isinstance(letter, Variable) and is_random(letter)
        }
        return mul(S.One / self._count, indexed_sum(substitute(inside, members), index, self._count))

    def _index(self, inside: Basic) -> Symbol:
        """An index that no mean within runs over."""
        taken = {each.index for each in inside.atoms(n.IndexedSum)}
        free = [index for index in map(n.index, self._indices) if index not in taken]
        if not free:
            raise NoCodeError("expectations stand too deep in one another")
        return free[0]


def _names(derivation: Derivation) -> Iterator[str]:
    """All names that stand in a derivation, sizes too."""
    exprs = [*(each.request.function for each in derivation.results), *derivation.definitions.values()]
    leaves = {*derivation.problem.variables}.union(*(expr.free_symbols for expr in exprs))
    for leaf in leaves:
        sizes = leaf.shape if isinstance(leaf, Variable | Family) else ()
        for each in (leaf, *(symbol for size in sizes for symbol in size.free_symbols)):
            if isinstance(each, Variable | Family | Symbol):
                yield each.name
