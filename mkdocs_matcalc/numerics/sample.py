"""Random points: small sizes, and values that honour what was declared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import cycle, product
from typing import TypeVar, cast

import numpy as np
from numpy.random import Generator, default_rng
from sympy import Basic, Expr, Integer, Rational, Symbol

from mkdocs_matcalc.algebra import nodes as n
from mkdocs_matcalc.algebra.labels import BINARY, SIGNS
from mkdocs_matcalc.algebra.nodes import (
    Commutation,
    Det,
    Entry,
    Family,
    Fill,
    Identity,
    IndexedSum,
    Kronecker,
    Member,
    Moment,
    Unit,
    Variable,
    is_random,
)
from mkdocs_matcalc.numerics.drawn import COUNT, EACH, combined, count, draws, is_independent, with_moments
from mkdocs_matcalc.numerics.point import MOST_NUMBERS, Array, Point, TooLargeError

T = TypeVar("T", bound=Basic)

# The first draws are plain, every second of them small: there a softmax is not yet a constant. Later ones
# vary scale and sign, to find the domain of a log or a root.
PLAIN_SCALES = (1.0, 0.3, 1.0, 0.3)
# As many points are looked at together.
TOGETHER = 3
# Of which sizes they are, as far as no number that stands in the expressions could be taken for one.
PRIMES = (7, 11, 13, 17, 19)
# With this seed the first square matrices of each turn are.
FAR_FROM_SINGULAR = 38
# An index that no sum binds is one of its first two values at them, two indices differently so.
EITHER = ((1.0, 2.0, 2.0), (2.0, 2.0, 1.0), (2.0, 1.0, 2.0), (1.0, 1.0, 2.0), (1.0, 2.0, 1.0))
# From how many numbers the sizes of a few dimensions are drawn, and those of many.
SPREAD = 4
MOST_SIZES = 6
# A size that is declared as a number, and no larger, is taken as it is.
SMALL = 6
# Which arguments of a node are sizes; those of a variable and a family are their shapes.
SIZES: dict[type[Basic], slice] = {
    Identity: slice(None),
    Commutation: slice(None),
    Fill: slice(1, None),
    Unit: slice(1, None),
    IndexedSum: slice(2, None),
}
# They name no size that their parts have not; nor does an unvec, whose sizes are those of a vector's.
WITHOUT_SIZES: frozenset[type[Basic]] = frozenset(
    {
        n.Member, n.Entry, n.KroneckerDelta, n.Add, n.Mul, n.Pow, n.Transpose, n.Inverse, n.Hadamard,
        n.HadamardPower, n.Kronecker, n.Trace, n.Det, n.Norm, n.WeightedNorm, n.Inner, n.WeightedInner,
        n.SumEntries, n.Mean, n.Variance, n.LogSumExp, n.MaxEntry, n.ArgmaxUnit, n.PolarFactor,
        n.TopSingularPair, n.Apply, n.Softmax, n.RowSoftmax, n.RowLogSumExp, n.Diag, n.DiagPart, n.Vec,
        n.Unvec, n.Expectation, n.Covariance, n.Call, n.CallGradient, n.CallHessian, n.Differential,
        n.Partial, n.Constrained, n.Frobenius, n.Bracket, n.MatrixFunction,
    }
)  # fmt: skip


def sample(
    expressions: Iterable[Basic],
    definitions: Mapping[Variable, Basic],
    draw: int,
    moving: Iterable[Variable] = (),
    spread: int = SPREAD,
) -> Point:
    """A point for everything the expressions and definitions hold; the same `draw` gives the same point.

    See `Ground.point`.
    """
    return Ground.of(expressions, definitions, moving).point(draw, spread)


@dataclass(frozen=True)
class Ground:
    """What some expressions need numbers for.

    Attributes:
        leaves: The variables and families.
        dimensions: The symbols that are sizes.
        indices: The other symbols.
        smallest: What each size must reach, for there are numbers that stand as indices (x_3).
        declared: The larger sizes that are declared as numbers.
        unlike: Sizes that hide nothing that is wrong at others; none where a size stands as a number, where a
            determinant's sign may depend on one, or where matrices are as large as the products of sizes.
        moving: The variables that have a direction, for differentials.
        drawn: The variables of which expectations are taken.
    """

    leaves: tuple[Variable | Family, ...]
    dimensions: tuple[Symbol, ...]
    indices: tuple[Symbol, ...]
    smallest: int
    declared: tuple[Integer, ...]
    unlike: tuple[int, ...]
    moving: tuple[Variable, ...]
    drawn: tuple[Variable, ...]
    definitions: Mapping[Variable, Basic]

    @classmethod
    def of(
        cls,
        expressions: Iterable[Basic],
        definitions: Mapping[Variable, Basic],
        moving: Iterable[Variable] = (),
    ) -> Ground:
        """What the expressions, their definitions and the variables that move need."""
        movers = sorted(set(moving), key=_order)
        wholes = [*expressions, *definitions.values()]
        nodes = ByType(every_node([*wholes, *movers, *definitions]))
        named: set[Variable | Family] = {*nodes.of(Variable), *nodes.of(Family)}
        leaves = sorted(named, key=_order)
        sizes = {size for node in nodes.of(Variable, Family, *SIZES) for size in _sizes_in(node)}
        symbols = set(nodes.of(Symbol)).union(
            *(size.atoms(Symbol) for size in sizes if not isinstance(size, Integer | Symbol)),
            (size for size in sizes if isinstance(size, Symbol)),
        )
        dimensions = sorted((symbol for symbol in symbols if symbol.is_positive), key=_order)
        random = sorted(filter(is_random, set(nodes.of(Variable)) - definitions.keys()), key=_order)
        drawn = random if nodes.of(Moment) else []
        declared = {size for size in sizes if isinstance(size, Integer) and size.p > SMALL}
        smallest = max(2, *_literal_indices(nodes))
        numbers = _whole_numbers(nodes.of(Rational))
        varies = (
            bool(nodes.of(Kronecker, Commutation))
            or any(map(_has_size, wholes))
            or any(map(_counts, nodes.but(Expr, Variable, Family)))
            or any(map(_is_negative, _in_determinants(nodes, definitions)))
        )
        return cls(
            tuple(leaves),
            tuple(dimensions),
            tuple(sorted(symbols - set(dimensions), key=_order)),
            smallest,
            tuple(sorted(declared, key=int)),
            () if varies else _unlike(numbers.difference(map(int, declared)), smallest),
            tuple(movers),
            tuple(drawn),
            definitions,
        )

    def point(
        self, draw: int, spread: int = SPREAD, *, shrunk: bool = False, counting: bool = False
    ) -> Point:
        """The point of a draw.

        Each dimension has its own size from 2 up, as long as there are few, so that a transposed result
        does not fit by chance. A symmetric variable has a symmetric value, and so on for every fact.

        Args:
            spread: From how many numbers sizes are drawn, or from as many as there are.
            shrunk: Whether the larger of the sizes that are declared as numbers are small here, too.
            counting: Whether, then, numbers that are products of those sizes count as such.

        Raises:
            TooLargeError: The values would be.
        """
        rng = default_rng([draw, 20])
        sizes = self._sizes(rng, spread, shrunk=shrunk)
        is_large = bool(self.declared) and not shrunk
        point = Point(sizes, {}, seed=draw, counting=counting, is_large=is_large)
        plain = PLAIN_SCALES[draw : draw + 1]
        values = {leaf: _value(point.shape(leaf), *_kind(leaf), rng, plain) for leaf in self._valued()}
        directions = {leaf: rng.normal(size=point.shape(leaf)) for leaf in self.moving}
        values |= self._draws(point, lambda leaf, shape, _: _value(shape, *_kind(leaf), rng, plain))
        return replace(point, values=values, definitions=dict(self.definitions), directions=directions)

    def together(self, turn: int, *, shrunk: bool = False, counting: bool = False) -> Point | None:
        """Some points of the same sizes; None where those could hide what is wrong at others.

        Each turn has other values, and other sizes while there are some.
        """
        named = self._narrow_first([*self.dimensions, *(self.declared if shrunk else ())])
        choices = len(self.unlike) - len(named) + 1
        if choices < 1 or (self.declared and not shrunk):
            return None
        sizes: dict[Basic, int | Array] = dict(zip(named, self.unlike[turn % choices :], strict=False))
        if self.drawn:
            sizes[COUNT] = self._count(sizes)
        for symbol, each in zip(self.indices, cycle(EITHER), strict=False):
            sizes[symbol] = np.array(each)[:, None, None]
        point = Point(sizes, {}, seed=turn, counting=counting, count=TOGETHER)
        values = {
            leaf: _values(point.shape(leaf), *_kind(leaf), turn, number)
            for number, leaf in enumerate(self._valued())
        }
        directions = {
            leaf: _directions(point.shape(leaf), turn, number) for number, leaf in enumerate(self.moving)
        }
        values |= self._draws(
            point, lambda leaf, shape, number: _values(shape, *_kind(leaf), turn, len(self.leaves) + number)
        )
        return replace(point, values=values, definitions=dict(self.definitions), directions=directions)

    def alike(self, *, shrunk: bool = False, counting: bool = False) -> Iterator[Point]:
        """Points at which all entries of what has two values have one of them, which no draw may come to."""
        variables = [leaf for leaf in self._valued() if isinstance(leaf, Variable)]
        two = [leaf for leaf in variables if leaf.facts & {SIGNS, BINARY}]
        # All are low, all are high, or one is and the next is not.
        for which in ((False,), (True,), (False, True)) if two else ():
            point = self.point(0, shrunk=shrunk, counting=counting)
            values = dict(point.values)
            for leaf, is_high in zip(two, cycle(which), strict=False):
                low = -1.0 if SIGNS in leaf.facts else 0.0
                values[leaf] = np.full(point.shape(leaf), 1.0 if is_high else low)
            yield replace(point, values=values)

    def _narrow_first(self, named: list[Basic]) -> list[Basic]:
        """Dimensions with those first that count columns: there are more rows, and XᵀX has an inverse."""
        tall: Counter[Basic] = Counter()
        for leaf in self.leaves:
            more, fewer = (leaf.count, leaf.shape[0]) if isinstance(leaf, Family) else leaf.shape
            if fewer != 1:
                tall[more] += 1
                tall[fewer] -= 1
        return sorted(named, key=tall.__getitem__)

    def _valued(self) -> list[Variable | Family]:
        return [leaf for leaf in self.leaves if leaf not in self.definitions]

    def _draws(
        self, point: Point, values: Callable[[Variable, tuple[int, ...], int], Array]
    ) -> dict[Variable | Family, Array]:
        """The draws of what is random; `values` are those of one letter, of a shape and with its number."""
        total = point.size(COUNT) if self.drawn else 0
        found: dict[Variable | Family, Array] = {}
        for number, leaf in enumerate(self.drawn):
            *points, rows, columns = point.shape(leaf)
            if is_independent(self.drawn):
                each = values(leaf, (*points, EACH, rows, columns), number)
                found[draws(leaf)] = combined(with_moments(each, leaf.facts), number, total)
            else:
                every = values(leaf, (*points, total, rows, columns), number)
                found[draws(leaf)] = with_moments(every, leaf.facts)
        return found

    def _sizes(self, rng: Generator, spread: int, *, shrunk: bool) -> dict[Basic, int]:
        """A size for each dimension, and 1 or 2 for each index that no sum binds."""
        named: list[Basic] = [*self.dimensions, *(self.declared if shrunk else ())]
        few = max(spread, min(len(named), MOST_SIZES))
        offsets = np.concatenate([rng.permutation(few) for _ in range(0, len(named) or 1, few)])
        sizes: dict[Basic, int] = {
            size: self.smallest + int(offset) for size, offset in zip(named, offsets, strict=False)
        }
        sizes |= {symbol: int(rng.integers(1, 3)) for symbol in self.indices}
        return {**sizes, COUNT: self._count(sizes)} if self.drawn else sizes

    def _count(self, sizes: Mapping[Basic, int | Array]) -> int:
        """How many draws there are of what is random."""
        rows: list[int] = [Point(sizes, {}).size(leaf.shape[0]) for leaf in self.drawn]
        return count(self.drawn, max(rows))


def _order(leaf: Basic) -> tuple[str, str]:
    # The name itself: printing a leaf goes a long way round.
    name = leaf.args[0] if isinstance(leaf, Variable | Family) else leaf
    return (type(leaf).__name__, getattr(name, "name", ""))


def every_node(trees: Iterable[Basic]) -> list[Basic]:
    """Every node of some expressions, one that several share once; of a leaf only itself."""
    seen: dict[int, Basic] = {}
    waiting = [*trees]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            if not isinstance(node, Variable | Family):
                waiting += node.args
    return list(seen.values())


class ByType:
    """Nodes by their types: of which there are few."""

    def __init__(self, nodes: Iterable[Basic]) -> None:
        self._nodes: dict[type[Basic], list[Basic]] = {}
        for node in nodes:
            self._nodes.setdefault(type(node), []).append(node)

    def of(self, *types: type[T]) -> list[T]:
        """Those of some types."""
        found = [node for each, nodes in self._nodes.items() if issubclass(each, types) for node in nodes]
        return cast("list[T]", found)

    def but(self, *types: type[Basic]) -> list[Basic]:
        """Those of other types."""
        return [node for each, nodes in self._nodes.items() if not issubclass(each, types) for node in nodes]


def _sizes_in(node: Basic) -> tuple[Basic, ...]:
    """The sizes that a node names."""
    if isinstance(node, Family):
        return (node.count, *node.shape)
    if isinstance(node, Variable):
        return node.shape
    return node.args[SIZES[type(node)]] if type(node) in SIZES else ()


def _whole_numbers(numbers: list[Rational]) -> frozenset[int]:
    """The numbers that stand in expressions, and what divides one."""
    found = {1}
    for number in numbers:
        found |= {abs(number.p), number.q}
    return frozenset(found - {0})


@lru_cache(maxsize=256)
def _unlike(numbers: frozenset[int], smallest: int) -> tuple[int, ...]:
    """The primes at which no count of rows, columns, entries or pairs is like a number in the expressions.

    All numbers there are smaller, and neither a prime nor a number beside it divides the product of two
    of them or their sum.
    """
    if max(numbers) >= PRIMES[0] - 1:
        return ()
    pairs = [*product(numbers, repeat=2)]
    made = {one * other for one, other in pairs} | {one + other for one, other in pairs}

    def is_unlike(prime: int) -> bool:
        return not any(each % size == 0 for each in made for size in (prime - 1, prime, prime + 1))

    return tuple(prime for prime in PRIMES if prime >= smallest and is_unlike(prime))


def _counts(node: Basic) -> bool:
    """Whether a size stands as a number in a node, which is none itself."""
    parts = [*node.args]
    if type(node) in SIZES:
        del parts[SIZES[type(node)]]
    return any(map(_has_size, parts))


def _has_size(part: Basic) -> bool:
    if not isinstance(part, Expr) or isinstance(part, Rational):
        return False
    return any(symbol.is_positive for symbol in part.free_symbols)


def _in_determinants(nodes: ByType, definitions: Mapping[Variable, Basic]) -> list[Basic]:
    """What determinants are taken of: that of -X has another sign at odd sizes."""
    found: list[Basic] = []
    ahead = [node.args[0] for node in nodes.of(Det)]
    defined = dict(definitions) if ahead else {}
    while ahead:
        new = every_node(ahead)
        found += new
        ahead = [defined.pop(node) for node in new if isinstance(node, Variable) and node in defined]
    return found


def _is_negative(node: Basic) -> bool:
    return isinstance(node, Rational) and node.p < 0


def _literal_indices(nodes: ByType) -> list[int]:
    """The numbers that stand as indices (x_3); never empty."""
    indices: list[Basic] = [unit.args[0] for unit in nodes.of(Unit)]
    indices += [index for node in nodes.of(Entry, Member) for index in node.args[1:]]
    return [1, 1, *(int(index) for index in indices if isinstance(index, Integer))]


@lru_cache
def _kind(leaf: Variable | Family) -> tuple[bool, frozenset[str]]:
    """Whether it is one matrix, and its facts."""
    return (True, leaf.facts) if isinstance(leaf, Variable) else (False, frozenset())


@lru_cache(maxsize=256)
def _values(shape: tuple[int, ...], is_one: bool, facts: frozenset[str], turn: int, number: int) -> Array:
    """The value of the leaf of a number at the points of a turn."""
    rng = default_rng([turn, FAR_FROM_SINGULAR, number])
    return _value(shape, is_one, facts, rng, PLAIN_SCALES[:TOGETHER])


@lru_cache(maxsize=256)
def _directions(shape: tuple[int, ...], turn: int, number: int) -> Array:
    return default_rng([turn, 25, number]).normal(size=shape)


def _value(
    shape: tuple[int, ...],
    is_one: bool,
    facts: frozenset[str],
    rng: Generator,
    plain: tuple[float, ...],
) -> Array:
    if math.prod(shape) > MOST_NUMBERS:
        raise TooLargeError
    if SIGNS in facts or BINARY in facts:
        bits = rng.integers(2, size=shape)
        return np.asarray(2.0 * bits - 1 if SIGNS in facts else bits, dtype=float)
    if "stochastic" in facts:
        weights = np.abs(_entries(shape, rng, facts, plain))
        return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
    if is_one and shape[-2] == shape[-1] != 1:
        return _square(shape, rng, facts, plain)
    if "one-hot" in facts:
        return _one_hot(shape, rng)
    entries = _entries(shape, rng, facts, plain)
    if "probabilities" in facts:
        weights = np.abs(entries)
        return np.asarray(weights / weights.sum(axis=-2, keepdims=True))
    if "unit" in facts:
        return np.asarray(entries / np.sqrt((entries**2).sum(axis=-2, keepdims=True)))
    return entries


def _one_hot(shape: tuple[int, ...], rng: Generator) -> Array:
    """Vectors each with a place of its own."""
    places = rng.integers(shape[-2], size=(*shape[:-2], 1))
    return np.asarray(np.arange(shape[-2]) == places, dtype=float)[..., None]


def _entries(
    shape: tuple[int, ...], rng: Generator, facts: frozenset[str], plain: tuple[float, ...]
) -> Array:
    """Entries neither tiny nor huge, of mixed signs unless they are declared or drawn otherwise."""
    scales = plain or ((1.0, 0.5, 0.1)[rng.integers(3)],)
    sign = 0 if plain else (0, 1, -1)[rng.integers(3)]
    if facts & {"positive", "nonnegative", "positive definite", "positive semidefinite"}:
        sign = 1
    signs = 2.0 * rng.integers(2, size=shape) - 1 if sign == 0 else float(sign)
    scale = np.reshape(scales, (-1, *[1] * (len(shape) - 1)))
    return np.asarray(scale * signs * rng.uniform(0.2, 1.5, size=shape))


def _square(shape: tuple[int, ...], rng: Generator, facts: frozenset[str], plain: tuple[float, ...]) -> Array:
    """A square matrix with its facts; without any, at times one that is near the identity."""
    if "orthogonal" in facts:
        return _orthogonal(shape, rng, facts)
    size = shape[-1]
    if "diagonal" in facts:
        return _diagonal(_entries((*shape[:-1], 1), rng, facts, plain))
    entries = _entries(shape, rng, facts & {"positive", "nonnegative"}, plain)
    turned = np.swapaxes(entries, -1, -2)
    near_identity = not plain and rng.random() < 0.5
    if facts & {"positive definite", "positive semidefinite"} or ("symmetric" in facts and near_identity):
        return np.asarray(entries @ turned / size + np.eye(size) / 2)
    if "skew" in facts:
        return np.asarray(entries - turned)
    if "symmetric" in facts:
        return np.asarray((entries + turned) / 2)
    if near_identity or "invertible" in facts:
        return np.asarray(np.eye(size) + 0.4 * min(1.0, 2 / math.sqrt(size)) * entries)
    return entries


def _diagonal(column: Array) -> Array:
    return np.asarray(column * np.eye(column.shape[-2]))


def _orthogonal(shape: tuple[int, ...], rng: Generator, facts: frozenset[str]) -> Array:
    column = (*shape[:-1], 1)
    if "diagonal" in facts:
        return _diagonal(rng.choice((-1.0, 1.0), size=column))
    if "symmetric" in facts:
        normal = rng.normal(size=column)
        normal /= np.sqrt((normal**2).sum(axis=-2, keepdims=True))
        return np.asarray(np.eye(shape[-1]) - 2 * normal @ np.swapaxes(normal, -1, -2))
    return np.linalg.qr(rng.normal(size=shape))[0]
