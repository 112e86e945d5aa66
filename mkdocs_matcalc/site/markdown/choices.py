"""Options of the extension that have parts, as its user wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
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
