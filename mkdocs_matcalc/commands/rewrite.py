"""A file's new content, all of it at once or none."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from mkdocs_matcalc.errors import ErrorName, MatcalcError


def rewrite(path: Path, before: bytes, after: bytes) -> None:
    """Replace a file's content, permissions kept; a link stays a link to the file.

    Raises:
        MatcalcError: The file is not what it was, or must not be written.
        OSError: The system refuses.
    """
    target = path.resolve()
    if not os.access(target, os.W_OK):
        raise MatcalcError(ErrorName.UNWRITABLE_FILE, "this file is write-protected")
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as new:
        try:
            new.write(after)
            new.flush()
            os.fsync(new.fileno())
            _keep_permissions(target, new.name)
            if target.read_bytes() != before:
                raise MatcalcError(
                    ErrorName.UNWRITABLE_FILE,
                    "this file has been changed meanwhile",
                    hint="run the command again",
                )
            new.close()
            Path(new.name).replace(target)
        except BaseException:
            new.close()
            Path(new.name).unlink(missing_ok=True)
            raise


def _keep_permissions(source: Path, target: str) -> None:
    shutil.copymode(source, target)
    if hasattr(os, "chown"):
        owner = source.stat()
        with suppress(PermissionError):
            os.chown(target, owner.st_uid, owner.st_gid)
