"""Expressions whose values may be equal, and what they need numbers for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice, product

from sympy import Basic, Expr, Integer, Symbol

from mkdocs_matcalc.algebra.nodes import Commutation, Family, Kronecker, Variable
from mkdocs_matcalc.exact.definitions import Definitions
from mkdocs_matcalc.exact.errors import NotInRingError
from mkdocs_matcalc.exact.evaluation import Evaluation
from mkdocs_matcalc.exact.linear import Array
from mkdocs_matcalc.exact.rings import Ring, with_sizes
from mkdocs_matcalc.exact.sampling import OF_PARTS, Sampling
from mkdocs_matcalc.exact.setting import Setting
from mkdocs_matcalc.exact.sides import Equality, Number, along_all, both, of_all_lines
from mkdocs_matcalc.numerics.sample import Ground

# Draws a point of some sizes, and says in what numbers.
Drawn = Callable[[Mapping[Basic, int]], tuple[Ring, Setting]]

# Sizes that are declared as numbers are taken as they are up to it.
LARGEST_SIZE = 16
# As many values of free indices are tried at a point.
MOST_INDICES = 32
# From so many sizes the dimensions have theirs.
MOST_SIZES = 4


class Shared:
    """What all questions of a block share: the points that are drawn, and what is worked out there.

    Args:
        ground: What all expressions of the block need numbers for.
    """

    def __init__(self, ground: Ground, definitions: Mapping[Variable, Basic]) -> None:
        self.ground = ground
        self.definitions = Definitions(definitions)
        self.evaluations: dict[object, Evaluation] = {}

    @cached_property
    def has_values(self) -> bool:
        """Whether nothing in it is left to numbers with 16 digits: averages and large sizes."""
        return not (self.ground.drawn or any(size > LARGEST_SIZE for size in self.ground.declared))


@dataclass(frozen=True)
class Question:
    """Whether two sides are equal.

    Attributes:
        expressions: What is to be worked out for them.
        sides: Their values, and how numbers are drawn for directions.
        shared: What it has in common with other questions of its block.
        is_many: Whether they are many lines, of which nobody asks for a bound.
    """

    expressions: tuple[Basic, ...]
    sides: Callable[[Evaluation, Number], tuple[Array, Array]]
    shared: Shared
    ranges: Mapping[Symbol, Basic]
    is_many: bool = False

    @classmethod
    def of(
        cls, left: Basic, right: Basic, definitions: Mapping[Variable, Basic], ranges: Mapping[Symbol, Basic]
    ) -> Question:
        """Whether two expressions are equal, if nothing in them is left to numbers with 16 digits.

        Raises:
            NotInRingError: Something is: an average, or a size that is declared as a large number.
        """
        return cls._of((left, right), partial(both, left, right), definitions, ranges)

    @classmethod
    def of_gradients(cls, function: Basic, gradients: Mapping[Variable, Basic], shared: Shared) -> Question:
        """Whether all gradients of a number are what they are said to be, where all variables move at once.

        Raises:
            NotInRingError: As for two expressions.
        """
        expressions = (function, *gradients, *gradients.values())
        return cls._within(shared, expressions, partial(along_all, function, gradients))

    @classmethod
    def of_lines(cls, lines: Sequence[Equality], shared: Shared) -> Question:
        """Whether each of some lines holds.

        Raises:
            NotInRingError: As for two expressions.
        """
        expressions = [each for line in lines for each in (line.left, line.right, *line.moving)]
        question = cls._within(shared, tuple(expressions), partial(of_all_lines, lines))
        return replace(question, is_many=True)

    @classmethod
    def _within(
        cls,
        shared: Shared,
        expressions: tuple[Basic, ...],
        sides: Callable[[Evaluation, Number], tuple[Array, Array]],
    ) -> Question:
        """A question of a block, by itself where another of them is left to other numbers."""
        if shared.has_values:
            return cls(expressions, sides, shared, {})
        return cls._of(expressions, sides, shared.definitions.values, {})

    @classmethod
    def _of(
        cls,
        expressions: tuple[Basic, ...],
        sides: Callable[[Evaluation, Number], tuple[Array, Array]],
        definitions: Mapping[Variable, Basic],
        ranges: Mapping[Symbol, Basic],
    ) -> Question:
        shared = Shared(Ground.of(expressions, definitions), definitions)
        if not shared.has_values:
            raise NotInRingError("averages and large sizes are left to other numbers")
        return cls(expressions, sides, shared, ranges)

    @property
    def ground(self) -> Ground:
        """What needs numbers."""
        return self.shared.ground

    @property
    def definitions(self) -> Definitions:
        """Every defined name with its expression."""
        return self.shared.definitions

    @cached_property
    def leaves(self) -> list[Variable | Family]:
        """What has a value at a point."""
        return [leaf for leaf in self.ground.leaves if leaf not in self.definitions.values]

    @cached_property
    def _free(self) -> frozenset[Basic]:
        """What stands in the expressions by itself."""
        return frozenset[Basic]().union(*(expr.free_symbols for expr in self.expressions))

    @cached_property
    def own_leaves(self) -> list[Variable | Family]:
        """Those that the sides depend on; a block may have others."""
        names = self.definitions.in_order(self._free)
        free = self._free.union(*(self.definitions.values[name].free_symbols for name in names))
        return [leaf for leaf in self.leaves if leaf in free]

    @cached_property
    def has_parts(self) -> bool:
        """Whether something in it is drawn from a set of several parts."""
        return any(map(_has_parts, self.leaves))

    def sizes(self, turn: int) -> dict[Basic, int]:
        """A size for each dimension: different ones, in another order or larger with each turn.

        One alone is 2, 3 and 4: there are identities that hold up to 3 × 3. Of many dimensions some have the
        same size. Where matrices are as large as the products of sizes, they are 2 or 3.
        """
        dimensions = self.ground.dimensions
        if len(dimensions) == 1 and not self.multiplies_sizes:
            return {dimensions[0]: self.ground.smallest + turn % 3}
        count = 2 if self.multiplies_sizes else min(len(dimensions), MOST_SIZES)
        order = (1, -1, 1)[turn % 3]
        larger = 0 if self.multiplies_sizes else turn // 2
        return {
            each: self.ground.smallest + larger + (place * order + turn) % count
            for place, each in enumerate(dimensions)
        }

    def other_sizes(self) -> dict[Basic, int]:
        """Sizes none of which is the 2 of a square, that it could be taken for where no others are tried."""
        if self.multiplies_sizes:
            return self.sizes(0)
        first = self.ground.smallest + 1
        return {each: first + place % MOST_SIZES for place, each in enumerate(self.ground.dimensions)}

    @cached_property
    def multiplies_sizes(self) -> bool:
        """Whether a Kronecker product or a commutation matrix stands in it."""
        stated = (*self.expressions, *self.definitions.values.values())
        return any(expr.has(Kronecker, Commutation) for expr in stated)

    def point(self, sizes: Mapping[Basic, int], drawing: Sampling) -> Setting:
        """A point of some sizes."""
        values, further = {}, 0
        for leaf in self.leaves:
            values[leaf] = drawing.value(leaf, self.shape(leaf, sizes), further)
            further += _has_parts(leaf)
        return Setting(sizes, values)

    def shape(self, leaf: Variable | Family, sizes: Mapping[Basic, int]) -> tuple[int, ...]:
        """How large a value is; of a family (count, rows, columns)."""
        stacked = (leaf.count,) if isinstance(leaf, Family) else ()
        return tuple(_number(size, sizes) for size in (*stacked, *leaf.shape))

    @cached_property
    def indices(self) -> list[Symbol]:
        """The indices that no sum binds."""
        return [symbol for symbol in self.ground.indices if symbol in self._free]

    def indexed(self, point: Setting) -> Iterator[Setting]:
        """A point with each choice of the indices that no sum binds."""
        free = self.indices
        if not free:
            yield point
            return
        ends = [self._end(symbol, point.sizes) for symbol in free]
        choices = product(*(range(1, end + 1) for end in ends))
        for chosen in islice(choices, MOST_INDICES):
            yield Setting({**point.sizes, **dict(zip(free, chosen, strict=True))}, point.values)

    def evaluations(self, sizes: Mapping[Basic, int], key: object, draw: Drawn) -> Iterator[Evaluation]:
        """The evaluations at a point, one for each choice of the indices that no sum binds.

        Args:
            sizes: Those at the point.
            key: What tells it from other points of such sizes.
            draw: Draws it, where no question of the block has been asked there.
        """
        if self.indices:
            ring, point = draw(sizes)
            for each in self.indexed(point):
                yield Evaluation(ring, each, self.definitions)
            return
        known, whole = self.shared.evaluations, (key, *sizes.values())
        if whole not in known:
            known[whole] = Evaluation(*draw(sizes), self.definitions)
        yield known[whole]

    def _end(self, index: Symbol, sizes: Mapping[Basic, int]) -> int:
        last = self.ranges.get(index)
        return 2 if last is None else _number(last, sizes)


def _has_parts(leaf: Variable | Family) -> bool:
    return isinstance(leaf, Variable) and bool(leaf.facts & OF_PARTS)


def _number(size: Basic, sizes: Mapping[Basic, int]) -> int:
    if size in sizes:
        return sizes[size]
    value = with_sizes(size, sizes) if isinstance(size, Expr) else size
    if not isinstance(value, Integer) or value.p < 1:
        raise NotInRingError(f"{size} is no size")
    return int(value.p)
