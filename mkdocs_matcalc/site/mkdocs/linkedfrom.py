"""The end of a page: who links to it, which derivations use its rule, and the graph around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from mkdocs_matcalc.site.mkdocs.inline import InlineHtml
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.titles import as_html
from mkdocs_matcalc.vault import VaultIndex
from mkdocs_matcalc.vault.mentions import Mention
from mkdocs_matcalc.vault.sentences import sentence_around


@dataclass(frozen=True)
class LinkingNote:
    """A page in a list: its address as seen from here, its title, and what it says."""

    href: str
    title: Markup
    sentences: tuple[Markup, ...] = ()


class Graph(NamedTuple):
    """The graph around a page.

    Attributes:
        page: The page's address from the root of the site.
        data: Where the data is, as seen from the page.
        whole: The page with the whole graph, as seen from the page.
    """

    page: str
    data: str
    whole: str | None


class LinkedFrom:
    """Writes the ends of pages; one for each build.

    Args:
        index: The vault.
        leading_to: The links to each note from others.
        features: The parts of Obsidian's Markdown that pages read.
    """

    def __init__(
        self,
        index: VaultIndex,
        leading_to: Mapping[str, Iterable[Mention]],
        features: Features | None = None,
    ) -> None:
        self._index = index
        self._leading_to = leading_to
        self._inline = InlineHtml(features)
        self._lines: dict[str, list[str]] = {}

    def html(
        self, path: str, users: Iterable[str], href: Callable[[str], str | None], graph: Graph | None
    ) -> str:
        """What goes below a page; empty if there is nothing to say.

        Args:
            path: The page's note.
            users: The notes whose derivations use its rule.
            href: The address of a note as seen from this page; None if it has none.
            graph: The graph around the page, if it gets one.
        """
        linked = list(self._entries(path, href))
        used = [
            LinkingNote(to, as_html(self._index.title(user)))
            for user in sorted(users)
            if user != path and (to := href(user)) is not None
        ]
        if not linked and not used and graph is None:
            return ""
        return self._template.render(linked=linked, used=used, graph=graph)

    def _entries(self, path: str, href: Callable[[str], str | None]) -> Iterable[LinkingNote]:
        sources: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in self._leading_to.get(path, ()):
            sources[mention.source].append(mention)
        for source, found in sources.items():
            address = href(source)
            if address is not None:
                sentences = dict.fromkeys(filter(None, map(self._sentence, found)))
                yield LinkingNote(address, as_html(self._index.title(source)), tuple(sentences))

    def _sentence(self, mention: Mention) -> Markup | None:
        if mention.source not in self._lines:
            self._lines[mention.source] = self._index.notes[mention.source].text.split("\n")
        around = sentence_around(self._lines[mention.source], mention.line, mention.column)
        if around is None:
            return None
        return self._inline.marked(around.before, around.shown, around.after, around.lead, around.rest)

    @cached_property
    def _template(self) -> Template:
        folder = FileSystemLoader(Path(__file__).parent / "templates")
        environment = Environment(loader=folder, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        return environment.get_template("linkedfrom.html")
