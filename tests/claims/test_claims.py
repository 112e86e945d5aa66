"""Random claims, true and false ones, held against a truth that shares nothing with the product."""

from __future__ import annotations

import pytest

from .changes import CHANGES
from .judge import ACCEPTED, CRASH, REFUSED, REJECTED, RIGHT, TIME_OUT
from .rewriting import RULES
from .run import Finding, findings

SEED = "every day"
COUNT = 300
# What is said to be open is said of the whole matrix, or is a condition.
RIGHT_SHARE = 0.97


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    return findings(SEED, range(COUNT))


@pytest.mark.parametrize("outcome", [ACCEPTED, REJECTED, CRASH, REFUSED, TIME_OUT])
def test_nothing_is(found: list[Finding], outcome: str) -> None:
    assert "\n\n".join(each.text for each in found if each.verdict.outcome == outcome) == ""


def test_nearly_all_are_decided(found: list[Finding]) -> None:
    others = [each.text for each in found if each.verdict.outcome != RIGHT]
    assert len(others) <= (1 - RIGHT_SHARE) * COUNT, "\n\n".join(others)


def test_both_true_and_false_ones_come_up(found: list[Finding]) -> None:
    true = sum(each.truth for each in found)
    assert COUNT / 3 < true < 2 * COUNT / 3


def test_many_rules_and_changes_come_up(found: list[Finding]) -> None:
    used = {name.removeprefix("CHANGED: ") for each in found for name in each.claim.made}
    assert len(used & {each.__name__ for each in RULES}) > len(RULES) / 2
    assert len(used & {each.__name__ for each in CHANGES}) > len(CHANGES) / 2
