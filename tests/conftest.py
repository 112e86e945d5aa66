"""What holds for all tests: a mistake of ours that is caught and told to an author fails the test."""

from __future__ import annotations

from typing import NoReturn

import pytest

from mkdocs_matcalc.engine import report


@pytest.fixture
def our_mistakes() -> None:
    """For tests that make us fail, to see what becomes of it."""


@pytest.fixture(autouse=True)
def _no_mistake_of_ours(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: Exception) -> NoReturn:
        raise AssertionError(f"a mistake of ours: {report.described(error)}") from error

    if "our_mistakes" not in request.fixturenames:
        monkeypatch.setattr(report, "noticed", fail)
