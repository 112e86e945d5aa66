"""Derivatives that are known, as every table of them has them: a function of a name, and its gradient."""

from __future__ import annotations

from collections.abc import Callable

from . import nodes as n
from .expressions import Expressions
from .nodes import SCALAR, Name, Node

Known = Callable[[Expressions], tuple[Name, Node, Node]]
KNOWN: list[Known] = []


def known(function: Known) -> Known:
    KNOWN.append(function)
    return function


def _fresh(e: Expressions, kind: tuple[str, str], facts: tuple[str, ...] = ()) -> Name:
    """A name without facts of its own, by which a derivative is taken."""
    found = next(
        Name(letter, kind, facts)
        for letter in {SCALAR: ("r", "p")}.get(kind, ("q", "h") if kind[1] == "1" else ("Z", "V"))
        if letter not in e.names
    )
    e.names[found.name] = found
    return found


@known
def linear(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), "1"))
    a = e.expr(x.kind, 1)
    return x, n.mul(n.t(a), n.var(x)), a


@known
def quadratic(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (size := e.size(), "1"))
    a = e.expr((size, size), 1)
    both = n.add(a, n.t(a))
    return x, n.product(n.t(n.var(x)), a, n.var(x)), n.mul(both, n.var(x))


@known
def least_squares(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), "1"))
    a, y = e.leaf((e.size(), x.kind[0])), None
    y = e.leaf((a.kind[0], "1"))
    residual = n.sub(n.mul(a, n.var(x)), y)
    return x, n.number("sq", residual), n.product(n.num(2), n.t(a), residual)


@known
def bilinear(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), e.size()))
    a, b = e.expr((x.kind[0], "1"), 1), e.expr((x.kind[1], "1"), 1)
    return x, n.product(n.t(a), n.var(x), b), n.mul(a, n.t(b))


@known
def trace(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), e.size()))
    a, b = e.leaf((size := e.size(), x.kind[0])), None
    b = e.leaf((x.kind[1], size))
    return x, n.number("tr", n.product(a, n.var(x), b)), n.mul(n.t(a), n.t(b))


@known
def trace_of_a_square(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, e.square())
    a = e.leaf(x.kind)
    X = n.var(x)
    right = n.add(n.t(n.mul(X, a)), n.t(n.mul(a, X)))
    return x, n.number("tr", n.product(a, X, X)), right


@known
def determinant(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, e.square(), ("invertible",))
    X = n.var(x)
    return x, n.number("det", X), n.mul(n.number("det", X), n.t(n.inv(X)))


@known
def of_an_inverse(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, e.square(), ("invertible",))
    a, b, inverse = e.leaf((x.kind[0], "1")), e.leaf((x.kind[0], "1")), n.inv(n.var(x))
    turned = n.t(inverse)
    return x, n.product(n.t(a), inverse, b), n.neg(n.product(turned, a, n.t(b), turned))


@known
def jacobian(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), "1"))
    a = e.expr((e.size(), x.kind[0]), 1)
    return x, n.mul(a, n.var(x)), n.t(a)


@known
def power(e: Expressions) -> tuple[Name, Node, Node]:
    s = _fresh(e, SCALAR)
    a, count = e.expr(SCALAR, 1), e.rng.choice((2, 3, 4))
    slope = n.mul(n.num(count), n.power(n.var(s), count - 1))
    return s, n.mul(a, n.power(n.var(s), count)), n.mul(a, slope)


@known
def of_entries(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), "1"))
    a = e.leaf((e.size(), x.kind[0]))
    name, slope = e.rng.choice(
        (("exp", "exp"), ("softplus", "sigmoid"), ("sin", "cos"), ("sinh", "cosh"), ("abs", "sign"))
    )
    inner = n.mul(a, n.var(x))
    return x, n.number("sum", n.fn(name, inner)), n.mul(n.t(a), n.fn(slope, inner))


@known
def of_a_function(e: Expressions) -> tuple[Name, Node, Node]:
    x = _fresh(e, (e.size(), "1"))
    a = e.leaf(x.kind)
    inner = n.mul(n.t(a), n.var(x))
    name, slope = e.rng.choice((("exp", "exp"), ("softplus", "sigmoid"), ("sin", "cos"), ("cosh", "sinh")))
    return x, n.fn(name, inner), n.mul(n.fn(slope, inner), a)


def derivative(e: Expressions) -> tuple[Node, Node]:
    """A derivative as it is asked for, and what it is: of one function, or of a sum of two."""
    name, function, right = e.rng.choice(KNOWN)(e)
    if e.chance(0.3) and function.kind == SCALAR:
        # What does not depend on the name vanishes.
        function = n.add(function, e.expr(SCALAR, 1))
        used = {part.data for part in function.args[1].walk() if part.op == "var"}
        if name.name in used:
            function = function.args[0]
    return n.gradient(function, name), right
