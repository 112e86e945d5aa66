"""Operations on arrays as a tree: what an expression computes, before a library's spelling of it.

Equal trees are the same computation, so what occurs twice can be named once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple


class Precedence(IntEnum):
    """How tightly a piece of Python binds."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


class Fragment(NamedTuple):
    """A piece of Python, in parentheses where it must bind tighter than it does."""

    text: str
    binding: Precedence = Precedence.ATOM

    def within(self, least: Precedence) -> str:
        return self.text if self.binding >= least else f"({self.text})"


NO_CODE = Fragment("")


@dataclass(frozen=True)
class Op:
    """One operation: its name in a dialect's table, its operands, and the code of a leaf.

    A leaf is a `name`, a `number` (whose operands are the indices it holds) or an `index`. The arithmetic
    of Python builds the operations that every library writes alike.
    """

    name: str
    args: tuple[Op, ...] = ()
    leaf: Fragment = NO_CODE

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.args, self.leaf))

    def __add__(self, other: Op | float) -> Op:
        return Op("add", (self, literal(other)))

    def __radd__(self, other: float) -> Op:
        return literal(other) + self

    def __sub__(self, other: Op | float) -> Op:
        return Op("sub", (self, literal(other)))

    def __rsub__(self, other: float) -> Op:
        return literal(other) - self

    def __mul__(self, other: Op | float) -> Op:
        return Op("mul", (self, literal(other)))

    def __rmul__(self, other: float) -> Op:
        return literal(other) * self

    def __truediv__(self, other: Op | float) -> Op:
        return Op("div", (self, literal(other)))

    def __rtruediv__(self, other: float) -> Op:
        return literal(other) / self

    def __matmul__(self, other: Op) -> Op:
        return Op("matmul", (self, other))

    def __pow__(self, other: Op | float) -> Op:
        return Op("pow", (self, literal(other)))

    def __neg__(self) -> Op:
        return Op("neg", (self,))

    def __getitem__(self, place: int) -> Op:
        return Op("item", (self, literal(place)))

    @property
    def transposed(self) -> Op:
        return self.args[0] if self.name == "transpose" else Op("transpose", (self,))

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is a number of Python's own rather than an array."""
        return self.name in PLAIN and all(arg.is_plain for arg in self.args)

    @property
    def is_cheap(self) -> bool:
        """Whether a name for it would save nothing."""
        return self.name in LEAVES or (self.name in VIEWS and all(arg.is_cheap for arg in self.args))

    @property
    def indices(self) -> frozenset[Op]:
        """The indices whose loop is further out."""
        if self.name == "index":
            return frozenset({self})
        found = frozenset[Op]().union(*(arg.indices for arg in self.args))
        return found - {self.args[1]} if self.name == "sum_over" else found

    def walk(self) -> Iterator[Op]:
        yield self
        for arg in self.args:
            yield from arg.walk()


LEAVES = frozenset({"name", "number", "index"})
VIEWS = frozenset({"transpose", "item", "column", "row", "neg"})
PLAIN = frozenset({"number", "index", "add", "sub", "mul", "div", "pow", "neg", "delta", "sum_over"})


def literal(value: Op | float) -> Op:
    """A number that stands in the code as it is."""
    if isinstance(value, Op):
        return value
    return Op("number", leaf=Fragment(repr(value), Precedence.SIGN if value < 0 else Precedence.ATOM))


def named(name: str) -> Op:
    return Op("name", leaf=Fragment(name))
