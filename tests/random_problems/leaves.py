"""Names, numbers and constants: what the leaves of random expressions are."""

from __future__ import annotations

import random
from collections.abc import Callable

from .build import num, t
from .jets import Undefined
from .nodes import SCALAR, Kind, Map, Node, Variable

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
SQUARE_FACTS = (
    ("symmetric",), ("skew",), ("diagonal",), ("orthogonal",), ("positive definite",), ("invertible",),
    ("positive semidefinite",), ("symmetric", "invertible"),
)  # fmt: skip


class Leaves:
    """The names of one problem; every choice comes from one seeded source."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        dims = rng.sample(DIMS, rng.choice((1, 2, 2, 3, 3)))
        self.dims = tuple(dims)
        self.variables: dict[str, Variable] = {}
        self.maps: dict[str, Map] = {}
        self.definitions: dict[str, Node] = {}
        self.indices: dict[str, str] = {}
        self.families = 0
        # What is random in the expectation that is being made; it stands nowhere else.
        self.random: list[Node] = []
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
        if self.chance(0.06):
            others = {
                "v": ("unit", "probabilities", "one-hot", "signs", "binary"),
                "m": ("stochastic", "signs"),
            }
            return (self.rng.choice(("positive", "nonnegative", *others.get(letter, ()))),)
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
        variables = [
            each.name
            for each in self.variables.values()
            if (each.kind, each.count) == (kind, "") and "random" not in each.facts
        ]
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
