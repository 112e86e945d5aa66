"""What every host's extension does: `matcalc` fences become derivations, and Obsidian's Markdown is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.render.document import RuleRef
from mkdocs_matcalc.site.markdown import expanded, mathematics, shownagain
from mkdocs_matcalc.site.markdown.blocks import BegunBlock
from mkdocs_matcalc.site.markdown.placing import MARK, mark, place_marked, without_mark, without_marks
from mkdocs_matcalc.site.markdown.site import Site
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.linking import Fault
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
# Before the tree of an embedded note is taken over (-100), after everything that puts text into it.
_BEFORE_TAKEN_OVER = -90


class SiteExtension(Extension):
    """Derivations and Obsidian's Markdown, for a host that knows the site.

    Args:
        at_hand: The page that is converted; of an embedded note it is known, of others the site is asked.
    """

    def __init__(self, at_hand: AtHand[Site]) -> None:
        super().__init__()
        self.at_hand = at_hand

    def extendMarkdown(self, md: Markdown) -> None:
        at_hand = self.at_hand
        if "arithmatex-inline" not in md.inlinePatterns:
            md.registerExtensions(["pymdownx.arithmatex"], {"pymdownx.arithmatex": {"generic": True}})
        if not at_hand.page.is_embedded:
            md.preprocessors.register(_Begin(md, at_hand), "matcalc_begin", _FIRST)
        blocks: dict[int, BegunBlock] = {}
        md.preprocessors.register(_FindBlocks(md, at_hand, blocks), "matcalc_find", _BEFORE_FENCES)
        expanded.register(md)
        md.treeprocessors.register(_PlaceBlocks(md, at_hand, blocks), "matcalc_place", _BEFORE_INLINE)
        shownagain.register(md, lambda: at_hand.page.prefix if at_hand.page.again else "")
        restored = _RestoreExamples(md, blocks)
        md.postprocessors.register(restored, "matcalc_restore", _AFTER_RAW_HTML)
        if at_hand.page.is_embedded:
            md.treeprocessors.register(_RestoreEmbedded(md, restored), "matcalc_restore", _BEFORE_TAKEN_OVER)
        register(md, at_hand)
        mathematics.register(md, at_hand)


class _Begin(Preprocessor):
    """Begins the page that the host says is converted."""

    def __init__(self, md: Markdown, at_hand: AtHand[Site]) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.at_hand = at_hand

    def run(self, lines: list[str]) -> list[str]:
        if page := self.at_hand.site.page(self.md):
            self.at_hand.begin(page)
        return lines


class _FindBlocks(Preprocessor):
    """Takes blocks out of the text, begins to derive them, and leaves a mark in the place of each."""

    def __init__(self, md: Markdown, at_hand: AtHand[Site], blocks: dict[int, BegunBlock]) -> None:
        super().__init__(md)
        self.at_hand = at_hand
        self.blocks = blocks

    def run(self, lines: list[str]) -> list[str]:
        self.blocks.clear()
        lines = without_marks(lines)
        site, page = self.at_hand.site, self.at_hand.page
        find = finder(site.index, page.path, page.text or "\n".join(lines))
        kept: list[str] = []
        done = 0
        for fence in find_fences(lines, whole=False):
            if fence.is_matcalc:
                number = len(self.blocks)
                self.blocks[number] = BegunBlock(
                    fence, lines, page.text, site.deriver, site.options(page.path), find
                )
                kept += [*lines[done : fence.start], fence.prefix + mark(number)]
                done = fence.end
        return kept + lines[done:]


class _PlaceBlocks(Treeprocessor):
    """Puts derivations where their marks have come to stand as text."""

    def __init__(self, md: Markdown, at_hand: AtHand[Site], blocks: dict[int, BegunBlock]) -> None:
        super().__init__(md)
        self.at_hand = at_hand
        self.blocks = blocks

    def run(self, root: Element) -> None:
        place_marked(root, self._element)

    def _element(self, number: int) -> Element:
        block, page = self.blocks[number], self.at_hand.page
        placed = self.at_hand.filled.derivations
        id_ = derivation_id(block.id, placed, page.prefix)
        placed.add(id_)
        element = Element("p")
        html = block.html(id_, page.file, self._address, self.at_hand.site.new, self._warn)
        element.text = self.md.htmlStash.store(without_mark(html))
        return element

    def _address(self, of: RuleRef | ErrorName) -> str | None:
        site, page = self.at_hand.site, self.at_hand.page
        return site.message_address(of, page) if isinstance(of, ErrorName) else site.rule_address(of, page)

    def _warn(self, message: str) -> None:
        self.at_hand.warn(message, Fault.DERIVATION)


class _RestoreExamples(Postprocessor):
    """Gives back the text of blocks that turned out to be code, as in an indented example."""

    def __init__(self, md: Markdown, blocks: dict[int, BegunBlock]) -> None:
        super().__init__(md)
        self.blocks = blocks

    def run(self, text: str) -> str:
        return self.restored(text, lambda source: escape(source, quote=False))

    def restored(self, text: str, written: Callable[[str], str] = str) -> str:
        """A text with the sources in it, each as `written` has it; marks of other pages are left alone."""

        def source(match: re.Match[str]) -> str:
            block, margin = self.blocks.get(int(match["number"])), match["margin"]
            return margin + written(block.source).replace("\n", f"\n{margin}") if block else match.group()

        return MARK.sub(source, text)


class _RestoreEmbedded(Treeprocessor):
    """Does so in an embedded note, whose marks mean nothing to the page that takes over its tree."""

    def __init__(self, md: Markdown, examples: _RestoreExamples) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.examples = examples

    def run(self, root: Element) -> None:
        for element in root.iter():
            element.text = self._restored(element.text)
            element.tail = self._restored(element.tail)
        stash = self.md.htmlStash.rawHtmlBlocks
        stash[:] = [self.examples.run(html) if isinstance(html, str) else html for html in stash]

    def _restored(self, text: str | None) -> str | None:
        if not text or not MARK.search(text):
            return text
        restored = self.examples.restored(text)
        return AtomicString(restored) if isinstance(text, AtomicString) else restored
