"""What the letters of the methods' own rules stand for, where a method uses one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy import Basic

from mkdocs_matcalc.algebra.build import add, transpose, zero
from mkdocs_matcalc.algebra.nodes import Mul, Transpose, Variable, is_scalar, is_vector, shape_of
from mkdocs_matcalc.calculus.catalogue import Rule
from mkdocs_matcalc.calculus.derivation import Instance, Step
from mkdocs_matcalc.calculus.rules.chain import CHAIN_RULE
from mkdocs_matcalc.calculus.rules.identification import (
    COLLECT,
    IDENTIFICATION,
    INTERMEDIATES,
    SUBSTITUTION,
    TRANSPOSE_OF_A_PRODUCT,
)

Names = Iterable[tuple[Basic, Basic]]


def named(lets: Names) -> tuple[Instance, ...]:
    """The names that a line gives or is written in, each with what it stands for."""
    return _each(INTERMEDIATES, lets)


def put_in(names: Names) -> tuple[Instance, ...]:
    """The names that a line writes out, each with what it stands for."""
    return _each(SUBSTITUTION, names)


def written_out(
    expr: Basic, names: tuple[tuple[Basic, Basic], ...], before: Basic | None = None, lhs: Basic | None = None
) -> Step:
    """The line that puts names in, which ends in `expr`."""
    return Step(
        (expr,), before=before, lhs=lhs, rules=(SUBSTITUTION,), substituted=names, instances=put_in(names)
    )


def _each(rule: Rule, names: Names) -> tuple[Instance, ...]:
    return tuple(Instance.of(rule, {"r": name, "h(x)": value}) for name, value in names)


def passed_back(function: Basic, variable: Basic, through: Basic) -> Instance:
    """What a function depends on a variable through."""
    return Instance.of(CHAIN_RULE, {"f": function, "x": variable, "u": through})


def collected(factors: Sequence[Basic], variable: Basic) -> Instance:
    """The factors of a change, taken together: those of an inner product with it."""
    first, *others = factors
    rest = add(*others) if others else zero(shape_of(first))
    return Instance.of(COLLECT, {"A": first, "B": rest, "X": variable})


def turned(product: Basic) -> tuple[Instance, ...]:
    """A product whose transpose was read from behind; nothing where it has one factor."""
    if not isinstance(product, Mul) or len(product.chain) < 2:
        return ()
    return (Instance(TRANSPOSE_OF_A_PRODUCT, Transpose(product), transpose(product)),)


def collected_in_front(factors: Sequence[Basic], variable: Basic) -> Instance:
    """The same where they stand in front of it."""
    letters = collected(factors, variable).letters
    return Instance(COLLECT, letters=(*letters[:-1], ("x", variable)))


def read_off(function: Basic, derivative: Basic, variable: Variable) -> Instance:
    """A derivative that stands beside the change of its variable."""
    if not is_scalar(function):
        return Instance.of(IDENTIFICATION, {"F": function, "D": derivative, "t": variable})
    gradient, by = ("g", "x") if is_scalar(variable) or is_vector(variable) else ("G", "X")
    return Instance.of(IDENTIFICATION, {"f": function, gradient: derivative, by: variable})
