"""A library for each test that runs exported code."""

from __future__ import annotations

import pytest
from libraries import LIBRARIES, Library


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Library:
    """Each library in turn; where it is not installed the test is skipped, in CI it fails."""
    return LIBRARIES[request.param]()
