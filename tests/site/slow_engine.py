"""An engine whose import takes longer than the time limit of the test that uses it."""

from __future__ import annotations

import time

time.sleep(1.5)


def compute(text: str, options: dict[str, str]) -> dict[str, str]:
    return {}
