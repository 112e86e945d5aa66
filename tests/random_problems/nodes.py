"""The syntax trees of random problems, which know their shapes and nothing of the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

# Rows and columns, each the name of a dimension, a product of such names, or "1".
Kind = tuple[str, str]
SCALAR: Kind = ("1", "1")


@dataclass(frozen=True)
class Node:
    """An operation with its arguments; `data` is what it needs beside them, such as a name or a power."""

    op: str
    args: tuple[Node, ...] = ()
    kind: Kind = SCALAR
    data: object = None

    def walk(self) -> Iterator[Node]:
        yield self
        for arg in self.args:
            yield from arg.walk()

    def with_args(self, args: tuple[Node, ...]) -> Node:
        return replace(self, args=args)


@dataclass(frozen=True)
class Variable:
    """What a block declares: a variable, or a family whose members have the kind."""

    name: str
    kind: Kind
    facts: tuple[str, ...] = ()
    count: str = ""

    @property
    def is_random(self) -> bool:
        return "random" in self.facts

    @property
    def is_many(self) -> bool:
        """Whether it is a family, or as many values as are drawn."""
        return bool(self.count) or self.is_random


@dataclass(frozen=True)
class Map:
    """A function that is only declared: by entry, or of a vector of the size `domain`."""

    name: str
    domain: str = ""


@dataclass(frozen=True)
class Request:
    """The derivative of a node by each variable of `wrt`, or with `order` 2 by all of them in turn."""

    function: Node
    wrt: tuple[str, ...]
    order: int = 1

    @property
    def results(self) -> list[tuple[str, ...]]:
        """By what each of the results is."""
        return [self.wrt] if self.order == 2 else [(name,) for name in self.wrt]


@dataclass(frozen=True)
class Problem:
    """A block: what it declares, defines and asks for; `look` seeds how it is spelled."""

    variables: dict[str, Variable]
    maps: dict[str, Map]
    definitions: dict[str, Node]
    requests: tuple[Request, ...]
    dims: tuple[str, ...]
    look: str = ""
    plain: bool = False

    def nodes(self) -> Iterator[Node]:
        """Every node of the block."""
        for node in (*self.definitions.values(), *(request.function for request in self.requests)):
            yield from node.walk()

    def used(self, node: Node) -> set[str]:
        """The variables and definitions that a node depends on, directly or not."""
        found: set[str] = set()
        for part in node.walk():
            name = part.data if part.op in ("var", "ref", "member", "map", "loss") else None
            if isinstance(name, tuple):
                name = name[0]
            if isinstance(name, str) and name not in found:
                found.add(name)
                if name in self.definitions:
                    found |= self.used(self.definitions[name])
        return found

    def trimmed(self) -> Problem:
        """The problem without what nothing asked for depends on."""
        wanted: set[str] = set()
        for request in self.requests:
            wanted |= self.used(request.function) | set(request.wrt)
        return replace(
            self,
            variables={name: each for name, each in self.variables.items() if name in wanted},
            maps={name: each for name, each in self.maps.items() if name in wanted},
            definitions={name: each for name, each in self.definitions.items() if name in wanted},
        )
