"""Random points: small sizes, and values that honour what was declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from sympy import Basic, Integer, Symbol, preorder_traversal

from mkdocs_matcalc.algebra.nodes import Entry, Family, Member, Unit, Variable
from mkdocs_matcalc.numerics.point import Array, Point

# The first draws are plain; later ones vary scale and sign, to find the domain of a log or a root.
PLAIN_DRAWS = 4


def sample(
    expressions: Iterable[Basic],
    definitions: Mapping[Variable, Basic],
    draw: int,
    moving: Iterable[Variable] = (),
    spread: int = 4,
) -> Point:
    """A point for everything the expressions and definitions hold; the same `draw` gives the same point.

    Each dimension has its own size from 2 up, so that a transposed result does not fit by chance. A
    symmetric variable has a symmetric value, and so on for every fact. `moving` are the variables that
    have a direction, for differentials; sizes are drawn from `spread` numbers, or as many as there are.
    """
    rng = np.random.default_rng([draw, 20])
    trees = [*expressions, *definitions, *definitions.values()]
    free = sorted(set().union(*(tree.free_symbols for tree in trees)), key=_order)
    variables = [leaf for leaf in free if isinstance(leaf, Variable | Family)]
    sizes = _sizes(free, trees, rng, spread)
    point = Point(sizes, {})
    values = {
        leaf: _value(leaf, point, rng, plain=draw < PLAIN_DRAWS)
        for leaf in variables
        if leaf not in definitions
    }
    directions = {
        leaf: rng.normal(size=[point.size(size) for size in leaf.shape])
        for leaf in sorted(set(moving), key=_order)
    }
    return Point(sizes, values, dict(definitions), directions, seed=draw)


def _order(leaf: Basic) -> tuple[str, str]:
    return (type(leaf).__name__, str(leaf))


def _sizes(free: list[Basic], trees: list[Basic], rng: np.random.Generator, spread: int) -> dict[Symbol, int]:
    """A size of its own for each dimension, and 1 or 2 for each index that no sum binds."""
    symbols = {leaf for leaf in free if isinstance(leaf, Symbol)}
    for leaf in free:
        if isinstance(leaf, Variable | Family):
            symbols.update(*(size.free_symbols for size in leaf.shape))
        if isinstance(leaf, Family):
            symbols.update(leaf.count.free_symbols)
    dimensions = sorted((symbol for symbol in symbols if symbol.is_positive), key=_order)
    smallest = max(2, *(_literal_indices(trees)))
    offsets = rng.permutation(max(spread, len(dimensions)))
    sizes = {symbol: smallest + int(offset) for symbol, offset in zip(dimensions, offsets, strict=False)}
    indices = sorted(symbols - set(dimensions), key=_order)
    return sizes | {symbol: int(rng.integers(1, 3)) for symbol in indices}


def _literal_indices(trees: list[Basic]) -> list[int]:
    """The numbers that stand as indices (x_3), which a size must reach; never empty."""
    found = [1]
    for tree in trees:
        for node in preorder_traversal(tree):
            indices = node.args[:1] if isinstance(node, Unit) else node.args[1:]
            if isinstance(node, Entry | Member | Unit):
                found.extend(int(index) for index in indices if isinstance(index, Integer))
    return found


def _value(leaf: Variable | Family, point: Point, rng: np.random.Generator, *, plain: bool) -> Array:
    rows, columns = (point.size(size) for size in leaf.shape)
    if isinstance(leaf, Family):
        return _entries((point.size(leaf.count), rows, columns), rng, frozenset(), plain)
    if rows == columns != 1:
        return _square(rows, rng, leaf.facts, plain)
    return _entries((rows, columns), rng, leaf.facts, plain)


def _entries(shape: tuple[int, ...], rng: np.random.Generator, facts: frozenset[str], plain: bool) -> Array:
    """Entries neither tiny nor huge, of mixed signs unless they are declared or drawn otherwise."""
    scale = 1.0 if plain else rng.choice((1.0, 0.5, 0.1))
    sign = 0 if plain else rng.choice((0, 1, -1))
    if facts & {"positive", "nonnegative", "positive definite", "positive semidefinite"}:
        sign = 1
    signs = rng.choice((-1.0, 1.0), size=shape) if sign == 0 else float(sign)
    return np.asarray(scale * signs * rng.uniform(0.2, 1.5, size=shape))


def _square(size: int, rng: np.random.Generator, facts: frozenset[str], plain: bool) -> Array:
    """A square matrix with its facts; without any, at times one that is near the identity."""
    if "orthogonal" in facts:
        return _orthogonal(size, rng, facts)
    if "diagonal" in facts:
        return np.diag(_entries((size,), rng, facts, plain))
    entries = _entries((size, size), rng, facts & {"positive", "nonnegative"}, plain)
    near_identity = not plain and rng.random() < 0.5
    if facts & {"positive definite", "positive semidefinite"} or ("symmetric" in facts and near_identity):
        return np.asarray(entries @ entries.T / size + np.eye(size) / 2)
    if "skew" in facts:
        return np.asarray(entries - entries.T)
    if "symmetric" in facts:
        return np.asarray((entries + entries.T) / 2)
    if near_identity or "invertible" in facts:
        return np.asarray(np.eye(size) + 0.4 * entries)
    return entries


def _orthogonal(size: int, rng: np.random.Generator, facts: frozenset[str]) -> Array:
    if "diagonal" in facts:
        return np.diag(rng.choice((-1.0, 1.0), size=size))
    if "symmetric" in facts:
        normal = rng.normal(size=(size, 1))
        return np.asarray(np.eye(size) - 2 * normal @ normal.T / np.sum(normal**2))
    return np.linalg.qr(rng.normal(size=(size, size)))[0]
