"""Random expressions of a kind, of few operators."""

from __future__ import annotations

import random

from tests.random_problems.leaves import SQUARE_FACTS

from . import nodes as n
from .nodes import SCALAR, Kind, Name, Node

DIMS = ("n", "m", "k")
SCALARS = ("s", "t", "α", "β", "γ", "λ")
VECTORS = ("x", "y", "z", "a", "b", "u", "v", "w")
MATRICES = ("A", "B", "C", "X", "Y", "W", "M", "P")
FUNCTIONS = (
    "exp", "sin", "cos", "tanh", "sigmoid", "softplus", "arctan", "sinh", "cosh", "relu", "abs", "silu",
    "sign", "erf",
)  # fmt: skip
OF_POSITIVE = ("log", "sqrt")
NUMBERS = (2, 3, "1/2", "1/3", "2/5", 7)


class NoNameError(Exception):
    """No name has such a kind."""


class Expressions:
    """Makes expressions; the names are those of one claim."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.names: dict[str, Name] = {}
        self.dims = tuple(rng.sample(DIMS, rng.choice((1, 2, 2))))
        self.fact_rate = rng.choice((0, 0.2, 0.6))
        # Functions make claims that are decided by digits; half of the claims are to have none.
        self.function_rate = rng.choice((0, 0.35))

    def chance(self, rate: float) -> bool:
        return self.rng.random() < rate

    def size(self) -> str:
        return self.rng.choice(self.dims)

    def name(self, kind: Kind, facts: tuple[str, ...] | None = None) -> Name:
        """A name of a kind that is there already, or a new one.

        Raises:
            NoNameError: A block can't declare what is as large as a product of sizes.
        """
        if any("*" in size for size in kind):
            raise NoNameError
        there = [each for each in self.names.values() if each.kind == kind and facts in (None, each.facts)]
        if there and self.chance(0.6):
            return self.rng.choice(there)
        letters = SCALARS if kind == SCALAR else VECTORS if kind[1] == "1" else MATRICES
        free = [letter for letter in letters if letter not in self.names]
        if not free:
            return self.rng.choice(there)
        if facts is None:
            facts = self._facts(kind)
        found = Name(self.rng.choice(free[:4]), kind, facts)
        self.names[found.name] = found
        return found

    def _facts(self, kind: Kind) -> tuple[str, ...]:
        if kind[0] == kind[1] != "1" and self.chance(self.fact_rate):
            return self.rng.choice(SQUARE_FACTS)
        if kind[0] != "1" == kind[1] and self.chance(self.fact_rate / 4):
            return (self.rng.choice(("unit", "probabilities", "one-hot")),)
        return ("positive",) if kind[1] == "1" and self.chance(0.1) else ()

    def leaf(self, kind: Kind) -> Node:
        if kind == SCALAR and self.chance(0.2):
            return n.num(self.rng.choice(NUMBERS))
        if kind[0] == kind[1] != "1" and self.chance(0.05):
            return n.eye(kind[0])
        if kind[0] == "1" != kind[1]:
            return n.t(self.leaf(kind[::-1]))
        return n.var(self.name(kind))

    def expr(self, kind: Kind, budget: int) -> Node:
        """An expression of about as many operators."""
        if budget <= 0:
            return self.leaf(kind)
        if kind[0] == "1" != kind[1]:
            return n.t(self.expr(kind[::-1], budget - 1))
        way = self.rng.random()
        one = self.rng.randint(0, budget - 1)
        other = budget - 1 - one
        if way < 0.25:
            return self.rng.choice((n.add, n.sub))(self.expr(kind, one), self.expr(kind, other))
        if way < 0.33:
            return n.mul(self.expr(SCALAR, min(one, 2)), self.expr(kind, other))
        if self.chance(self.function_rate) and (kind == SCALAR or kind[1] == "1" or self.chance(0.5)):
            return self.of_function(kind, budget - 1)
        if kind == SCALAR:
            return self.scalar(one, other)
        return self.vector(kind, one, other) if kind[1] == "1" else self.matrix(kind, one, other)

    def of_function(self, kind: Kind, budget: int) -> Node:
        if self.chance(0.2):
            # Of what is positive, mostly.
            inner = self.expr(kind, budget - 1)
            positive = n.shift(n.had(inner, inner) if kind != SCALAR else n.power(inner, 2), 1)
            return n.fn(self.rng.choice(OF_POSITIVE), positive if self.chance(0.7) else inner)
        return n.fn(self.rng.choice(FUNCTIONS), self.expr(kind, budget))

    def square(self) -> Kind:
        size = self.size()
        return size, size

    def scalar(self, one: int, other: int) -> Node:
        size, more = self.size(), self.size()
        way = self.rng.choice(("inner", "form", "trace", "trace", "det", "sum", "square", "product", "power"))
        if way == "inner":
            return n.mul(n.t(self.expr((size, "1"), one)), self.expr((size, "1"), other))
        if way == "form":
            middle = self.expr((size, more), one)
            return n.product(n.t(self.leaf((size, "1"))), middle, self.leaf((more, "1")))
        if way == "trace":
            if self.chance(0.5):
                return n.number("tr", n.mul(self.expr((size, more), one), self.expr((more, size), other)))
            return n.number("tr", self.expr(self.square(), one + other))
        if way == "det":
            return n.number("det", self.expr(self.square(), min(2, one + other)))
        if way == "sum":
            return n.number("sum", self.expr((size, self.rng.choice(("1", more))), one + other))
        if way == "square":
            return n.number("sq", self.expr((size, self.rng.choice(("1", "1", more))), one + other))
        if way == "product":
            return n.mul(self.expr(SCALAR, one), self.expr(SCALAR, other))
        return n.power(self.expr(SCALAR, one + other), self.rng.choice((2, 2, 3, -1)))

    def vector(self, kind: Kind, one: int, other: int) -> Node:
        size = self.size()
        way = self.rng.choice(("map", "map", "map", "had", "diagpart", "vec"))
        if way == "had":
            return n.had(self.expr(kind, one), self.expr(kind, other))
        if way == "diagpart":
            return n.diagpart(self.expr((kind[0], kind[0]), one + other))
        return n.mul(self.expr((kind[0], size), one), self.expr((size, "1"), other))

    def matrix(self, kind: Kind, one: int, other: int) -> Node:
        size = self.size()
        ways = ["product", "product", "turned", "had", "outer"]
        ways += ["inverse", "diag", "power"] if kind[0] == kind[1] else []
        way = self.rng.choice(ways)
        if way == "product":
            return n.mul(self.expr((kind[0], size), one), self.expr((size, kind[1]), other))
        if way == "turned":
            return n.t(self.expr(kind[::-1], one + other))
        if way == "had":
            return n.had(self.expr(kind, one), self.expr(kind, other))
        if way == "outer":
            return n.mul(self.expr((kind[0], "1"), one), n.t(self.expr((kind[1], "1"), other)))
        if way == "inverse":
            return n.inv(self.expr(kind, min(2, one + other)))
        if way == "diag":
            return n.diag(self.expr((kind[0], "1"), one + other))
        return n.power(self.expr(kind, one + other), self.rng.choice((2, 3)))
