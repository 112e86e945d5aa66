"""Random problems, held against a truth that shares nothing with the product."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from . import refusals
from .judge import CRASH, NO_CODE, REFUSED, RIGHT, TIME_OUT, UNCHECKED, WRONG
from .run import Finding, findings, table

SEED = "every day"
COUNT = 300
RIGHT_SHARE = 0.97
SECONDS = 6.0


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return findings(SEED, range(COUNT), min(2, os.cpu_count() or 1), SECONDS)


def shown(found: list[Finding], *outcomes: str) -> str:
    """The blocks of some outcomes, as a failing test prints them."""
    chosen = [each for each in found if each.verdict.outcome in outcomes]
    return "\n\n".join(
        f"python -m tests.random_problems --seed {SEED!r} --first {each.number} --count 1\n"
        f"{each.verdict.outcome}: {each.verdict.message} {each.verdict.right}\n{each.text}"
        for each in chosen
    )


@pytest.mark.parametrize("outcome", [WRONG, CRASH, UNCHECKED])
def test_nothing_is(found: list[Finding], outcome: str) -> None:
    assert not shown(found, outcome)


def test_nearly_all_are_right_and_have_code(found: list[Finding]) -> None:
    right = Counter(each.verdict.outcome for each in found)[RIGHT]
    assert right >= RIGHT_SHARE * COUNT, f"{table(found)}\n\n{shown(found, REFUSED, NO_CODE, TIME_OUT)}"


def test_each_refusal_is_a_documented_one_that_names_its_construct(found: list[Finding]) -> None:
    strange = [
        each
        for each in found
        if each.verdict.outcome == REFUSED and not refusals.is_documented(each.verdict.message)
    ]
    assert not shown(strange, REFUSED)
