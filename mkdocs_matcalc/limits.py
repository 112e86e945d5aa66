"""How much one derivation may take: time, memory, and the sizes from which on it is refused at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from math import inf
from time import monotonic

from mkdocs_matcalc.errors import ErrorName, Place, TookTooLong, TookTooMuch, TooLarge
from mkdocs_matcalc.resident import MEGABYTE, resident

DEFAULT_TIMEOUT = 10.0
"""Seconds for one block, on a site, on the command line and in Python alike."""
DEFAULT_MEMORY = 1000.0
"""Megabytes for one block, there too."""

MOST_PARTS = 1000
"""The terms of a sum, the factors of a product, the names in a declaration."""
MOST_NODES = 20_000
"""The symbols and operators of a whole block, each definition once."""
MOST_LEVELS = 500
"""How deep a formula nests, together with the definitions it goes back to."""
MOST_DIGITS = 308
"""The digits of a number: more no machine number holds, and nothing can be checked."""


MANY_PARTS = "this sum, product or list has {} parts"
NAME_PARTS = "split it, or name some of them together on a line of their own"
SPLIT = "take fewer layers or terms, or split it into several blocks"
ROUND = "take a rounded value, such as 1.5e30"

# Enough for MOST_LEVELS: a level takes some calls inside each other.
_CALLS = 4000
# Seconds.
_BETWEEN_LOOKS = 0.02


@dataclass
class _Limits:
    seconds: float = 0
    end: float = inf
    megabytes: float = 0
    most: float = inf
    look: float = inf
    stage: str = ""
    place: Place | None = None


_running: ContextVar[_Limits | None] = ContextVar("running", default=None)


@contextmanager
def limited(seconds: float | None, megabytes: float | None = None) -> Iterator[None]:
    """Stop what runs inside after some seconds, or when it holds more memory, where it calls `tick`.

    None and 0 are no limit. Of limits inside each other the one that is reached first holds.

    Args:
        seconds: The time that it may take.
        megabytes: The memory that it may take beside what this process has; where the system does not tell
            how much that is, there is no limit.

    Raises:
        TookTooLong: The time is over.
        TookTooMuch: It holds more memory.
        ValueError: A limit is negative.
    """
    if seconds is not None and not seconds >= 0:
        raise ValueError("a time limit is a number of seconds, or None for no limit")
    if megabytes is not None and not megabytes >= 0:
        raise ValueError("a limit of memory is a number of megabytes, or None for no limit")
    limits = replace(_running.get() or _Limits())
    now = monotonic()
    if seconds and now + seconds < limits.end:
        limits.seconds, limits.end = seconds, now + seconds
    if megabytes and (held := resident()) is not None and held + megabytes * MEGABYTE < limits.most:
        limits.megabytes, limits.most, limits.look = megabytes, held + megabytes * MEGABYTE, now
    token = _running.set(limits)
    try:
        yield
    finally:
        _running.reset(token)


@contextmanager
def deep_calls() -> Iterator[None]:
    """Room for calls inside each other, as formulas of many levels need them."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _CALLS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def tick() -> None:
    """Look at the clock, and now and then at the memory; every function that much passes through calls this.

    Raises:
        TookTooLong: The time is over.
        TookTooMuch: More memory is held than may be.
    """
    limits = _running.get()
    if limits is None:
        return
    now = monotonic()
    if now > limits.end:
        raise took_too_long(limits.seconds, limits.stage, limits.place)
    if now > limits.look:
        limits.look = now + _BETWEEN_LOOKS
        if (resident() or 0) > limits.most:
            raise took_too_much(limits.megabytes, limits.stage, limits.place)


def stage(words: str, place: Place | None = None) -> None:
    """What is done from now on (`while it was read`), and on behalf of which line if that is another."""
    limits = _running.get()
    if limits is not None:
        limits.stage, limits.place = words, place or limits.place


def refused_memory() -> TookTooMuch | TooLarge:
    """The error for a block to which the system gives no more memory."""
    limits = _running.get()
    if limits is not None and limits.megabytes:
        return took_too_much(limits.megabytes, limits.stage, limits.place)
    return TooLarge(
        ErrorName.TOO_LARGE,
        "this block is too large: its values fill the memory",
        limits.place if limits else None,
        "take smaller sizes, or split the block",
    )


def took_too_long(seconds: float, during: str = "", place: Place | None = None) -> TookTooLong:
    """The error that says so; the same words wherever the limit was set."""
    error = TookTooLong(
        ErrorName.TIMEOUT,
        f"this derivation took longer than {seconds:g} s and was stopped" + (f" {during}" if during else ""),
        place,
        "ask for one variable at a time, take fewer layers or terms, or give it more time: the option "
        "`timeout` (`--timeout` on the command line) is the number of seconds, 0 for no limit",
    )
    error.timeout = seconds
    return error


def took_too_much(megabytes: float, during: str = "", place: Place | None = None) -> TookTooMuch:
    """The error that says so; the same words wherever the limit was set."""
    error = TookTooMuch(
        ErrorName.MEMORY,
        f"this derivation took more than {megabytes:g} MB of memory and was stopped"
        + (f" {during}" if during else ""),
        place,
        "ask for one variable at a time, take smaller sizes, or give it more memory: the option "
        "`memory` (`--memory` on the command line) is the number of megabytes, 0 for no limit",
    )
    error.memory = megabytes
    return error


def within(count: int, most: int, words: str, place: Place | None, hint: str) -> None:
    """See that there are no more than `most` of something: `the sum has {} terms`.

    Raises:
        TooLarge: There are more.
    """
    if count > most:
        raise TooLarge(
            ErrorName.TOO_LARGE, f"{words.format(f'{count:,}')}; the limit is {most:,}", place, hint
        )
