r"""Matrices that LaTeX writes out: `\begin{bmatrix} a & b \\ c & d \\end{bmatrix}` is `[a, b; c, d;]`.

Between bars, as in `\begin{vmatrix}`, it is the determinant of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.rewritten import Change
from mkdocs_matcalc.language.syntax import Source
from mkdocs_matcalc.language.unsupported import named

_MATRIX = r"\{[bpv]?(?:small)?matrix\*?\}"
_BEGIN = re.compile(rf"(?:\\left\s*[(\[]\s*)?\\begin\s*(?:{_MATRIX}|\{{array\}})")
_EDGE = re.compile(
    rf"(?P<begin>\\begin\s*{_MATRIX}(?:\s*\[[lcr]\])?)|(?P<end>\\end\s*{_MATRIX})"
    r"|(?P<column>(?<!\\)&)|(?P<row>\\\\(?:\s*\[[^\]\n]*\])?)|(?P<dots>\\[a-z]?dots(?![A-Za-z])|…|\.\.\.)"
    r"|(?P<open>\\\{|[({\[])|(?P<close>\\\}|[)}\]])|\\[A-Za-z]+"
)
_LAST_ROW = re.compile(r"\s*\\end")


def in_brackets(source: Source) -> Source:
    """A statement with brackets for its matrices.

    Raises:
        MatcalcError: One has dots, so that nothing says its size.
    """
    if not _BEGIN.search(source.text):
        return source
    return source.reading(source.as_rewritten().changed(_changes(source)))


def _changes(source: Source) -> Iterator[Change]:
    opened: list[str] = []
    for match in _EDGE.finditer(source.text):
        kind, inside = match.lastgroup, opened[-1:] == ["begin"]
        if kind in ("begin", "open"):
            opened.append(kind)
        elif kind in ("end", "close") and opened:
            opened.pop()
        if kind == "dots" and "begin" in opened:
            error = MatcalcError(
                ErrorName.NOT_SUPPORTED,
                "a matrix with dots is not read here, as nothing says its size",
                source.place(match.start()),
                "declare a name for it: `A in R^(m x n)`",
            )
            raise named(error, source)
        brackets = (r"\det([", ";])") if "{v" in match.group() else ("[", ";]")
        new = dict(zip(("begin", "end"), brackets, strict=True)).get(kind or "")
        if inside and kind in ("column", "row"):
            last = kind == "row" and _LAST_ROW.match(source.text, match.end())
            new = " " if last else "," if kind == "column" else ";"
        if new:
            yield match.start(), match.end(), new
