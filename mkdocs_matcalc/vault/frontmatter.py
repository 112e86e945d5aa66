"""The YAML between two `---` lines at the top of a note: its properties, or why they can't be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import StringIO
from itertools import islice
from typing import Any

import yaml

from mkdocs_matcalc.vault.unreadable import Unreadable

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML may be built without its C library.
    from yaml import SafeLoader  # type: ignore[assignment]

_LINES = re.compile(
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
# Below some thousands of levels the C library takes the process with it.
_DEEPEST = 100
_NESTS = re.compile(r"[\[{\n]|[-?:][ \t]")
# A line that may be `key: value`: where there is none, text stands between two thematic breaks.
_PROPERTY = re.compile(
    r"""^[ \t]*(?:[-?,{\[][ \t]*)*["']?[^\W\d][\w \t-]*(?:["'][ \t]*)?:(?:[ \t]|$|["'\[{|>])""", re.MULTILINE
)
# No metadata begins with an empty line, unless it is about this.
_WITHHOLDS = re.compile(r"\b(?:publish|draft)\b[\"']?\s*[:=]", re.IGNORECASE)
_RIGHT = 'YAML, with quotes where it asks for them: `title: "A: b"`'
_MARKS = re.compile(r"-{3,}|\+{3,}|%YAML\b.*")
_SAYS = re.compile(
    r"""["']?(?P<name>publish|draft)["']?\s*[:=]\s*["']?(?P<value>\w+)["']?\s*(?:\#.*)?""", re.IGNORECASE
)
_LIKE_PROPERTY = re.compile(r"-\s|[\"']?\w[\w -]*+[\"']?\s*+[:=]")


@dataclass(frozen=True)
class FrontMatter:
    """What stands between the lines.

    Attributes:
        properties: By name in lower case; empty if there are none or they can't be read.
        unreadable: Why they can't, if so.
    """

    properties: Mapping[str, Any] = field(default_factory=dict)
    unreadable: Unreadable | None = None


class _TooDeepError(yaml.YAMLError):
    def __init__(self, mark: object) -> None:
        super().__init__()
        self.problem = f"it nests deeper than {_DEEPEST} levels"
        self.problem_mark = mark


def find_front_matter(text: str) -> re.Match[str] | None:
    """The lines of a note's front matter, those around it included; None if it has none.

    Text between two thematic breaks is none, nor is what is never closed.
    """
    found = _LINES.match(text)
    return found if found and _read(found["yaml"]) else None


def front_matter(text: str) -> FrontMatter:
    """The front matter of a note.

    What is none, but says in its first lines that readers must not get the note, counts as unreadable.
    """
    found = _LINES.match(text)
    read = _read(found["yaml"]) if found else None
    return read if read and (read.properties or read.unreadable) else FrontMatter(unreadable=_meant(text))


# A note's is asked for when notes are withheld, and again when they are indexed.
@lru_cache(maxsize=10_000)
def _read(text: str) -> FrontMatter | None:
    """What YAML says; None for prose."""
    withholds = _WITHHOLDS.search(text)
    try:
        data, twice = _loaded(text)
    except _BROKEN as error:
        # Whatever it is, the host would read it, too.
        is_too_deep = isinstance(error, _TooDeepError)
        is_prose = not is_too_deep and (text.split("\n", 1)[0].strip() == "" or not _PROPERTY.search(text))
        return None if is_prose and not withholds else FrontMatter(unreadable=_fault(error))
    if twice:
        return FrontMatter(unreadable=twice)
    if isinstance(data, dict):
        return FrontMatter({str(key).lower(): value for key, value in data.items()})
    if withholds:
        line = text.count("\n", 0, withholds.start()) + 2
        why, right = "it is no mapping of names to values", "a name and a value: `publish: false`"
        return FrontMatter(unreadable=_unreadable(why, line, 1, right))
    return None if text.strip() else FrontMatter()


def _loaded(text: str) -> tuple[Any, Unreadable | None]:
    """The value of a YAML text, and where it says again what it has said about who may read the note."""
    if sum(1 for _ in islice(_NESTS.finditer(text), _DEEPEST)) == _DEEPEST:
        _refuse_too_deep(text)
    loader = SafeLoader(text)
    try:
        node = loader.get_single_node()
        twice = _said_twice(node) if isinstance(node, yaml.MappingNode) else None
        return loader.construct_document(node) if node else None, twice
    finally:
        loader.dispose()


def _refuse_too_deep(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _TooDeepError(event.start_mark)


def _said_twice(mapping: yaml.MappingNode) -> Unreadable | None:
    said: set[str] = set()
    for key, _ in mapping.value:
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name in said and name in ("publish", "draft"):
            mark = key.start_mark
            why, right = f"it says `{name}` twice", f"one line with `{name}`"
            return _unreadable(why, mark.line + 2, mark.column + 1, right)
        said.add(name)
    return None


def _meant(text: str) -> Unreadable | None:
    """What is wrong with first lines that YAML's marks don't stand around, if they withhold the note."""
    begun = False
    for number, line in enumerate(StringIO(text), 1):
        bare = line.strip().lstrip("\ufeff")
        said = _SAYS.fullmatch(bare)
        if said and says(said["value"], answer=said["name"].lower() == "draft"):
            right = "`---` as the note's first line, and again below all properties"
            return _unreadable("no lines `---` stand around it", number, 1, right)
        goes_on = line[:1].isspace() or said or _MARKS.fullmatch(bare) or _LIKE_PROPERTY.match(bare)
        if (begun or bare) and not (bare and goes_on):
            break
        begun = begun or bool(bare)
    return None


def _fault(error: Exception) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or "a value is of no known kind"
    return _unreadable(str(why), mark.line + 2 if mark else 2, mark.column + 1 if mark else 1)


def _unreadable(why: str, line: int, column: int, right: str = _RIGHT) -> Unreadable:
    said = f"the front matter can't be read ({why}), so the note is withheld, as it may say `publish: false`"
    return Unreadable(f"{said}; right would be {right}", line, column)


def strings(value: object) -> tuple[str, ...]:
    """A property as a list of texts: a list's plain entries, or a text's parts between commas."""
    if isinstance(value, str):
        entries: list[object] = list(value.split(","))
    else:
        entries = value if isinstance(value, list) else [value]
    texts = (str(entry).strip() for entry in entries if isinstance(entry, str | int | float))
    return tuple(text for text in texts if text)


def says(value: object, answer: bool) -> bool:
    """Whether a property says yes (`answer` true) or no, as a truth value or in words, if in a list."""
    words = {"true", "yes", "on", "y", "1"} if answer else {"false", "no", "off", "n", "0"}
    entries = value if isinstance(value, list) else [value]
    return any(
        str(entry).strip().lower() in words for entry in entries if isinstance(entry, str | int | float)
    )
