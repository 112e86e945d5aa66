"""Every link between the notes of a vault, as it is written and where it leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mkdocs_matcalc.vault.index import VaultIndex
from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.resolution import Resolution, Resolved


@dataclass(frozen=True)
class Mention:
    """A link in a note.

    Attributes:
        source: Path of the note that it stands in.
        written: Its target as the author wrote it.
        line: Its line in the note, from 1.
        column: Its column, from 1.
        resolution: Where it leads.
    """

    source: str
    written: str
    line: int
    column: int
    resolution: Resolution


def mentions(index: VaultIndex) -> Iterator[Mention]:
    """Every link of every note, by the notes' paths and then as they stand."""
    for path in sorted(index.notes):
        yield from mentions_in(index, index.notes[path])


def mentions_in(index: VaultIndex, note: Note) -> Iterator[Mention]:
    """The wiki-links and Markdown links of a note in order; none that leads out of the vault."""
    for link in note.links:
        lead = index.resolve if link.wiki else index.resolve_url
        resolution = lead(link.target, note.path)
        if resolution:
            yield Mention(note.path, link.target, link.line, link.column, resolution)


class Mentions:
    """The links between different notes, from both their ends."""

    def __init__(self, index: VaultIndex) -> None:
        self.leading_to: Mapping[str, list[Mention]] = defaultdict(list)
        self.leading_from: Mapping[str, list[Mention]] = defaultdict(list)
        for mention in mentions(index):
            target = mention.resolution.target.path if isinstance(mention.resolution, Resolved) else ""
            if target in index.notes and target != mention.source:
                self.leading_to[target].append(mention)
                self.leading_from[mention.source].append(mention)

    def has(self, path: str) -> bool:
        """Whether a note has a link to or from another one."""
        return path in self.leading_to or path in self.leading_from

    def pairs(self) -> set[tuple[str, str]]:
        """Which note links to which."""
        return {(mention.source, target) for target, found in self.leading_to.items() for mention in found}
