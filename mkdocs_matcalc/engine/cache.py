"""Results on disk, by content: JSON in, JSON out."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from mkdocs_matcalc.terminal import LegibleLog

T = TypeVar("T")
_log = LegibleLog(logging.getLogger(__name__), {})

_FILE = "cache.db"
# What is told, each once.
_SPOILT, _CLOSED = "spoilt", "closed"
_VERSION = 2
_LIMIT = 256 * 2**20
_TABLE = "CREATE TABLE answers (number INTEGER PRIMARY KEY, key TEXT UNIQUE, digest BLOB, answer BLOB)"
_FIND = "SELECT digest, answer FROM answers WHERE key = ?"
_KEEP = "INSERT OR REPLACE INTO answers (key, digest, answer) VALUES (?, ?, ?)"
_DROP_OLDEST = """DELETE FROM answers WHERE number IN (
    SELECT number FROM answers ORDER BY number LIMIT (SELECT 1 + count(*) / 4 FROM answers))"""
# Errors of the disk or of whoever else uses the file; any other says that the file itself is spoilt.
_OF_THE_DISK = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_AUTH,
}
# An error whose own message holds what is no text any more is the second.
_ERRORS = (sqlite3.Error, UnicodeDecodeError)


class Cache:
    """Answers kept in a directory, which is made when the first one is asked for.

    Nothing depends on it: what can't be read counts as absent, what can't be written is not kept, and either
    is told once. Threads and processes may share a directory.

    Args:
        directory: Where the file is.
        tell: Is given what is wrong with it.
        limit: Bytes that the answers may take; the oldest ones make room for new ones.
    """

    def __init__(
        self,
        directory: Path,
        tell: Callable[[str], None] = _log.warning,
        limit: int = _LIMIT,
    ) -> None:
        self.directory = directory
        self._tell = tell
        self._limit = limit
        self._told: set[str] = set()
        self._lock = RLock()
        self._database: sqlite3.Connection | None = None
        self._reads = self._writes = True

    def get(self, key: str) -> dict[str, Any] | None:
        """The answer kept under `key`, or None."""
        row = self._use(lambda database: database.execute(_FIND, (key,)).fetchone()) if self._reads else None
        if row is None:
            return None
        answer = _read(key, *row)
        if answer is None:
            self.drop(key)
        return answer

    def put(self, key: str, answer: dict[str, Any]) -> None:
        """Keep `answer`, which is JSON data, under `key`."""
        data = json.dumps(answer).encode()
        if self._reads and self._writes and len(data) <= self._limit:
            self._use(lambda database: self._keep(database, key, data), writing=True)

    def drop(self, key: str) -> None:
        """Forget the answer kept under `key`, since it can't be read."""
        said = f"some of what is kept in {self.directory / _FILE} can't be read; it is derived again"
        self._say(_SPOILT, said)
        if self._writes:
            self._use(lambda database: database.execute("DELETE FROM answers WHERE key = ?", (key,)), True)

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        with self._lock:
            self._reads = self._writes = True
            if self._database is not None:
                self._database.close()
                self._database = None

    def _use(self, action: Callable[[sqlite3.Connection], T], writing: bool = False) -> T | None:
        """What `action` makes of the database, once more if that had to be made anew; None if it fails."""
        with self._lock:
            for is_last in (False, True):
                try:
                    return action(self._open())
                except (OSError, *_ERRORS) as error:
                    if is_last or not self._makes_anew(error):
                        self._give_up(error, writing and self._database is not None)
                        break
        return None

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self.directory.mkdir(parents=True, exist_ok=True)
            self._database = _opened(self.directory / _FILE)
        return self._database

    def _makes_anew(self, error: Exception) -> bool:
        """Whether an error came of a spoilt file, which is deleted then."""
        if not isinstance(error, _ERRORS) or _is_of_the_disk(error):
            return False
        file = self.directory / _FILE
        self.close()
        try:
            for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
                path.unlink(missing_ok=True)
        except OSError:
            return False
        why = error if isinstance(error, sqlite3.Error) else "it holds what is no text"
        self._say(
            _SPOILT, f"{file} can't be read ({why}); it is made anew, and what it held is derived again"
        )
        return True

    def _give_up(self, error: Exception, reads: bool) -> None:
        """Keep nothing until the cache is closed; read on only where that still works."""
        self._reads, self._writes = reads, False
        self._say(
            _CLOSED,
            f"results can't be kept in {self.directory} ({error}), so they are derived each time; "
            "right would be a folder of its own on a disk with room, which may be written to",
        )

    def _keep(self, database: sqlite3.Connection, key: str, data: bytes) -> None:
        database.execute(_KEEP, (key, _digest(key, data), data))
        while _size(database) > self._limit:
            database.execute(_DROP_OLDEST)

    def _say(self, kind: str, message: str) -> None:
        if kind not in self._told:
            self._told.add(kind)
            self._tell(message)


def content_key(*parts: Any) -> str:
    """The SHA-256 of JSON data; equal data has equal keys, whatever the order of a dict."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def source_digest(files: Iterable[Path]) -> str:
    """The SHA-256 of some files' names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _opened(file: Path) -> sqlite3.Connection:
    """The database in a file; one that can't be written to is read as it stands."""
    try:
        return _prepared(sqlite3.connect(file, isolation_level=None, check_same_thread=False))
    except _ERRORS as error:
        if not (_is_of_the_disk(error) and file.is_file()):
            raise
        address = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        return _prepared(sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False))


def _prepared(database: sqlite3.Connection) -> sqlite3.Connection:
    """A database with the table of answers.

    Raises:
        sqlite3.Error: it has other tables, it is none, or it can't be made one.
    """
    try:
        # What is no text any more is still bytes, and then no answer.
        database.text_factory = bytes
        with closing(database.execute("PRAGMA integrity_check(1)")) as cursor:
            if cursor.fetchone() != (b"ok",):
                raise sqlite3.DatabaseError("its parts don't fit together")
        if _pragma(database, "user_version") != _VERSION:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            if _pragma(database, "user_version") != _VERSION:
                if _pragma(database, "schema_version"):
                    raise sqlite3.DatabaseError("it was made by another version or program")
                database.execute(_TABLE)
                database.execute(f"PRAGMA user_version = {_VERSION}")
            database.execute("COMMIT")
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


def _read(key: str, digest: object, answer: object) -> dict[str, Any] | None:
    """The answer in a row; None for anything but what was put there."""
    if not isinstance(answer, bytes) or digest != _digest(key, answer):
        return None
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _digest(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()


def _size(database: sqlite3.Connection) -> int:
    """Bytes in use, without what is free for new answers."""
    pages = _pragma(database, "page_count") - _pragma(database, "freelist_count")
    return pages * _pragma(database, "page_size")


def _pragma(database: sqlite3.Connection, name: str) -> int:
    with closing(database.execute(f"PRAGMA {name}")) as cursor:
        return int(cursor.fetchone()[0])


def _is_of_the_disk(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _OF_THE_DISK
