"""How much one derivation may take: its time, and the sizes from which on it is refused at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from mkdocs_matcalc.errors import ErrorName, Place, TookTooLong, TooLarge

DEFAULT_TIMEOUT = 10.0
"""Seconds for one block, on a site, on the command line and in Python alike."""

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


@dataclass
class _Clock:
    end: float
    seconds: float
    stage: str = ""
    place: Place | None = None


_running: ContextVar[_Clock | None] = ContextVar("running", default=None)


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Stop what runs inside after some seconds, where it calls `tick`; None and 0 are no limit.

    Of limits inside each other the one that ends first holds.

    Raises:
        TookTooLong: The time is over.
        ValueError: `seconds` is negative.
    """
    if seconds is not None and not seconds >= 0:
        raise ValueError("a time limit is a number of seconds, or None for no limit")
    outer = _running.get()
    if not seconds or (outer and outer.end < monotonic() + seconds):
        yield
        return
    token = _running.set(_Clock(monotonic() + seconds, seconds))
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
    """Look at the clock; every function that much passes through calls this.

    Raises:
        TookTooLong: The time is over.
    """
    clock = _running.get()
    if clock is not None and monotonic() > clock.end:
        raise took_too_long(clock.seconds, clock.stage, clock.place)


def stage(words: str, place: Place | None = None) -> None:
    """What is done from now on (`while it was read`), and on behalf of which line if that is another."""
    clock = _running.get()
    if clock is not None:
        clock.stage, clock.place = words, place or clock.place


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


def within(count: int, most: int, words: str, place: Place | None, hint: str) -> None:
    """See that there are no more than `most` of something: `the sum has {} terms`.

    Raises:
        TooLarge: There are more.
    """
    if count > most:
        raise TooLarge(
            ErrorName.TOO_LARGE, f"{words.format(f'{count:,}')}; the limit is {most:,}", place, hint
        )
