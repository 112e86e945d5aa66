"""The commands and environments that KaTeX knows, as it told `scripts/katexnames.py`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


def is_known(command: str) -> bool:
    r"""Whether KaTeX has a command, as `\alpha`; those whose name is a sign, as `\,`, count as known."""
    return not command[1:2].isalpha() or command[1:] in _names()["commands"]


def all_commands() -> list[str]:
    """The commands whose names are words."""
    return [rf"\{name}" for name in sorted(_names()["commands"])]


def stands_among_words(command: str) -> bool:
    r"""Whether it may stand within `\text{…}`."""
    return not command[1:2].isalpha() or command[1:] in _names()["words"]


def is_environment(name: str) -> bool:
    """Whether KaTeX has an environment of this name."""
    return name in _names()["environments"]


@cache
def _names() -> dict[str, frozenset[str]]:
    told = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {kind: frozenset(names) for kind, names in told.items()}
