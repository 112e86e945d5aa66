"""Which files of a vault are for readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mkdocs.structure.files import File, Files, InclusionLevel

from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.walk import in_templates, template_folder


def withhold(files: Files, docs_dir: str, tell: Callable[[str], None]) -> None:
    """Exclude templates and notes with `publish: false`; `draft: true` shows one in `mkdocs serve` alone.

    A note whose front matter can't be read is excluded too, and `tell` is given why, with the place.
    """
    templates = template_folder(Path(docs_dir))
    for file in files:
        if file.inclusion in (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT):
            continue
        if in_templates(file.src_uri, templates):
            file.inclusion = InclusionLevel.EXCLUDED
        elif file.is_documentation_page():
            _withhold_note(file, tell)


def _withhold_note(file: File, tell: Callable[[str], None]) -> None:
    note = Note(file.src_uri, file.content_string)
    if fault := note.unreadable:
        tell(f"{file.src_uri}:{fault.line}:{fault.column}: {fault.message}")
    if not note.published:
        file.inclusion = InclusionLevel.EXCLUDED
    elif note.draft:
        file.inclusion = InclusionLevel.DRAFT
