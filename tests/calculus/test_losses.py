"""The losses of statistics and machine learning, line by line, as `losses.md` has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_goldens import lines

LOSSES = re.findall(
    r"^## (.+?)\n\n```matcalc\n(.*?)\n```\n\n```text\n(.*?)\n```$",
    (Path(__file__).parent / "losses.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE | re.DOTALL,
)


def test_there_are_losses() -> None:
    assert len(LOSSES) >= 30


@pytest.mark.parametrize(
    ("block", "expected"), [loss[1:] for loss in LOSSES], ids=[loss[0] for loss in LOSSES]
)
def test_derivation(block: str, expected: str) -> None:
    assert lines(block) == expected
