"""The page on limits and the refusals that random problems may meet are one list."""

from __future__ import annotations

import re

import pytest

from mkdocs_matcalc.engine.compute import compute

from .refusals import SAID, Limit, is_documented, limits


def test_the_page_lists_what_is_refused() -> None:
    assert [limit.name for limit in limits()] == list(SAID)


@pytest.mark.parametrize("limit", limits(), ids=lambda limit: limit.name)
def test_a_limit_is_refused_as_the_page_says(limit: Limit) -> None:
    answer = compute(limit.refused, {})
    assert "error" in answer, answer.get("results")
    assert re.search(SAID[limit.name], answer["error"]["message"])


@pytest.mark.parametrize("limit", limits(), ids=lambda limit: limit.name)
def test_what_the_page_offers_instead_is_derived(limit: Limit) -> None:
    answer = compute(limit.instead, {})
    assert answer.get("results"), answer


@pytest.mark.parametrize(
    ("message", "documented"),
    [
        ("no rule gives the second derivative of ||X||_*, which is a scalar", True),
        (
            "the derivative by x could not be checked: of 60 random points only 1 lie where it has a value",
            True,
        ),
        ("no rule gives the differential of diag(x / ||x||), which is a matrix of size n × n", False),
        ("a definition uses itself: `f` → `f`", False),
    ],
)
def test_a_refusal_is_documented_by_what_it_names(message: str, documented: bool) -> None:
    assert is_documented(message) is documented
