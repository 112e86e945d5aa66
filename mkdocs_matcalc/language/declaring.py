"""Lines that were meant to declare a name, and say so in another way than `A in R^(m x n)`."""

from __future__ import annotations

import re

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.source import Source

_NAME = r"(?:[^\W\d_]\w*|\\[A-Za-z]+(?:\s*\{\s*\\?\w+\s*\})?)"
_MEANT = re.compile(
    rf"\s*(?P<names>{_NAME}(?:\s*,\s*{_NAME})*)"
    r"\s*(?P<word>:(?!=)|∈|\\in(?![A-Za-z])|(?<=\s)[a-z]{1,4}(?=\s)|)\s*"
    r"(?P<space>ℝ|R(?![A-Za-z0-9])|\\R(?![A-Za-z])|\\mathbb\s*\{?\s*R\s*\}?)"
    r"(?:\s*\^\s*(?:\((?P<inside>[^()]*)\)|\{(?P<braces>[^{}]*)\}"
    r"|(?P<rows>[A-Za-z0-9]+)(?:\s*(?P<times>x|×|\\times(?![A-Za-z]))\s*(?P<columns>[A-Za-z0-9]+))?))?"
    r"(?P<facts>(?:[\s,]+[a-z-]{3,})*)\s*\Z"
)


def meant_to_declare(source: Source) -> MatcalcError | None:
    """What is said of a line that would declare a name, were it written so; None for any other line."""
    match = _MEANT.match(source.text)
    if match is None:
        return None
    is_in = match["word"] in ("in", "∈", r"\in")
    size = match["inside"] or match["braces"] or match["rows"] or ""
    if match["times"]:
        size = f"{match['rows']} x {match['columns']}"
    # Without a word between them, A R is a product, and so is A R².
    if (is_in and not match["times"]) or (not match["word"] and not re.search("[A-Za-z]", size)):
        return None
    sized = f"^({size})" if re.search(r"\W", size) else f"^{size}" if size else ""
    hint = f"write `{match['names']} in R{sized}{match['facts']}`"
    if is_in:
        place = source.place(match.start("times"))
        return MatcalcError(ErrorName.SYNTAX, "the sizes of a matrix stand in brackets", place, hint)
    at = match.start("word") if match["word"] else match.start("space")
    return MatcalcError(ErrorName.SYNTAX, "a declaration has `in` here", source.place(at), hint)
