"""Expressions as one program: each part that several of them share is one term, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeGuard

import numpy as np
from sympy import Basic, Integer, Symbol
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra import nodes
from mkdocs_matcalc.algebra.build import by_expectations
from mkdocs_matcalc.algebra.nodes import is_number, is_random
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.errors import ErrorName, Refusal
from mkdocs_matcalc.numerics.drawn import COUNT, DRAW, drawn
from mkdocs_matcalc.numerics.point import Array

# The name, in `Term.names`, of the directions along which differentials are taken.
DIRECTIONS = 1


class Term:
    """One node of the program.

    Attributes:
        node: An expression that it stands for.
        parts: The terms that it is worked out from: those of `PARTS`, or a defined name's definition. A sum
            over an index has its body, its index and its upper end; a number the indices in it.
        own: The bit of a variable, or `DIRECTIONS`.
        names: The bits of all on which its value depends.
        indices: The symbols of the terms in `parts`, for a number.
        is_number: Whether it is a number or an expression in sizes and indices.
        is_size: Whether it is one that says how far a sum runs.
    """

    __slots__ = ("indices", "is_number", "is_size", "names", "node", "own", "parts")

    def __init__(
        self, node: Basic, parts: tuple[Term, ...], own: int = 0, indices: tuple[Symbol, ...] = ()
    ) -> None:
        self.node = node
        self.parts = parts
        self.own = own
        self.names = own
        for part in parts:
            self.names |= part.names
        self.indices = indices
        self.is_number = is_number(node)
        self.is_size = False


class Axis(Basic):
    """Every value of an index: `Axis(depth)` of a sum that stands so deep inside others."""

    __slots__ = ()
    args: tuple[Integer]

    def values(self, upper: Array) -> Array:
        """1, 2 … up to the largest of the upper ends, along an axis in front of those further out."""
        count = round(float(upper.max()))
        return np.arange(1.0, count + 1).reshape(count, *[1] * (int(self.args[0]) + 2))


# The indices that are bound where an expression stands, outermost first, each with its axis.
Scope = tuple[tuple[Symbol, Term], ...]
# Where a node stands: its address, and the indices bound there.
Place = tuple[int, Scope]
WORDS = (Str, nodes.Function)
# Which arguments of a node have values, where others are sizes or a family; words have none.
PARTS: dict[type[Basic], range] = {
    nodes.Identity: range(0),
    nodes.Commutation: range(0),
    nodes.Family: range(0),
    nodes.Fill: range(1),
    nodes.Unit: range(1),
    nodes.Member: range(1, 2),
}
# All of their arguments have values, but words; so does a number that stands as an argument. Of a variable it
# is its definition that has one, or what is drawn in an expectation; that and a sum bind an index.
ALL_VALUED: frozenset[type[Basic]] = frozenset(
    {
        nodes.Variable, nodes.IndexedSum, nodes.Entry, nodes.KroneckerDelta, nodes.Add, nodes.Mul, nodes.Pow,
        nodes.Transpose, nodes.Inverse, nodes.Hadamard, nodes.HadamardPower, nodes.Kronecker, nodes.Trace,
        nodes.Det, nodes.Norm, nodes.WeightedNorm, nodes.Inner, nodes.WeightedInner, nodes.SumEntries,
        nodes.Mean, nodes.Variance, nodes.LogSumExp, nodes.MaxEntry, nodes.ArgmaxUnit, nodes.PolarFactor,
        nodes.TopSingularPair, nodes.Apply, nodes.Softmax, nodes.RowSoftmax, nodes.RowLogSumExp, nodes.Diag,
        nodes.DiagPart, nodes.Vec, nodes.Unvec, nodes.Expectation, nodes.Covariance, nodes.Call,
        nodes.CallGradient, nodes.CallHessian, nodes.Differential, nodes.Partial, nodes.Constrained,
        nodes.Frobenius, nodes.Bracket, nodes.MatrixFunction,
    }
)  # fmt: skip


class Terms:
    """The terms of some expressions; a defined name is its definition, and an index of a sum an axis.

    Args:
        definitions: Every defined name with its expression.
        values: How the value of each type of node is worked out, as `numerics.values` has it.
    """

    def __init__(
        self, definitions: Mapping[nodes.Variable, Basic], values: Mapping[type[Basic], Callable[..., Array]]
    ) -> None:
        self.definitions = definitions
        self.values = values
        self._terms: dict[tuple[object, ...], Term] = {}
        self._seen: dict[Place, tuple[Basic, Term]] = {}
        self._free_bit = DIRECTIONS

    def term(self, expr: Basic, scope: Scope = ()) -> Term:
        """The term of an expression; it is equal for equal expressions."""
        seen = self._seen
        begun: dict[Place, list[tuple[Basic, Scope]]] = {}
        waiting = [(expr, scope)]
        while waiting:
            node, here = waiting[-1]
            place = (id(node), here)
            if place not in seen:
                if place not in begun:
                    begun[place] = self._parts(node, here)
                    missing = [part for part in begun[place] if (id(part[0]), part[1]) not in seen]
                    if missing:
                        waiting += missing
                        if any((id(part), within) in begun for part, within in missing):
                            raise Refusal(
                                ErrorName.CIRCULAR_DEFINITION, f"`{plain(node)}` is defined by itself"
                            )
                        continue
                # The node is kept, so that no other takes its address.
                seen[place] = (node, self._made(node, here, begun[place]))
            waiting.pop()
        return seen[id(expr), scope][1]

    def size(self, expr: Basic, scope: Scope = ()) -> Term:
        """The term of how far an index runs, where a number is a size."""
        number = self._number(expr, scope)
        term = self._shared(("size", number), lambda: Term(number.node, number.parts, indices=number.indices))
        term.is_size = True
        return term

    def axis(self, depth: int, upper: Term) -> Term:
        """The index of a sum that stands `depth` deep, counted from 1."""
        return self._shared((Axis, depth, upper), lambda: Term(Axis(Integer(depth)), (upper,)))

    def _parts(self, node: Basic, scope: Scope) -> list[tuple[Basic, Scope]]:
        if is_number(node):
            return []
        if _is_drawn(node, scope):
            return [(self.definitions[node] if node in self.definitions else drawn(node), scope)]
        if isinstance(node, nodes.Variable):
            return [(self.definitions[node], ())] if node in self.definitions else []
        if isinstance(node, nodes.IndexedSum):
            return [(node.body, self._inside(node.index, node.upper, scope))]
        if isinstance(node, nodes.Expectation):
            inside = self._inside(DRAW, COUNT, scope) if is_random(node.body) else scope
            return [(node.body, inside)]
        if isinstance(node, nodes.Covariance):
            return [(by_expectations(node), scope)]
        return [(part, scope) for part in _valued(node)]

    def _inside(self, index: Symbol, upper: Basic, scope: Scope) -> Scope:
        return (*scope, (index, self.axis(len(scope) + 1, self.size(upper, scope))))

    def _made(self, node: Basic, scope: Scope, inside: list[tuple[Basic, Scope]]) -> Term:
        if is_number(node):
            return self._number(node, scope)
        parts = tuple(self._seen[id(part), within][1] for part, within in inside)
        if _is_drawn(node, scope) or (isinstance(node, nodes.Expectation) and not is_random(node.body)):
            return parts[0]
        if isinstance(node, nodes.Variable):
            return self._shared((node,), lambda: Term(node, parts, self._next_bit()))
        if isinstance(node, nodes.IndexedSum | nodes.Expectation):
            axis = inside[0][1][-1][1]
            return self._shared((type(node), *parts, axis), lambda: Term(node, (*parts, axis, *axis.parts)))
        others = () if len(parts) == len(node.args) else _others(node)
        key = (type(node), parts, others)
        if key not in self._terms:
            own = DIRECTIONS if isinstance(node, nodes.Differential) else 0
            self._terms[key] = Term(node, parts, own)
        return self._terms[key]

    def _next_bit(self) -> int:
        self._free_bit <<= 1
        return self._free_bit

    def _number(self, node: Basic, scope: Scope) -> Term:
        bound = dict(scope)
        indices = tuple(symbol for symbol in bound if symbol in node.free_symbols) if scope else ()
        axes = tuple(bound[symbol] for symbol in indices)
        return self._shared((node, indices, axes), lambda: Term(node, axes, indices=indices))

    def _shared(self, key: tuple[object, ...], make: Callable[[], Term]) -> Term:
        if key not in self._terms:
            self._terms[key] = make()
        return self._terms[key]


def _is_drawn(node: Basic, scope: Scope) -> TypeGuard[nodes.Variable]:
    """Whether a name is random, and stands in an expectation."""
    return isinstance(node, nodes.Variable) and is_random(node) and any(bound is DRAW for bound, _ in scope)


def _valued(node: Basic) -> list[Basic]:
    """The arguments of a node that have values."""
    valued = PARTS.get(type(node))
    if valued is not None:
        return [node.args[at] for at in valued]
    return [part for part in node.args if not isinstance(part, WORDS)]


def _others(node: Basic) -> tuple[Basic, ...]:
    """The other arguments: sizes, names and functions."""
    valued = PARTS.get(type(node))
    if valued is not None:
        return tuple(part for at, part in enumerate(node.args) if at not in valued)
    return tuple(part for part in node.args if isinstance(part, WORDS))
