"""What a file is by its suffix, where it is no note."""

from __future__ import annotations

from enum import Enum, auto


class Medium(Enum):
    """What a page can show of a file."""

    PICTURE = auto()
    SOUND = auto()
    FILM = auto()
    PAPER = auto()


_SUFFIXES = {
    Medium.PICTURE: ("apng", "avif", "bmp", "gif", "jpg", "jpeg", "png", "svg", "webp"),
    Medium.SOUND: ("3gp", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"),
    Medium.FILM: ("mkv", "mov", "mp4", "ogv", "webm"),
    Medium.PAPER: ("pdf",),
}
_MEDIUM = {suffix: medium for medium, suffixes in _SUFFIXES.items() for suffix in suffixes}
_OBSIDIANS = {"canvas": "a canvas", "base": "a base", "excalidraw": "a drawing"}


def medium_of(path: str) -> Medium | None:
    """What a page can show of a file; None if it can't."""
    return _MEDIUM.get(_suffix(path))


def only_in_obsidian(path: str) -> str | None:
    """What a file is that Obsidian alone can show: `a canvas`; None for any other."""
    return _OBSIDIANS.get(_suffix(path))


def names_a_file(name: str) -> bool:
    """Whether a link means a file and no note by its suffix; `Node.js` may well be a note."""
    return medium_of(name) is not None or only_in_obsidian(name) is not None


def is_drawing(path: str) -> bool:
    """Whether a note is a drawing of Excalidraw by its name."""
    return path.lower().endswith(".excalidraw.md")


def exports(drawing: str) -> list[str]:
    """The paths at which Excalidraw puts the picture of a drawing, the likeliest first."""
    whole = drawing.rpartition(".")[0]
    bare = whole[: -len(".excalidraw")] if whole.lower().endswith(".excalidraw") else whole
    names = dict.fromkeys((whole, bare, f"{bare}.excalidraw"))
    endings = ("svg", "png", "light.svg", "light.png")
    return [f"{name}.{ending}" for name in names for ending in endings]


def _suffix(path: str) -> str:
    return path.rpartition(".")[2].lower() if "." in path else ""
