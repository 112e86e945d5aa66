"""Derives and reads blocks for the commands; the notes that they use are looked up in a folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_matcalc.engine.deriver import begun
from mkdocs_matcalc.engine.worker import Worker
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT, limited
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.tex.expanding import read_table
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.preamble import macros_for, read_preamble, table_of
from mkdocs_matcalc.vault.using import Surroundings, finder
from mkdocs_matcalc.vault.walk import read_index, read_note

if TYPE_CHECKING:
    from mkdocs_matcalc.engine.reading import BlockReading


class Notes:
    """The notes that blocks may use; a folder is read once, and only if a block uses one.

    Args:
        folder: Where they are; by default the folder of the file that a block stands in.
        timeout: Seconds for one block; 0 for no limit.
        memory: Megabytes for one block; 0 for no limit.
    """

    def __init__(
        self, folder: Path | None, timeout: float = DEFAULT_TIMEOUT, memory: float = DEFAULT_MEMORY
    ) -> None:
        self._folder = folder
        self._worker = Worker(timeout, memory)
        self._indexes: dict[Path, VaultIndex] = {}

    def derive(self, text: str, options: dict[str, str], file: str = "", line: int = 1) -> Document:
        """A block's document.

        Args:
            text: The block.
            options: Its options.
            file: The file in which it stands, if it is in one.
            line: The line of the file in which its text begins.

        Raises:
            MatcalcError: What is wrong with it; places are in the block.
        """
        outcome = begun(self._worker, text, options, *self._around(text, file, line))()
        if isinstance(outcome, MatcalcError):
            raise outcome
        return outcome

    def read(self, text: str, options: dict[str, str], file: str = "", line: int = 1) -> BlockReading:
        """How a block is read; it takes what `derive` does.

        Raises:
            MatcalcError: What is wrong with it; places are in the block.
        """
        from mkdocs_matcalc.engine.reading import reading

        around = self._around(text, file, line)
        with limited(self._worker.timeout, self._worker.memory):
            return reading(text, options, *around)

    def _around(self, text: str, file: str, line: int) -> Surroundings:
        if "using" not in text and "\\" not in text:
            return Surroundings({}, "")
        folder = self._folder or Path(file).parent
        try:
            note = read_note(Path(file)) if file else ""
            if "using" not in text:
                known = file or self._folder
                everywhere = read_table(read_preamble(folder)) if known else {}
                return Surroundings({}, macros_for(text, table_of(everywhere, (note,), line)))
            if folder not in self._indexes:
                self._indexes[folder] = read_index(folder)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise MatcalcError(
                ErrorName.UNREADABLE_FILE, f"the notes in {folder} can't be read: {reason}"
            ) from error
        path = os.path.relpath(file, folder).replace(os.sep, "/") if file else ""
        return finder(self._indexes[folder], path, note)(text, line)
