"""What a block asks for and claims again is derived once."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.calculus import derive as work
from mkdocs_matcalc.language import parse


@pytest.mark.parametrize(
    "block",
    [
        "f = x^T A x\ndf/dx = (A + A^T) x\ndf/dx = 2 A x",
        "f = x^T A x\ndf/dx = (A + A^T) x = 2 A x",
        "d/dx x^T A x = (A + A^T) x\nd/dx x^T A x = 2 A x",
        "f = x^T A x\ndf/dx\ndf/dx_k\n2 df/dx = 2 (A + A^T) x",
    ],
)
def test_one_derivative_is_derived_once(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    derived = []

    def counted(*given: object) -> object:
        derived.append(given)
        return original(*given)  # type: ignore[arg-type]

    original = work.derive_by_differentials
    monkeypatch.setattr(work, "derive_by_differentials", counted)
    derivation = work.derive(parse(block))
    assert len(derived) == 1
    assert len(derivation.results) == 1
