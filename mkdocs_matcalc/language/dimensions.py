"""Dimensions by unification: what is not declared is an unknown until something fixes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sympy import Dummy, Expr, Mul, S, Symbol, cancel, fraction

from mkdocs_matcalc.algebra.nodes import dimension
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language.syntax import Syntax
from mkdocs_matcalc.language.text.source import Source

_LETTERS = ("n", "m", "p", "q", "k", "l", "r", "s", "t", "u", "v", "w", "a", "b", "c", "d")


@dataclass(frozen=True)
class Reason:
    """What fixed an unknown: a stretch of a statement."""

    source: Source
    node: Syntax

    @property
    def words(self) -> str:
        """The author's words, and their place."""
        return f"`{self.source.quote(self.node)}` in {self.source.place(self.node.start).words}"


class Dimensions:
    """The dimensions of one block.

    A dimension is a SymPy expression in declared names and unknowns. An unknown never becomes 1:
    what is to be a row or a column must say so.
    """

    def __init__(self) -> None:
        self._values: dict[Symbol, Expr] = {}
        self._pending: list[tuple[Expr, Expr, Reason]] = []
        self._reasons: dict[Symbol, Reason] = {}
        self._order: list[Symbol] = []
        self._named = 0
        self._wanted: dict[Symbol, str] = {}
        self._names: dict[Symbol, Symbol] = {}
        self._frozen: frozenset[Expr] = frozenset()
        self._spare: set[Expr] = set()
        self.taken: Callable[[], Iterable[str]] = tuple

    def unknown(self, name: str = "") -> Symbol:
        """A dimension that something is to fix; it has the name that is given if nothing does."""
        new = Dummy(integer=True, positive=True)
        if name:
            self._wanted[new] = name
        return new

    def value(self, size: Expr) -> Expr:
        """A dimension with all that is known put in."""
        while isinstance(size, Dummy) and size in self._values:
            size = self._values[size]
        if isinstance(size, Symbol) or size.is_Number:
            return size
        known = {part: self.value(part) for part in _unknowns(size) if part in self._values}
        return size.xreplace(known) if known else size

    def same(self, left: Expr, right: Expr, reason: Reason, *, frozen: bool = True) -> bool:
        """Make two dimensions one; False where they cannot be, or are frozen and not to be changed."""
        left, right = _without_common_factors(self.value(left), self.value(right))
        if left == right:
            return True
        kept = self._frozen if frozen else frozenset[Expr]()
        for unknown, size in ((left, right), (right, left)):
            if isinstance(unknown, Dummy) and unknown not in kept:
                return self._fixed(unknown, size, reason)
        for unknown, size in ((left, right), (right, left)):
            if isinstance(unknown, Dummy) and size in self._spare:
                self._spare.discard(size)
                return self._fixed(unknown, size, reason)
        unknowns = _unknowns(left) | _unknowns(right)
        if (left in kept or right in kept) and unknowns <= kept:
            return False
        if unknowns:
            self._pending.append((left, right, reason))
            return True
        return bool((left - right).expand() == 0)

    def _fixed(self, unknown: Symbol, size: Expr, reason: Reason) -> bool:
        if size == 1 or unknown in size.free_symbols:
            return False
        self._values[unknown] = size
        self._reasons[unknown] = reason
        self._order.append(unknown)
        return True

    def settle(self) -> None:
        """Work out the products that had to wait for their parts.

        Of m·n = p·q with nothing else known, m = p and n = q.
        """
        waiting = self._pending
        while any(self._solved(*each) for each in waiting) or any(self._matched(*each) for each in waiting):
            pass

    def _solved(self, left: Expr, right: Expr, reason: Reason) -> bool:
        left, right = _without_common_factors(self.value(left), self.value(right))
        return left != right and any(
            isinstance(unknown, Dummy) and self._fixed(unknown, size, reason)
            for unknown, size in ((left, right), (right, left))
        )

    def _matched(self, left: Expr, right: Expr, reason: Reason) -> bool:
        sides = [_factors(side) for side in _without_common_factors(self.value(left), self.value(right))]
        unknown = [[part for part in side if isinstance(part, Dummy)] for side in sides]
        if len(sides[0]) != len(sides[1]) or unknown != sides:
            return False
        first, other = (min(side, key=lambda part: int(part.dummy_index)) for side in unknown)
        return first != other and self._fixed(first, other, reason)

    def clash(self) -> tuple[Expr, Expr, Reason] | None:
        """The first pair of products that had to wait for their parts and turned out to differ."""
        for left, right, reason in self._pending:
            if (self.value(left) - self.value(right)).expand() != 0:
                return self.value(left), self.value(right), reason
        return None

    def name_unknowns(self, sizes: Iterable[Expr]) -> None:
        """Give each unknown a name, in the order given: n, m, p, q … and none that is taken."""
        self.settle()
        taken = set(self.taken())
        wanted = {self.value(size): name for size, name in self._wanted.items() if name not in taken}
        for size in sizes:
            for unknown in sorted(_unknowns(self.value(size)), key=lambda part: int(part.dummy_index)):
                name = wanted.get(unknown) or self._letter(taken | set(wanted.values()))
                self._values[unknown] = self._names[unknown] = dimension(name)
                self._order.append(unknown)

    def _letter(self, taken: set[str]) -> str:
        while True:
            at, self._named = self._named, self._named + 1
            letter = _LETTERS[at] if at < len(_LETTERS) else f"n_{at - len(_LETTERS) + 1}"
            if letter not in taken:
                return letter

    @contextmanager
    def frozen(self, sizes: Iterable[Expr], names: Iterable[Expr] = ()) -> Iterator[None]:
        """Unknown dimensions stay what they are, but for what must be square.

        Args:
            sizes: The dimensions.
            names: Those that nothing else has: each may be the name of one of them.
        """
        self._frozen = frozenset(self.value(size) for size in sizes)
        self._spare = set(names)
        try:
            yield
        finally:
            self._frozen, self._spare = frozenset(), set()

    @contextmanager
    def undone_on_error(self) -> Iterator[None]:
        """What is found out from a statement counts only if nothing is wrong with it."""
        known, pending, named = len(self._order), len(self._pending), self._named
        try:
            yield
        except MatcalcError:
            for unknown in self._order[known:]:
                del self._values[unknown]
                self._reasons.pop(unknown, None)
                self._names.pop(unknown, None)
            del self._order[known:], self._pending[pending:]
            self._named = named
            raise

    @contextmanager
    def reopened(self) -> Iterator[None]:
        """What only has a name is unknown inside, and everything is as it was afterwards."""
        with self.undone():
            for unknown in self._names:
                self._values.pop(unknown, None)
            self._order = [each for each in self._order if each not in self._names]
            yield

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is found out inside does not count."""
        saved = (dict(self._values), dict(self._reasons), list(self._order), list(self._pending), self._named)
        names = dict(self._names)
        try:
            yield
        finally:
            self._values, self._reasons, self._order, self._pending, self._named = saved
            # A message gives names, too.
            self._names = names

    def name_again(self) -> dict[Symbol, Expr]:
        """Give what is still unknown the names it had; each name that stands for another size, with that."""
        self.settle()
        for unknown, name in self._names.items():
            last = self.value(unknown)
            if isinstance(last, Dummy):
                self._values[last] = name
        changed = {name: self.value(unknown) for unknown, name in self._names.items()}
        return {name: size for name, size in changed.items() if size != name}

    def shown(self, size: Expr) -> str:
        """A dimension for a message; what is unknown gets a name."""
        self.name_unknowns([size])
        return str(self.value(size)).replace("*", "·")

    def reason(self, size: Expr) -> Reason | None:
        """What gave an unknown its value; None for what was written."""
        found = None
        while isinstance(size, Dummy) and size in self._values:
            found = self._reasons.get(size, found)
            size = self._values[size]
        return found

    def is_known(self, size: Expr) -> bool:
        return not _unknowns(self.value(size))


def _without_common_factors(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """Two sizes without what they are both multiplied by."""
    if left.is_Mul or right.is_Mul:
        above, below = fraction(cancel(left / right))
        if not (above.is_Number and below.is_Number):
            return above, below
    return left, right


def _factors(size: Expr) -> list[Expr]:
    """The factors of a size, m·m for m²."""
    powers = [factor.as_base_exp() for factor in Mul.make_args(size)]
    return [base for base, exponent in powers for _ in range(int(exponent))]


def _unknowns(size: Expr) -> set[Dummy]:
    return {part for part in S(size).free_symbols if isinstance(part, Dummy)}
