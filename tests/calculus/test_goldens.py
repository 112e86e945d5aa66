"""Whole derivations, line by line, as `goldens.md` has them; each was checked by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_matcalc import derive
from mkdocs_matcalc.render.present import present

GOLDENS = re.findall(
    r"^## (.+?)\n\n```matcalc\n(.*?)\n```\n\n```text\n(.*?)\n```$",
    (Path(__file__).parent / "goldens.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE | re.DOTALL,
)


def lines(block: str) -> str:
    """A derivation as text: each line, and indented under it its rules, condition and note."""
    text = []
    document = present(derive(block))
    for step in document.steps:
        beside = [", ".join(rule.name for rule in step.rules), step.condition, step.note]
        text += [step.latex, "    " + " | ".join(part for part in beside if part)]
    for result in document.results:
        text.append(rf"{result.lhs} = {result.latex} \in {result.shape_latex}")
        if result.where:
            text.append(f"    where {result.where}")
    return "\n".join(text)


def test_there_are_goldens() -> None:
    assert len(GOLDENS) >= 25


@pytest.mark.parametrize(
    ("block", "expected"), [golden[1:] for golden in GOLDENS], ids=[g[0] for g in GOLDENS]
)
def test_derivation(block: str, expected: str) -> None:
    assert lines(block) == expected
