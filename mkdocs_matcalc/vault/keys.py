"""How names are compared: letters' case, accents' encoding and stray spaces never tell two names apart."""

from __future__ import annotations

import re
import unicodedata

MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
FOLDER_NOTES = ("index", "readme")
SITE_FOLDER = "matcalc/"
"""Where the site's own pages are, which no vault has: those on rules, and the graph."""

_PUNCTUATION = re.compile(r"""[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+""")
_JOINERS = re.compile(r"[-_\s]+")
_NUMBER = re.compile(r"^\d+(?:[.-]\d+)*[_.\s-]+(?=\S)")


def composed(name: str) -> str:
    """A name with accents as parts of their letters; in macOS's names of files they stand behind them."""
    return unicodedata.normalize("NFC", name)


def fold(name: str) -> str:
    """The key of a path, name or alias."""
    spaced = name.replace("\u00a0", " ").replace("\u202f", " ")
    return composed(composed(spaced).casefold())


def heading_key(heading: str) -> str:
    """The key of a heading: punctuation counts as a space, as Obsidian has it; alone it counts as itself."""
    folded = fold(heading).strip()
    return _PUNCTUATION.sub(" ", folded).strip() or folded


def title_key(title: str) -> str:
    """The key of a title or of a rule's name: `Chain-rule`, `chain_rule` and `*Chain* rule` are one."""
    key = heading_key(title.replace("’", "'"))
    return _JOINERS.sub(" ", key).strip() or key


def is_note(path: str) -> bool:
    """Whether a file is a note by its name."""
    return path.lower().endswith(MARKDOWN_SUFFIXES)


def stem(path: str) -> str:
    """The file name of a note without its Markdown suffix: `a/v1.2.md` → `v1.2`; an asset's name is kept."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] if is_note(name) else name


def without_number(name: str) -> str:
    """A name without the number that sorts it: `03_Gradient` and `03 Gradient` → `Gradient`."""
    return _NUMBER.sub("", name)


def called(path: str) -> str:
    """What a reader calls a note from its path alone: its name, or for a folder's index the folder's."""
    name, folder = stem(path), path.rpartition("/")[0]
    return folder.rpartition("/")[2] if folder and fold(name) in FOLDER_NOTES else name
