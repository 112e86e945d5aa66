"""An engine that misbehaves as the block says; each call leaves its process' number as a file's name."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def compute(text: str, options: dict[str, str], *around: Any) -> dict[str, Any]:
    if folder := os.environ.get("CALLED"):
        (Path(folder) / str(os.getpid())).touch()
    if "endless" in text:
        while True:
            pass
    if "deaf" in text:
        # One call of a library, during which no other thread of this process runs.
        sum(range(10**13))
    if "greedy" in text:
        held = []
        while True:
            held.append(bytearray(10**6))
    if "aborted" in text:
        os.write(2, b"GNU MP: Cannot allocate memory (size=80)\n")
        os.abort()
    if "grown" in text:
        kept.append(bytearray(b"x" * 30 * 10**6))
    if "prints" in text:
        sys.stdout.write("no answer\n")
        sys.stdout.flush()
        os.write(1, b"nor this\n")
    return {"process": os.getpid()}


kept: list[bytearray] = []


def rules() -> list[dict[str, str]]:
    return []
