"""The sentence around a link, as Markdown without links, for lists of who mentions a note."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mkdocs_matcalc.vault.blockids import BLOCK_ID
from mkdocs_matcalc.vault.links import WIKI_LINK, read_link
from mkdocs_matcalc.vault.markdownlinks import MARKDOWN_LINK
from mkdocs_matcalc.vault.prose import INLINE

_MARKERS = re.compile(
    r"[ \t>]*(?:(?:[-*+]|\d+[.)]|\#{1,6}|\[\^[^\]\s]+\]:|:)[ \t]+)*(?:\[[ xX]\][ \t]+|\[![^\]]+\][-+]?)?"
)
_STARTS = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)]|\#{1,6}|\||\[\^[^\]\s]+\]:)[ \t]")
_END = re.compile(r"[.!?…][\"'”’)\]*_]*\s+(?=[^a-z\s]|\Z)|[。！？]")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]")
_SPACE = re.compile(r"\s+")
_NO_PROSE = re.compile(INLINE, re.VERBOSE | re.DOTALL)
_LONGEST = 280


@dataclass(frozen=True)
class Sentence:
    """A sentence with a link in it: what stands before the link, what the link shows, and what follows."""

    before: str
    shown: str
    after: str


def sentence_around(lines: list[str], line: int, column: int) -> Sentence | None:
    """The sentence around the link that begins at a line and a column, both from 1; None if there is none."""
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
    start = _plain(before[begun:], new_line=not begun).lstrip()
    rest = _plain(after[length : ended.end() if ended else None]).rstrip()
    return Sentence(_last_words(start), _plain(after[:length]), _first_words(rest))


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
    text = WIKI_LINK.sub(_shown, BLOCK_ID.sub("", " ".join(lines)))
    text = MARKDOWN_LINK.sub(lambda match: match["label"] if match["url"] else match.group(), text)
    return _SPACE.sub(" ", _FOOTNOTE.sub("", text))


def _unmarked(line: str) -> str:
    return _MARKERS.sub("", line, count=1)


def _shown(match: re.Match[str]) -> str:
    link = read_link(match)
    if link is None:
        return "" if match["comment"] else match.group()
    return link.shown if link.embed else link.text or link.shown


def _last_words(text: str) -> str:
    if len(text) <= _LONGEST or "$" in text:
        return text
    return "… " + text[-_LONGEST:].partition(" ")[2]


def _first_words(text: str) -> str:
    if len(text) <= _LONGEST or "$" in text:
        return text
    return text[:_LONGEST].rpartition(" ")[0] + " …"
