"""A limit in the processor's seconds, so that a busy machine changes no outcome."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLongError(BaseException):
    """No `Exception`, so that nothing on the way catches it."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """A limit on this process's own work.

    Raises:
        TookTooLongError: It is over.
    """

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLongError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
