"""Notes and the links between them, resolved as Obsidian does; knows no mathematics and no site generator."""

from __future__ import annotations

from mkdocs_matcalc.vault.index import VaultIndex
from mkdocs_matcalc.vault.linktext import WikiLink, wiki_links
from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.resolution import How, Missing, Resolution, Resolved, Target

__all__ = [
    "How",
    "Missing",
    "Note",
    "Resolution",
    "Resolved",
    "Target",
    "VaultIndex",
    "WikiLink",
    "wiki_links",
]
