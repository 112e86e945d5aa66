"""Counter-examples that can be checked in the head."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.algebra.evidence import Counterexample
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.verify.judged import judged


def counterexample(block: str) -> Counterexample:
    (found,) = judged(derive(parse(block)))
    assert found.holds is False
    assert found.counterexample is not None
    return found.counterexample


def size(found: Counterexample) -> int:
    return max(len(rows) for _, rows in found.names)


SMALLEST = [
    ("A in R^(n x n)\nA + A = A + 1.000001 A", 1, ("2",), ("2.000001",)),
    ("z in R^n\nz^T z = z^T z + 1/1000000", 1, ("1",), ("1.000001",)),
    ("z in R^n\n1/3 z = 0.333333 z", 1, ("1",), ("0.999999",)),
    ("z in R^n\nd/dz ||z||^2 = 2.00002 z", 1, ("2",), ("2.00002",)),
]


@pytest.mark.parametrize(("block", "size_", "left", "right"), SMALLEST)
def test_a_single_number_is_enough(
    block: str, size_: int, left: tuple[str, ...], right: tuple[str, ...]
) -> None:
    found = counterexample(block)
    assert size(found) == size_
    assert (found.left[0], found.right[0]) == (left, right)


OF_TWO = [
    "A in R^(n x n)\nB in R^(n x n)\nA B = B A",
    "A in R^(n x n)\nx in R^n\nd/dx x^T A x = 2 A x",
    "A in R^(n x n)\ntr(A A) = tr(A A^T)",
    "Q in R^(n x n) orthogonal\nQ + Q^T = 2 Q",
    "K in R^(n x n) skew\nK^2 = 0 K",
]


@pytest.mark.parametrize("block", OF_TWO)
def test_matrices_are_2_by_2_and_whole(block: str) -> None:
    found = counterexample(block)
    assert size(found) == 2
    numbers = [each for _, rows in found.names for row in rows for each in row]
    assert all(abs(int(number)) <= 3 for number in numbers)
    assert found.left != found.right


FAR = [
    ("z in R^n\nrelu(z - 3) = 0 z", 3, 9),
    ("z in R^n\nrelu(z - 50) = 0 z", 50, 150),
    ("t in R\nabs(t + 30) = t + 30", -100, -30),
    ("t in R positive\nrelu(t^2 - 10000) = 0 t", 100, 300),
]


@pytest.mark.parametrize(("block", "least", "most"), FAR)
def test_behind_a_kink_it_is_as_near_as_may_be(block: str, least: int, most: int) -> None:
    ((_, rows),) = counterexample(block).names
    assert len(rows) == 1
    assert least < int(rows[0][0]) < most


def test_sides_that_are_near_each_other_are_written_until_they_differ() -> None:
    found = counterexample("t in R\nsin(t) = 1.00000001 sin(t)")
    assert found.left != found.right


def test_facts_are_kept() -> None:
    ((_, rows),) = counterexample("K in R^(n x n) skew\nK + 0 K^T K = 2 K + K^T - K^T K").names
    assert rows[0][0] == rows[1][1] == "0"
    assert int(rows[0][1]) == -int(rows[1][0])


def test_names_that_stand_elsewhere_in_the_block_are_not_told() -> None:
    found = counterexample("A in R^(n x n)\nw_i in R^k\nk = s x^T x\nh = 2 s\ntr(h A) = s tr(A)")
    assert {name.name for name, _ in found.names} == {"A", "s"}
