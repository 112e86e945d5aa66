"""The generator leaves nothing of the language out."""

from __future__ import annotations

from collections import Counter

import pytest

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.language.facts import FACTS
from mkdocs_matcalc.language.vocabulary import OVER_ROWS, STRUCTURED

from . import jets
from .coverage import PROGRAMS, REQUESTS, features
from .generate import generated
from .spell import NORMS, block
from .truth import OPERATIONS

COUNT = 2000
LEAST = 6


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    found: Counter[str] = Counter()
    for number in range(COUNT):
        problem, _ = generated("coverage", number)
        found.update(features(problem, block(problem)))
    return found


def rare(counts: Counter[str], names: list[str]) -> dict[str, int]:
    return {name: counts[name] for name in names if counts[name] < LEAST}


def test_each_function_of_the_language_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, [f"function {name}" for name in (*STRUCTURED, *FUNCTIONS)])


def test_the_truth_knows_each_function_by_entry_and_no_other() -> None:
    assert set(jets.FUNCTIONS) == set(FUNCTIONS)


def test_each_function_of_rows_and_of_columns_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, [f"operation {name}_{way}" for name in OVER_ROWS for way in ("rows", "columns")])


def test_each_operation_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, [f"operation {name}" for name in OPERATIONS])


def test_each_property_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, [f"property {fact}" for fact in set().union(*FACTS.values())])


def test_each_norm_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, [f"norm {which}" for which in NORMS])


def test_each_kind_of_request_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, list(REQUESTS))


def test_each_way_of_writing_occurs(counts: Counter[str]) -> None:
    assert not rare(counts, list(PROGRAMS))


def test_declared_functions_occur(counts: Counter[str]) -> None:
    assert not rare(counts, ["operation map of a number", "operation map of a vector"])


def test_a_seed_and_a_number_give_one_problem() -> None:
    first, second = (generated("again", 5)[0] for _ in range(2))
    assert first == second
    assert block(first) == block(second)
