"""A library for each test that runs exported code."""

from __future__ import annotations

import pytest
from libraries import LIBRARIES, Library


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Library:
    """Each library in turn; the test is skipped where it is not installed."""
    return LIBRARIES[request.param]()
