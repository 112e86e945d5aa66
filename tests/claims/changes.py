"""One small mistake in a side of a claim; `truth` says whether it makes the claim false."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from . import nodes as n
from .expressions import Expressions
from .nodes import Claim, Node
from .rewriting import attempted, is_square

Change = Callable[[Node, Expressions], Node | None]
CHANGES: list[Change] = []
TINY = "1/1000000000"


def change(function: Change) -> Change:
    CHANGES.append(function)
    return function


@change
def transposed(node: Node, e: Expressions) -> Node | None:
    return n.t(node) if is_square(node) else None


@change
def not_transposed(node: Node, e: Expressions) -> Node | None:
    return node.args[0] if node.op == "t" and is_square(node) else None


@change
def a_billionth_more(node: Node, e: Expressions) -> Node | None:
    return n.mul(n.num("1.000000001"), node)


@change
def a_billionth_added(node: Node, e: Expressions) -> Node | None:
    return n.shift(node, TINY)


@change
def other_sign(node: Node, e: Expressions) -> Node | None:
    if node.op == "add":
        return n.sub(*node.args)
    if node.op == "sub":
        return n.add(*node.args)
    return n.neg(node) if e.chance(0.2) else None


@change
def other_order(node: Node, e: Expressions) -> Node | None:
    return n.mul(*node.args[::-1]) if node.op == "mul" and all(map(is_square, node.args)) else None


@change
def other_number(node: Node, e: Expressions) -> Node | None:
    return n.num(e.rng.choice((2, 3, "1/2", "0.333333", 1))) if node.op == "num" else None


@change
def other_size(node: Node, e: Expressions) -> Node | None:
    if node.op == "dim":
        return n.dim(e.size())
    if node.op == "pow" and isinstance(node.data, str):
        return replace(node, data=e.size())
    return None


@change
def other_exponent(node: Node, e: Expressions) -> Node | None:
    return n.power(node.args[0], node.data + 1) if node.op == "pow" and isinstance(node.data, int) else None


@change
def other_sum(node: Node, e: Expressions) -> Node | None:
    return replace(node, op={"tr": "sum", "det": "tr"}[node.op]) if node.op in {"tr", "det"} else None


@change
def other_name(node: Node, e: Expressions) -> Node | None:
    there = [each for each in e.names.values() if each.kind == node.kind and each.name != node.data]
    return n.var(e.rng.choice(there)) if node.op == "var" and there else None


@change
def a_kink_far_away(node: Node, e: Expressions) -> Node | None:
    if not e.function_rate:
        return None
    far = n.fn("relu", n.shift(node, e.rng.choice((-3, -50, 50, -900))))
    return n.sub(node, far) if e.chance(0.5) else n.add(far, node)


@change
def behind_a_kink(node: Node, e: Expressions) -> Node | None:
    """relu(z + 50) = z + 50 and |z + 50| = z + 50 near 0."""
    by = e.rng.choice((3, 50, 900))
    return n.shift(n.fn(e.rng.choice(("relu", "abs")), n.shift(node, by)), -by) if e.function_rate else None


@change
def other_function(node: Node, e: Expressions) -> Node | None:
    others = {
        "sinh": "sin",
        "cosh": "exp",
        "sigmoid": "tanh",
        "relu": "abs",
        "softplus": "relu",
        "erf": "tanh",
    }
    return n.fn(others[str(node.data)], node.args[0]) if node.op == "fn" and node.data in others else None


def changed(claim: Claim, e: Expressions) -> Claim | None:
    """A claim with one change in its right side, or with a fact of a name left out; None where none fits."""
    if e.chance(0.15):
        stated = [each for each in claim.names.values() if each.facts and each.facts != ("invertible",)]
        if stated:
            plain = e.rng.choice(stated)
            names = {**claim.names, plain.name: replace(plain, facts=())}
            return replace(claim, names=names, made=(*claim.made, "fact left out"))
    for _ in range(60):
        part, put = e.rng.choice([*n.places(claim.right)])
        chosen = e.rng.choice(CHANGES)
        new = attempted(chosen, part, e)
        if new is not None and new.kind == part.kind:
            return replace(
                claim, right=put(new), names=dict(e.names), made=(*claim.made, f"CHANGED: {chosen.__name__}")
            )
    return None
