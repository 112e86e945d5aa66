"""Typed random problems: every construct of the block language, in blocks as people write them."""

from __future__ import annotations

import random

from .jets import Undefined
from .nodes import SCALAR, Kind, Node, Problem, Request
from .programs import Programs
from .truth import Truth, truths


class Generator(Programs):
    """Makes one problem."""

    # --- the whole ---

    def problem(self, look: str) -> Problem:
        way = self.rng.random()
        programmed = way < 0.3
        if programmed:
            function = self.program()
        else:
            budget = self.rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, 10))
            kind = self._function_kind()
            function = self.expr_of(kind, min(budget, 4) if kind != SCALAR else budget)
        function = self._asked(function, named=programmed or self.chance(0.5))
        requests = self._requests(function)
        problem = Problem(self.variables, self.maps, self.definitions, tuple(requests), self.dims, look)
        return problem.trimmed()

    def _function_kind(self) -> Kind:
        way = self.rng.random()
        if way < 0.76:
            return SCALAR
        return (self.dim(), "1") if way < 0.92 else (self.dim(), self.dim())

    def _asked(self, function: Node, *, named: bool) -> Node:
        if not named:
            return function
        letter = "s" if function.kind == SCALAR else "v" if function.kind[1] == "1" else "m"
        name = self.free(
            {"s": ("L", "f", "J", "ℓ", "E"), "v": ("f", "z", "h", "F"), "m": ("F", "Z", "H")}[letter]
        )
        self.definitions[name] = function
        return Node("ref", (), function.kind, name)

    def _requests(self, function: Node) -> list[Request]:
        problem = Problem(self.variables, self.maps, self.definitions, (), self.dims)
        used = problem.used(function)
        names = [name for name in sorted(used) if name in self.variables and not self.variables[name].is_many]
        if function.op == "ref" and self.chance(0.06):
            # By an intermediate, as backpropagation is told.
            direct = {part.data for part in self.definitions[str(function.data)].walk() if part.op == "ref"}
            if direct:
                return [Request(function, (str(self.rng.choice(sorted(map(str, direct)))),))]
        if not names:
            raise Undefined
        self.rng.shuffle(names)
        scalars = [name for name in names if self.variables[name].kind == SCALAR]
        way = self.rng.random()
        if function.kind != SCALAR:
            if scalars and way < 0.5:
                return [Request(function, (scalars[0],) * 2, 2)]
            return [Request(function, (scalars[0] if scalars and way < 0.9 else names[0],))]
        if way < 0.18:
            return [Request(function, (names[0],) * 2, 2)]
        if way < 0.25 and len(names) > 1:
            return [Request(function, (names[0], names[1]), 2)]
        if way < 0.45 and len(names) > 1:
            return [Request(function, tuple(names[: self.rng.choice((2, 2, 3, 4))]))]
        if way < 0.57 and len(names) > 1 and function.op == "ref":
            return [Request(function, (name,)) for name in names[: self.rng.choice((2, 2, 3))]]
        if way < 0.62 and function.op == "ref":
            return [Request(function, (names[0],)), Request(function, (names[0],) * 2, 2)]
        return [Request(function, (names[0],))]


# The most operators of a block, and how many more a program may have.
OPERATORS, MORE = 14, 6


def generated(seed: int | str, number: int) -> tuple[Problem, list[Truth]]:
    """The problem of a seed and a number, with its truth at two points."""
    rng = random.Random(f"{seed}:{number}")
    while True:
        try:
            problem = Generator(rng).problem(f"{seed}:{number}:{rng.random()}")
            if not 1 <= operators(problem) <= OPERATORS + MORE * bool(problem.definitions):
                continue
            return problem, checked(problem, rng)
        except Undefined:
            continue


def operators(problem: Problem) -> int:
    leaves = {"var", "ref", "num", "dim", "eye", "ones", "zeros", "unit", "member", "entry", "fill"}
    return sum(node.op not in leaves for node in problem.nodes()) - sum(
        node.op not in leaves for request in problem.requests[1:] for node in request.function.walk()
    )


def checked(problem: Problem, rng: random.Random) -> list[Truth]:
    """The truth of a problem that is worth asking.

    Raises:
        Undefined: It speaks of a size that no variable has, it has no value where points are drawn, or
            every derivative is zero.
    """
    _must_be_sized(problem)
    found = truths(problem, rng)
    if all(abs(value).max(initial=0) < 1e-9 for value in found[0].derivatives):
        raise Undefined
    return found


def _must_be_sized(problem: Problem) -> None:
    """Each size that an expression speaks of is a variable's, and where it is a number no variable's name.

    A unit vector `e_i` stands beside no variable `e`.
    """
    sizes = {dim for each in problem.variables.values() for dim in (*each.kind, each.count)} - {"1", ""}
    for node in problem.nodes():
        spoken = {
            "dim": {node.data},
            "eye": set(node.kind),
            "ones": set(node.kind),
            "zeros": set(node.kind),
            "unit": set(node.kind),
            "indexsum": {node.data[1]} if isinstance(node.data, tuple) and node.op == "indexsum" else set(),
        }.get(node.op, set()) - {"1"}
        own = {"dim": node.data, "unit": "e"}.get(node.op)
        taken = own in problem.variables or own in problem.definitions
        if not spoken <= sizes or taken:
            raise Undefined
