"""The YAML between two `---` lines at the top of a note: its properties, or why they can't be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML may be built without its C library.
    from yaml import SafeLoader  # type: ignore[assignment]

FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)

# PyYAML lets the built-in errors of int(), strptime() and the like through.
_BROKEN = (
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
# A line that may be `key: value`: where there is none, text stands between two thematic breaks.
_PROPERTY = re.compile(
    r"""^[ \t]*(?:[-?,{\[][ \t]*)*["']?[^\W\d][\w \t-]*(?:["'][ \t]*)?:(?:[ \t]|$|["'\[{|>])""", re.MULTILINE
)
# No metadata begins with an empty line, unless it is about this.
_WITHHOLDS = re.compile(r"\b(?:publish|draft)\b[\"']?[ \t]*[:=]", re.IGNORECASE)


@dataclass(frozen=True)
class Unreadable:
    """Why front matter can't be read, and where in the note, from line and column 1."""

    why: str
    line: int
    column: int

    @property
    def message(self) -> str:
        return (
            f"the front matter can't be read ({self.why}), so the note is withheld, as it may say "
            '`publish: false`; right would be YAML, with quotes where it asks for them: `title: "A: b"`'
        )


@dataclass(frozen=True)
class FrontMatter:
    """What stands between the lines.

    Attributes:
        properties: By name in lower case; empty if there are none or they can't be read.
        unreadable: Why they can't, if so.
    """

    properties: Mapping[str, Any] = field(default_factory=dict)
    unreadable: Unreadable | None = None


def front_matter(text: str) -> FrontMatter:
    """The front matter of a note. Text between two thematic breaks is none, nor is what is never closed."""
    found = FRONT_MATTER.match(text)
    return _read(found["yaml"]) if found else FrontMatter()


# A note's is asked for when notes are withheld, and again when they are indexed.
@lru_cache(maxsize=10_000)
def _read(text: str) -> FrontMatter:
    withholds = _WITHHOLDS.search(text)
    try:
        data = yaml.load(text, SafeLoader)
    except _BROKEN as error:
        is_prose = text.split("\n", 1)[0].strip() == "" or not _PROPERTY.search(text)
        return FrontMatter() if is_prose and not withholds else FrontMatter(unreadable=_fault(error))
    if isinstance(data, dict):
        return FrontMatter({str(key).lower(): value for key, value in data.items()})
    if withholds:
        line = text.count("\n", 0, withholds.start()) + 2
        return FrontMatter(unreadable=Unreadable("it is no mapping of names to values", line, 1))
    return FrontMatter()


def _fault(error: Exception) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or "a value is of no known kind"
    return Unreadable(str(why), mark.line + 2 if mark else 2, mark.column + 1 if mark else 1)


def strings(value: object) -> tuple[str, ...]:
    """A property as a list of texts: a list's plain entries, or a text's parts between commas."""
    if isinstance(value, str):
        entries: list[object] = list(value.split(","))
    else:
        entries = value if isinstance(value, list) else [value]
    texts = (str(entry).strip() for entry in entries if isinstance(entry, str | int | float))
    return tuple(text for text in texts if text)


def says(value: object, answer: bool) -> bool:
    """Whether a property says yes (`answer` true) or no, as a truth value or in words."""
    words = {"true", "yes", "on", "1"} if answer else {"false", "no", "off", "0"}
    return isinstance(value, str | int | float) and str(value).strip().lower() in words
