"""How much memory this process holds, and a wall before more; where the system does not tell, neither."""

from __future__ import annotations

import sys
from pathlib import Path

MEGABYTE = 10**6

_STATM = Path("/proc/self/statm")


def resident() -> int | None:
    """Bytes of this process in memory; the most there ever were where the system tells no more."""
    if _STATM.exists():
        return _pages()[1]
    if sys.platform == "win32":
        return None
    from resource import RUSAGE_SELF, getrusage

    most = getrusage(RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def wall_off(more: int) -> None:
    """Let the system refuse this process more memory than it has now, and so many bytes; on Linux alone."""
    if sys.platform == "win32" or not _STATM.exists():
        return
    from resource import RLIMIT_AS, getrlimit, setrlimit

    _, hard = getrlimit(RLIMIT_AS)
    setrlimit(RLIMIT_AS, (_pages()[0] + more, hard))


def _pages() -> tuple[int, int]:
    """Bytes of addresses, and of what stands in memory."""
    if sys.platform == "win32":
        return 0, 0
    from resource import getpagesize

    size, resident, *_ = _STATM.read_bytes().split()
    return int(size) * getpagesize(), int(resident) * getpagesize()
