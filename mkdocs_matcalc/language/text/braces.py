"""Braces of LaTeX that belong together, and what a command takes."""

from __future__ import annotations

import re

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\S", re.DOTALL)
_SPACE = re.compile(r"\s*")
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")


def closing(text: str, opening: int) -> int:
    """Where the brace that opens at an offset closes; -1 where it never does."""
    depth = 0
    for match in _BRACE.finditer(text, opening):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.start()
    return -1


def pairs(text: str) -> dict[int, int]:
    """Where each brace that opens is closed."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for match in _BRACE.finditer(text):
        if match.group() == "{":
            opened.append(match.start())
        elif match.group() == "}" and opened:
            found[opened.pop()] = match.start()
    return found


def argument(text: str, at: int) -> tuple[int, int, int] | None:
    """What a command takes next: where it starts and ends, without its braces, and where all of it ends."""
    start = after_space(text, at)
    if text.startswith("{", start):
        end = closing(text, start)
        return None if end < 0 else (start + 1, end, end + 1)
    match = _TOKEN.match(text, start)
    return None if match is None or match.group() == "}" else (start, match.end(), match.end())


def option(text: str, at: int) -> tuple[str, int] | None:
    """What stands in square brackets right after a command, and where that ends."""
    match = _OPTION.match(text, at)
    return (match[1], match.end()) if match else None


def after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
