"""Finds the file that the path in a link means."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import unquote

from mkdocs_matcalc.vault.files import Files, Found
from mkdocs_matcalc.vault.keys import FOLDER_NOTES
from mkdocs_matcalc.vault.resolution import How


def find_file(files: Files, name: str, folder: str) -> Found | None:
    """The file that `name` means in a note of `folder` (empty: the root), as typed or percent-decoded.

    `./`, `../` and a leading `/` are taken at their word; only what is not there is looked for elsewhere.
    """
    spellings = list(dict.fromkeys((name, unquote(name))))
    for search in (_at_its_word, _moved):
        for spelled in spellings:
            if found := search(files, spelled, folder):
                return found
    return None


def path_words(name: str) -> list[str]:
    """The parts of a path, trimmed, without empty ones and `.`."""
    parts = (part.strip() for part in name.split("/"))
    return [part for part in parts if part not in ("", ".")]


def _at_its_word(files: Files, name: str, folder: str) -> Found | None:
    """The file at a path that says where it begins, or whose path ends in the words of any other."""
    anchored = _is_anchored(name)
    start = path_words(folder) if anchored and not name.startswith("/") else []
    path = _walk(start, path_words(name))
    if path is None:
        return None
    if not anchored:
        return (files.ending(path, folder) or files.index_of(path, folder)) if path else None
    if path and (exact := files.exact(path)):
        return Found(exact, How.PATH)
    indexes = (files.exact([*path, f"{index}.md"]) for index in FOLDER_NOTES)
    return next((Found(index, How.INDEX) for index in indexes if index), None)


def _moved(files: Files, name: str, folder: str) -> Found | None:
    """What a path may have meant before a folder was moved or numbered."""
    words = [word for word in path_words(name) if word != ".."]
    if not _is_anchored(name):
        return files.loosely(words, folder)
    endings = (files.ending(words[start:], folder) for start in range(len(words)))
    return next((Found(moved.path, How.MOVED, moved.rivals) for moved in endings if moved), None)


def _is_anchored(name: str) -> bool:
    """Whether a path says where it begins."""
    return name.startswith(("/", "./", "../")) or name in (".", "..")


def _walk(start: Sequence[str], words: Sequence[str]) -> list[str] | None:
    """The path reached from a folder; None if it climbs out of the vault."""
    path = list(start)
    for word in words:
        if word != "..":
            path.append(word)
        elif not path:
            return None
        else:
            path.pop()
    return path
