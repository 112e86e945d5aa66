"""Formulas in the spelling of NumPy, PyTorch, MATLAB and matrixcalculus.org, brought into that of blocks.

What has one meaning is read; what has several, or no name here, is refused with what to write.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.rewritten import Change
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.unsupported import unsupported_at
from mkdocs_matcalc.language.vocabulary import known_function, nearest_function

# Each pass opens one call of a method.
_MOST_METHODS = 100

_PRODUCTS = frozenset({"dot", "matmul", "mm", "mv"})
_HERE = {
    "absolute": "abs",
    "maximum": "max",
    "minimum": "min",
    "multiply": "hadamard",
    "t": "transpose",
    "inverse": "inv",
}
# What has another name here, or stands for a formula.
_INSTEAD = {
    "inner": "`x^T y` of two vectors",
    "outer": "`x y^T`",
    "solve": "`A^-1 b`",
    "power": "`x.^2`, the power by entry",
    "divide": "`x ./ y`",
    "add": "`x + y`",
    "subtract": "`x - y`",
    "log1p": "`log(1 + x)`",
    "expm1": "`exp(x) - 1`",
    "log2": "`log(x) / log(2)`",
    "log10": "`log(x) / log(10)`",
    "slogdet": "`logdet(X)`",
    "einsum": "a product, or a sum over an index, `sum_{i=1}^n x_i y_i`",
    "flatten": "`vec(X)`, which stacks the columns",
    "ravel": "`vec(X)`, which stacks the columns",
    "reshape": "`vec(X)`, which stacks the columns, or its inverse, `unvec(x, m, n)`",
    "std": "`sqrt(var(x))`",
    "where": "`relu(x)`, `max(x, 0)`, `abs(x)` or `sign(x)`",
    "clip": "`max(x, 0)` or `min(x, 0)`, by entry",
}
_ATTRIBUTES = {"I": "^-1", "H": "^T", "mT": "^T"}
_AXES = {"0": "columns", "1": "rows"}

_LIBRARY = re.compile(
    r"(?<![\w.\\])(?P<library>np|numpy|jnp|jax|torch|tf|scipy|sp|math|nn|F)"
    r"(?:\.(?:numpy|linalg|nn|functional|special|math))*\.(?P<name>[A-Za-z_]\w*)(?=\s*\()"
)
# A transpose, or the like, is no method: `(L d).T (y - z)` is a product.
_METHOD = re.compile(rf"(?<=[\w)\]'′])\.(?!(?:T|{'|'.join(_ATTRIBUTES)})\b)(?P<name>[A-Za-z_]\w*)\s*\(")
_ATTRIBUTE = re.compile(rf"(?<=[\w)\]])\.(?P<name>{'|'.join(_ATTRIBUTES)})(?![\w(.])")
_AXIS = re.compile(r",\s*(?:axis|dim)\s*=\s*(?P<axis>-?\d+)\s*(?=\))")
_ALL_ENTRIES = re.compile(r"(?<![\w\\])(?P<name>[^\W\d_]\w*)(?P<all>\(\s*:\s*\))")
_OF_ONES = re.compile(r"(?<![\w\\])vector\(\s*1\s*\)")
_FROBENIUS = re.compile(r",\s*(?:(?:ord|p)\s*=\s*)?(['\"])fro\1\s*(?=\))")
_ANY = re.compile(r"\.[A-Za-z]|\(\s*:|(?<![\w\\])(?:vector\(|axis|dim)|['\"]fro")
_OF_A_LIBRARY = re.compile(r"(?<![\w.\\])(?:np|numpy|jnp|torch|tf)\.|(?<=[\w)\]])\.[a-z]\w*\(")
_OF_ARRAYS = re.compile(rf"@|\*\*|{_OF_A_LIBRARY.pattern}")
_NO_FORMULA = re.compile(r"\s*(?:option\b|using\s+\[\[|rule\s)")
_OWN = re.compile(r"\s*vector\b\s*(?:\([^()]*\)\s*)?(?::|=|∈|,|in\b)")
_BRACKETS = {"(": ")", "[": "]"}
_NAME_BEFORE = re.compile(r"[^\W\d]\w*\Z")


def of_arrays(source: Source) -> bool:
    """Whether a formula is written for arrays, where `*` is by entry and `@` the matrix product."""
    return _OF_ARRAYS.search(source.block, source.start, source.end) is not None


def of_a_library(source: Source) -> bool:
    """Whether a formula calls a function of NumPy, or one like it."""
    return _OF_A_LIBRARY.search(source.block, source.start, source.end) is not None


def brought_in(source: Source, others: Collection[Source]) -> Source:
    """A formula in the spelling of blocks.

    Args:
        source: The formula.
        others: All of its block: what they declare or define is their own.

    Raises:
        MatcalcError: It has a function of a library that has another name here, or none.
    """
    if not _ANY.search(source.text) or _NO_FORMULA.match(source.text):
        return source
    own = any(_OWN.match(each.text) for each in others)
    text = source.as_rewritten()
    text = text.changed(_of_matlab(text.text, own=own))
    text = text.changed(_of_libraries(source.reading(text)))
    for _ in range(_MOST_METHODS):
        changes = _of_a_method(source.reading(text))
        if not changes:
            break
        text = text.changed(changes)
    return source.reading(text.changed(_of_an_axis(source.reading(text))))


def _of_matlab(text: str, *, own: bool) -> Iterator[Change]:
    for match in _ALL_ENTRIES.finditer(text):
        yield match.start(), match.start(), "vec("
        yield match.start("all"), match.end(), ")"
    for match in () if own else _OF_ONES.finditer(text):
        yield match.start(), match.end(), r"\mathbf{1}"
    for match in _FROBENIUS.finditer(text):
        yield match.start(), match.end(), ""


def _of_libraries(source: Source) -> Iterator[Change]:
    text = source.text
    for match in _LIBRARY.finditer(text):
        name = match["name"]
        if name in _PRODUCTS:
            yield from _product(text, match.start(), text.index("(", match.end()))
            continue
        yield match.start(), match.end(), _here(source, match, match.group(), match["library"])
    for match in _ATTRIBUTE.finditer(text):
        yield match.start(), match.end(), _ATTRIBUTES[match["name"]]


def _of_a_method(source: Source) -> list[Change]:
    """`x.sum()` as `sum(x)`, the first there is."""
    text = source.text
    for match in _METHOD.finditer(text):
        start = _operand(text, match.start())
        if start is None:
            continue
        if match["name"] in _PRODUCTS:
            end = _closing(text, match.end() - 1)
            return [(start, start, "(("), (match.start(), match.end(), ") @ ("), (end, end + 1, "))")]
        takes_more = text[match.end() :].lstrip()[:1] != ")"
        name = _here(source, match, f".{match['name']}", "")
        between = ", " if takes_more else ""
        return [(start, start, f"{name}("), (match.start(), match.end(), between)]
    return []


def _product(text: str, start: int, opening: int) -> Iterator[Change]:
    """`dot(a, b)` as a product; with any other number of arguments it stays."""
    end = _closing(text, opening)
    commas = [at for at in _top_level(text, opening, end) if text[at] == ","]
    if len(commas) == 1:
        yield start, opening + 1, "(("
        yield commas[0], commas[0] + 1, ") @ ("
        yield end, end + 1, "))"


def _here(source: Source, match: re.Match[str], written: str, library: str) -> str:
    """What a function of a library is called here.

    Raises:
        MatcalcError: It has another name here, or none.
    """
    name = match["name"]
    known = _HERE.get(name) or known_function(name)
    # PyTorch divides a variance by one less.
    if known and name not in _INSTEAD and (known, library) != ("var", "torch"):
        return known
    instead, near = _INSTEAD.get(name), nearest_function(name)
    for row in () if instead else unsupported_at(f"{name}(", 0):
        raise row.error(source.place(match.start()))
    own = f"`{name} : R -> R` declares a function of your own, `{name}(x)`"
    hint = f"write {instead}" if instead else f"did you mean `{near}`?" if near else own
    raise MatcalcError(
        ErrorName.UNKNOWN_FUNCTION,
        f"`{written}` is no function that is known here",
        source.place(match.start()),
        hint,
    )


def _of_an_axis(source: Source) -> Iterator[Change]:
    for match in _AXIS.finditer(source.text):
        if match["axis"] not in _AXES:
            raise MatcalcError(
                ErrorName.AMBIGUOUS,
                f"the axis {match['axis']} is another one of a vector than of a matrix",
                source.place(match.start("axis")),
                "write `sum(X, rows)`, of each row by itself, or `sum(X, columns)`",
            )
        yield match.start(), match.end(), f", {_AXES[match['axis']]}"


def _operand(text: str, end: int) -> int | None:
    """Where what stands before a point begins: a name, a call, or brackets."""
    at = end
    while text.endswith((".T", "'", "′"), 0, at):
        at -= 2 if text.endswith(".T", 0, at) else 1
    if at and text[at - 1] in ")]":
        opened: list[int] = []
        for place in range(at):
            if text[place] in _BRACKETS:
                opened.append(place)
            elif text[place] in ")]" and opened:
                start = opened.pop()
                if place == at - 1:
                    name = _NAME_BEFORE.search(text[max(0, start - 80) : start])
                    return start - len(name.group()) if name else start
        return None
    name = _NAME_BEFORE.search(text[max(0, at - 80) : at])
    return at - len(name.group()) if name else None


def _closing(text: str, opening: int) -> int:
    """Where the bracket that opens at an offset closes; layout has seen that it does."""
    return next(at for at in _top_level(text, opening, len(text)) if text[at] in ")]")


def _top_level(text: str, opening: int, end: int) -> Iterator[int]:
    """The offsets after a bracket that stand in no other within it, its own closing one the last."""
    depth = 0
    for at in range(opening + 1, end):
        if text[at] in _BRACKETS:
            depth += 1
        elif depth == 0:
            yield at
            if text[at] in ")]":
                return
        elif text[at] in ")]":
            depth -= 1
