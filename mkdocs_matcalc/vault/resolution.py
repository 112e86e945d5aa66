"""What a link leads to: a file that exists, or nothing, with the names that are nearest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote


class How(StrEnum):
    """By which of the rules, tried in this order, a link found its target."""

    SAME = "the note itself"
    PATH = "exact path"
    FOLDER = "own folder"
    BELOW = "below own folder"
    SHORTEST = "shortest path"
    INDEX = "index of a folder"
    MOVED = "another place than the path says"
    ALIAS = "alias"


_NOT_IN_URL = re.compile(r"""[\s"<>]""")


@dataclass(frozen=True)
class Target:
    """A place in the vault.

    Attributes:
        path: Path of the file from the root of the vault, as the file system spells it.
        fragment: The id on the page, without `#`; empty for the whole file.
    """

    path: str
    fragment: str = ""

    def href(self, source: str) -> str:
        """The percent-encoded address of this place, relative to the note `source`.

        It names the source file (`../Core/03_Matrices.md#trace`), so that the site generator can check
        the link and rewrite it to the page's own address.
        """
        # An id goes out as it is, since generators compare it with the page's ids letter by letter.
        fragment = _NOT_IN_URL.sub(lambda found: quote(found[0]), f"#{self.fragment}".rstrip("#"))
        if fragment and self.path == source:
            return fragment
        here = source.split("/")[:-1]
        there = self.path.split("/")
        shared = 0
        while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
            shared += 1
        relative = [".."] * (len(here) - shared) + there[shared:]
        return "/".join(quote(part) for part in relative) + fragment


@dataclass(frozen=True)
class Resolved:
    """A link that leads somewhere.

    Attributes:
        target: Where to.
        how: The rule that found it.
        warning: What the author should mend although the link works (no final stop), else None.
        rivals: Paths of other files that the same words could mean, shortest first; at most five.
        lost: Whether the file is there, but not the heading or block in it.
    """

    target: Target
    how: How
    warning: str | None = None
    rivals: tuple[str, ...] = ()
    lost: bool = False


class Lack(StrEnum):
    """What is not there for readers, as a message of the name that was looked for."""

    NOTE = 'no note named "{}"'
    FILE = 'no file named "{}"'
    FOLDER = '"{}" is a folder, and has no index'
    NAME = "a link that names no note"
    UNPUBLISHED = '"{}" is not published'
    DRAWING = (
        '"{}" is a drawing of Excalidraw; readers get it where it is exported beside it, as .svg or .png'
    )


@dataclass(frozen=True)
class Missing:
    """A link that leads nowhere.

    Attributes:
        what: What was looked for, as the author wrote it, without its heading.
        nearest: Names of notes or files that may be meant, best first; each is a link that works.
        lack: What is not there.
        because: Why it is not published, with the place, where that may be told and is not the author's wish.
    """

    what: str
    nearest: tuple[str, ...] = ()
    lack: Lack = Lack.NOTE
    because: str = ""

    @property
    def unpublished(self) -> bool:
        """Whether it is there, but not for readers."""
        return self.lack is Lack.UNPUBLISHED

    @property
    def message(self) -> str:
        """One sentence for a log, without a final stop: `no note named "Gradiant"; nearest: "Gradient"`."""
        nearest = "; nearest: " + ", ".join(f'"{name}"' for name in self.nearest) if self.nearest else ""
        return self.lack.format(self.what) + nearest

    @property
    def tooltip(self) -> str:
        """What readers get to know. The name stays with the author: a link's own text may stand for it."""
        return "This is not published" if self.unpublished else "This link leads nowhere"


Resolution = Resolved | Missing
