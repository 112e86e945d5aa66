"""Every link of a note as it is written: wiki-links, those in properties too, and Markdown links."""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_matcalc.vault.linktext import wiki_links
from mkdocs_matcalc.vault.markdownlinks import markdown_links
from mkdocs_matcalc.vault.propertylinks import property_links


@dataclass(frozen=True)
class Written:
    """A link: its target as typed, whether it is a wiki-link, and its line and column in the note, from 1."""

    target: str
    wiki: bool
    line: int
    column: int


def written_links(text: str) -> list[Written]:
    """The links of a note in order."""
    wiki = (*property_links(text), *wiki_links(text))
    found = [Written(link.target, True, link.line, link.column) for link in wiki]
    found += [Written(link.url, False, link.line, link.column) for link in markdown_links(text)]
    return sorted(found, key=lambda link: (link.line, link.column))
