"""The sentence around a link, as Markdown without links, for lists of who mentions a note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mkdocs_matcalc.vault.blockids import BLOCK_ID
from mkdocs_matcalc.vault.linktext import WIKI_LINK, read_link
from mkdocs_matcalc.vault.markdownlinks import MARKDOWN_LINK
from mkdocs_matcalc.vault.prose import INLINE, Block, Kind, blocks, prose_lines

_MARKERS = re.compile(
    r"[ \t>]*(?:(?:[-*+]|\d+[.)]|\#{1,6}|\[\^[^\]\s]+\]:|:)[ \t]+)*(?:\[[ xX]\][ \t]+|\[![^\]]+\][-+]?)?"
)
_STARTS = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)]|\#{1,6}|\||\[\^[^\]\s]+\]:)[ \t]")
_END = re.compile(r"[.!?…][\"'”’)\]*_]*\s+(?=[^a-z\s]|\Z)|[。！？]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_SPACE = re.compile(r"\s+")
_NO_PROSE = re.compile(INLINE, re.VERBOSE | re.DOTALL)
_LONGEST = 280
# Emphasis reaches no farther: a whole page in one paragraph is not read for each of its links.
_FAR = 2000
_QUOTE_MARKS = re.compile(r"[ \t>]*")
_TEX_COMMENT = re.compile(r"(?<!\\)%.*")
# A noncharacter, which no text has, on lines that a formula above them has taken.
_TAKEN = "\ufdd4"


@dataclass(frozen=True)
class Sentence:
    """A sentence with a link in it: what stands before the link, what the link shows, and what follows.

    Attributes:
        lead: What stands above it in its paragraph, where emphasis may have begun.
        rest: What stands below it, where emphasis may end.
    """

    before: str
    shown: str
    after: str
    lead: str = ""
    rest: str = ""


def sentence_around(lines: Sequence[str], line: int, column: int) -> Sentence | None:
    """The sentence around the link that begins at a line and a column, both from 1; None if there is none.

    Args:
        lines: The note's, front matter included.
    """
    lines = _quotable("\n".join(lines))
    first = last = line - 1
    while first and not _STARTS.match(lines[first]) and lines[first - 1].strip("> \t"):
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip("> \t") and not _STARTS.match(lines[last + 1]):
        last += 1
    if "|" in lines[line - 1] and lines[line - 1].strip("> \t").startswith("|"):
        return _row(lines[line - 1], column - 1)
    before = "\n".join([*lines[first : line - 1], lines[line - 1][: column - 1]])
    after = "\n".join([lines[line - 1][column - 1 :], *lines[line : last + 1]])
    return _split(before, after)


@lru_cache(maxsize=32)
def _quotable(text: str) -> tuple[str, ...]:
    """The lines of a note without code and comments, each display formula whole on the line where it begins.

    What follows a formula stays at its line and column.
    """
    lines, kept = text.split("\n"), list(prose_lines(text))
    for block in blocks(text):
        if block.kind is Kind.MATHS:
            kept[block.first] = kept[block.first][: block.column] + _on_one_line(lines, block)
            if block.first == block.last:
                kept[block.first] += lines[block.first][block.end :]
            for taken in range(block.first + 1, block.last + 1):
                kept[taken] = _TAKEN + kept[taken][1:]
    return tuple(kept)


def _on_one_line(lines: Sequence[str], block: Block) -> str:
    first, last = lines[block.first], lines[block.last]
    if block.first == block.last:
        return first[block.column : block.end]
    inner = [
        _QUOTE_MARKS.sub("", line, count=1)
        for line in (*lines[block.first + 1 : block.last], last[: block.end])
    ]
    return " ".join(_TEX_COMMENT.sub("", line) for line in (first[block.column :], *inner))


def _row(row: str, column: int) -> Sentence | None:
    """The cell of a table."""
    start = row.rfind("|", 0, column) + 1
    end = re.search(r"(?<!\\)\|", row[_link_length(row[column:]) + column :])
    stop = end.start() + _link_length(row[column:]) + column if end else len(row)
    return _split(row[start:column], row[column:stop])


def _split(before: str, after: str) -> Sentence | None:
    length = _link_length(after)
    if not length:
        return None
    begun = max((end.end() for end in _END.finditer(_opaque(before))), default=0)
    ended = _END.search(_opaque(after), length)
    end = ended.end() if ended else len(after)
    above, start = _last_words(_plain(before[begun:], new_line=not begun).lstrip())
    finish, below = _first_words(_plain(after[length:end]).rstrip())
    lead = _plain(before[:begun], new_line=True).lstrip() + above if len(before) < _FAR else ""
    rest = below + _plain(after[end:]) if len(after) < _FAR else ""
    return Sentence(start, _plain(after[:length]), finish, lead, rest)


def _opaque(text: str) -> str:
    """The text with code and mathematics blotted out, in which a full stop ends no sentence."""
    return _NO_PROSE.sub(lambda match: "x" * len(match.group()), text)


def _link_length(text: str) -> int:
    for pattern in (WIKI_LINK, MARKDOWN_LINK):
        match = pattern.match(text)
        if match and (match.groupdict().get("link") or match.groupdict().get("markdown")):
            return match.end()
    return 0


def _plain(markdown: str, new_line: bool = False) -> str:
    """On one line, without the marks of lists and quotes, with each link replaced by what it shows."""
    first, *others = markdown.split("\n")
    lines = [_unmarked(first) if new_line else first, *map(_unmarked, others)]
    text = WIKI_LINK.sub(_shown, BLOCK_ID.sub("", " ".join(lines).replace(_TAKEN, " ")))
    text = MARKDOWN_LINK.sub(lambda match: match["label"] if match["url"] else match.group(), text)
    return _SPACE.sub(" ", _FOOTNOTE.sub("", text))


def _unmarked(line: str) -> str:
    return _MARKERS.sub("", line, count=1)


def _shown(match: re.Match[str]) -> str:
    link = read_link(match)
    if link is None:
        return "" if match["comment"] else match.group()
    return link.shown if link.embed else link.text or link.shown


def _last_words(text: str) -> tuple[str, str]:
    """What is left out, and the end of a text."""
    if len(text) <= _LONGEST or "$" in text:
        return "", text
    kept = text[-_LONGEST:].partition(" ")[2]
    return text[: len(text) - len(kept)], f"… {kept}"


def _first_words(text: str) -> tuple[str, str]:
    """The beginning of a text, and what is left out."""
    if len(text) <= _LONGEST or "$" in text:
        return text, ""
    kept = text[:_LONGEST].rpartition(" ")[0]
    return f"{kept} …", text[len(kept) :]
