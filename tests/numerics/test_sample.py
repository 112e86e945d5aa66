"""Random points honour what was declared."""

from __future__ import annotations

import numpy as np
import pytest
from sympy import S

from mkdocs_matcalc.algebra.nodes import Entry, Family, Member, Variable, dimension, index
from mkdocs_matcalc.numerics.point import Array
from mkdocs_matcalc.numerics.sample import sample

n, m, d = dimension("n"), dimension("m"), dimension("d")


def matrix(draw: int, *facts: str) -> Array:
    A = Variable("A", n, n, facts=facts)
    return sample((A,), {}, draw).values[A]


FACTS = {
    "symmetric": lambda value: np.allclose(value, value.T),
    "skew": lambda value: np.allclose(value, -value.T),
    "diagonal": lambda value: np.allclose(value, np.diag(np.diag(value))),
    "orthogonal": lambda value: np.allclose(value @ value.T, np.eye(len(value))),
    "positive definite": lambda value: np.allclose(value, value.T) and np.linalg.eigvalsh(value).min() > 0,
    "positive semidefinite": lambda value: (
        np.allclose(value, value.T) and np.linalg.eigvalsh(value).min() > -1e-9
    ),
    "invertible": lambda value: np.linalg.cond(value) < 1e4,
    "positive": lambda value: value.min() > 0,
    "nonnegative": lambda value: value.min() >= 0,
}

OF_VECTORS = {
    "unit": lambda value: np.isclose(np.linalg.norm(value), 1),
    "probabilities": lambda value: value.min() >= 0 and np.isclose(value.sum(), 1),
    "one-hot": lambda value: sorted(value.flat) == [0] * (value.size - 1) + [1],
}


@pytest.mark.parametrize("draw", range(12))
@pytest.mark.parametrize("fact", OF_VECTORS)
def test_a_fact_of_vectors_holds(fact: str, draw: int) -> None:
    v = Variable("v", n, facts=(fact,))
    assert OF_VECTORS[fact](sample((v,), {}, draw).values[v])


def test_of_many_vectors_that_are_one_hot_the_places_differ() -> None:
    y = Variable("y", n, facts=("one-hot",))
    assert len({int(sample((y,), {}, draw).values[y].argmax()) for draw in range(12)}) > 1


@pytest.mark.parametrize("draw", range(12))
@pytest.mark.parametrize("fact", FACTS)
def test_a_declared_fact_holds(fact: str, draw: int) -> None:
    assert FACTS[fact](matrix(draw, fact))


@pytest.mark.parametrize("draw", range(6))
@pytest.mark.parametrize(
    "facts",
    [
        ("orthogonal", "symmetric"),
        ("diagonal", "positive definite"),
        ("positive", "symmetric"),
        ("invertible", "symmetric"),
        ("positive", "positive definite"),
    ],
)
def test_facts_hold_together(facts: tuple[str, ...], draw: int) -> None:
    value = matrix(draw, *facts)
    if facts == ("diagonal", "positive definite"):
        assert (np.diag(value) > 0).all()
    assert all(FACTS[fact](value) for fact in facts)


@pytest.mark.parametrize("draw", range(12))
def test_distinct_dimensions_have_distinct_sizes(draw: int) -> None:
    sizes = sample((Variable("X", n, m), Variable("y", d)), {}, draw).sizes
    assert len(set(sizes.values())) == 3
    assert min(sizes.values()) >= 2


def test_a_literal_index_is_in_range() -> None:
    x = Variable("x", n)
    assert all(sample((Entry(x, S(5)),), {}, draw).sizes[n] >= 5 for draw in range(5))


def test_a_family_has_as_many_members_as_its_sum_runs_over() -> None:
    family = Family("x", n, d)
    point = sample((Member(family, index("i")),), {}, 0)
    assert point.values[family].shape == (point.sizes[n], point.sizes[d], 1)
    assert 1 <= point.sizes[index("i")] <= 2


def test_the_same_draw_is_the_same_point_and_another_is_another() -> None:
    x = Variable("x", S(3))
    first, again, other = (sample((x,), {}, draw, moving=(x,)) for draw in (1, 1, 2))
    np.testing.assert_array_equal(first.values[x], again.values[x])
    np.testing.assert_array_equal(first.directions[x], again.directions[x])
    assert not np.allclose(first.values[x], other.values[x])


def test_a_defined_name_has_no_value_of_its_own() -> None:
    x, z = Variable("x", n), Variable("z", n)
    assert set(sample((z,), {z: x}, 0).values) == {x}
