"""Random expressions of a given shape and size, over every operation and function of the language."""

from __future__ import annotations

from collections.abc import Callable

from .build import add, fn, kron, mul, norm, num, power, scalar, t, unvec, vec
from .leaves import DEFINED, Leaves
from .nodes import SCALAR, Kind, Map, Node

SMOOTH = (
    "exp", "sin", "cos", "tanh", "sigmoid", "softplus", "square", "arctan", "silu", "gelu", "elu",
    "erf", "sinh", "cosh",
)  # fmt: skip
KINKED = ("relu", "leaky_relu", "abs", "sign")
# Powers of what is positive.
BROKEN = ("1/2", "-1", "3/2", "-2")
NARROW = ("tan", "arcsin", "arccos")
ALWAYS_POSITIVE = ("exp", "cosh", "sigmoid", "softplus")
POSITIVE_ONLY = ("log", "sqrt", "log", "sqrt", "log")


class Expressions(Leaves):
    """Makes expressions; `budget` is how many operators one has, nearly."""

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
                (2, lambda: fn(self.rng.choice(ALWAYS_POSITIVE), self.expr(kind, budget - 1))),
                (2, lambda: add(num(1), fn("exp", self.expr(kind, budget - 1)))),
                (1.5, lambda: add(power(self.expr(kind, budget - 1), 2), num(1))),
                (1, lambda: add(num(self.rng.choice((1, 2))), self._square_norm(budget - 1))
                    if kind == SCALAR else add(*(self.positive(kind, budget // 2) for _ in range(2)))),
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

        def of_whole() -> Node:
            """A trace of functions of one matrix as a whole."""
            if self.chance(0.5):
                inside = e(square, budget - 2)
                whole = Node("expm", (inside,), square)
                return scalar("tr", mul(inside, whole) if self.chance(0.3) else whole)
            inside = self.definite(rows, budget - 2)
            whole = Node(self.rng.choice(("logm", "sqrtm")), (inside,), square)
            return scalar("tr", mul(inside, whole) if self.chance(0.5) else whole)

        table: list[tuple[float, Callable[[], Node]]] = [
            (1.5, of_whole),
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
            (0.7, lambda: scalar("variance", e(self.some_kind(), budget - 1))),
            (1, pair),
            (1, lambda: scalar("logsumexp", e(kind, budget - 1))),
            (0.5, lambda: scalar("max", e(self.some_kind(), budget - 1))),
            (3, arithmetic),
            (1.5, lambda: mul(self.leaf(SCALAR), e(SCALAR, budget - 1))),
            (0.5, lambda: Node("neg", (e(SCALAR, budget - 1),))),
            (1, quotient),
            (1, lambda: power(e(SCALAR, budget - 1), self.exponent())),
            (0.3, lambda: power(self.positive(SCALAR, budget - 1), self.rng.choice(BROKEN))),
            (0.8, lambda: self._expectation(SCALAR, budget)),
            (0.8, lambda: self._covariance(SCALAR, budget)),
            (0.4, lambda: Node("expo", (num(self.rng.choice((2, 3))), e(SCALAR, budget - 1)))),
            (2.5, lambda: self.apply(lambda b: e(SCALAR, b), lambda b: self.positive(SCALAR, b), budget)),
            (3 * self.abstract_rate, lambda: self._loss(e(kind, budget - 1))),
            (2, lambda: self._kronecker(budget)),
        ]  # fmt: skip
        if not self.indices or (len(self.indices) == 1 and self.chance(0.7)):
            table.append((2.5, lambda: self._sum_over(SCALAR, budget - 1)))
        if not self.indices:
            table.append((0.4, self._double_sum))
        return self.choose(table)

    def _expectation(self, kind: Kind, budget: int) -> Node:
        """An expectation over a vector, and at times a number, that stand nowhere else."""
        if self.indices or self.random:
            return self.leaf(kind)
        x = self.variable(kind if kind != SCALAR else (self.dim(), "1"), ("random",))
        self.random.append(x)
        pairing = mul(t(x), self.expr(x.kind, budget - 1))
        if self.chance(0.4):
            self.random.append(self.variable(SCALAR, ("random",)))
            pairing = add(pairing, self.random[-1], "sub")
        body = self.choose(
            [
                (2, lambda: power(pairing, 2)),
                (2, lambda: fn(self.rng.choice(SMOOTH), pairing)),
                (1, lambda: add(pairing, self.expr(SCALAR, budget - 1))),
                (1, lambda: mul(self.expr(SCALAR, budget - 1), fn("square", pairing))),
            ]
        )
        if kind != SCALAR:
            body = mul(body, x) if self.chance(0.6) else Node("had", (x, self.expr(kind, budget - 1)), kind)
        names = tuple(str(each.data) for each in self.random)
        self.random.clear()
        used = {part.data for part in body.walk() if part.op == "var"}
        return Node("expect", (body,), kind, tuple(name for name in names if name in used))

    def _covariance(self, kind: Kind, budget: int) -> Node:
        """The covariance of what is made of a vector that stands nowhere else; of a number its variance."""
        if self.indices or self.random:
            return self.leaf(kind)
        x = self.variable((self.dim(), "1"), ("random",))
        self.random.append(x)

        def side(rows: str) -> Node:
            if rows == "1":
                pairing = mul(t(x), self.expr(x.kind, budget - 1))
                return fn(self.rng.choice(SMOOTH), pairing) if self.chance(0.5) else pairing
            if rows == x.kind[0] and self.chance(0.5):
                return Node("had", (x, self.expr(x.kind, budget - 1)), x.kind)
            return mul(self.expr((rows, x.kind[0]), budget - 1), x)

        left = side(kind[0])
        right = left if kind[0] == kind[1] and self.chance(0.6) else side(kind[1])
        self.random.clear()
        return Node("cov", (left, right), kind, (str(x.data),))

    def _loss(self, arg: Node) -> Node:
        return Node("loss", (arg,), SCALAR, self._map(arg.kind[0]))

    def _sum_over(self, kind: Kind, budget: int) -> Node:
        index = "j" if "i" in self.indices else "i"
        upper = self.dim(*self.indices.values())
        self.indices[index] = upper
        body = self.expr(kind, max(1, budget)) if kind != SCALAR or budget > 0 else self.leaf(kind)
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

        way = self.rng.random()
        if way < 0.2:
            return scalar("tr", kron(a, b))
        if way < 0.4:
            return power(norm(kron(self.expr((m, n), 0), a)), 2)
        if way < 0.5:
            return scalar("sum", kron(a, self.variable((n, "1"))))
        if way < 0.7:
            return mul(t(vec(self.expr((m, n), budget - 1))), vec(self.expr((m, n), 0)))
        if way < 0.9:
            left, right = self.leaf((n, n)), self.leaf((m, m))
            turned = mul(kron(left, right), vec(self.leaf((m, n))))
            return power(norm(unvec(turned, (m, n)) if self.chance(0.8) else turned), 2)
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
                    "var_rows",
                    "var_columns",
                    "logsumexp_rows",
                    "logsumexp_columns",
                )
            )
            shape = (n, other) if op.endswith("rows") else (other, n)
            return Node(op, (e(shape, budget - 1),), kind)

        table: list[tuple[float, Callable[[], Node]]] = [
            (0.4, lambda: self._expectation(kind, budget)),
            (0.3, lambda: self._covariance(kind, budget)),
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
            (1.4, of_matrix),
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

        def by_index() -> Node:
            return Node("mpowindex", (self.leaf_outside(kind),), kind, self.rng.choice([*self.indices]))

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
            (0.3, lambda: self._covariance(kind, budget)),
            (0.5, spread),
            (0.3, lambda: add(e(kind, budget - 1), self.leaf(SCALAR))),
        ]
        if rows != columns:
            table.append((0.6, lambda: Node("pinv", (self.leaf((columns, rows)),), kind)))
        if rows == columns:
            table += [
                (1.5, lambda: Node("inv", (self.invertible(rows, budget - 1),), kind)),
                (0.2, lambda: Node("invt", (self.invertible(rows, 0),), kind)),
                (0.8, lambda: Node("mpow", (e(kind, budget - 1),), kind, self.rng.choice((2, 2, 3)))),
                (0.15, lambda: Node("mpow", (self.invertible(rows, 0),), kind, -2)),
                (0.8, lambda: Node("mpowsize", (self.leaf(kind), Node("dim", (), SCALAR, other)), kind)),
                *([(12, by_index)] if self.indices else []),
                (1, lambda: Node("diag", (e((rows, "1"), budget - 1),), kind)),
                (0.6, lambda: add(e(kind, budget - 1), Node("eye", (), kind))),
            ]
        return self.choose(table)


def _mentions(node: Node, index: str) -> bool:
    for part in node.walk():
        if part.op == "member" and part.data[1] == index:
            return True
        if part.op == "entry" and index in part.data:
            return True
        if part.op in ("unit", "mpowindex") and part.data == index:
            return True
    return False
