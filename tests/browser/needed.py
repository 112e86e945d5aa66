"""What a browser test needs that a machine may not have."""

from __future__ import annotations

import os

import pytest


def needed(found: bool, what: str) -> None:
    """Skip a test that can't run here; fail where it must."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(what)
