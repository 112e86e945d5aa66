"""Which notes of the course cite a rule in their derivations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from mkdocs_matcalc.commands.fileblocks import blocks_of
from mkdocs_matcalc.commands.notes import Notes
from mkdocs_matcalc.render.document import ShownStep

DOCS = Path(__file__).parents[1] / "docs"
_TIMEOUT = 60


@cache
def citing() -> dict[str, tuple[Path, ...]]:
    """For the name of a rule, the notes of the course in whose derivations it is cited, in order."""
    notes, found = Notes(DOCS, _TIMEOUT), dict[str, dict[Path, None]]()
    for note in sorted(DOCS.glob("0[1-9] */*.md")):
        for block in blocks_of(str(note)):
            document = notes.derive(block.text, block.options(), block.file, block.line)
            for each in (document, *document.others):
                for name in _rules_of(each.steps):
                    found.setdefault(name, {})[note] = None
    return {name: tuple(where) for name, where in found.items()}


def title(note: Path) -> str:
    """What a note is called by the heading that it begins with."""
    heading = re.search(r"^# (.+)$", note.read_text(encoding="utf-8"), re.MULTILINE)
    return heading[1] if heading else note.stem


def _rules_of(steps: Sequence[ShownStep]) -> Iterator[str]:
    for step in steps:
        yield from (rule.name for rule in step.rules)
        yield from _rules_of(step.substeps)
