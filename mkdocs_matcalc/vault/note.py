"""One note: its path, its text, and what both say about it, read when first asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from mkdocs_matcalc.vault.blockids import block_ids
from mkdocs_matcalc.vault.derivations import derivations
from mkdocs_matcalc.vault.filekinds import is_drawing
from mkdocs_matcalc.vault.frontmatter import front_matter, says, strings
from mkdocs_matcalc.vault.headings import HeadingLine, heading_lines
from mkdocs_matcalc.vault.keys import called, fold
from mkdocs_matcalc.vault.prose import Kind, blocks, prose_lines
from mkdocs_matcalc.vault.tags import inline_tags
from mkdocs_matcalc.vault.unreadable import Unreadable
from mkdocs_matcalc.vault.written import Written, written_links

_MAY_HAVE_TITLE = re.compile(r"^(?:[ \t>*+-]*#\s|=+[ ]*$)", re.MULTILINE)
_NOT_SHOWN = (Kind.FRONT_MATTER, Kind.COMMENT)


class Note:
    """A note of the vault.

    Attributes:
        path: Path from the vault's root, as the file system spells it.
        text: The whole file, front matter included, with `\\n` line ends.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text.replace("\r\n", "\n")

    def read(self) -> None:
        """Read all that is in the text at once, which is quicker than one after the other."""
        _ = self.headings, self.title, self.blocks, self.tags, self.links, self.derivations

    @cached_property
    def properties(self) -> Mapping[str, Any]:
        """The front matter, by name in lower case; empty if there is none or it can't be read."""
        return front_matter(self.text).properties

    @property
    def unreadable(self) -> Unreadable | None:
        """Why the front matter can't be read, if so."""
        return front_matter(self.text).unreadable

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """Other names from the front matter's `aliases` and `alias`."""
        return strings(self.properties.get("aliases")) + strings(self.properties.get("alias"))

    @cached_property
    def titled(self) -> str | None:
        """The front matter's `title`."""
        title = self.properties.get("title")
        return str(title).strip() or None if isinstance(title, str | int | float | date) else None

    @cached_property
    def title(self) -> str:
        """The front matter's `title`, else the first heading of level 1, else the file's or folder's name."""
        if self.titled:
            return self.titled
        if _MAY_HAVE_TITLE.search(self.text):
            for heading in self.headings:
                if heading.level == 1 and heading.text and not heading.quoted:
                    return heading.text
        return called(self.path)

    @cached_property
    def begins_with(self) -> HeadingLine | None:
        """The heading of level 1 above which there is nothing."""
        first = self.headings[0] if _MAY_HAVE_TITLE.search(self.text) and self.headings else None
        if first is None or first.level > 1 or first.quoted or not first.text:
            return None
        is_first = not any(map(str.strip, prose_lines(self.text)[: first.line - 1]))
        above = (block.kind for block in blocks(self.text) if block.first < first.line)
        return first if is_first and all(kind in _NOT_SHOWN for kind in above) else None

    @cached_property
    def headings(self) -> tuple[HeadingLine, ...]:
        """Its headings as they are written."""
        return tuple(heading_lines(self.text))

    @cached_property
    def blocks(self) -> frozenset[str]:
        """The ids of the blocks marked with `^id`, in lower case."""
        return frozenset(name for name, _ in block_ids(self.text))

    @cached_property
    def links(self) -> tuple[Written, ...]:
        """Its links to notes and files, and elsewhere, in order."""
        return tuple(written_links(self.text))

    @cached_property
    def derivations(self) -> frozenset[str]:
        """The ids of the derivations on its page."""
        return frozenset(derivations(self.text))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The front matter's tags, then those in the text, each once and without its `#`."""
        listed = strings(self.properties.get("tags")) + strings(self.properties.get("tag"))
        named = [tag.lstrip("#") for tag in listed] + inline_tags(self.text)
        first: dict[str, str] = {}
        for tag in named:
            first.setdefault(fold(tag), tag)
        return tuple(first.values())

    @cached_property
    def published(self) -> bool:
        """False where the front matter says `publish: false`, or may say so since it can't be read."""
        return self.unreadable is None and not says(self.properties.get("publish"), False)

    @cached_property
    def draft(self) -> bool:
        """Whether the front matter says `draft: true`."""
        return says(self.properties.get("draft"), True)

    @property
    def drawing(self) -> bool:
        """Whether it is a drawing of Excalidraw, of which the text is no prose."""
        return is_drawing(self.path) or "excalidraw-plugin" in self.properties
