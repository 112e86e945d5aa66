"""The YAML between two `---` lines at the top of a note; a broken one counts as none."""

from __future__ import annotations

import re
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


def front_matter(text: str) -> dict[str, Any]:
    """The properties of a note, by name in lower case; empty if there are none or they can't be read."""
    found = FRONT_MATTER.match(text)
    if not found:
        return {}
    try:
        data = yaml.load(found["yaml"], SafeLoader)
    except _BROKEN:
        return {}
    return {str(key).lower(): value for key, value in data.items()} if isinstance(data, dict) else {}


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
    return str(value).strip().lower() in words
