"""Text as a terminal may have it: what would steer one is seen, and does nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

# Control characters; those that end a line, and those that turn its direction.
_STEERING = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_IN_LINES = re.compile(f"[{_STEERING}]")
_ON_ONE_LINE = re.compile(f"[{_STEERING}\t\n\u2028\u2029]")
_PICTURES = 0x2400


def legible(text: str) -> str:
    """A text of lines, each with a sign of the same width for what would steer a terminal."""
    return _IN_LINES.sub(_picture, as_utf8(text))


def on_one_line(text: str) -> str:
    """A name with what ends a line, or steers a terminal, as Python escapes it."""
    return _ON_ONE_LINE.sub(lambda found: found[0].encode("unicode_escape").decode(), as_utf8(text))


def as_utf8(text: str) -> str:
    r"""A text with what UTF-8 has no bytes for, as in a file's name of other bytes, as `\xff`."""
    try:
        # In some locales names come as bytes, one by one.
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()


class LegibleLog(logging.LoggerAdapter[Any]):
    """A log whose lines are legible."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        return legible(str(msg)), kwargs


def _picture(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number < 0x20:
        return chr(_PICTURES + number)
    return "\N{SYMBOL FOR DELETE}" if number == 0x7F else "\N{REPLACEMENT CHARACTER}"
