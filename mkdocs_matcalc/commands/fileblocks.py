"""The blocks of a file, for the commands that take files: a note has many, any other file is one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.vault.fences import Fence, find_fences

NOTE_SUFFIXES = {".md", ".markdown"}


@dataclass(frozen=True)
class WrittenBlock:
    """A block in a file.

    Attributes:
        text: The block, without its fence.
        file: The file, or "" for standard input.
        line: The line of the file in which the text begins.
    """

    text: str
    file: str
    line: int = 1
    fence: Fence | None = None
    lines: Sequence[str] = ()

    def options(self) -> dict[str, str]:
        """Those on its fence.

        Raises:
            MatcalcError: They can't be read, or the fence is never closed.
        """
        return self.fence.header().options if self.fence else {}

    def placed(self, error: MatcalcError) -> MatcalcError:
        """An error of the block, its places in the file."""
        return self.fence.in_note(error, self.lines) if self.fence else error


def blocks_of(file: str) -> Iterator[WrittenBlock]:
    """The blocks of a file, `-` being standard input.

    Raises:
        MatcalcError: The file can't be read, or is a note without a block.
    """
    text, name = _read(file), "" if file == "-" else file
    if Path(file).suffix.lower() not in NOTE_SUFFIXES:
        yield WrittenBlock(text, name)
        return
    lines = text.split("\n")
    fences = [fence for fence in find_fences(lines) if fence.is_matcalc]
    if not fences:
        raise MatcalcError(
            ErrorName.NO_BLOCK,
            "this note has no matcalc block",
            hint="a block stands between ```matcalc and ```",
        )
    for fence in fences:
        yield WrittenBlock("\n".join(fence.body), name, fence.start + 2, fence, lines)


def _read(file: str) -> str:
    if file == "-" and sys.stdin is None:
        raise MatcalcError(ErrorName.UNREADABLE_FILE, "there is no standard input to read")
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MatcalcError(
            ErrorName.UNREADABLE_FILE,
            f"this is no UTF-8 text (see its byte {error.start + 1})",
            hint="save it as UTF-8",
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise MatcalcError(
            ErrorName.UNREADABLE_FILE, f"this file can't be read: {reason or error}"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
