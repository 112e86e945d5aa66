"""The table of what is not read, from the parser's own, in the guide's page on limits."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs_matcalc.language.text.unsupported import UNSUPPORTED

PAGE = Path(__file__).parents[1] / "docs" / "User Guide" / "12_Limits.md"
_TABLE = re.compile(r"(?<=<!-- unsupported -->\n).*(?=<!-- /unsupported -->)", re.DOTALL)


def page() -> str:
    """The page with its table as the parser has it."""
    return _TABLE.sub(lambda _: _table(), PAGE.read_text(encoding="utf-8"))


def _table() -> str:
    rows = ["| What | Written, say | Instead |", "| --- | --- | --- |"]
    for row in UNSUPPORTED:
        written = ", ".join(_code(each) for each in (*row.spellings, *row.lines))
        rows.append(f"| {row.name[:1].upper()}{row.name[1:]} | {written} | {row.hint()} |")
    return "\n".join(rows) + "\n"


def _code(block: str) -> str:
    """A block of one or more lines in one cell."""
    return "<br>".join(f"`{line}`" for line in block.splitlines())
