"""Which files of a vault are for readers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mkdocs.structure.files import File, Files, InclusionLevel

from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.unreadable import unreadable_file
from mkdocs_matcalc.vault.walk import in_templates, template_folder


class Publishing:
    """Excludes from one build what is not for readers.

    Args:
        docs_dir: The folder of the vault.
        heeds: Whether authors' wishes are heeded; else only what can't be read is excluded.
        tell: Is given why a note is excluded that nobody asked to exclude, with the place.

    Attributes:
        drawings: Paths of the drawings of Excalidraw among what was excluded.
    """

    def __init__(self, docs_dir: str, heeds: bool, tell: Callable[[str], None]) -> None:
        self._heeds = heeds
        self._tell = tell
        self._templates = template_folder(Path(docs_dir))
        self.drawings: set[str] = set()

    def withhold(self, files: Files) -> None:
        """Exclude templates, drawings and notes with `publish: false`; a draft is for `mkdocs serve` alone.

        A note that can't be read is excluded too, and so is one with such front matter.
        """
        for file in files:
            if file.inclusion in (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT):
                continue
            if self._heeds and in_templates(file.src_uri, self._templates):
                file.inclusion = InclusionLevel.EXCLUDED
            elif file.is_documentation_page():
                self._withhold_note(file)

    def _withhold_note(self, file: File) -> None:
        try:
            note = Note(file.src_uri, file.content_string)
        except (OSError, ValueError) as error:
            self._tell(unreadable_file(error).at(file.src_uri))
            file.inclusion = InclusionLevel.EXCLUDED
            return
        if not self._heeds:
            return
        if fault := note.unreadable:
            self._tell(fault.at(file.src_uri))
        if not note.published:
            file.inclusion = InclusionLevel.EXCLUDED
        elif note.draft:
            file.inclusion = InclusionLevel.DRAFT
        elif note.drawing:
            self.drawings.add(file.src_uri)
            file.inclusion = InclusionLevel.EXCLUDED
