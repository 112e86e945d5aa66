r"""Where notes define macros: in their own formulas, in `preamble.sty`, and what a block may need of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mkdocs_matcalc.vault.prose import INLINE, Kind, prose_lines
from mkdocs_matcalc.vault.stretches import stretches

# In the folder of a vault, what Obsidian loads before each note.
PREAMBLE = "preamble.sty"

_NAME = re.compile(r"\\?([A-Za-z]+)\Z")
_PLACEHOLDER = re.compile(r"#([1-9])")
_DEFINED = re.compile(
    r"\\(?:(?:re|provide)?newcommand|def|DeclareMathOperator|DeclarePairedDelimiter)(?![A-Za-z])\*?"
    r"\s*\{?\s*\\(?P<name>[A-Za-z]+)"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_NO_PROSE = re.compile(INLINE, re.VERBOSE | re.DOTALL)


def read_preamble(root: Path) -> str:
    """The LaTeX of a vault's preamble; nothing where there is none."""
    path = root / PREAMBLE
    return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""


def written_out(macros: Mapping[Any, object]) -> str:
    r"""Macros as KaTeX and MathJax take them in a configuration, as definitions in LaTeX.

    Args:
        macros: Each name, with or without its backslash, and what it stands for: `\mathbf{#1}`, or that in a
            list with the number of its arguments and the default of the first.

    Raises:
        ValueError: One is of no such form.
    """
    return "\n".join(_definition(name, meant) for name, meant in macros.items())


def _definition(name: object, meant: object) -> str:
    known = _NAME.match(name) if isinstance(name, str) else None
    body, *rest = meant if isinstance(meant, list) and meant else [meant]
    count = rest[0] if rest else max((int(at) for at in _PLACEHOLDER.findall(str(body))), default=0)
    default = rest[1] if rest[1:] else ""
    if not (known and isinstance(body, str) and isinstance(count, int) and isinstance(default, str)):
        raise ValueError(f"`{name}: {meant}` is no macro")
    optional = f"[{default}]" if default else ""
    return rf"\newcommand{{\{known[1]}}}[{count}]{optional}{{{body}}}"


@lru_cache(maxsize=256)
def defined_in(note: str) -> str:
    """The formulas of a note that define macros, one below the other."""
    if not _DEFINED.search(note):
        return ""
    inline = (match.group() for match in _NO_PROSE.finditer("\n".join(prose_lines(note))))
    formulas = [each.body for each in stretches(note) if each.kind is Kind.MATHS]
    formulas += [text.strip("$") for text in inline if text.startswith("$") and not text.startswith("$$")]
    return "\n".join(formula for formula in formulas if _DEFINED.search(formula))


def macros_for(block: str, everywhere: str, note: str) -> str:
    """The LaTeX that defines macros for a block of a note; nothing if the block uses none of them.

    Args:
        everywhere: The definitions for all notes.
    """
    used = {match[1] for match in _COMMAND.finditer(block)}
    texts = (everywhere, defined_in(note) if used else "")
    return "\n".join(text for text in texts if not used.isdisjoint(_names(text)))


@lru_cache(maxsize=256)
def _names(definitions: str) -> frozenset[str]:
    return frozenset(match["name"] for match in _DEFINED.finditer(definitions))
