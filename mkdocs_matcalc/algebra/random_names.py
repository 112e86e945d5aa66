"""Which names are random: some letters, and what is defined by them outside of expectations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from sympy import Basic, Integer

from mkdocs_matcalc.algebra.nodes import (
    RANDOM,
    Add,
    Diag,
    DiagPart,
    Entry,
    Fill,
    Hadamard,
    HadamardPower,
    IndexedSum,
    Inner,
    Kronecker,
    Mean,
    Moment,
    Mul,
    Norm,
    Pow,
    SumEntries,
    Trace,
    Transpose,
    Unvec,
    Variable,
    Vec,
    WeightedInner,
    is_random,
)

# Facts of what is drawn from a normal distribution, all that is used of it: its draws have them exactly. Of
# what has no more than the first, its mean and its covariance have names.
NORMAL = "normal"
CENTRED = "mean 0"
WHITE = "covariance I"
ISOTROPIC = "covariance a multiple of I"

# Linear in each of their parts.
_LINEAR = (
    Mul, Hadamard, Kronecker, Inner, WeightedInner, Transpose, Trace, SumEntries, Mean, Fill, Diag, DiagPart,
    Vec, Unvec, IndexedSum, Entry,
)  # fmt: skip


def as_random(name: Variable, *, random: bool = True, also: Iterable[str] = ()) -> Variable:
    """A name as one that is random, or is not.

    Args:
        also: Facts that it has besides.
    """
    facts = {*name.facts, *also, RANDOM} if random else {*name.facts} - {RANDOM}
    return Variable(name.name, *name.shape, latex=name.latex_name, facts=frozenset(facts))


def through(
    letters: Mapping[Variable, Variable], definitions: Mapping[Variable, Basic]
) -> dict[Variable, Variable]:
    """Some letters as others, and each name that is random by its definition then, or no longer is."""
    new = dict(letters)
    for name, value in definitions.items():
        random = is_random(value.xreplace(new))
        if random != is_random(name):
            new[name] = as_random(name, random=random)
    return new


def random_in(expr: Basic, definitions: Mapping[Variable, Basic]) -> Iterator[Variable]:
    """The random letters in an expression and in no expectation there, through definitions."""
    if not is_random(expr):
        return
    if isinstance(expr, Variable) and expr not in definitions:
        yield expr
        return
    for part in (definitions[expr],) if isinstance(expr, Variable) else expr.args:
        yield from random_in(part, definitions)


def random_within(moment: Moment, definitions: Mapping[Variable, Basic]) -> set[Variable]:
    """The random letters over which a moment is taken, through definitions."""
    return {letter for body in moment.bodies for letter in random_in(body, definitions)}


def order(expr: Basic, definitions: Mapping[Variable, Basic]) -> float:
    """How many random letters are multiplied at most in an expression; infinite in what is no polynomial."""
    if not is_random(expr):
        return 0
    if isinstance(expr, Variable):
        return order(definitions[expr], definitions) if expr in definitions else 1
    if isinstance(expr, Pow | HadamardPower):
        base, exponent = expr.args
        if isinstance(base, Norm) and base.euclidean:
            base = base.arg
        if (
            not isinstance(exponent, Integer)
            or exponent.p < 0
            or (base is not expr.args[0] and exponent.p % 2)
        ):
            return math.inf
        return order(base, definitions) * exponent.p
    orders = [order(arg, definitions) for arg in expr.args]
    if isinstance(expr, Add):
        return max(orders)
    return sum(orders) if isinstance(expr, _LINEAR) else math.inf
