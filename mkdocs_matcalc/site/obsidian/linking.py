"""What the Markdown extension knows of links on the page at hand, and how it speaks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from markdown import Markdown

from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.vault import Missing, Resolution, Target, VaultIndex
from mkdocs_matcalc.vault.keys import heading_key
from mkdocs_matcalc.vault.propertylinks import property_links
from mkdocs_matcalc.vault.written import Written, written_links


class Fault(Enum):
    """What is wrong with a link, for whoever decides how loudly to say so."""

    NOT_FOUND = auto()
    """It leads nowhere, or where it only may have meant to."""
    ANCHOR = auto()
    """The note is there, but not the heading or block."""
    UNPUBLISHED = auto()
    """It leads to what readers don't get."""
    FILE = auto()
    """It leads to a file that a browser can't show."""
    CYCLE = auto()
    """It embeds a note in itself."""


@dataclass
class LinkContext:
    """The vault, and the page at hand; one for each Markdown instance. Call `enter` before each page.

    Attributes:
        resolver: Knows where links lead; None leaves every wiki-link as it is typed.
        warn: Is given each warning, complete with its place (`notes/a.md:12:5: no note named "x"`), and
            what is wrong.
        features: The parts of Obsidian's Markdown that are read.
        source: Path of the page's note from the vault's root.
        file: The same as messages show it.
        text: The whole file, front matter included: lines and columns are told in it.
        anchors: Ids that embedded notes brought to the page.
        chain: The notes and parts that are being shown, from the page itself to the innermost embedded one.
        prefix: What ids on an embedded note's part of the page begin with.
        new_markdown: Makes a Markdown instance like the page's own for a note embedded in it; None where
            notes can't be embedded.
    """

    resolver: VaultIndex | None
    warn: Callable[[str, Fault], None]
    features: Features = field(default_factory=Features)
    source: str = ""
    file: str = ""
    text: str = ""
    anchors: set[str] = field(default_factory=set)
    chain: tuple[Target, ...] = ()
    prefix: str = ""
    new_markdown: Callable[[LinkContext], Markdown] | None = None
    _places: dict[str, list[Written]] | None = field(default=None, init=False, repr=False)

    def enter(self, source: str, text: str, file: str = "") -> None:
        """Begin the page made from the note `source` with the file's text `text`.

        Links in its properties are on no page: what is to say of them is said here.
        """
        self.source, self.text, self.file, self._places = source, text, file or source, None
        self.anchors.clear()
        self.chain = (Target(source),)
        if self.resolver:
            for link in property_links(text):
                self.tell(link.target, self.resolver.resolve(link.target, source))

    def embeds(self, path: str) -> bool:
        """Whether `![…]` shows the file as a part of the page, since it is a note."""
        is_note = self.resolver is not None and path in self.resolver.notes
        return is_note and self.features.embeds and self.new_markdown is not None

    def tell(self, target: str, resolution: Resolution) -> None:
        """Warn about the link to `target` if there is anything to say, with its place in the file."""
        if isinstance(resolution, Missing):
            fault = Fault.UNPUBLISHED if resolution.unpublished else Fault.NOT_FOUND
            self.say(target, resolution.message, fault)
        elif resolution.warning:
            self.say(target, resolution.warning, Fault.ANCHOR if resolution.lost else Fault.NOT_FOUND)

    def say(self, target: str, message: str, fault: Fault) -> None:
        """Warn about the link to `target`."""
        place = self._place(target)
        where = f"{self.file}:{place.line}:{place.column}" if place else self.file
        self.warn(f"{where}: {message}", fault)

    def _place(self, target: str) -> Written | None:
        """Where the link stands: of several that say the same, the first that was not told yet."""
        if self._places is None:
            self._places = defaultdict(list)
            for link in written_links(self.text):
                self._places[heading_key(link.target)].append(link)
        written_so = self._places.get(heading_key(target))
        if not written_so:
            return None
        return written_so.pop(0) if len(written_so) > 1 else written_so[0]
