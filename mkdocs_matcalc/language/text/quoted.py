"""What stands in a formula where it was copied from, and is none of it.

So are what opens and closes a formula in LaTeX, backslashes that a program wants to be doubled, the number in
front of an equation, the `>` before each line of a quotation or a callout, the backticks of GitHub's $`x`$,
an array around rows that begin with a sign, braces around a bracket, and what HTML writes for a sign.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from mkdocs_matcalc.language.text.source import Source

_LINE = re.compile(r"^(?P<before>[^\S\n]*)(?P<mark>(?:>[^\S\n]*)+)?(?P<rest>[^\n]*)$", re.MULTILINE)
# A line that opens or closes a formula, and has nothing of it.
_AROUND = re.compile(r"(?:\s|\$|\\(?:begin|end)\s*\{[a-z]+\*?\})*\Z")


# What stands around the whole of a formula.
_BACKTICKS = re.compile(r"\s*(?P<first>`+)[^`]*(?P<last>`+)\s*\Z")


_ARRAY = re.compile(
    r"[\s$]*(?P<begin>\\begin\s*\{\s*array\s*\}\s*(?:\[\w\]\s*)?\{[\slcr@{}]*\})"
    r"(?P<rows>(?:(?!\\(?:begin|end)\s*\{\s*array)[\s\S])*)(?P<end>\\end\s*\{\s*array\s*\})[\s$.,;]*"
)
_ROW_WITH_SIGN = re.compile(r"\\\\(?:\s*\[[^\]]*\])?[\s&]*(?:\+|-)|=|\\Rightarrow")
_IN_BRACES = re.compile(r"\{[^{}]*\}")


# What opens and closes a formula: nothing but dollars stands before it, or behind it, in its line.
_DELIMITER = re.compile(
    r"^[\s$]*(?P<open>\\[\[(])(?![^\n]*\\[\[(])|(?<!\\)(?P<close>\\[\])])[\s$.,;]*$", re.MULTILINE
)
# Spaces without a width, as pages have them to be copied.
_NOT_SEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")
# `::=` defines as `:=` does; a row may end twice.
_TWICE = re.compile(r":(?=:=)|(?<!\\)\\\\(?=\\\\(?!\\)\s)")
_BACKSLASHES = re.compile(r"\\+")
_DOUBLED = re.compile(
    r"(?<!\\)\\\\(?:[dt]?frac|nabla|partial|mathbf|boldsymbol|mathbb|mathcal|sum|left|text|top|begin|operatorname)"
    r"(?![A-Za-z])"
)

# The number or the letter of an equation, in front of it.
_LABEL = re.compile(
    r"[\s$]*(?P<label>\(\s*(?:\d{1,2}\s*\)\s*[:.]?|(?:[a-z]|[ivx]{1,4})\s*\)\s*(?::|(?=\\q?quad(?![A-Za-z])))))"
    r"(?:\s|\\[,;:! ]|~|\\q?quad(?![A-Za-z]))*(?!\\(?:cdot|times|odot|otimes)(?![A-Za-z]))(?=[\w\\∇∂])"
)

# The same in front of a row, or a line, further down.
_ROW_LABEL = re.compile(
    r"(?:\n|\\\\(?:\s*\[[^\]\n]*\])?|\\begin\s*\{[a-z]+\*?\})[\s&$]*(?P<label>\(\s*(?:\d{1,2}|[a-z]|[ivx]{1,4})\s*\)\s*:?)"
    r"(?=\s*(?:\\q?quad(?![A-Za-z])|&|\\[dt]?frac\s*\{\s*(?:d|\\partial)|\\nabla(?![A-Za-z])|∇|d/d))"
)

# What HTML writes for a sign, and what it is.
_ENTITIES = {"#124": "|", "lt": "<", "gt": ">", "amp": "&", "nbsp": " ", "#95": "_", "#42": "*", "#39": "'"}
_ENTITY = re.compile(rf"&(?P<name>{'|'.join(_ENTITIES)});")
# A colour in hexadecimal digits, whose # begins no comment.
_COLOUR = re.compile(r"\{\s*(?P<sign>#)[0-9A-Fa-f]{3,8}\s*\}")
_SIZED = re.compile(r"\\[bB]igg?[lrm]?\s*(?P<open>\{)\s*\\?[\[\](){}|]\s*(?P<close>\})")


def copied_marks(block: str) -> dict[int, str]:
    """The offsets of what is none of a formula, in order, each with the character that stands for it."""
    ticks = _BACKTICKS.match(block)
    around = [at for name in ("first", "last") for at in range(*ticks.span(name))] if ticks else []
    array = _ARRAY.fullmatch(block)
    if array and _ROW_WITH_SIGN.search(_IN_BRACES.sub("", array["rows"])):
        around += [at for name in ("begin", "end") for at in range(*array.span(name))]
    label = _LABEL.match(block)
    around += range(*label.span("label")) if label else ()
    around += [at for match in _ROW_LABEL.finditer(block) for at in range(*match.span("label"))]
    around += [*_delimiters(block), *_doubled_backslashes(block)]
    around += [match.start(name) for match in _SIZED.finditer(block) for name in ("open", "close")]
    around += [match.start("sign") for match in _COLOUR.finditer(block)]
    around += [match.start() for match in _NOT_SEEN.finditer(block)]
    around += [at for match in _TWICE.finditer(block) for at in range(*match.span())]
    marks = dict.fromkeys((*around, *_line_marks(block)), " ")
    for match in _ENTITY.finditer(block):
        # Two signs next to each other stay so.
        at = match.end() - 1 if _ENTITY.match(block, match.end()) else match.start()
        marks |= dict.fromkeys(range(*match.span()), " ") | {at: _ENTITIES[match["name"]]}
    return dict(sorted(marks.items()))


def _delimiters(block: str) -> list[int]:
    r"""The offsets of `\[` and `\]`, or `\(` and `\)`, around formulas that have lines of their own."""
    found = list(_DELIMITER.finditer(block))
    if [match.lastgroup for match in found] != ["open", "close"] * (len(found) // 2):
        return []
    return [at for match in found for at in range(*match.span(match.lastgroup or ""))]


def _doubled_backslashes(block: str) -> list[int]:
    """The offsets of every other backslash, where each of them stands twice."""
    runs = [match.span() for match in _BACKSLASHES.finditer(block.rstrip("\\ \n"))]
    if not _DOUBLED.search(block) or any((end - start) % 2 for start, end in runs):
        return []
    return [at for start, end in runs for at in range(start, (start + end) // 2)]


def _line_marks(block: str) -> list[int]:
    """The offsets of the marks that lines begin with.

    No formula begins with one, so that they are seen by the first line; or by all the others, where the
    first only opens an environment or there are several.
    """
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


def blanked(block: str, marks: Mapping[int, str]) -> str:
    """A block with what its marks stand for in their place."""
    text = list(block)
    for at, sign in marks.items():
        text[at] = sign
    return "".join(text)


def unquoted(source: Source, marks: Mapping[int, str]) -> Source:
    """A statement without the marks that stand in it."""
    offsets = list(marks)
    first, last = bisect_left(offsets, source.start), bisect_left(offsets, source.end)
    if first == last:
        return source
    changes = [(at - source.start, at - source.start + 1, marks[at]) for at in offsets[first:last]]
    return source.reading(source.as_rewritten().changed(changes))
