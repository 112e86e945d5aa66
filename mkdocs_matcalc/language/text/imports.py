"""Blocks of other notes that a block uses; the caller has found them, as the language opens no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mkdocs_matcalc.errors import MatcalcError


@dataclass(frozen=True, eq=False)
class ImportedBlock:
    """A block of another note.

    Attributes:
        path: The note, as messages name it.
        line: The line of the note in which the block's first line stands.
        text: The block, without its fence.
        margin: How far the block is indented in its note.
        address: The note and the heading below which the block stands, as `path#id`.
        imports: What this block uses itself.
        macros: The LaTeX that defines macros for its note.
    """

    path: str
    line: int
    text: str
    margin: int = 0
    address: str = ""
    imports: Imports = field(default_factory=dict)
    macros: str = ""


# For each link after `using`: the blocks it leads to, or why it leads nowhere.
Imports = Mapping[str, tuple[ImportedBlock, ...] | MatcalcError]


def imports_from(data: Mapping[str, Any]) -> Imports:
    """Imports from plain data: a list of blocks for each link, or an error as a dictionary."""
    return {
        link: MatcalcError.from_dict(found)
        if isinstance(found, Mapping)
        else tuple(ImportedBlock(**{**block, "imports": imports_from(block["imports"])}) for block in found)
        for link, found in data.items()
    }
