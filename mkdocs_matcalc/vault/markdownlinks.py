"""Finds the Markdown links of a note, `[text](url)` and `![text](url)`, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_matcalc.vault.prose import INLINE, prose_lines

_LINK = r"""
    (?P<embed>!?)\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]
    \([ ]*(?P<url><[^<>\n]+>|[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?[ ]*\)
"""
MARKDOWN_LINK = re.compile(rf"(?P<markdown>{_LINK})|(?:{INLINE})", re.VERBOSE | re.DOTALL)
"""Matches a Markdown link, or a stretch in which there can be none (then its group `url` is None)."""


@dataclass(frozen=True)
class MarkdownLink:
    """A Markdown link as it is written; line and column count from 1."""

    url: str
    label: str
    embed: bool
    line: int
    column: int


def markdown_links(text: str) -> Iterator[MarkdownLink]:
    """Every Markdown link of a note in order; none in what is no prose."""
    if "](" not in text:
        return
    prose = "\n".join(prose_lines(text))
    line, passed = 1, 0
    for match in MARKDOWN_LINK.finditer(prose):
        if match["url"]:
            line += prose.count("\n", passed, match.start())
            passed = match.start()
            column = passed - prose.rfind("\n", 0, passed)
            yield MarkdownLink(match["url"].strip("<>"), match["label"], bool(match["embed"]), line, column)
