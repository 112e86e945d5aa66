"""Files that follow from the parser's tables are up to date."""

from __future__ import annotations

import pytest

from scripts.generate import FILES, ROOT


@pytest.mark.parametrize("name", FILES)
def test_is_what_the_generator_writes(name: str) -> None:
    committed = (ROOT / name).read_text(encoding="utf-8")
    assert committed == FILES[name](), "run `python -m scripts.generate`"
