"""Equal expressions: each rule gives another form of a part, or nothing where it does not fit.

What a rule says of real numbers may hold for positive ones alone; `truth` says for which claims that matters.
"""

from __future__ import annotations

from collections.abc import Callable

from . import nodes as n
from .expressions import Expressions, NoNameError
from .nodes import SCALAR, Node

Rule = Callable[[Node, Expressions], Node | None]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


def facts(node: Node, e: Expressions) -> tuple[str, ...]:
    return e.names[str(node.data)].facts if node.op == "var" else ()


def is_square(node: Node) -> bool:
    return node.kind[0] == node.kind[1] != "1"


def rewritten(node: Node, e: Expressions, steps: int) -> tuple[Node, tuple[str, ...]]:
    """An expression after some rules at random places, and their names."""
    used: list[str] = []
    for _ in range(40 * steps):
        if len(used) == steps:
            break
        part, put = e.rng.choice([*n.places(node)])
        chosen = e.rng.choice(RULES)
        new = attempted(chosen, part, e)
        if new is not None and new != part:
            assert new.kind == part.kind, (chosen.__name__, part, new)
            node = put(new)
            used.append(chosen.__name__)
    return node, tuple(used)


def attempted(rule: Rule, part: Node, e: Expressions) -> Node | None:
    """What a rule makes of a part; None where it needs a name that no block declares."""
    try:
        return rule(part, e)
    except NoNameError:
        return None


# --- sums -------------------------------------------------------------------------------------------


@rule
def other_order_of_a_sum(node: Node, e: Expressions) -> Node | None:
    return n.add(*node.args[::-1]) if node.op == "add" else None


@rule
def other_brackets_of_a_sum(node: Node, e: Expressions) -> Node | None:
    if node.op == "add" and node.args[0].op in {"add", "sub"}:
        (a, b), c = node.args[0].args, node.args[1]
        return n.add(a, n.add(b, c)) if node.args[0].op == "add" else n.sub(a, n.sub(b, c))
    return None


@rule
def difference_as_sum(node: Node, e: Expressions) -> Node | None:
    return n.add(node.args[0], n.neg(node.args[1])) if node.op == "sub" else None


@rule
def difference_turned(node: Node, e: Expressions) -> Node | None:
    return n.neg(n.sub(*node.args[::-1])) if node.op == "sub" else None


@rule
def minus_in_front(node: Node, e: Expressions) -> Node | None:
    return n.mul(n.num(-1), node.args[0]) if node.op == "neg" else None


@rule
def halves(node: Node, e: Expressions) -> Node | None:
    half = n.mul(n.num("1/2"), node)
    return n.add(half, half)


@rule
def added_and_taken_away(node: Node, e: Expressions) -> Node | None:
    other = e.leaf(node.kind)
    return n.sub(n.add(node, other), other)


@rule
def multiplied_and_divided(node: Node, e: Expressions) -> Node | None:
    number = n.num(e.rng.choice((3, 7, "2/3")))
    return n.div(n.mul(number, node), number)


# --- products ---------------------------------------------------------------------------------------


@rule
def distributed(node: Node, e: Expressions) -> Node | None:
    if node.op != "mul":
        return None
    left, right = node.args
    if right.op in {"add", "sub"}:
        a, b = (n.mul(left, each) for each in right.args)
        return n.add(a, b) if right.op == "add" else n.sub(a, b)
    if left.op in {"add", "sub"}:
        a, b = (n.mul(each, right) for each in left.args)
        return n.add(a, b) if left.op == "add" else n.sub(a, b)
    return None


@rule
def factored_out(node: Node, e: Expressions) -> Node | None:
    if node.op not in {"add", "sub"} or {each.op for each in node.args} != {"mul"}:
        return None
    make = n.add if node.op == "add" else n.sub
    (a, b), (c, d) = (each.args for each in node.args)
    if a == c and b.kind == d.kind:
        return n.mul(a, make(b, d))
    if b == d and a.kind == c.kind:
        return n.mul(make(a, c), b)
    return None


@rule
def other_brackets_of_a_product(node: Node, e: Expressions) -> Node | None:
    if node.op != "mul":
        return None
    left, right = node.args
    if right.op == "mul" and SCALAR not in (left.kind, right.args[0].kind, right.kind):
        return n.mul(n.mul(left, right.args[0]), right.args[1])
    if left.op == "mul" and SCALAR not in (right.kind, left.args[0].kind, left.kind):
        return n.mul(left.args[0], n.mul(left.args[1], right))
    return None


@rule
def number_pulled_out(node: Node, e: Expressions) -> Node | None:
    if node.op != "mul":
        return None
    left, right = node.args
    for at, (part, other) in enumerate(((left, right), (right, left))):
        if (part.op == "mul" and part.args[0].kind == SCALAR and SCALAR != part.kind != other.kind[::-1]) or (
            part.op == "mul" and part.args[0].kind == SCALAR and part.kind != SCALAR
        ):
            rest = part.args[1]
            inner = n.mul(rest, other) if at == 0 else n.mul(other, rest)
            return n.mul(part.args[0], inner)
    return None


@rule
def numbers_exchanged(node: Node, e: Expressions) -> Node | None:
    if node.op == "mul" and node.args[0].kind == node.args[1].kind == SCALAR:
        return n.mul(*node.args[::-1])
    return None


@rule
def with_an_identity(node: Node, e: Expressions) -> Node | None:
    if node.kind == SCALAR or node.kind[0] == "1":
        return None
    return n.mul(n.eye(node.kind[0]), node)


@rule
def power_written_out(node: Node, e: Expressions) -> Node | None:
    if node.op != "pow" or not isinstance(node.data, int) or node.data < 2:
        return None
    return n.product(*[node.args[0]] * node.data)


@rule
def inverse_and_itself(node: Node, e: Expressions) -> Node | None:
    if not is_square(node):
        return None
    facts = e.rng.choice((("invertible",), ("positive definite",)))
    other = n.var(e.name(node.kind, facts))
    return n.mul(n.mul(node, other), n.inv(other))


# --- transposes and inverses ------------------------------------------------------------------------


@rule
def transposed_twice(node: Node, e: Expressions) -> Node | None:
    return n.t(n.t(node)) if node.kind != SCALAR else None


@rule
def transpose_within(node: Node, e: Expressions) -> Node | None:
    if node.op != "t":
        return None
    inner = node.args[0]
    match inner.op:
        case "t":
            return inner.args[0]
        case "mul" if inner.args[0].kind == SCALAR:
            return n.mul(inner.args[0], n.t(inner.args[1]))
        case "mul":
            return n.mul(n.t(inner.args[1]), n.t(inner.args[0]))
        case "add":
            return n.add(*map(n.t, inner.args))
        case "sub":
            return n.sub(*map(n.t, inner.args))
        case "had":
            return n.had(*map(n.t, inner.args))
        case "inv":
            return n.inv(n.t(inner.args[0]))
        case "fn":
            return n.fn(str(inner.data), n.t(inner.args[0]))
        case "diag":
            return inner
    return None


@rule
def product_transposed(node: Node, e: Expressions) -> Node | None:
    if node.op != "mul" or SCALAR in (node.args[0].kind, node.kind):
        return None
    left, right = node.args
    return n.t(n.mul(n.t(right), n.t(left)))


@rule
def number_transposed(node: Node, e: Expressions) -> Node | None:
    """xᵀA y = yᵀAᵀx."""
    if node.op != "mul" or node.kind != SCALAR or node.args[0].kind == SCALAR:
        return None
    left, right = node.args
    return n.mul(n.t(right), n.t(left))


@rule
def inverse_within(node: Node, e: Expressions) -> Node | None:
    if node.op != "inv":
        return None
    inner = node.args[0]
    if inner.op == "inv":
        return inner.args[0]
    if inner.op == "t":
        return n.t(n.inv(inner.args[0]))
    if inner.op == "mul" and inner.args[0].kind == SCALAR:
        return n.div(n.inv(inner.args[1]), inner.args[0])
    if inner.op == "mul" and all(map(is_square, inner.args)):
        return n.mul(n.inv(inner.args[1]), n.inv(inner.args[0]))
    return None


# --- traces, determinants, sums of entries ----------------------------------------------------------


@rule
def trace_turned(node: Node, e: Expressions) -> Node | None:
    if node.op != "tr":
        return None
    inner = node.args[0]
    if inner.op == "mul" and inner.args[0].kind != SCALAR and inner.kind != SCALAR:
        return n.number("tr", n.mul(*inner.args[::-1]))
    return n.number("tr", n.t(inner))


@rule
def trace_within(node: Node, e: Expressions) -> Node | None:
    if node.op != "tr":
        return None
    inner = node.args[0]
    if inner.op in {"add", "sub"}:
        parts = (n.number("tr", each) for each in inner.args)
        return (n.add if inner.op == "add" else n.sub)(*parts)
    if inner.op == "mul" and inner.args[0].kind == SCALAR:
        return n.mul(inner.args[0], n.number("tr", inner.args[1]))
    if inner.op == "eye":
        return n.dim(inner.kind[0])
    return n.number("sum", n.diagpart(inner))


@rule
def trace_by_entries(node: Node, e: Expressions) -> Node | None:
    if node.op != "tr" or node.args[0].op != "mul" or node.args[0].args[0].kind == SCALAR:
        return None
    left, right = node.args[0].args
    return n.number("sum", n.had(n.t(left), right))


@rule
def inner_product_as_trace(node: Node, e: Expressions) -> Node | None:
    if node.op != "mul" or node.kind != SCALAR or node.args[0].kind == SCALAR:
        return None
    left, right = node.args
    return n.number("tr", n.mul(right, left))


@rule
def determinant_within(node: Node, e: Expressions) -> Node | None:
    if node.op != "det":
        return None
    inner = node.args[0]
    if inner.op == "mul" and inner.args[0].kind == SCALAR:
        return n.mul(n.power(inner.args[0], inner.kind[0]), n.number("det", inner.args[1]))
    if inner.op == "mul" and all(map(is_square, inner.args)):
        return n.mul(*(n.number("det", each) for each in inner.args))
    if inner.op == "inv":
        return n.div(n.num(1), n.number("det", inner.args[0]))
    if inner.op == "eye":
        return n.num(1)
    return n.number("det", n.t(inner))


@rule
def sum_of_entries(node: Node, e: Expressions) -> Node | None:
    if node.op != "sum":
        return None
    inner = node.args[0]
    if inner.op in {"add", "sub"}:
        parts = (n.number("sum", each) for each in inner.args)
        return (n.add if inner.op == "add" else n.sub)(*parts)
    rows, columns = inner.kind
    if columns == "1":
        return n.mul(n.t(n.ones(rows)), inner)
    return n.product(n.t(n.ones(rows)), inner, n.ones(columns))


@rule
def squared_length(node: Node, e: Expressions) -> Node | None:
    if node.op != "sq":
        return None
    inner = node.args[0]
    if inner.kind[1] == "1":
        return n.mul(n.t(inner), inner)
    return n.number("tr", n.mul(n.t(inner), inner))


@rule
def square_of_a_sum(node: Node, e: Expressions) -> Node | None:
    if node.op != "sq" or node.args[0].op not in {"add", "sub"} or node.args[0].kind[1] != "1":
        return None
    a, b = node.args[0].args
    make = n.add if node.args[0].op == "add" else n.sub
    both = make(n.number("sq", a), n.mul(n.num(2), n.mul(n.t(a), b)))
    return n.add(both, n.number("sq", b))


# --- entry by entry ---------------------------------------------------------------------------------


@rule
def entries_exchanged(node: Node, e: Expressions) -> Node | None:
    return n.had(*node.args[::-1]) if node.op == "had" else None


@rule
def by_a_diagonal_matrix(node: Node, e: Expressions) -> Node | None:
    if node.op == "had" and node.kind[1] == "1":
        return n.mul(n.diag(node.args[0]), node.args[1])
    return None


@rule
def rows_and_columns_scaled(node: Node, e: Expressions) -> Node | None:
    """diag(x) A = A ⊙ x 1ᵀ."""
    if node.op == "mul" and node.args[0].op == "diag" and node.kind[1] != "1":
        return n.had(n.mul(node.args[0].args[0], n.t(n.ones(node.kind[1]))), node.args[1])
    return None


@rule
def diagonal_of_a_product(node: Node, e: Expressions) -> Node | None:
    """The diagonal of A Bᵀ is (A ⊙ B) 1."""
    if node.op != "diagpart":
        return None
    inner = node.args[0]
    if inner.op == "diag":
        return inner.args[0]
    if inner.op == "mul" and SCALAR not in (inner.args[0].kind, inner.kind) and inner.args[0].kind[1] != "1":
        left, right = inner.args
        return n.mul(n.had(left, n.t(right)), n.ones(left.kind[1]))
    return n.diagpart(n.t(inner))


@rule
def stacked_product(node: Node, e: Expressions) -> Node | None:
    """vec(A X B) = (Bᵀ ⊗ A) vec(X)."""
    if node.op != "vec" or node.args[0].op != "mul":
        return None
    a, rest = node.args[0].args
    if rest.op != "mul" or SCALAR in (a.kind, rest.args[0].kind, rest.kind):
        return None
    x, b = rest.args
    if "1" in (*a.kind, *x.kind, *b.kind):
        return None
    return n.mul(n.kron(n.t(b), a), n.vec(x))


@rule
def inner_product_of_columns(node: Node, e: Expressions) -> Node | None:
    """tr(Aᵀ B) = vec(A)ᵀ vec(B)."""
    if node.op != "tr" or node.args[0].op != "mul" or node.args[0].args[0].kind == SCALAR:
        return None
    left, right = node.args[0].args
    if "1" in (*left.kind, *right.kind):
        return None
    return n.mul(n.t(n.vec(n.t(left))), n.vec(right))


# --- functions --------------------------------------------------------------------------------------


# Of a function of z: z, -z and z² are given.
OTHERWISE: dict[str, Callable[[Node, Node, Node], list[Node]]] = {
    "tanh": lambda z, minus, square: [n.shift(n.mul(n.num(2), n.fn("sigmoid", n.mul(n.num(2), z))), -1)],
    "sigmoid": lambda z, minus, square: [n.shift(n.neg(n.fn("sigmoid", minus)), 1)],
    "softplus": lambda z, minus, square: [n.add(z, n.fn("softplus", minus))],
    "silu": lambda z, minus, square: [_by_entry(z, n.fn("sigmoid", z))],
    "relu": lambda z, minus, square: [
        n.mul(n.num("1/2"), n.add(z, n.fn("abs", z))),
        n.add(z, n.fn("relu", minus)),
    ],
    "abs": lambda z, minus, square: [n.add(n.fn("relu", z), n.fn("relu", minus)), n.fn("sqrt", square)],
    "exp": lambda z, minus, square: [n.add(n.fn("sinh", z), n.fn("cosh", z))],
}
ODD, EVEN = {"sin", "sinh", "arctan", "sign", "erf"}, {"cos", "cosh"}


def _by_entry(left: Node, right: Node) -> Node:
    return n.mul(left, right) if left.kind == SCALAR else n.had(left, right)


@rule
def function_otherwise(node: Node, e: Expressions) -> Node | None:
    if node.op != "fn":
        return None
    z, name = node.args[0], str(node.data)
    if name in OTHERWISE:
        return e.rng.choice(OTHERWISE[name](z, n.neg(z), _by_entry(z, z)))
    turned = n.fn(name, n.neg(z))
    if name in ODD:
        return n.neg(turned)
    return turned if name in EVEN else None


@rule
def exponential_of_a_sum(node: Node, e: Expressions) -> Node | None:
    if node.op != "fn" or node.data != "exp" or node.args[0].op != "add":
        return None
    left, right = (n.fn("exp", each) for each in node.args[0].args)
    return _by_entry(left, right)


@rule
def logarithm_of_a_product(node: Node, e: Expressions) -> Node | None:
    if node.op != "fn" or node.data != "log":
        return None
    inner = node.args[0]
    if inner.op == "pow" and isinstance(inner.data, int):
        return n.mul(n.num(inner.data), n.fn("log", inner.args[0]))
    if inner.op == "had" or (inner.op == "mul" and inner.args[0].kind == inner.args[1].kind == SCALAR):
        return n.add(*(n.fn("log", each) for each in inner.args))
    return None


@rule
def exponential_and_back(node: Node, e: Expressions) -> Node | None:
    if node.kind != SCALAR and not e.function_rate:
        return None
    return n.fn("log", n.fn("exp", node)) if e.function_rate and e.chance(0.3) else None


@rule
def sine_and_cosine(node: Node, e: Expressions) -> Node | None:
    if node.kind != SCALAR or not e.function_rate or not e.chance(0.3):
        return None
    angle = n.var(e.name(SCALAR))
    one = n.add(n.power(n.fn("sin", angle), 2), n.power(n.fn("cos", angle), 2))
    return n.mul(one, node)


@rule
def root_of_a_square(node: Node, e: Expressions) -> Node | None:
    if node.op == "pow" and node.data == 2 and node.kind == SCALAR:
        return n.power(n.fn("abs", node.args[0]), 2) if e.function_rate else n.power(n.neg(node.args[0]), 2)
    return None


# --- what is declared -------------------------------------------------------------------------------


@rule
def by_a_fact(node: Node, e: Expressions) -> Node | None:
    found = facts(node, e)
    if {"symmetric", "diagonal", "positive definite", "positive semidefinite"} & {*found}:
        return n.t(node)
    if "skew" in found:
        return n.neg(n.t(node))
    if "orthogonal" in found:
        return n.t(n.inv(node))
    return None


@rule
def by_a_fact_of_an_inverse(node: Node, e: Expressions) -> Node | None:
    inner = node.args[0] if node.args else node
    if node.op == "inv" and "orthogonal" in facts(inner, e):
        return n.t(inner)
    if node.op == "inv" and {"symmetric", "positive definite"} & {*facts(inner, e)}:
        return n.t(node)
    return None


@rule
def rotated_and_back(node: Node, e: Expressions) -> Node | None:
    if node.kind == SCALAR or node.kind[0] == "1" or not e.chance(0.3):
        return None
    turning = n.var(e.name((node.kind[0], node.kind[0]), ("orthogonal",)))
    return n.product(n.t(turning), turning, node)


@rule
def times_a_squared_length(node: Node, e: Expressions) -> Node | None:
    """v^T v = 1 for what is unit, and for what is one-hot."""
    if not e.chance(0.2):
        return None
    along = n.var(e.name((e.size(), "1"), (e.rng.choice(("unit", "one-hot")),)))
    return n.mul(n.number("sq", along), node)


@rule
def times_the_sum_of_probabilities(node: Node, e: Expressions) -> Node | None:
    """1^T y = 1 for what sums to one."""
    if not e.chance(0.2):
        return None
    along = n.var(e.name((e.size(), "1"), (e.rng.choice(("probabilities", "one-hot")),)))
    return n.mul(n.number("sum", along), node)


@rule
def one_hot_as_it_is(node: Node, e: Expressions) -> Node | None:
    return n.had(node, node) if "one-hot" in facts(node, e) else None


@rule
def diagonal_matrix_of_its_diagonal(node: Node, e: Expressions) -> Node | None:
    return n.diag(n.diagpart(node)) if "diagonal" in facts(node, e) else None


@rule
def form_of_a_skew_matrix(node: Node, e: Expressions) -> Node | None:
    """xᵀK x = 0."""
    if node.kind != SCALAR or not e.chance(0.2):
        return None
    size = e.size()
    x, skew = n.var(e.name((size, "1"))), n.var(e.name((size, size), ("skew",)))
    return n.add(node, n.product(n.t(x), skew, x))


@rule
def positive_numbers_as_they_are(node: Node, e: Expressions) -> Node | None:
    return n.fn("abs", node) if "positive" in facts(node, e) and node.kind[1] == "1" else None
