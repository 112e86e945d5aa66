"""Fenced code as CommonMark reads it, written as pymdownx.superfences reads it.

There all lines of the code are indented as far as the opening fence, the closing one is its like, behind
the language stand options or nothing, and empty lines keep the code out of the paragraphs beside it.
"""

from __future__ import annotations

import re

from mkdocs_matcalc.vault.prose import Kind, blocks

_LANGUAGE = re.compile(r"[ ]*\.?[\w#.+-]+(?=[ ]|$)")
_OPTIONS = re.compile(r"""[ ]*(?:\{.*\}|(?:[a-zA-Z]\w*(?:=(?:"[^"]*"|'[^']*'))?(?:[ ]+|$))*)[ ]*$""")


def normal_fences(text: str) -> str:
    """The same text with fenced code as superfences wants it; what it would read rightly is not changed."""
    if "```" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    kept: list[str] = []
    done = 0
    for block in blocks(text, whole=False):
        if block.kind is not Kind.FENCE:
            continue
        fence = _normal(lines[block.line : block.last + 1], block.column)
        if fence is None:
            continue
        quote = _quote(fence[0], _depth(fence[0], block.column))
        # Within an item an empty line would tell its lines apart as paragraphs.
        gap = [quote.rstrip()] if block.column == len(quote) else []
        kept += lines[done : block.line]
        done = block.last + 1
        kept += gap if kept and kept[-1].strip("> ") else []
        kept += fence
        kept += gap if "".join(lines[done : done + 1]).strip("> ") else []
    return "\n".join(kept + lines[done:])


def _normal(lines: list[str], column: int) -> list[str] | None:
    """A fenced block whose opening fence stands at `column`; None if it is never closed."""
    depth = _depth(lines[0], column)
    quotes = [_quote(line, depth) for line in lines]
    mark, info = _split(lines[0][column:])
    last = lines[-1][len(quotes[-1]) :].strip()
    if len(lines) < 2 or len(last) < len(mark) or last.strip(mark[0]):
        return None
    margin = " " * (column - len(quotes[0]))
    normal = [lines[0][:column] + mark + info]
    for line, quote in zip(lines[1:-1], quotes[1:-1], strict=True):
        code = line[len(quote) :]
        indented = code.startswith(margin) or not code.strip()
        normal.append(line if indented else quote + margin + code.lstrip(" "))
    return [*normal, quotes[-1] + margin + mark]


def _depth(line: str, column: int) -> int:
    """How deep in quotes a fence at `column` is."""
    return line[:column].count(">")


def _split(fence: str) -> tuple[str, str]:
    """The marks of an opening fence, and what stands behind them that superfences can read."""
    length = len(fence) - len(fence.lstrip(fence[0]))
    info = fence[length:]
    language = _LANGUAGE.match(info)
    readable = language is None or _OPTIONS.match(info, language.end())
    return fence[:length], info if readable or language is None else language.group()


def _quote(line: str, depth: int) -> str:
    """The marks of a line in quotes `depth` deep, and the space after them."""
    match = re.match(rf"(?:[ ]*>){{{depth}}}[ ]?", line) if depth else None
    return match.group() if match else ""
