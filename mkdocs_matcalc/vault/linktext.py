"""Finds the wiki-links of a note, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_matcalc.vault.prose import INLINE, prose_lines

_ALIAS = r"(?:\[[^\[\]\n]*\]|[^\[\]\n]|\[(?!\[))*"
_HEADING = r"(?:\[[^\[\]\n]*\]|[^\[\]|\n])*?"
_LINK = rf"""
    (?P<embed>!?)\[\[
    (?P<target>[^\[\]|\#\n]*?(?:\#{_HEADING})?)
    (?:\\?\|(?P<alias>{_ALIAS}))?
    \]\](?!\(\w+://)
"""
WIKI_LINK = re.compile(rf"(?P<link>{_LINK})|(?:{INLINE})", re.VERBOSE | re.DOTALL)
"""Matches a wiki-link, or a stretch in which there can be none (then `read_link` gives None)."""


@dataclass(frozen=True)
class WikiLink:
    """A wiki-link as it is written.

    Attributes:
        target: What stands before the first `|`, trimmed: `note#Heading`. Empty only where there is an alias.
        alias: What stands after it, as Markdown; None without a `|`.
        embed: Whether it is `![[…]]`.
        line: Its line in the note, from 1.
        column: Its column, from 1.
    """

    target: str
    alias: str | None
    embed: bool = False
    line: int = 0
    column: int = 0

    @property
    def text(self) -> str | None:
        """The alias, if it is more than spaces; those at its ends keep the words around it apart."""
        return self.alias if self.alias and self.alias.strip() else None

    @property
    def shown(self) -> str:
        """What a link without an alias shows: `note > Heading`, or `Heading` on the page itself."""
        return " > ".join(part for part in (part.strip() for part in self.target.split("#")) if part)


def wiki_links(text: str) -> Iterator[WikiLink]:
    """Every wiki-link of a note in order; none in front matter, code, comments, raw HTML or mathematics."""
    line, passed = 1, 0
    prose = "\n".join(prose_lines(text.replace("\r\n", "\n")))
    for match in WIKI_LINK.finditer(prose):
        link = read_link(match)
        if link:
            line += prose.count("\n", passed, match.start())
            passed = match.start()
            column = passed - prose.rfind("\n", 0, passed)
            yield WikiLink(link.target, link.alias, link.embed, line, column)


def read_link(match: re.Match[str]) -> WikiLink | None:
    """The link in a match of `WIKI_LINK`, without its place; None if these brackets are none."""
    target = (match["target"] or "").strip()
    if not target.strip("# "):
        # `[[ |text]]` leads nowhere, but says something.
        said = (match["alias"] or "").strip()
        return WikiLink("", match["alias"], bool(match["embed"])) if said else None
    if target.startswith("^") and match["alias"] is None:
        # `[[^1]]` is a footnote in brackets.
        return None
    target = f"#{target}" if target.startswith("^") else target
    return WikiLink(target, match["alias"], bool(match["embed"]))
