"""Claims as trees: nodes made so that their shapes fit, and the names that stand in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.random_problems.build import times
from tests.random_problems.nodes import SCALAR, Kind, Node

__all__ = ["SCALAR", "Claim", "Kind", "Name", "Node"]


@dataclass(frozen=True)
class Name:
    """What a block declares."""

    name: str
    kind: Kind
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """`left = right`, of names that are declared; `made` says how the right side was made."""

    left: Node
    right: Node
    names: dict[str, Name]
    made: tuple[str, ...] = ()

    def trimmed(self) -> Claim:
        """Without the names that stand on neither side."""
        used = {part.data for side in (self.left, self.right) for part in side.walk() if part.op == "var"}
        used |= {part.data for side in (self.left, self.right) for part in side.walk() if part.op == "grad"}
        return replace(self, names={name: each for name, each in self.names.items() if name in used})


def var(name: Name) -> Node:
    return Node("var", (), name.kind, name.name)


def num(value: object) -> Node:
    return Node("num", (), SCALAR, Fraction(str(value)))


def dim(name: str) -> Node:
    return num(1) if name == "1" else Node("dim", (), SCALAR, name)


def eye(size: str) -> Node:
    return Node("eye", (), (size, size))


def ones(rows: str, columns: str = "1") -> Node:
    return Node("ones", (), (rows, columns))


def add(left: Node, right: Node) -> Node:
    assert left.kind == right.kind
    return Node("add", (left, right), left.kind)


def sub(left: Node, right: Node) -> Node:
    assert left.kind == right.kind
    return Node("sub", (left, right), left.kind)


def neg(node: Node) -> Node:
    return Node("neg", (node,), node.kind)


def mul(left: Node, right: Node) -> Node:
    """A product of matrices, or with a number in front."""
    if right.kind == SCALAR != left.kind:
        left, right = right, left
    if left.kind == SCALAR:
        return Node("mul", (left, right), right.kind)
    assert left.kind[1] == right.kind[0]
    return Node("mul", (left, right), (left.kind[0], right.kind[1]))


def product(*factors: Node) -> Node:
    found = factors[-1]
    for factor in reversed(factors[:-1]):
        found = mul(factor, found)
    return found


def div(above: Node, below: Node) -> Node:
    return Node("div", (above, below), above.kind)


def had(left: Node, right: Node) -> Node:
    assert left.kind == right.kind
    return Node("had", (left, right), left.kind)


def t(node: Node) -> Node:
    return Node("t", (node,), node.kind[::-1])


def inv(node: Node) -> Node:
    return Node("inv", (node,), node.kind)


def number(op: str, *args: Node) -> Node:
    """A number of matrices: a trace, a determinant, a sum of entries, a squared length."""
    return Node(op, args)


def fn(name: str, node: Node) -> Node:
    return Node("fn", (node,), node.kind, name)


def shift(node: Node, by: object) -> Node:
    """With a number added to each entry."""
    return Node("shift", (node,), node.kind, Fraction(str(by)))


def power(node: Node, exponent: object) -> Node:
    """A power of a number or of a square matrix; its exponent is whole, or the name of a size."""
    return Node("pow", (node,), node.kind, exponent)


def diag(node: Node) -> Node:
    return Node("diag", (node,), (node.kind[0], node.kind[0]))


def diagpart(node: Node) -> Node:
    return Node("diagpart", (node,), (node.kind[0], "1"))


def kron(left: Node, right: Node) -> Node:
    rows, columns = (times(one, other) for one, other in zip(left.kind, right.kind, strict=True))
    return Node("kron", (left, right), (rows, columns))


def vec(node: Node) -> Node:
    return Node("vec", (node,), (times(*node.kind), "1"))


def gradient(function: Node, by: Name) -> Node:
    """In denominator layout; of a vector by a vector a row for each entry of `by`."""
    kind = by.kind if function.kind == SCALAR else (by.kind[0], function.kind[0])
    return Node("grad", (function,), kind, by.name)


def places(node: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """Each part of a tree, with what puts another in its place; what a derivative is taken of stays."""
    yield node, lambda new: new
    if node.op == "grad":
        return
    for at, arg in enumerate(node.args):
        for part, put in places(arg):
            yield (
                part,
                lambda new, at=at, put=put: node.with_args(  # type: ignore[misc]
                    (*node.args[:at], put(new), *node.args[at + 1 :])
                ),
            )
