"""Notes that can't be read: what is said of them, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unreadable:
    """Why a note can't be read and what would be right, and the place in it, from line and column 1."""

    message: str
    line: int = 1
    column: int = 1

    def at(self, path: str) -> str:
        """The message of a note with its place, for a log."""
        return f"{path}:{self.line}:{self.column}: {self.message}"


def unreadable_file(error: OSError | ValueError) -> Unreadable:
    """What keeps a note from being read at all."""
    if isinstance(error, UnicodeDecodeError):
        line = error.object.count(b"\n", 0, error.start) + 1
        column = error.start - error.object.rfind(b"\n", 0, error.start)
        said = f"this note is no UTF-8 text (see its byte {error.start + 1}), so it is withheld"
        return Unreadable(f"{said}; right would be a file saved as UTF-8", line, column)
    reason = (error.strerror if isinstance(error, OSError) else None) or error
    return Unreadable(f"this note can't be read ({reason}), so it is withheld")
