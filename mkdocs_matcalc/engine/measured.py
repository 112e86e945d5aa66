"""How large a problem is, before anything is derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10

from sympy import Basic, Rational

from mkdocs_matcalc.algebra.nodes import Function, Variable
from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.errors import Place
from mkdocs_matcalc.limits import (
    MANY_PARTS,
    MOST_DIGITS,
    MOST_LEVELS,
    MOST_NODES,
    MOST_PARTS,
    NAME_PARTS,
    ROUND,
    SPLIT,
    within,
)


@dataclass(frozen=True)
class Measure:
    """An expression's symbols and operators, counted as often as they stand there, and how deep it nests."""

    nodes: int
    levels: int


def measured(problem: Problem) -> Problem:
    """The problem, if the engine can take it on.

    Raises:
        TooLarge: It has too many terms or symbols, nests too deeply, or has a number that is too long.
    """
    known: dict[Basic, Measure] = {}
    nodes = 0
    for name, expression, place in _expressions(problem):
        measure = _measure(expression, known, place)
        if name is not None:
            # A name is one symbol, and as deep as what it stands for.
            known[name] = Measure(1, measure.levels + 1)
        nodes += measure.nodes
        within(
            measure.levels,
            MOST_LEVELS,
            "the formula nests {} levels deep, with its definitions",
            place,
            SPLIT,
        )
        within(nodes, MOST_NODES, "up to here the block has {} symbols and operators", place, SPLIT)
    return problem


def _expressions(problem: Problem) -> Iterator[tuple[Variable | None, Basic, Place | None]]:
    for definition in problem.definitions:
        yield definition.variable, definition.expression, definition.place
    for request in problem.requests:
        yield None, request.function, request.place
    for claim in problem.claims:
        for side in (claim.left, *claim.sides):
            if isinstance(side.content, Basic):
                yield None, side.content, side.place
    for rule in problem.rules:
        yield None, rule.left, rule.place
        yield None, rule.right, rule.place


def _measure(expression: Basic, known: dict[Basic, Measure], place: Place | None) -> Measure:
    """The measure, found without recursion; each part once."""
    waiting = [expression]
    while waiting:
        part = waiting[-1]
        if part in known:
            waiting.pop()
            continue
        inner = () if isinstance(part, Variable | Function) else part.args
        unknown = [each for each in inner if each not in known]
        if unknown:
            waiting += unknown
            continue
        within(len(inner), MOST_PARTS, MANY_PARTS, place, NAME_PARTS)
        _digits(part, place)
        measures = [known[each] for each in inner]
        known[part] = Measure(
            1 + sum(each.nodes for each in measures), 1 + max((each.levels for each in measures), default=0)
        )
    return known[expression]


def _digits(part: Basic, place: Place | None) -> None:
    if isinstance(part, Rational):
        largest = max(abs(part.p), part.q)
        within(int(log10(largest)) + 1, MOST_DIGITS, "a number here has {} digits", place, ROUND)
