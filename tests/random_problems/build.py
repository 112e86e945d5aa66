"""Making nodes: each function gives the result its shape."""

from __future__ import annotations

from fractions import Fraction

from .nodes import SCALAR, Kind, Node


def num(value: object) -> Node:
    return Node("num", (), SCALAR, Fraction(str(value)))


def mul(left: Node, right: Node) -> Node:
    if SCALAR in (left.kind, right.kind):
        return Node("mul", (left, right), right.kind if left.kind == SCALAR else left.kind)
    assert left.kind[1] == right.kind[0], (left, right)
    return Node("mul", (left, right), (left.kind[0], right.kind[1]))


def t(node: Node) -> Node:
    if node.op == "t":
        return node.args[0]
    return Node("t", (node,), (node.kind[1], node.kind[0]))


def add(left: Node, right: Node, op: str = "add") -> Node:
    """A sum or a difference; a scalar beside something larger stands in every entry."""
    if left.kind == SCALAR != right.kind:
        left = Node("fill", (left,), right.kind)
    if right.kind == SCALAR != left.kind:
        right = Node("fill", (right,), left.kind)
    return Node(op, (left, right), left.kind)


def fn(name: str, arg: Node) -> Node:
    return Node("fn", (arg,), arg.kind, name)


def power(arg: Node, exponent: object) -> Node:
    return Node("pow", (arg,), arg.kind, Fraction(str(exponent)))


def norm(arg: Node, which: str = "") -> Node:
    return Node("norm", (arg,), SCALAR, which or ("2" if arg.kind[1] == "1" else "F"))


def scalar(op: str, *args: Node) -> Node:
    return Node(op, args)


def times(left: str, right: str) -> str:
    """The product of two dimensions, whichever stands first."""
    if left == "1" or right == "1":
        return right if left == "1" else left
    return "*".join(sorted((left, right)))


def kron(left: Node, right: Node) -> Node:
    (rows, columns), (more_rows, more_columns) = left.kind, right.kind
    return Node("kron", (left, right), (times(rows, more_rows), times(columns, more_columns)))


def vec(node: Node) -> Node:
    return Node("vec", (node,), (times(*node.kind), "1"))


def unvec(node: Node, kind: Kind) -> Node:
    """The matrix of a kind whose columns a vector stacks."""
    return Node("unvec", (node,), kind)
