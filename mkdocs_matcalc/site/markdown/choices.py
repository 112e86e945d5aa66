"""Options of the extension that have parts, as its user wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from math import nan
from pathlib import Path
from typing import Any

from mkdocs_matcalc.site.markdown.told import tell_once
from mkdocs_matcalc.site.obsidian.features import Features, chosen_features
from mkdocs_matcalc.vault.preamble import written_out


def mapping(option: str, value: object) -> dict[str, Any]:
    """The value of an option with a name and a value on each line; empty if it is none."""
    if value and not isinstance(value, dict):
        tell_once(f"matcalc: the option `{option}` is a mapping, with a name and a value on each line")
    return value if isinstance(value, dict) else {}


def chosen_limit(option: str, value: object, default: float) -> float:
    """A limit for one block; the default if the value is none."""
    try:
        number = float(value) if isinstance(value, str | int | float) else nan
    except (ValueError, OverflowError):
        number = nan
    if number >= 0:
        return number
    tell_once(f"matcalc: the option `{option}` is a number, 0 for no limit; taken is {default:g}")
    return default


def chosen_folder(option: str, value: object, default: str) -> Path:
    """A folder that may be there; the default if the value is no name of one."""
    if isinstance(value, str | Path) and "\0" not in str(value):
        return Path(value)
    tell_once(f"matcalc: the option `{option}` names a folder; taken is {default}")
    return Path(default)


def chosen_macros(chosen: Mapping[str, Any]) -> str:
    """The author's macros as LaTeX, but for what is none."""
    try:
        return written_out(chosen)
    except ValueError as error:
        tell_once(f"matcalc: {error}; write `name: LaTeX`, or `name: [LaTeX, arguments]`")
        return ""


def known_features(chosen: Mapping[str, Any], root: Path) -> Features:
    """The parts of Obsidian's Markdown that are read of the vault in a folder."""
    known = [part.name for part in fields(Features)]
    for name in chosen.keys() - set(known):
        tell_once(f"matcalc: the option `obsidian` has no part `{name}`; there are {', '.join(known)}")
    return chosen_features({name: on if on is None else bool(on) for name, on in chosen.items()}, root)
