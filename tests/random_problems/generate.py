"""Typed random problems: every construct of the block language, in blocks as people write them."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from .jets import Undefined
from .nodes import SCALAR, Kind, Map, Node, Problem, Request, Variable
from .truth import Truth, truths

DIMS = ("n", "m", "d", "k")
SCALARS = ("α", "β", "γ", "λ", "μ", "τ", "θ", "ρ", "s", "t", "c")
VECTORS = ("x", "y", "w", "a", "b", "z", "u", "v", "c", "q", "r", "p", "h", "x1", "x2", "w_f", "b_1", "v0")
MATRICES = ("A", "X", "W", "B", "C", "Y", "M", "P", "Q", "V", "S", "U", "K", "W1", "W2", "W_f", "A_0", "H")
# Names that a convention gives to something else; they are always declared.
ODD = {"s": "e", "v": "d", "m": "L"}
DEFINED = {
    "s": ("f", "s", "ℓ", "J", "E", "q", "t1", "c"),
    "v": ("z", "h", "r", "u", "f", "p", "v", "z1", "h1", "h2", "z_f", "g1", "o", "a1"),
    "m": ("Z", "H", "R", "S", "K", "G", "D", "Z1", "H1", "P"),
}
SMOOTH = (
    "exp", "sin", "cos", "tanh", "sigmoid", "softplus", "square", "arctan", "silu", "gelu", "elu", "erf", "sinh", "cosh"
)  # fmt: skip
KINKED = ("relu", "leaky_relu", "abs", "sign")
NARROW = ("tan", "arcsin", "arccos")
POSITIVE_ONLY = ("log", "sqrt", "log", "sqrt", "log")
SQUARE_FACTS = (
    ("symmetric",), ("skew",), ("diagonal",), ("orthogonal",), ("positive definite",), ("invertible",),
    ("positive semidefinite",), ("symmetric", "invertible"),
)  # fmt: skip


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


class Generator:
    """Makes one problem; every choice comes from one seeded source."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        dims = rng.sample(DIMS, rng.choice((1, 2, 2, 3, 3)))
        self.dims = tuple(dims)
        self.variables: dict[str, Variable] = {}
        self.maps: dict[str, Map] = {}
        self.definitions: dict[str, Node] = {}
        self.indices: dict[str, str] = {}
        self.families = 0
        # Which special constructs this block favours: few blocks use everything.
        self.naming = rng.random() < 0.35
        self.fact_rate = rng.choice((0.1, 0.3, 0.7))
        self.abstract_rate = rng.choice((0, 0, 0, 0.5))
        self.odd = rng.random() < 0.06

    # --- helpers ---

    def chance(self, rate: float) -> bool:
        return self.rng.random() < rate

    def dim(self, *but: str) -> str:
        left = [dim for dim in self.dims if dim not in but] or list(self.dims)
        return self.rng.choice(left)

    def choose(self, table: list[tuple[float, Callable[[], Node]]]) -> Node:
        weights = [weight for weight, _ in table]
        return self.rng.choices([make for _, make in table], weights)[0]()

    def free(self, names: tuple[str, ...]) -> str:
        taken = {*self.variables, *self.definitions, *self.maps}
        left = [name for name in names if name not in taken]
        if not left:
            raise Undefined
        early = left[: 3 if self.chance(0.6) else len(left)]
        return self.rng.choice(early)

    # --- leaves ---

    def variable(self, kind: Kind, facts: tuple[str, ...] | None = None) -> Node:
        letter = "s" if kind == SCALAR else "v" if kind[1] == "1" else "m"
        if facts is None:
            facts = self._facts(kind, letter)
        names = {"s": SCALARS, "v": VECTORS, "m": MATRICES}[letter]
        if self.odd and ODD[letter] not in self.variables:
            names = (ODD[letter],)
        name = self.free(names)
        self.variables[name] = Variable(name, kind, facts)
        return Node("var", (), kind, name)

    def _facts(self, kind: Kind, letter: str) -> tuple[str, ...]:
        if letter == "m" and kind[0] == kind[1] and self.chance(self.fact_rate):
            return self.rng.choice(SQUARE_FACTS)
        if self.chance(0.04):
            return (self.rng.choice(("positive", "nonnegative")),)
        return ()

    def leaf(self, kind: Kind) -> Node:
        """A name of the kind: often one that is there already."""
        if self.indices and self.chance(0.7):
            local = self._indexed(kind)
            if local is not None:
                return local
        there = self.there(kind)
        there += [node for node in there if node.op == "ref"]
        if there and self.chance(0.55):
            return self.rng.choice(there)
        if kind == SCALAR and self.chance(0.25):
            return self.number()
        if kind[0] == "1" != kind[1]:
            return t(self.leaf((kind[1], "1")))
        if kind != SCALAR and self.chance(0.03):
            return self._constant(kind)
        return self.variable(kind)

    def _constant(self, kind: Kind) -> Node:
        if kind[0] == kind[1] and self.chance(0.6):
            return Node("eye", (), kind)
        return Node("zeros" if self.chance(0.25) else "ones", (), kind)

    def number(self) -> Node:
        if self.chance(0.15):
            return Node("dim", (), SCALAR, self.dim())
        return num(self.rng.choice((2, 3, "1/2", 2, 4, "1/3", "1/10")))

    def _indexed(self, kind: Kind) -> Node | None:
        """What depends on an index in scope: an entry, a family's member, a unit vector."""
        index, upper = self.rng.choice(list(self.indices.items()))
        if kind == SCALAR and self.chance(0.55):
            if len(self.indices) == 2 and self.chance(0.6):
                (i, first), (j, second) = self.indices.items()
                base = self.leaf_outside((first, second))
                return Node("entry", (base,), SCALAR, (i, j))
            return Node("entry", (self.leaf_outside((upper, "1")),), SCALAR, (index,))
        if kind == SCALAR or kind[1] == "1":
            if kind != SCALAR and self.chance(0.12) and kind[0] == upper:
                return Node("unit", (), kind, index)
            # A family's index is i in its declaration.
            return self._member(kind, upper, index) if index == "i" else None
        return None

    def leaf_outside(self, kind: Kind) -> Node:
        """A variable or a defined name that takes an index below it: it has no subscript of its own."""
        there = [node for node in self.there(kind) if str(node.data).isalpha()]
        if there and self.chance(0.6):
            return self.rng.choice(there)
        names = VECTORS if kind[1] == "1" else MATRICES
        name = self.free(tuple(name for name in names if name.isalpha()))
        self.variables[name] = Variable(name, kind)
        return Node("var", (), kind, name)

    def there(self, kind: Kind) -> list[Node]:
        """The variables and the defined names of a kind."""
        variables = [each.name for each in self.variables.values() if (each.kind, each.count) == (kind, "")]
        defined = [name for name, node in self.definitions.items() if node.kind == kind]
        return [Node("var", (), kind, name) for name in variables] + [
            Node("ref", (), kind, name) for name in defined
        ]

    def _member(self, kind: Kind, upper: str, index: str) -> Node:
        there = [name for name, each in self.variables.items() if (each.kind, each.count) == (kind, upper)]
        if there and self.chance(0.7):
            name = self.rng.choice(there)
        else:
            name = self.free(("y", "a", "x", "c", "z") if kind == SCALAR else ("x", "a", "v", "u", "z"))
            self.variables[name] = Variable(name, kind, (), upper)
        return Node("member", (), kind, (name, index))

    # --- expressions ---

    def expr(self, kind: Kind, budget: int) -> Node:
        if budget <= 0:
            return self.leaf(kind)
        if self.naming and not self.indices and budget >= 2 and self.chance(0.25) and kind[0] != "1":
            return self.named(kind, budget)
        if kind == SCALAR:
            return self.scalar(budget)
        if kind[1] == "1":
            return self.vector(kind, budget)
        if kind[0] == "1":
            return t(self.vector((kind[1], "1"), budget))
        return self.matrix(kind, budget)

    def named(self, kind: Kind, budget: int) -> Node:
        """An expression under a name of its own."""
        return self.define(self.expr_of(kind, budget))

    def define(self, node: Node) -> Node:
        if node.op in ("var", "ref", "num", "eye", "ones", "zeros", "dim"):
            return node
        letter = "s" if node.kind == SCALAR else "v" if node.kind[1] == "1" else "m"
        name = self.free(DEFINED[letter])
        self.definitions[name] = node
        return Node("ref", (), node.kind, name)

    def expr_of(self, kind: Kind, budget: int) -> Node:
        return {
            True: self.scalar,
            False: lambda b: self.vector(kind, b) if kind[1] == "1" else self.matrix(kind, b),
        }[kind == SCALAR](budget)

    def two(self, budget: int) -> tuple[int, int]:
        left = self.rng.randint(0, max(0, budget - 1))
        return left, max(0, budget - 1 - left)

    def apply(self, arg: Callable[[int], Node], positive: Callable[[int], Node], budget: int) -> Node:
        """A function by entry of an argument in its domain."""
        if self.chance(self.abstract_rate):
            return Node("map", (inner := arg(budget - 1),), inner.kind, self._map(""))
        way = self.rng.random()
        if way < 0.55:
            return fn(self.rng.choice(SMOOTH), arg(budget - 1))
        if way < 0.72:
            return fn(self.rng.choice(KINKED), arg(budget - 1))
        if way < 0.8:
            return fn(self.rng.choice(NARROW), arg(0 if self.chance(0.7) else 1))
        if way < 0.87:
            inner = arg(budget - 1)
            return Node(self.rng.choice(("maxzero", "minzero")), (inner,), inner.kind)
        return fn(self.rng.choice(POSITIVE_ONLY), positive(budget - 1))

    def _map(self, domain: str) -> str:
        there = [name for name, each in self.maps.items() if each.domain == domain]
        if there:
            return there[0]
        name = self.free(("Φ", "Ψ") if domain else ("g", "φ", "f"))
        self.maps[name] = Map(name, domain)
        return name

    def exponent(self) -> object:
        return self.rng.choice((2, 2, 2, 3, 4))

    def positive(self, kind: Kind, budget: int) -> Node:
        """An expression whose entries are positive wherever it is defined."""
        if budget <= 0:
            there = [
                name
                for name, each in self.variables.items()
                if (each.kind, each.count, each.facts) == (kind, "", ("positive",))
            ]
            if there and self.chance(0.5):
                return Node("var", (), kind, self.rng.choice(there))
            if not self.indices or kind != SCALAR:
                return self.variable(kind, ("positive",))
        return self.choose(
            [
                (2, lambda: fn(self.rng.choice(("exp", "cosh", "sigmoid", "softplus")), self.expr(kind, budget - 1))),
                (2, lambda: add(num(1), fn("exp", self.expr(kind, budget - 1)))),
                (1.5, lambda: add(power(self.expr(kind, budget - 1), 2), num(1))),
                (1, lambda: add(num(self.rng.choice((1, 2))), self._square_norm(budget - 1))
                    if kind == SCALAR else add(self.positive(kind, budget // 2), self.positive(kind, budget // 2))),
                (0.7, lambda: Node("mul" if kind == SCALAR else "had",
                    (self.positive(kind, 0), self.positive(kind, budget - 1)), kind)),
                (0.8, lambda: Node("softmax", (self.expr(kind, budget - 1),), kind)
                    if kind[1] == "1" != kind[0] else fn("exp", self.expr(kind, budget - 1))),
            ]
        )  # fmt: skip

    def _square_norm(self, budget: int) -> Node:
        return power(norm(self.expr(self.some_kind(), budget)), 2)

    def some_kind(self) -> Kind:
        return (self.dim(), "1") if self.chance(0.6) else (self.dim(), self.dim())

    def definite(self, dim: str, budget: int) -> Node:
        """A positive definite matrix."""
        kind = (dim, dim)

        def gram() -> Node:
            root = self.expr((self.dim(), dim), budget - 2)
            return mul(t(root), root)

        return self.choose(
            [
                (3, lambda: self.variable(kind, ("positive definite",))),
                (2, lambda: add(gram(), Node("eye", (), kind))),
                (1, lambda: add(gram(), mul(self.variable(SCALAR, ("positive",)), Node("eye", (), kind)))),
                (1, lambda: Node("diag", (self.positive((dim, "1"), 0),), kind)),
            ]
        )

    def invertible(self, dim: str, budget: int) -> Node:
        """A matrix that is invertible at almost every point."""
        kind = (dim, dim)
        return self.choose(
            [
                (
                    3,
                    lambda: self.variable(
                        kind, self.rng.choice((("invertible",), ("positive definite",), ()))
                    ),
                ),
                (2, lambda: add(self.expr(kind, budget - 1), mul(self.leaf(SCALAR), Node("eye", (), kind)))),
                (2, lambda: self.definite(dim, budget)),
                (1, lambda: add(Node("eye", (), kind), self.expr(kind, budget - 1))),
            ]
        )

    # --- scalars ---

    def scalar(self, budget: int) -> Node:
        left, right = self.two(budget)
        kind = (self.dim(), "1")
        rows, columns = self.dim(), self.dim()
        square = (rows, rows)
        e = self.expr

        def quadratic() -> Node:
            x = e(kind, left)
            return mul(t(x), mul(e((kind[0], kind[0]), right), x if self.chance(0.7) else e(kind, 0)))

        def inner_product() -> Node:
            return mul(t(e(kind, left)), e(kind, right))

        def pair() -> Node:
            shape = self.some_kind()
            op = "dot" if shape[1] == "1" and self.chance(0.5) else "inner"
            return scalar(op, e(shape, left), e(shape, right))

        def norms() -> Node:
            arg = e(self.some_kind(), budget - 1)
            ways = ("2", "1", "inf") if arg.kind[1] == "1" else ("F", "1", "nuc", "spectral")
            node = norm(arg, self.rng.choice(ways))
            return power(node, 2) if self.chance(0.4) else node

        def quotient() -> Node:
            return Node("div", (e(SCALAR, left), self.positive(SCALAR, right)))

        def arithmetic() -> Node:
            return add(e(SCALAR, left), e(SCALAR, right), self.rng.choice(("add", "add", "sub")))

        table: list[tuple[float, Callable[[], Node]]] = [
            (3, quadratic),
            (3, inner_product),
            (4, lambda: self._square_norm(budget - 1)),
            (2.5, norms),
            (1.5, lambda: scalar("tr", e(square, budget - 1))),
            (1, lambda: scalar("tr", mul(e((rows, columns), left), e((columns, rows), right)))),
            (0.7, lambda: scalar("det", e(square, budget - 1))),
            (1.5, lambda: scalar("logdet", self.definite(rows, budget - 1))),
            (0.5, lambda: scalar("logabsdet", self.invertible(rows, 0))),
            (2, lambda: scalar("sum", e(self.some_kind(), budget - 1))),
            (1, lambda: scalar("mean", e(self.some_kind(), budget - 1))),
            (1, pair),
            (1, lambda: scalar("logsumexp", e(kind, budget - 1))),
            (0.5, lambda: scalar("max", e(self.some_kind(), budget - 1))),
            (3, arithmetic),
            (1.5, lambda: mul(self.leaf(SCALAR), e(SCALAR, budget - 1))),
            (0.5, lambda: Node("neg", (e(SCALAR, budget - 1),))),
            (1, quotient),
            (1, lambda: power(e(SCALAR, budget - 1), self.exponent())),
            (0.3, lambda: power(self.positive(SCALAR, budget - 1), self.rng.choice(("1/2", "-1", "3/2", "-2")))),
            (0.4, lambda: Node("expo", (num(self.rng.choice((2, 3))), e(SCALAR, budget - 1)))),
            (2.5, lambda: self.apply(lambda b: e(SCALAR, b), lambda b: self.positive(SCALAR, b), budget)),
            (3 * self.abstract_rate, lambda: Node("loss", (e(kind, budget - 1),), SCALAR, self._map(kind[0]))),
            (1.2, lambda: self._kronecker(budget)),
        ]  # fmt: skip
        if not self.indices or (len(self.indices) == 1 and self.chance(0.7)):
            table.append((2.5, lambda: self._sum_over(SCALAR, budget - 1)))
        if not self.indices:
            table.append((0.4, self._double_sum))
        return self.choose(table)

    def _sum_over(self, kind: Kind, budget: int) -> Node:
        index = "j" if "i" in self.indices else "i"
        upper = self.dim(*self.indices.values())
        self.indices[index] = upper
        body = self.expr(kind, max(1, budget)) if not kind == SCALAR or budget > 0 else self.leaf(kind)
        if not _mentions(body, index):
            local = self._indexed(SCALAR) if index == "i" else None
            if local is None or not _mentions(local, index):
                local = Node("entry", (self.leaf_outside((upper, "1")),), SCALAR, (index,))
            body = mul(local, body)
        del self.indices[index]
        return Node("indexsum", (body,), kind, (index, upper))

    def _double_sum(self) -> Node:
        """sum_i sum_j A_ij f(x_i) y_j, or the like."""
        rows, columns = self.dim(), self.dim()
        if rows == columns and len(self.dims) > 1:
            columns = self.dim(rows)
        x, y = (
            Node("entry", (self.leaf_outside((size, "1")),), SCALAR, (index,))
            for size, index in ((rows, "i"), (columns, "j"))
        )
        weight = Node("entry", (self.leaf_outside((rows, columns)),), SCALAR, ("i", "j"))
        apart = power(add(x, y, "sub"), 2) if self.chance(0.5) else mul(x, y)
        body = mul(weight, apart if self.chance(0.6) else fn(self.rng.choice(SMOOTH), apart))
        return Node("indexsum", (Node("indexsum", (body,), SCALAR, ("j", columns)),), SCALAR, ("i", rows))

    def _kronecker(self, budget: int) -> Node:
        """A Kronecker product or a vec, taken back to a scalar."""
        m, n = self.dim(), self.dim()
        a, b = self.expr((m, m), max(0, budget - 2)), self.expr((n, n), 0)

        def kron(left: Node, right: Node) -> Node:
            return Node(
                "kron",
                (left, right),
                tuple(_times(x, y) for x, y in zip(left.kind, right.kind, strict=True)),  # type: ignore[arg-type]
            )

        def vec(node: Node) -> Node:
            return Node("vec", (node,), (_times(*node.kind), "1"))

        way = self.rng.random()
        if way < 0.2:
            return scalar("tr", kron(a, b))
        if way < 0.4:
            return power(norm(kron(self.expr((m, n), 0), a)), 2)
        if way < 0.5:
            return scalar("sum", kron(a, self.variable((n, "1"))))
        if way < 0.7:
            return mul(t(vec(self.expr((m, n), budget - 1))), vec(self.expr((m, n), 0)))
        if way < 0.85:
            left, right = self.leaf((n, n)), self.leaf((m, m))
            return power(norm(mul(kron(left, right), vec(self.leaf((m, n))))), 2)
        return scalar("logsumexp", vec(self.expr((m, n), budget - 1)))

    # --- vectors ---

    def vector(self, kind: Kind, budget: int) -> Node:
        left, right = self.two(budget)
        n = kind[0]
        other = self.dim()
        e = self.expr

        def product() -> Node:
            return mul(e((n, other), left if self.chance(0.4) else 0), e((other, "1"), right))

        def arithmetic() -> Node:
            return add(e(kind, left), e(kind, right), self.rng.choice(("add", "add", "sub")))

        def beside() -> Node:
            return self.rng.choice(
                (
                    lambda: add(num(1), e(kind, budget - 1), "sub"),
                    lambda: add(e(kind, budget - 1), self.leaf(SCALAR)),
                    lambda: add(x := e(kind, budget - 1), scalar("mean", x), "sub"),
                )
            )()

        def of_matrix() -> Node:
            op = self.rng.choice(
                (
                    "sum_rows",
                    "sum_columns",
                    "mean_rows",
                    "mean_columns",
                    "logsumexp_rows",
                    "logsumexp_columns",
                )
            )
            shape = (n, other) if op.endswith("rows") else (other, n)
            return Node(op, (e(shape, budget - 1),), kind)

        table: list[tuple[float, Callable[[], Node]]] = [
            (4, product),
            (3, arithmetic),
            (1, lambda: mul(self.leaf(SCALAR), e(kind, budget - 1))),
            (0.4, lambda: Node("div", (e(kind, left), self.positive(SCALAR, right)), kind)),
            (0.3, lambda: Node("neg", (e(kind, budget - 1),), kind)),
            (4, lambda: self.apply(lambda b: e(kind, b), lambda b: self.positive(kind, b), budget)),
            (1.5, lambda: Node("had", (e(kind, left), e(kind, right)), kind)),
            (0.5, lambda: Node("ediv", (e(kind, left), self.positive(kind, right)), kind)),
            (0.7, lambda: power(e(kind, budget - 1), self.exponent())),
            (0.2, lambda: power(self.positive(kind, budget - 1), self.rng.choice(("-1", "1/2", "-2")))),
            (0.5, lambda: Node("diagpart", (e((n, n), budget - 1),), kind)),
            (0.4, lambda: mul(Node("diag", (e(kind, left),), (n, n)), e(kind, right))),
            (1, of_matrix),
            (0.8, lambda: Node("softmax", (e(kind, budget - 1),), kind)),
            (0.3, lambda: Node("log_softmax", (e(kind, budget - 1),), kind)),
            (0.6, lambda: mul(Node("inv", (self.invertible(n, left),), (n, n)), e(kind, right))),
            (0.15, lambda: mul(Node("invt", (self.invertible(n, 0),), (n, n)), e(kind, right))),
            (0.8, beside),
        ]
        if not self.indices:
            table.append((0.6, lambda: self._sum_over(kind, budget - 1)))
        return self.choose(table)

    # --- matrices ---

    def matrix(self, kind: Kind, budget: int) -> Node:
        left, right = self.two(budget)
        rows, columns = kind
        other = self.dim()
        e = self.expr

        def arithmetic() -> Node:
            return add(e(kind, left), e(kind, right), self.rng.choice(("add", "add", "sub")))

        def spread() -> Node:
            ones = Node("ones", (), (columns, "1"))
            if self.chance(0.5):
                return add(e(kind, left), mul(e((rows, "1"), right), t(ones)))
            x = e(kind, budget - 1)
            return add(x, mul(Node("mean_rows", (x,), (rows, "1")), t(ones)), "sub")

        def by_line() -> Node:
            op = self.rng.choice(
                ("softmax_rows", "softmax_columns", "log_softmax_rows", "log_softmax_columns")
            )
            return Node(op, (e(kind, budget - 1),), kind)

        table: list[tuple[float, Callable[[], Node]]] = [
            (4, lambda: mul(e((rows, other), left), e((other, columns), right))),
            (2.5, arithmetic),
            (1, lambda: mul(self.leaf(SCALAR), e(kind, budget - 1))),
            (0.3, lambda: Node("neg", (e(kind, budget - 1),), kind)),
            (3, lambda: self.apply(lambda b: e(kind, b), lambda b: self.positive(kind, b), budget)),
            (1, lambda: Node("had", (e(kind, left), e(kind, right)), kind)),
            (0.3, lambda: Node("ediv", (e(kind, left), self.positive(kind, right)), kind)),
            (0.4, lambda: power(e(kind, budget - 1), self.exponent())),
            (2, lambda: t(e((columns, rows), budget - 1))),
            (1.5, lambda: mul(e((rows, "1"), left), t(e((columns, "1"), right)))),
            (1.5, by_line),
            (0.5, spread),
            (0.3, lambda: add(e(kind, budget - 1), self.leaf(SCALAR))),
        ]
        if rows == columns:
            table += [
                (1.5, lambda: Node("inv", (self.invertible(rows, budget - 1),), kind)),
                (0.2, lambda: Node("invt", (self.invertible(rows, 0),), kind)),
                (0.8, lambda: Node("mpow", (e(kind, budget - 1),), kind, self.rng.choice((2, 2, 3)))),
                (0.15, lambda: Node("mpow", (self.invertible(rows, 0),), kind, -2)),
                (1, lambda: Node("diag", (e((rows, "1"), budget - 1),), kind)),
                (0.6, lambda: add(e(kind, budget - 1), Node("eye", (), kind))),
            ]
        return self.choose(table)

    # --- programs ---

    def program(self) -> Node:
        """Several definitions, as models are written."""
        return self.rng.choice(
            (
                self._layers,
                self._layers,
                self._gates,
                self._attention,
                self._normalised,
                self._batch,
                self._chain,
            )
        )()

    def _activation(self, node: Node) -> Node:
        if self.chance(self.abstract_rate):
            return Node("map", (node,), node.kind, self._map(""))
        return fn(self.rng.choice(("tanh", "sigmoid", "relu", "softplus", "silu", "gelu", "sin")), node)

    def _layers(self) -> Node:
        h = self.variable((self.dim(), "1"), ())
        for _ in range(self.rng.choice((1, 2, 2, 3))):
            residual = self.chance(0.35)
            size = h.kind[0] if residual else self.dim()
            z = mul(self.variable((size, h.kind[0]), ()), h)
            if self.chance(0.6):
                z = add(z, self.variable((size, "1"), ()))
            if self.chance(0.4):
                z = self.define(z)
            step = self._activation(z)
            h = self.define(add(h, step) if residual else step)
        return self._loss_of(h)

    def _loss_of(self, h: Node) -> Node:
        target = self.leaf(h.kind)
        residual = add(h, target, "sub")
        total = (
            scalar("logsumexp", h)
            if h.kind[1] == "1"
            else scalar("sum", Node("logsumexp_rows", (h,), (h.kind[0], "1")))
        )
        pairing = mul(t(target), h) if h.kind[1] == "1" else scalar("tr", mul(t(target), h))
        loss = self.choose(
            [
                (3, lambda: power(norm(residual), 2)),
                (1, lambda: mul(num("1/2"), power(norm(residual), 2))),
                (1, lambda: norm(residual)),
                (1.5, lambda: add(total, pairing, "sub")),
                (1, lambda: scalar("sum", fn(self.rng.choice(SMOOTH), residual))),
                (1, lambda: pairing),
                (0.7, lambda: scalar("mean", power(residual, 2))),
                (0.7, lambda: fn("log", add(num(1), power(norm(residual), 2)))),
            ]
        )
        if self.chance(0.3):
            some = [each for each in self.variables.values() if not each.count]
            chosen = self.rng.choice(some)
            weight = self.variable(SCALAR, ())
            loss = (
                add(loss, mul(weight, power(norm(Node("var", (), chosen.kind, chosen.name)), 2)))
                if chosen.kind != SCALAR
                else loss
            )
        return loss

    def _gates(self) -> Node:
        n, m = self.dim(), self.dim()
        x, h = self.variable((n, "1"), ()), self.variable((m, "1"), ())
        gates = []
        for name in ("f", "i", "o")[: self.rng.choice((2, 3))]:
            weights = f"W_{name}"
            if weights in self.variables or name in {*self.variables, *self.definitions, *self.maps}:
                raise Undefined
            self.variables[weights] = Variable(weights, (m, n))
            inner = mul(Node("var", (), (m, n), weights), x)
            if self.chance(0.5):
                inner = add(inner, mul(self.variable((m, m), ()), h))
            self.definitions[name] = fn("sigmoid" if len(gates) < 1 else "tanh", inner)
            gates.append(Node("ref", (), (m, "1"), name))
        state = Node("had", (gates[0], h if self.chance(0.5) else gates[1]), (m, "1"))
        state = self.define(add(state, Node("had", (gates[-1], gates[1]), (m, "1"))))
        return self._loss_of(fn("tanh", state) if self.chance(0.5) else state)

    def _attention(self) -> Node:
        n, d = self.dim(), self.dim()
        x = self.variable((n, d), ())
        q, k, v = (self.define(mul(x, self.variable((d, d), ()))) for _ in range(3))
        scores = mul(q, t(k))
        if self.chance(0.5):
            scores = Node("div", (scores, fn("sqrt", Node("dim", (), SCALAR, d))), scores.kind)
        a = self.define(Node("softmax_rows", (scores,), (n, n)))
        return self._loss_of(self.define(mul(a, v)))

    def _normalised(self) -> Node:
        n = self.dim()
        x = self.variable((n, "1"), ())
        mean = self.define(scalar("mean", x))
        centred = self.define(add(x, mean, "sub"))
        spread = self.define(fn("sqrt", add(scalar("mean", power(centred, 2)), num("1/10"))))
        y = Node("div", (centred, spread), (n, "1"))
        if self.chance(0.5):
            y = add(Node("had", (self.variable((n, "1"), ()), y), (n, "1")), self.variable((n, "1"), ()))
        return self._loss_of(self.define(y))

    def _batch(self) -> Node:
        n, d, k = self.dim(), self.dim(), self.dim()
        z = mul(self.variable((n, d), ()), self.variable((d, k), ()))
        if self.chance(0.4):
            z = add(z, mul(Node("ones", (), (n, "1")), t(self.variable((k, "1"), ()))))
        z = self.define(z)
        h = self.define(self._activation(z) if self.chance(0.7) else Node("softmax_rows", (z,), z.kind))
        if self.chance(0.5):
            h = self.define(mul(h, self.variable((k, self.dim()), ())))
        return self._loss_of(h)

    def _chain(self) -> Node:
        """Random steps, each of what came before, so that names are used twice."""
        for _ in range(self.rng.choice((2, 3, 4))):
            kind = self.rng.choice((SCALAR, (self.dim(), "1"), (self.dim(), "1"), (self.dim(), self.dim())))
            self.define(self.expr_of(kind, self.rng.choice((1, 2, 2, 3))))
        return self.scalar(self.rng.choice((2, 3, 4)))

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
        names = [name for name in sorted(used) if name in self.variables and not self.variables[name].count]
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


def _times(left: str, right: str) -> str:
    """The product of two dimensions, whichever stands first."""
    if left == "1" or right == "1":
        return right if left == "1" else left
    return "*".join(sorted((left, right)))


def _mentions(node: Node, index: str) -> bool:
    for part in node.walk():
        if part.op == "member" and part.data[1] == index:  # type: ignore[index]
            return True
        if part.op == "entry" and index in part.data:  # type: ignore[operator]
            return True
        if part.op == "unit" and part.data == index:
            return True
    return False


OPERATORS = (2, 14)
LARGEST_SECOND = 16


def generated(seed: int | str, number: int) -> tuple[Problem, list[Truth]]:
    """The problem of a seed and a number, with its truth at two points."""
    rng = random.Random(f"{seed}:{number}")
    while True:
        try:
            problem = Generator(rng).problem(f"{seed}:{number}:{rng.random()}")
            if not 1 <= operators(problem) <= OPERATORS[1] + 6 * bool(problem.definitions):
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
    """Each size that an expression speaks of is a variable's, and where it is a number no variable's name."""
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
        taken = {node.data} & {*problem.variables, *problem.definitions} if node.op == "dim" else set()
        if not spoken <= sizes or taken:
            raise Undefined
