r"""Matrices that LaTeX writes out: `\begin{bmatrix} a & b \\ c & d \\end{bmatrix}` is `[a, b; c, d;]`.

Between bars, as in `\begin{vmatrix}`, it is the determinant of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.language.text.rewritten import Change
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.unsupported import MATRIX_WITH_DOTS, TABLE

_MATRIX = r"\s*\{\s*(?:[bpB]?(?:small)?matrix\*?|array)\s*\}"
_DETERMINANT = r"\s*\{\s*v(?:small)?matrix\*?\s*\}"
# How the columns stand, which is no entry.
_COLUMNS = r"(?:\s*\[\s*[lcr]\s*\]|(?<=array\})\s*\{[lcr|\s]*\})?"
_BEGIN = re.compile(rf"\\begin(?:{_MATRIX}|{_DETERMINANT})")
_EDGE = re.compile(
    rf"(?P<begin>\\begin{_MATRIX}{_COLUMNS})|(?P<end>\\end{_MATRIX})"
    rf"|(?P<begin_det>\\begin{_DETERMINANT}{_COLUMNS})|(?P<end_det>\\end{_DETERMINANT})"
    r"|(?P<column>(?<!\\)&)|(?P<row>(?:\\\\(?:\s*\[[^\]\n]*\])?\s*)+(?:\\(?=\s))?)|(?P<dots>\\[a-z]?dots(?![A-Za-z])|…|\.\.\.)"
    r"|(?P<open>\\\{|[({\[])|(?P<close>\\\}|[)}\]])|\\[A-Za-z]+"
)
_BRACKETS = {"begin": "[", "end": ";]", "begin_det": r"\det([", "end_det": ";])"}
_LAST_ROW = re.compile(r"\s*\\end")
# Behind a column's sign, where no entry follows.
_ROW_ENDS = re.compile(r"\s*(?:\\\\|\\end(?![A-Za-z]))")


def in_brackets(source: Source) -> Source:
    """A statement with brackets for its matrices.

    Raises:
        MatcalcError: One has dots, so that nothing says its size.
    """
    if not _BEGIN.search(source.text):
        return source
    if table := TABLE.anywhere.search(source.text):
        raise TABLE.error(source.place(table.start()))
    return source.reading(source.as_rewritten().changed(_changes(source)))


def _changes(source: Source) -> Iterator[Change]:
    opened: list[str] = []
    for match in _EDGE.finditer(source.text):
        kind, inside = match.lastgroup, opened[-1:] == ["begin"]
        if kind in ("begin", "begin_det", "open"):
            opened.append("open" if kind == "open" else "begin")
        elif kind in ("end", "end_det", "close") and opened:
            opened.pop()
        if kind == "dots" and "begin" in opened:
            raise MATRIX_WITH_DOTS.error(source.place(match.start()))
        new = _BRACKETS.get(kind or "")
        if inside and kind in ("column", "row"):
            ends = _LAST_ROW if kind == "row" else _ROW_ENDS
            last = ends.match(source.text, match.end())
            new = " " if last else "," if kind == "column" else ";"
        if new:
            yield match.start(), match.end(), new
