"""A file's new content, all of it at once or none."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from io import FileIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from mkdocs_matcalc.errors import ErrorName, MatcalcError


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Give a file new content; its permissions, its owner and all its names stay, and a link to it stays one.

    A new file takes the place of the old one at once. Where that would part it from other names (hard links)
    or from its owner, the old one is written over, and what it was stands beside it until that is done.

    Raises:
        MatcalcError: The file is not what it was, or must not be written.
        OSError: The system refuses.
    """
    target = path.resolve()
    if not target.exists():
        raise _changed()
    if not os.access(target, os.W_OK):
        raise MatcalcError(ErrorName.UNWRITABLE_FILE, "this file is write-protected")
    if target.stat().st_nlink > 1 or not _replaced(target, before, after):
        _written_over(target, before, after)


def _replaced(target: Path, before: bytes, after: bytes) -> bool:
    """Put a new file in the place of one; no if that can't have its owner."""
    new = _beside(target, after)
    try:
        if not _keeps_attributes(target, new):
            return False
        _must_be(target.read_bytes(), before)
        new.replace(target)
        return True
    finally:
        new.unlink(missing_ok=True)


def _written_over(target: Path, before: bytes, after: bytes) -> None:
    kept = _beside(target, before)
    try:
        with target.open("r+b", buffering=0) as file:
            _must_be(file.readall(), before)
            try:
                _write_over(file, after)
            except BaseException:
                # It needs no more room than it had.
                _write_over(file, before)
                raise
    except OSError:
        if target.read_bytes() != before:
            raise MatcalcError(
                ErrorName.UNWRITABLE_FILE,
                "this file could be written in part only",
                hint=f"what it was is in {kept}",
            ) from None
        kept.unlink()
        raise
    except BaseException:
        kept.unlink()
        raise
    kept.unlink()


def _beside(target: Path, data: bytes) -> Path:
    """A new file in the same folder, on the disk when this returns."""
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            # On a full disk the file can't be closed properly either.
            with suppress(OSError):
                file.close()
            Path(file.name).unlink()
            raise
    return Path(file.name)


def _write_over(file: FileIO, data: bytes) -> None:
    file.seek(0)
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    file.truncate(len(data))
    os.fsync(file.fileno())


def _must_be(found: bytes, before: bytes) -> None:
    if found != before:
        raise _changed()


def _changed() -> MatcalcError:
    return MatcalcError(
        ErrorName.UNWRITABLE_FILE, "this file has been changed meanwhile", hint="run the command again"
    )


def _keeps_attributes(source: Path, target: Path) -> bool:
    """Give a file the owner, permissions and attributes of another; no if the system does not allow that."""
    if hasattr(os, "chown"):
        owner, given = source.stat(), target.stat()
        if (owner.st_uid, owner.st_gid) != (given.st_uid, given.st_gid):
            try:
                os.chown(target, owner.st_uid, owner.st_gid)
            except PermissionError:
                return False
    shutil.copystat(source, target)
    os.utime(target)
    return True
