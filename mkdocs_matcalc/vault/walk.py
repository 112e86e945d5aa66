"""Reads a vault from its folder, without a site generator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from errno import EINVAL
from pathlib import Path

from mkdocs_matcalc.vault.index import VaultIndex
from mkdocs_matcalc.vault.keys import composed, is_note
from mkdocs_matcalc.vault.note import Note
from mkdocs_matcalc.vault.preamble import read_preamble
from mkdocs_matcalc.vault.unreadable import Unreadable, unreadable_file
from mkdocs_matcalc.vault.vaultsettings import read_settings


@dataclass(frozen=True)
class Folder:
    """What is in a vault's folder: texts of published notes by their paths, and paths of all other files.

    Attributes:
        macros: The LaTeX in its `preamble.sty`, which defines macros for all notes.
        drawings: Those of the unpublished that are drawings of Excalidraw.
        unreadable: The notes that are withheld since they or their front matter can't be read, and why.
    """

    notes: dict[str, str] = field(default_factory=dict)
    assets: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    unreadable: dict[str, Unreadable] = field(default_factory=dict)
    macros: str = ""

    def index(self) -> VaultIndex:
        """The index of the vault."""
        return VaultIndex.build(
            self.notes.items(),
            self.assets,
            unpublished=self.unpublished,
            macros=self.macros,
            drawings=self.drawings,
            unreadable=self.unreadable,
        )


def read_folder(root: Path, left_out: Callable[[str], bool] = lambda path: False) -> Folder:
    """Read a vault; hidden files and folders (`.obsidian`, `.trash`) count as not there.

    Args:
        root: Its folder.
        left_out: Tells of a path whether the site has no page or file for it.

    Raises:
        OSError: the folder can't be read.
    """
    folder = Folder(macros=read_preamble(root))
    templates = template_folder(root)
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if left_out(name) or in_templates(name, templates):
            folder.unpublished.append(name)
        elif not is_note(name):
            folder.assets.append(name)
        else:
            _add_note(folder, name, path)
    return folder


def _add_note(folder: Folder, name: str, path: Path) -> None:
    try:
        _must_be_a_file(path)
        text = read_note(path)
    except (OSError, ValueError) as error:
        folder.unpublished.append(name)
        folder.unreadable[name] = unreadable_file(error)
        return
    note = Note(name, text)
    if note.published and not note.draft and not note.drawing:
        folder.notes[name] = text
        return
    folder.unpublished.append(name)
    if note.unreadable:
        folder.unreadable[name] = note.unreadable
    elif note.drawing and note.published and not note.draft:
        folder.drawings.append(name)


def _must_be_a_file(path: Path) -> None:
    """A pipe or a device would be read for ever."""
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "it is no file")


def read_index(root: Path) -> VaultIndex:
    """The index of a vault in a folder.

    Raises:
        OSError: the folder can't be read.
    """
    return read_folder(root).index()


def read_note(path: Path) -> str:
    """The text of a note.

    Raises:
        OSError: It can't be read.
        UnicodeDecodeError: It is no UTF-8.
    """
    return path.read_text(encoding="utf-8-sig")


def template_folder(root: Path) -> str:
    """The folder of templates that the vault's settings name; empty if they name none."""
    named = read_settings(root, "templates").get("folder")
    return named.strip("/ ") if isinstance(named, str) else ""


def in_templates(path: str, folder: str) -> bool:
    """Whether a file is a template: in the folder that the vault's settings name, or in one called so."""
    top = path.partition("/")[0] if "/" in path else ""
    return top.lower() == "templates" or (bool(folder) and composed(path).startswith(composed(f"{folder}/")))


def _files(root: Path) -> Iterator[Path]:
    seen: set[str] = set()
    for folder, below, names in os.walk(root, followlinks=True, onerror=_raise):
        real = os.path.realpath(folder)
        below[:] = sorted(name for name in below if not name.startswith(".") and real not in seen)
        if real in seen:
            continue
        seen.add(real)
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _raise(error: OSError) -> None:
    raise error
