"""Random programs: several definitions, as models are written."""

from __future__ import annotations

from .build import add, fn, mul, norm, num, power, scalar, t
from .expressions import SMOOTH, Expressions
from .jets import Undefined
from .nodes import SCALAR, Node, Variable


class Programs(Expressions):
    """Makes programs, and gives what they end in: a loss."""

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
            some = [each for each in self.variables.values() if not each.is_many]
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
