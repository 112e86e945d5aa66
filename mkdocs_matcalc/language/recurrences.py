"""Recurrences: what h_{t-1} is in `h_t = tanh(W h_{t-1} + U x_t)`, where nothing defines it."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_matcalc.language.names import Names, spelling_of
from mkdocs_matcalc.language.syntax import Name, walk
from mkdocs_matcalc.language.text.spelling import Spelling, spell


def neighbours(names: Names) -> Iterator[Spelling]:
    """The names in definitions that are like the defined one but for a step in the subscript."""
    for head, source, relation in names.heads.values():
        steps = _below(head.name)
        for name in walk(relation.sides[1]) if steps else ():
            if isinstance(name, Name) and spell(name.text) == spell(head.name.text) and steps & _below(name):
                spelling = spelling_of(name, source)
                if spelling.key not in names.heads:
                    yield spelling


def _below(name: Name) -> set[str]:
    """The names in a subscript."""
    return {part.text for item in name.subscript for part in walk(item) if isinstance(part, Name)}
