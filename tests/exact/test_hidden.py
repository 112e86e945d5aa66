"""Claims that are true near 0, and false behind a kink or a branch that is far away, hidden or narrow."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_matcalc.exact.decide import decided
from tests.claimed import claimed

# Below a line that begins with # stand those that are false, below the second those that are true.
_, *PARTS = (Path(__file__).parent / "hidden.txt").read_text().split("# ")
FALSE, TRUE = (part.partition("\n")[2].strip().split("\n\n") for part in PARTS)


def holds(block: str) -> bool | None:
    stated = claimed(block)
    assert stated is not None
    decision = decided(*stated)
    return None if decision is None else decision.holds


@pytest.mark.parametrize("block", FALSE)
def test_it_is_found_to_be_false(block: str) -> None:
    assert holds(block) is False


@pytest.mark.parametrize("block", TRUE)
def test_it_holds(block: str) -> None:
    assert holds(block) is True
