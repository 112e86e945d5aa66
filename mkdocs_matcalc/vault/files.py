"""The files of a vault by every ending of their path, and Obsidian's order among those that fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from mkdocs_matcalc.vault.keys import FOLDER_NOTES, MARKDOWN_SUFFIXES, fold, is_note
from mkdocs_matcalc.vault.resolution import How

_RIVALS = 5


@dataclass(frozen=True)
class Found:
    """A file, how it was found, and some others that the same words could mean."""

    path: str
    how: How
    rivals: tuple[str, ...] = ()


class Files:
    """Looks files up by the words of a link.

    Args:
        paths: All paths of the vault, notes' and assets'.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        # Paths that differ in letters' case only share a key; all else here is told in keys.
        self._paths: defaultdict[str, list[str]] = defaultdict(list)
        self._by_ending: defaultdict[str, list[str]] = defaultdict(list)
        self._folders: defaultdict[str, list[str]] = defaultdict(list)
        self._below: dict[tuple[str, str], str | None] = {}
        for path in sorted(paths):
            self._paths[fold(path)].append(path)
        # The shortest path first, so that the first that fits is the one that Obsidian takes.
        for key in sorted(self._paths, key=lambda key: (len(key), key)):
            for ending in _endings(key):
                self._by_ending[ending].append(key)
            if is_note(key):
                for ending in _endings(key.rpartition("/")[0]):
                    self._folders[ending].append(key)

    def exact(self, words: Sequence[str]) -> str | None:
        """The file at just this path from the root, with or without its Markdown suffix."""
        for ending in _spellings(words):
            if ending in self._paths:
                return self._as_written(ending, words)
        return None

    def ending(self, words: Sequence[str], folder: str) -> Found | None:
        """The file whose path ends in `words`, for a link in a note of `folder` (empty: the root)."""
        here = fold(folder) + "/" if folder else ""
        for ending in _spellings(words):
            if ending in self._by_ending:
                return self._choose(ending, here, words)
        return None

    def loosely(self, words: Sequence[str], folder: str) -> Found | None:
        """Like `ending`, but the first of several words need only be the end of a folder's name."""
        if len(words) < 2:
            return None
        here = fold(folder) + "/"
        named = (key for ending in _spellings(words[-1:]) for key in self._by_ending.get(ending, ()))
        fits = [key for key in named if key.endswith(tuple(_spellings(words)))]
        first = next((key for key in fits if key.startswith(here)), fits[0] if fits else None)
        return Found(self._as_written(first, words), How.MOVED) if first else None

    def index_of(self, words: Sequence[str], folder: str) -> Found | None:
        """The `index.md` or `README.md` of the folder whose path ends in `words`."""
        for name in FOLDER_NOTES:
            found = self.ending([*words, f"{name}.md"], folder)
            if found:
                return Found(found.path, How.INDEX, found.rivals)
        return None

    def in_folder(self, words: Sequence[str]) -> list[str]:
        """The notes in folders whose path ends in `words`, by name."""
        return [self._paths[key][0] for key in sorted(self._folders.get(fold("/".join(words)), []))]

    def _choose(self, ending: str, here: str, words: Sequence[str]) -> Found:
        fits = self._by_ending[ending]
        chosen, how = fits[0], How.SHORTEST
        if chosen == ending:
            how = How.PATH
        elif below := self._first_below(ending, here):
            chosen, how = below, How.FOLDER if below == here + ending else How.BELOW
        rivals = islice((self._paths[key][0] for key in fits if key != chosen), _RIVALS)
        return Found(self._as_written(chosen, words), how, tuple(rivals))

    def _first_below(self, ending: str, here: str) -> str | None:
        if not here:
            return None
        asked = (here, ending)
        if asked not in self._below:
            fits = self._by_ending[ending]
            self._below[asked] = next((key for key in fits if key.startswith(here)), None)
        return self._below[asked]

    def _as_written(self, key: str, words: Sequence[str]) -> str:
        """Among paths that differ in letters' case only, the one in the link's own case, else the first."""
        written = "/".join(words)
        paths = self._paths[key]
        return next((path for path in paths if path.endswith((written, f"{written}.md"))), paths[0])


def _endings(path: str) -> list[str]:
    """`a/b/c.md` → `a/b/c.md`, `b/c.md`, `c.md`."""
    parts = path.split("/")
    return ["/".join(parts[start:]) for start in range(len(parts))] if path else []


def _spellings(words: Sequence[str]) -> list[str]:
    """The endings that the words of a link may stand for, in Obsidian's order."""
    ending = fold("/".join(words))
    notes = [ending + suffix for suffix in MARKDOWN_SUFFIXES]
    return [ending, *notes] if "." in words[-1] else [*notes, ending]
