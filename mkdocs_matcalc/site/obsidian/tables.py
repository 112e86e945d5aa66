"""Tables as Obsidian reads them: where they end, and what a bar is in the mathematics of a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mkdocs_matcalc.vault.linktext import WIKI_LINK
from mkdocs_matcalc.vault.prose import prose_lines

_DELIMITERS = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_OTHER_BLOCK = re.compile(r"[ \t]*(?:>|\#{1,6}\s|(?:[-*+]|\d+[.)])\s|`{3}|~{3}|\$\$|\^[A-Za-z0-9-]+[ \t]*$)")
_QUOTE = re.compile(r"(?:[ \t]*>)*")
_BAR = re.compile(r"(?<!\\)\|")


def normal_tables(text: str) -> str:
    """The same text with an empty line before a table, and where another block ends it.

    In code and mathematics in a cell, `\\|` is the bar that would else end the cell. Python-Markdown knows
    where code ends; for mathematics the bar is written as a command. A wiki-link's bar ends no cell.
    """
    if "|" not in text:
        return text
    lines, prose = text.split("\n"), prose_lines(text, whole=False)
    kept: list[str] = []
    in_table = False
    for number, line in enumerate(lines):
        marks = _marks(line)
        if in_table and _ends(line, prose[number], marks, lines[number - 1]):
            in_table = False
            if line.strip("> \t"):
                kept.append(_marks(lines[number - 1]) if marks else "")
        elif not in_table:
            in_table = "|" in prose[number] and _is_header(prose, number)
            if in_table and kept and kept[-1].strip("> \t"):
                kept.append(marks)
        kept.append(WIKI_LINK.sub(_with_bars, line) if in_table else line)
    return "\n".join(kept)


def _is_header(prose: Sequence[str], number: int) -> bool:
    below = prose[number + 1] if number + 1 < len(prose) else ""
    return "|" in below and bool(_DELIMITERS.match(below))


def _ends(line: str, prose: str, marks: str, above: str) -> bool:
    """Whether a table ends before a line: at an empty one, or where a block of another kind begins."""
    rest = line[len(marks) :]
    if not rest.strip() or marks.count(">") != _marks(above).count(">"):
        return True
    return bool(_OTHER_BLOCK.match(rest)) and not _DELIMITERS.match(prose)


def _marks(line: str) -> str:
    match = _QUOTE.match(line)
    return match.group() if match else ""


def _with_bars(match: re.Match[str]) -> str:
    found = match.group()
    if match["link"]:
        return _BAR.sub(r"\\|", found)
    if found.startswith(("$", r"\(")):
        return found.replace(r"\|", r"\vert{}")
    return found.replace(r"\|", "|") if found.startswith("`") else found
