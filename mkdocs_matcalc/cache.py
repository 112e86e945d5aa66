"""Results on disk, by content: JSON in, JSON out."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import diskcache
from diskcache.core import MODE_PICKLE


class _JsonDisk(diskcache.JSONDisk):
    """JSON values only: a row that asks to be unpickled is refused, whoever wrote it."""

    def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> Any:
        if mode == MODE_PICKLE:
            raise ValueError("a pickled row")
        return super().fetch(mode, filename, value, read)


class Cache:
    """Answers kept in a directory, which is made when the first one is asked for.

    Several processes may share a directory. What can't be read counts as absent.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._store: diskcache.Cache | None = None

    def get(self, key: str) -> dict[str, Any] | None:
        """The answer kept under `key`, or None.

        Raises:
            OSError: the directory can't be used as a cache.
        """
        try:
            answer = self._open().get(key)
        except (ValueError, zlib.error, sqlite3.Error):
            return None
        return answer if isinstance(answer, dict) else None

    def put(self, key: str, answer: dict[str, Any]) -> None:
        """Keep `answer` under `key`.

        Raises:
            OSError: the directory can't be used as a cache.
        """
        self._open().set(key, answer)

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _open(self) -> diskcache.Cache:
        if self._store is None:
            try:
                self._store = diskcache.Cache(str(self.directory), disk=_JsonDisk)
            except sqlite3.Error as error:
                raise OSError(f"{self.directory} is no usable cache ({error}): delete that folder") from error
        return self._store


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
