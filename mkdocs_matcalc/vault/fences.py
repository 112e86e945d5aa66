"""Fenced blocks in a note's lines, wherever they stand: in lists, quotes, admonitions, tabs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place

_OPENING = re.compile(r"(?P<mark>~{3,}|`{3,}(?=[^`]*$))(?P<info>.*)$")
_HEADER = re.compile(r"\s*\{?\s*\.?matcalc(?P<options>[\s}].*)?$")


@dataclass(frozen=True)
class FenceHeader:
    """What stands behind the fence: options, and the block's own id if it has one."""

    options: dict[str, str] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True)
class Fence:
    """A fenced block.

    `lines[start:end]` is the whole of it with its fences, `prefix` what stands before the opening
    one (blanks and quote marks), `body` the lines between with as much taken from each as
    `margins` says. A `matcalc` fence that is never closed has `closed` false and is one line long.
    """

    start: int
    end: int
    prefix: str
    info: str
    body: tuple[str, ...] = ()
    margins: tuple[int, ...] = ()
    closed: bool = True

    @property
    def is_matcalc(self) -> bool:
        return bool(_HEADER.match(self.info))

    def header(self) -> FenceHeader:
        """The options of a `matcalc` fence.

        Raises:
            MatcalcError: The fence is never closed, an option has no value, or a quote is not closed.
        """
        if not self.closed:
            raise MatcalcError(
                ErrorName.UNCLOSED_FENCE,
                "this matcalc block is never closed",
                hint="the closing fence has as many marks as the opening one, at the same indentation",
            )
        try:
            return self._header()
        except ValueError as error:
            raise MatcalcError(
                ErrorName.UNKNOWN_OPTION,
                f"the options of this block can't be read: {error}",
                hint="options look like method=differential layout=numerator",
            ) from error

    def in_note(self, error: MatcalcError, lines: Sequence[str]) -> MatcalcError:
        """An error of the block, and the others in it, with their places among the note's lines."""
        return MatcalcError.together([self._placed(each, lines) for each in error.all])

    def _placed(self, error: MatcalcError, lines: Sequence[str]) -> MatcalcError:
        place = error.place
        # An error in a block that this one uses has a place of its own.
        if place is None or not place.file:
            line, column = self.start, len(self.prefix) + 1
            if place and place.line <= len(self.margins):
                line, column = line + place.line, place.column + self.margins[place.line - 1]
            place = Place(line + 1, column, lines[line])
        return error.moved(place)

    def _header(self) -> FenceHeader:
        match = _HEADER.match(self.info)
        text = (match["options"] or "").strip() if match else ""
        if self.info.lstrip().startswith("{"):
            text = text.removesuffix("}")
        options: dict[str, str] = {}
        name = None
        for word in shlex.split(text):
            key, equals, value = word.partition("=")
            if word.startswith("#"):
                name = word[1:]
            elif key == "id":
                name = value
            elif equals and key:
                options[key] = value
            else:
                raise ValueError(f"the option `{word}` has no value")
        return FenceHeader(options, name or None)


def find_fences(lines: Sequence[str]) -> Iterator[Fence]:
    """Every fenced block at its outermost: what stands inside a longer fence is that fence's text.

    As in pymdownx.superfences, the closing fence has as many marks as the opening one and stands at
    the same indentation, and a fence that is never closed is no fence (unless it is ours).
    """
    marked = [index for index, line in enumerate(lines) if "```" in line or "~~~" in line]
    last_closing = {lines[index].lstrip("> \t").rstrip(): index for index in marked}
    may_open = set(marked)
    index = 0
    while index < len(lines):
        fence = _fence_at(lines, index, last_closing) if index in may_open else None
        index = fence.end if fence else index + 1
        if fence:
            yield fence


def _fence_at(lines: Sequence[str], start: int, last_closing: Mapping[str, int]) -> Fence | None:
    prefix, rest = _split(lines[start])
    match = _OPENING.match(rest)
    if not match:
        return None
    width, quotes = _width(prefix), prefix.count(">")
    body: list[str] = []
    margins: list[int] = []
    # Where nothing below can close it, the note is not searched for that.
    for end in range(start + 1, last_closing.get(match["mark"], start) + 1):
        margin, content = _split(lines[end], width)
        blank = not content.strip()
        if margin.count(">") != quotes or (_width(margin) < width and not blank and not quotes):
            break
        if content.rstrip() == match["mark"]:
            return Fence(start, end + 1, prefix, match["info"], tuple(body), tuple(margins))
        body.append(content.rstrip("\r"))
        margins.append(len(margin))
    unclosed = Fence(start, start + 1, prefix, match["info"], closed=False)
    return unclosed if unclosed.is_matcalc else None


def _split(line: str, width: int | None = None) -> tuple[str, str]:
    """A line's blanks and quote marks, at most `width` columns of them, and the rest."""
    column = 0
    for index, character in enumerate(line):
        if character not in "> \t" or (width is not None and column >= width):
            return line[:index], line[index:]
        column += 4 - column % 4 if character == "\t" else 1
    return line, ""


def _width(prefix: str) -> int:
    return len(prefix.expandtabs(4))
