"""Each construct that is not read is refused by its name, wherever it stands."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.language.text.unsupported import UNSUPPORTED, Unsupported

SPELLINGS = [pytest.param(row, spelling, id=spelling) for row in UNSUPPORTED for spelling in row.spellings]
LINES = [pytest.param(row, line, id=line) for row in UNSUPPORTED for line in row.lines]
PLACES = ["{}", "d/dw ({})", r"\nabla_w \left({}\right) = 2 w", "f = w^T w + {}\ndf/dw", "d/dw w^T w = {}"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("row", "spelling"), SPELLINGS)
def test_it_is_refused_by_its_name(row: Unsupported, spelling: str, place: str) -> None:
    _must_be_refused(row, place.replace("{}", spelling))


@pytest.mark.parametrize(("row", "line"), LINES)
def test_a_line_is_refused_by_its_name(row: Unsupported, line: str) -> None:
    _must_be_refused(row, line)


def test_every_construct_has_a_spelling_that_is_refused() -> None:
    assert [row.name for row in UNSUPPORTED if not (row.spellings or row.lines)] == []


def _must_be_refused(row: Unsupported, block: str) -> None:
    with pytest.raises(MatcalcError) as caught:
        parse(block)
    assert caught.value.message == row.message
    hint = caught.value.hint or ""
    assert hint.startswith(row.instead)
    assert not row.letter or f" in {row.space}`" in hint
    assert not caught.value.others
