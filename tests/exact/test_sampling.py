"""Values that are drawn have what was declared of them, in every ring."""

from __future__ import annotations

import flint
import numpy as np
import pytest

from mkdocs_matcalc.algebra.nodes import Variable, dimension
from mkdocs_matcalc.exact.errors import NotInRingError, NoValueError
from mkdocs_matcalc.exact.linear import Array, determinant, identity
from mkdocs_matcalc.exact.modulo import PARTS, PRIMES
from mkdocs_matcalc.exact.rationals import Rationals
from mkdocs_matcalc.exact.residues import Residues
from mkdocs_matcalc.exact.sampling import KNOWN, NOT_DRAWN, VECTOR, Sampling
from mkdocs_matcalc.language.facts import FACTS

n = dimension("n")
RATIONALS = Rationals()


def rational(facts: set[str], size: int, part: int = 0) -> Array:
    rng = np.random.default_rng([size, part])

    def number() -> flint.fmpq:
        return flint.fmpq(int(rng.integers(-9, 10)) or 1, int(rng.integers(1, 5)))

    drawing = Sampling(RATIONALS, number, lambda number: abs(number) + 1, part)
    columns = 1 if facts & VECTOR else size
    return drawing.value(Variable("A", n, n, facts=tuple(facts)), (size, columns))


def is_definite(matrix: Array) -> bool:
    return all(determinant(RATIONALS, matrix[:size, :size]) > 0 for size in range(1, len(matrix) + 1))


HELD = {
    "symmetric": lambda value: np.all(value == value.T),
    "skew": lambda value: np.all(value == -value.T),
    "diagonal": lambda value: np.all((value != 0) <= np.eye(len(value), dtype=bool)),
    "orthogonal": lambda value: np.all(value.T @ value == identity(RATIONALS, len(value))),
    "positive definite": is_definite,
    "positive semidefinite": lambda value: is_definite(value + identity(RATIONALS, len(value))),
    "invertible": lambda value: determinant(RATIONALS, value) != 0,
    "nonnegative": lambda value: np.all(value >= 0),
    "positive": lambda value: np.all(value > 0),
    "unit": lambda value: (value.T @ value)[0, 0] == 1,
    "probabilities": lambda value: np.all(value >= 0) and value.sum() == 1,
    "stochastic": lambda value: np.all(value >= 0) and all(row.sum() == 1 for row in value),
    "one-hot": lambda value: sorted(map(int, value.flat)) == [0] * (len(value) - 1) + [1],
    "random": lambda value: True,
}


def test_every_fact_is_known() -> None:
    assert set().union(*FACTS.values()) - NOT_DRAWN == KNOWN == HELD.keys()


@pytest.mark.parametrize("fact", sorted(NOT_DRAWN))
def test_what_a_few_draws_decide_nothing_of_is_not_drawn(fact: str) -> None:
    with pytest.raises(NotInRingError):
        rational({fact}, 3)


@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (1, 4)])
def test_each_row_of_what_is_stochastic_sums_to_one(shape: tuple[int, int]) -> None:
    numbers = iter(range(-3, 20))
    drawing = Sampling(RATIONALS, lambda: flint.fmpq(next(numbers)), lambda number: abs(number) + 1)
    assert HELD["stochastic"](drawing.value(Variable("P", n, n, facts=("stochastic",)), shape))


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("fact", sorted(KNOWN))
def test_a_fact_is_honoured(fact: str, size: int) -> None:
    assert HELD[fact](rational({fact}, size))


TOGETHER = [
    ({"orthogonal", "symmetric"}, 3),
    ({"orthogonal", "diagonal"}, 3),
    ({"orthogonal", "skew"}, 2),
    ({"orthogonal", "skew"}, 4),
    ({"orthogonal", "positive definite", "symmetric"}, 3),
    ({"orthogonal", "positive definite", "diagonal", "symmetric"}, 3),
    ({"skew", "invertible"}, 4),
    ({"diagonal", "nonnegative"}, 3),
    ({"diagonal", "positive definite", "symmetric"}, 3),
    ({"symmetric", "positive"}, 3),
    ({"positive definite", "positive", "symmetric"}, 3),
    ({"unit", "nonnegative"}, 3),
    ({"one-hot", "nonnegative", "unit"}, 3),
    ({"one-hot", "nonnegative", "probabilities"}, 3),
    ({"positive", "probabilities"}, 3),
]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("facts", "size"), TOGETHER)
def test_facts_are_honoured_together(facts: set[str], size: int, part: int) -> None:
    value = rational(facts, size, part)
    assert [fact for fact in sorted(facts) if not HELD[fact](value)] == []


def test_what_no_matrix_is_besides_is_not_drawn() -> None:
    for facts in (
        {"skew", "symmetric"},
        {"orthogonal", "positive"},
        {"diagonal", "positive"},
        {"one-hot", "positive"},
        {"unit", "probabilities"},
    ):
        with pytest.raises(NotInRingError):
            rational(facts, 2)
    for facts in ({"skew", "invertible"}, {"skew", "orthogonal"}):
        with pytest.raises(NoValueError):
            rational(facts, 3)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("facts", [{"orthogonal"}, {"orthogonal", "diagonal"}, {"orthogonal", "symmetric"}])
def test_what_is_orthogonal_has_either_determinant(facts: set[str], size: int) -> None:
    found = {int(determinant(RATIONALS, rational(facts, size, part)).p) for part in range(PARTS)}
    assert found == {1, -1}


@pytest.mark.parametrize("part", range(PARTS))
def test_modulo_a_prime_it_is_orthogonal_as_well(part: int) -> None:
    ring = Residues(PRIMES[0], part)
    drawing = Sampling(ring, ring.random, part=part)
    value = drawing.value(Variable("Q", n, n, facts=("orthogonal",)), (3, 3))
    assert np.all(value.T @ value == identity(ring, 3))
    assert determinant(ring, value) == ring.rational((-1) ** part.bit_count())


@pytest.mark.parametrize("size", [2, 3, 4])
def test_of_what_is_one_hot_every_place_comes_up(size: int) -> None:
    places = {
        [int(entry) for entry in rational({"one-hot"}, size, part).flat].index(1) for part in range(PARTS)
    }
    assert places == {*range(size)}


@pytest.mark.parametrize("part", range(PARTS))
def test_modulo_a_prime_a_unit_vector_has_length_one(part: int) -> None:
    ring = Residues(PRIMES[0], part)
    value = Sampling(ring, ring.random, part=part).value(Variable("v", n, facts=("unit",)), (3, 1))
    assert (value.T @ value)[0, 0] == ring.rational(1)


@pytest.mark.parametrize("part", range(PARTS))
def test_modulo_a_prime_probabilities_sum_to_one(part: int) -> None:
    ring = Residues(PRIMES[0], part)
    value = Sampling(ring, ring.random, part=part).value(Variable("y", n, facts=("probabilities",)), (3, 1))
    assert value.sum() == ring.rational(1)
