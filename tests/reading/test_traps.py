"""Formulas that are easily read as something else: none is answered with another problem.

Each trap has one expectation: `same`, a block that means it; `refused`, words of the message; `verdicts`, one
for each claimed line (true, false or null). `says` are words that stand among the assumptions or notes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.engine.answer import answer
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse

HERE = Path(__file__).parent
TRAPS = [
    pytest.param(trap, id=f"{path.stem}: {trap['block'].strip()}")
    for path in sorted(HERE.glob("*.yml"))
    for trap in yaml.safe_load(path.read_text(encoding="utf-8"))
]
EXPECTATIONS = {"same", "refused", "verdicts"}


def results(block: str) -> list[str]:
    return [plain(each.expression) for each in derive(parse(block)).results]


@pytest.mark.parametrize("trap", TRAPS)
def test_no_trap_is_answered_with_another_problem(trap: dict[str, Any]) -> None:
    assert len(EXPECTATIONS & set(trap)) == 1, "a trap has one expectation"
    if "refused" in trap:
        with pytest.raises(MatcalcError) as caught:
            answer(trap["block"])
        told = " ".join(f"{error.message} {error.hint or ''}" for error in caught.value.all)
        assert trap["refused"] in told
        return
    if "same" in trap:
        assert results(trap["block"]) == results(trap["same"])
    document = answer(trap["block"])
    if "verdicts" in trap:
        assert [claim.holds for claim in document.claims] == trap["verdicts"]
    said = [*(each.source for each in document.assumptions), *(note.prose.source for note in document.notes)]
    said += [claim.why.source for claim in document.claims]
    for words in trap.get("says", []):
        assert any(words in sentence for sentence in said)
