"""Which files of a vault are for readers."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.structure.files import File, Files, InclusionLevel

from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.walk import in_templates, template_folder

_MAY_SAY = re.compile(
    r"\A\ufeff?---\s.*?^[\"']?(?:publish|draft)\b", re.DOTALL | re.MULTILINE | re.IGNORECASE
)


def withhold(files: Files, docs_dir: str) -> None:
    """Exclude templates and notes with `publish: false`; `draft: true` shows one in `mkdocs serve` alone."""
    templates = template_folder(Path(docs_dir))
    for file in files:
        if file.inclusion in (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT):
            continue
        if in_templates(file.src_uri, templates):
            file.inclusion = InclusionLevel.EXCLUDED
        elif file.is_documentation_page():
            _withhold_note(file)


def _withhold_note(file: File) -> None:
    text = file.content_string
    if not _MAY_SAY.match(text):
        return
    note = Note(file.src_uri, text)
    if not note.published:
        file.inclusion = InclusionLevel.EXCLUDED
    elif note.draft:
        file.inclusion = InclusionLevel.DRAFT
