"""Whole derivations, line by line, as the golden files have them; each was checked by hand."""

from __future__ import annotations

import pytest

from tests.calculus.goldens import FILES, goldens, lines

LEAST = {"goldens.md": 25, "goldens_by_index.md": 4, "losses.md": 30, "stationary.md": 5}
ALL = [(file, *golden) for file in FILES for golden in goldens(file)]


@pytest.mark.parametrize("file", FILES)
def test_there_are_goldens(file: str) -> None:
    assert len(goldens(file)) >= LEAST[file]


@pytest.mark.parametrize(
    ("file", "block", "expected"),
    [(file, block, text) for file, _, block, text in ALL],
    ids=[f"{file.removesuffix('.md')}-{name}" for file, name, _, _ in ALL],
)
def test_derivation(file: str, block: str, expected: str) -> None:
    assert lines(block, FILES[file]) == expected
