r"""Where notes define macros: in their own formulas, in `preamble.sty`, and what a block may need of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mkdocs_matcalc.tex.defining import FORMS, Defined, Table
from mkdocs_matcalc.tex.expanding import put_in
from mkdocs_matcalc.tex.katexnames import is_known
from mkdocs_matcalc.vault.notemaths import WrittenFormula, formulas

# In the folder of a vault, what Obsidian loads before each note.
PREAMBLE = "preamble.sty"

_NAME = re.compile(r"\\?([A-Za-z]+)\Z")
_PLACEHOLDER = re.compile(r"#([1-9])")
_DEFINES = re.compile("|".join(map(re.escape, FORMS)))
_COMMAND = re.compile(r"\\[A-Za-z]+")


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


def defined_in(note: str) -> list[WrittenFormula]:
    """The formulas of a note that define macros."""
    return [each for each in formulas(note) if _DEFINES.search(each.latex)] if _DEFINES.search(note) else []


def table_of(everywhere: Table, texts: Iterable[str], line: int | None = None) -> Table:
    """The macros known in a note: those of the site, then those that its formulas define, in order.

    Args:
        everywhere: The macros for all notes.
        texts: The notes that it embeds, in order, and its own text as the last one.
        line: The line of it, from 1, at which they are asked for. What is only defined from there on counts
            too, but for commands that have a meaning without it.
    """
    table = dict(everywhere)
    *embedded, own = texts
    for text in embedded:
        _define(defined_in(text), table)
    found = defined_in(own)
    above = [each for each in found if line is None or own.count("\n", 0, each.start) + 1 < line]
    below: Table = {}
    _define(reversed(found[len(above) :]), below)
    table |= {name: macro for name, macro in below.items() if not is_known(name)}
    _define(above, table)
    return table


def agreed(texts: Iterable[str]) -> Table:
    """The macros that notes define, no two of them differently; none that has a meaning without it."""
    found: Table = {}
    differ: set[str] = set()
    for text in texts:
        table: Table = {}
        _define(defined_in(text), table)
        differ |= {name for name, macro in table.items() if found.setdefault(name, macro) != macro}
    return {name: macro for name, macro in found.items() if name not in differ and not is_known(name)}


def _define(formulas: Iterable[WrittenFormula], table: Table) -> None:
    for formula in formulas:
        put_in(formula.latex, table)


def macros_for(block: str, table: Table) -> str:
    """The LaTeX that defines the macros of a block, and those that these use; nothing if it uses none."""
    needed: dict[str, str] = {}
    wanted = sorted(set(_COMMAND.findall(block)))
    while wanted:
        name = wanted.pop()
        macro = table.get(name)
        definition = macro.definition(name) if isinstance(macro, Defined) and name not in needed else None
        if definition:
            needed[name] = definition
            wanted += sorted(set(_COMMAND.findall(definition)) - needed.keys())
    return "\n".join(needed[name] for name in sorted(needed))
