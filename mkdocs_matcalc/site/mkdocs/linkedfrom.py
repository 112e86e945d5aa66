"""The end of a page: who links to it, which derivations use its rule, and the graph around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from mkdocs_matcalc.site.mkdocs.quotes import Quotes
from mkdocs_matcalc.site.obsidian.titles import as_html
from mkdocs_matcalc.vault.mentions import Mention

# As many lines are shown; what is beyond them is folded away, if it is more than one.
_SHOWN = 12


@dataclass(frozen=True)
class LinkingNote:
    """A page in a list: its address as seen from here, its name, and what it says.

    Attributes:
        href: The address.
        name: The name.
        shown: Sentences that are shown.
        folded: Others, which are folded away.
    """

    href: str
    name: Markup
    shown: tuple[Markup, ...] = ()
    folded: tuple[Markup, ...] = ()


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
        name: What a note is called.
        leading_to: The links to each note from others.
    """

    def __init__(self, name: Callable[[str], str], leading_to: Mapping[str, Iterable[Mention]]) -> None:
        self._name = name
        self._leading_to = leading_to
        self._quotes: dict[str, Quotes] = {}

    def quote(self, path: str, quotes: Quotes) -> None:
        """Keep what a note says of others, by their paths."""
        self._quotes[path] = quotes

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
            LinkingNote(to, as_html(self._name(user)))
            for user in sorted(users)
            if user != path and (to := href(user)) is not None
        ]
        if not linked and not used and graph is None:
            return ""
        return self._template.render(linked=_Listed.of(linked), used=_Listed.of(used), graph=graph)

    def _entries(self, path: str, href: Callable[[str], str | None]) -> Iterable[LinkingNote]:
        for source in dict.fromkeys(mention.source for mention in self._leading_to.get(path, ())):
            address = href(source)
            if address is not None:
                sentences = self._quotes.get(source, {}).get(path, ())
                yield LinkingNote(address, as_html(self._name(source)), sentences)

    @cached_property
    def _template(self) -> Template:
        folder = FileSystemLoader(Path(__file__).parent / "templates")
        environment = Environment(loader=folder, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        return environment.get_template("linkedfrom.html")


class _Listed(NamedTuple):
    """Notes that are shown, and others that are folded away."""

    shown: Sequence[LinkingNote]
    further: Sequence[LinkingNote]

    @classmethod
    def of(cls, notes: Sequence[LinkingNote]) -> _Listed:
        # A note takes as many lines as it says sentences; at least one.
        taken = list(accumulate((max(len(note.shown), 1) for note in notes), initial=0))
        count = sum(before < _SHOWN for before in taken[:-1])
        count += len(notes) == count + 1
        shown = [_folded(note, _SHOWN - before) for note, before in zip(notes[:count], taken, strict=False)]
        return cls(shown, notes[count:])


def _folded(note: LinkingNote, room: int) -> LinkingNote:
    """The note with no more sentences shown than there is room for; a single one is not folded away."""
    room = max(room, 1)
    room += len(note.shown) == room + 1
    return LinkingNote(note.href, note.name, note.shown[:room], note.shown[room:])
