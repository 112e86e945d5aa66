"""The Python-Markdown extension: `matcalc` fences become derivations, whichever program builds the page."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from mkdocs_matcalc.engine.deriver import Deriver
from mkdocs_matcalc.limits import DEFAULT_TIMEOUT
from mkdocs_matcalc.options import DEFAULTS, OPTIONS
from mkdocs_matcalc.render.html import LinkFor, no_links
from mkdocs_matcalc.site.markdown import expanded, shownagain
from mkdocs_matcalc.site.markdown.blocks import BegunBlock
from mkdocs_matcalc.site.markdown.placing import MARK, mark, place_marked
from mkdocs_matcalc.site.markdown.zensical import (
    chosen_features,
    links_of_page,
    mapping,
    rule_links,
    shared_deriver,
)
from mkdocs_matcalc.site.obsidian.linking import LinkContext
from mkdocs_matcalc.site.obsidian.registration import register
from mkdocs_matcalc.vault.derivations import derivation_id
from mkdocs_matcalc.vault.fences import find_fences
from mkdocs_matcalc.vault.using import finder

_FIRST = 100
# Before every other processor that reads fences, after the one that includes other files (32).
_BEFORE_FENCES = 31.1
# Before inline patterns (20), after footnotes have come in (50).
_BEFORE_INLINE = 25
# After stashed HTML has come back (30).
_AFTER_RAW_HTML = 5


@dataclass
class PageContext:
    """What the extension must know of the site and of the page at hand.

    Attributes:
        deriver: Derives the blocks.
        warn: Is given each warning, complete with its place.
        options: Options of every block that does not set its own.
        path: The note's path, as messages show it.
        text: The note's own file, front matter included; lines are told in it.
        link_for: The address of a rule's page as seen from this page.
        anchors: Ids of the blocks that were placed on this page.
        prefix: What ids begin with, on the part of a page that shows another note.
        again: Whether the note is only shown once more, and its faults have been told.
        begin: Is called before a note is converted whose file the generator has told the Markdown instance.
    """

    deriver: Deriver
    warn: Callable[[str], None]
    options: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    text: str = ""
    link_for: LinkFor = no_links
    anchors: set[str] = field(default_factory=set)
    prefix: str = ""
    again: bool = False
    begin: Callable[[Any], None] | None = None

    def enter(self, path: str, text: str, link_for: LinkFor) -> None:
        """Begin a page."""
        self.path, self.text, self.link_for = path, text, link_for

    def embedded(self, links: LinkContext) -> PageContext:
        """The same for a note embedded in the page, whose faults are told on its own page."""
        return replace(
            self,
            warn=lambda message: None,
            path=links.source,
            text=links.text,
            anchors=set(),
            prefix=self.prefix + links.prefix,
            again=False,
            begin=None,
        )


class MatcalcExtension(Extension):
    """Derivations and wiki-links.

    Args:
        context: Given by a program that knows the whole site; else made from the options.
        links: The same for wiki-links; without it they stay as typed.
        options: `timeout`, `cache_dir`, `obsidian`, `rules`, and default options for blocks: `layout`,
            `method`, `steps`; as the plugin has them.
    """

    def __init__(
        self, context: PageContext | None = None, links: LinkContext | None = None, **options: Any
    ) -> None:
        self.config = {
            "timeout": [DEFAULT_TIMEOUT, "seconds that one block may take; 0 for no limit"],
            "cache_dir": [".cache/matcalc", "where results are kept"],
            **{name: ["", OPTIONS[name].meaning] for name in DEFAULTS},
            "obsidian": [{}, "the parts of Obsidian's Markdown that are not read, each with `false`"],
            "rules": [{}, "a rule's name, and the author's note on it"],
        }
        super().__init__(**options)
        self.context = context or self._own_context()
        self.links = links

    def extendMarkdown(self, md: Markdown) -> None:
        if "arithmatex-inline" not in md.inlinePatterns:
            md.registerExtensions(["pymdownx.arithmatex"], {"pymdownx.arithmatex": {"generic": True}})
        md.preprocessors.register(_Begin(md, self.context), "matcalc_begin", _FIRST)
        blocks: dict[int, BegunBlock] = {}
        links = self.links or self._links_of_page(md)
        find_blocks = _FindBlocks(md, self.context, links, blocks)
        md.preprocessors.register(find_blocks, "matcalc_find", _BEFORE_FENCES)
        expanded.register(md)
        md.treeprocessors.register(_PlaceBlocks(md, self.context, blocks), "matcalc_place", _BEFORE_INLINE)
        shownagain.register(md, lambda: self.context.prefix if self.context.again else "")
        md.postprocessors.register(_RestoreExamples(md, blocks), "matcalc_restore", _AFTER_RAW_HTML)
        if links is not None:
            if self.links is None:
                self.context.enter(links.source, links.text, rule_links(links))
            register(md, links)

    def _links_of_page(self, md: Markdown) -> LinkContext | None:
        obsidian, rules = (mapping(name, self.getConfig(name)) for name in ("obsidian", "rules"))
        return links_of_page(md, self._embedded, chosen_features(obsidian), rules)

    def _embedded(self, links: LinkContext) -> MatcalcExtension:
        return MatcalcExtension(self.context.embedded(links), links)

    def _own_context(self) -> PageContext:
        options = {name: str(self.getConfig(name)) for name in DEFAULTS}
        return PageContext(
            shared_deriver(Path(self.getConfig("cache_dir")), float(self.getConfig("timeout"))),
            logging.getLogger(__name__).warning,
            {name: value for name, value in options.items() if value},
        )


class _Begin(Preprocessor):
    """Says which note is converted, as far as MkDocs' own part for links in Markdown knows."""

    def __init__(self, md: Markdown, context: PageContext) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.context = context

    def run(self, lines: list[str]) -> list[str]:
        if self.context.begin and "relpath" in self.md.treeprocessors:
            self.context.begin(self.md.treeprocessors["relpath"].file)  # type: ignore[attr-defined]
        return lines


class _FindBlocks(Preprocessor):
    """Takes blocks out of the text, begins to derive them, and leaves a mark in the place of each."""

    def __init__(
        self, md: Markdown, context: PageContext, links: LinkContext | None, blocks: dict[int, BegunBlock]
    ) -> None:
        super().__init__(md)
        self.context = context
        self.links = links
        self.blocks = blocks

    def run(self, lines: list[str]) -> list[str]:
        self.blocks.clear()
        self.context.anchors.clear()
        find = finder(self.links.resolver if self.links else None, self.context.path)
        kept: list[str] = []
        done = 0
        for fence in find_fences(lines):
            if fence.is_matcalc:
                number = len(self.blocks)
                self.blocks[number] = BegunBlock(
                    fence, lines, self.context.text, self.context.deriver, self.context.options, find
                )
                kept += [*lines[done : fence.start], fence.prefix + mark(number)]
                done = fence.end
        return kept + lines[done:]


class _PlaceBlocks(Treeprocessor):
    """Puts derivations where their marks have come to stand as text."""

    def __init__(self, md: Markdown, context: PageContext, blocks: dict[int, BegunBlock]) -> None:
        super().__init__(md)
        self.context = context
        self.blocks = blocks

    def run(self, root: Element) -> None:
        place_marked(root, self._element)

    def _element(self, number: int) -> Element:
        block = self.blocks[number]
        id_ = derivation_id(block.id, self.context.anchors, self.context.prefix)
        self.context.anchors.add(id_)
        element = Element("p")
        page = self.context
        element.text = self.md.htmlStash.store(block.html(id_, page.path, page.link_for, page.warn))
        return element


class _RestoreExamples(Postprocessor):
    """Gives back the text of blocks that turned out to be code, as in an indented example."""

    def __init__(self, md: Markdown, blocks: dict[int, BegunBlock]) -> None:
        super().__init__(md)
        self.blocks = blocks

    def run(self, text: str) -> str:
        return MARK.sub(self._source, text)

    def _source(self, match: re.Match[str]) -> str:
        margin = match["margin"]
        source = escape(self.blocks[int(match["number"])].source, quote=False)
        return margin + source.replace("\n", f"\n{margin}")


def makeExtension(**options: Any) -> MatcalcExtension:
    """The entry point of Python-Markdown."""
    return MatcalcExtension(**options)
