"""Derivations that were written into a note, between comment marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_matcalc.vault.fences import find_fences

BEGIN = "<!-- matcalc:begin (written by matcalc expand: what is changed here will be lost) -->"
END = "<!-- matcalc:end -->"
_MARK = re.compile(r"[> \t]*<!--\s*matcalc:(begin|end)\b.*-->\s*$")


@dataclass(frozen=True)
class Expansion:
    """A written derivation: `lines[start:end]`, marks included; a mark without its other is not `closed`."""

    start: int
    end: int
    closed: bool = True


def find_expansions(lines: Sequence[str]) -> Iterator[Expansion]:
    """The expansions among a note's lines; what a fence holds is no mark."""
    fenced = {line for fence in find_fences(lines) for line in range(fence.start, fence.end)}
    begun = None
    for at, line in enumerate(lines):
        match = _MARK.match(line)
        if match is None or at in fenced:
            continue
        if match[1] == "end" and begun is not None:
            yield Expansion(begun, at + 1)
            begun = None
            continue
        unmatched = at if match[1] == "end" else begun
        if unmatched is not None:
            yield Expansion(unmatched, unmatched + 1, closed=False)
        begun = at if match[1] == "begin" else None
    if begun is not None:
        yield Expansion(begun, begun + 1, closed=False)
