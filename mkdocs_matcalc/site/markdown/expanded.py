"""Derivations that `matcalc expand` wrote into a note: the site shows its own in their place."""

from __future__ import annotations

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from mkdocs_matcalc.vault.expansions import find_expansions

# After blocks are found (31.1), as messages tell their lines in the note; before anything reads the rest.
_PRIORITY = 31.05


def register(md: Markdown) -> None:
    """Leave out what stands between the marks."""
    md.preprocessors.register(_LeaveOut(md), "matcalc_expanded", _PRIORITY)


class _LeaveOut(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        kept: list[str] = []
        done = 0
        for expansion in find_expansions(lines):
            if expansion.closed:
                kept += lines[done : expansion.start]
                done = expansion.end
        return kept + lines[done:]
