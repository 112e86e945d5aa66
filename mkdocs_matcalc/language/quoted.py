"""The `>` before each line of what was copied out of a quotation or a callout, and says nothing there.

So do the backticks of GitHub's $`x`$, and an array around rows that begin with a sign.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from mkdocs_matcalc.language.syntax import Source

_LINE = re.compile(r"^(?P<before>[^\S\n]*)(?P<mark>(?:>[^\S\n]*)+)?(?P<rest>[^\n]*)$", re.MULTILINE)
# A line that opens or closes a formula, and has nothing of it.
_AROUND = re.compile(r"(?:\s|\$|\\(?:begin|end)\s*\{[a-z]+\*?\})*\Z")


# What stands around the whole of a formula.
_BACKTICKS = re.compile(r"\s*(?P<first>`+)[^`]*(?P<last>`+)\s*\Z")


_ARRAY = re.compile(
    r"[\s$]*(?P<begin>\\begin\s*\{\s*array\s*\}\s*(?:\[\w\]\s*)?\{[\slcr@{}]*\})"
    r"(?P<rows>(?:(?!\\(?:begin|end)\s*\{\s*array)[\s\S])*)(?P<end>\\end\s*\{\s*array\s*\})[\s$.,;]*"
)
_ROW_WITH_SIGN = re.compile(r"\\\\(?:\s*\[[^\]]*\])?[\s&]*(?:=|\+|-)")


def quotation_marks(block: str) -> list[int]:
    """The offsets of these marks, in order.

    No formula begins with one, so that they are seen by the first line; or by all the others, where the
    first only opens an environment or there are several.
    """
    ticks = _BACKTICKS.match(block)
    around = [at for name in ("first", "last") for at in range(*ticks.span(name))] if ticks else []
    array = _ARRAY.fullmatch(block)
    if array and _ROW_WITH_SIGN.search(array["rows"]):
        around += [at for name in ("begin", "end") for at in range(*array.span(name))]
    return sorted({*around, *_line_marks(block)})


def _line_marks(block: str) -> list[int]:
    """The offsets of the marks that lines begin with."""
    lines = [line for line in _LINE.finditer(block) if line["mark"] or line["rest"].strip()]
    if not lines:
        return []
    first = lines[0]
    others = [line for line in lines[1:] if line["mark"] or not _AROUND.match(line["rest"])]
    follows = bool(others) and all(line["mark"] for line in others)
    if not (first["mark"] or (follows and (len(others) > 1 or _AROUND.match(first["rest"])))):
        return []
    return [
        at
        for line in lines
        if line["mark"]
        for at in range(line.start("mark"), line.end("mark"))
        if block[at] == ">"
    ]


def blanked(block: str, marks: Sequence[int]) -> str:
    """A block with blanks in the place of its marks."""
    text = list(block)
    for at in marks:
        text[at] = " "
    return "".join(text)


def unquoted(source: Source, marks: Sequence[int]) -> Source:
    """A statement without the marks that stand in it."""
    first, last = bisect_left(marks, source.start), bisect_left(marks, source.end)
    if first == last:
        return source
    changes = [(at - source.start, at - source.start + 1, " ") for at in marks[first:last]]
    return source.reading(source.as_rewritten().changed(changes))
