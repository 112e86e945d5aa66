"""Each threat that the guide's page on security names has a test, which is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PAGE = (PROJECT / "docs/User Guide/17_Security.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (?!A note|---)", line)]


@pytest.mark.parametrize("row", ROWS)
def test_a_threat_has_its_test(row: str) -> None:
    named = re.search(r"`(tests/[\w/]+\.py)::(test_\w+)` \|$", row)
    assert named is not None
    tree = ast.parse((PROJECT / named[1]).read_text(encoding="utf-8"))
    assert named[2] in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_page_has_threats_in_all_its_promises() -> None:
    assert len(ROWS) >= 20
    assert all(f"## {title}" in PAGE for title in ("Promised", "Not promised", "Reporting"))
