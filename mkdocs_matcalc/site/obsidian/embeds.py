"""`![[note]]`, `![[note#Heading]]` and `![[note#^block]]` show the note, the section or the block."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.filled import Filled
from mkdocs_matcalc.site.obsidian.grafting import HEADINGS, Capture, graft
from mkdocs_matcalc.site.obsidian.linking import Fault, LinkingSite
from mkdocs_matcalc.site.obsidian.titles import fill
from mkdocs_matcalc.vault import Resolved, Target, VaultIndex
from mkdocs_matcalc.vault.keys import title_key
from mkdocs_matcalc.vault.parts import block, body, derivation, section

# After the table of contents (5), which is the page's own; before links are made addresses (0).
_PRIORITY = 4
# Before headings are left out of the table of contents (5.1), which has no embedded notes in its entries.
_BEFORE_CONTENTS = 5.2
_DEEPEST = 5
_MARK = "matcalc-embed-mark"
_HOLDS_BLOCKS = {"blockquote", "dd", "details", "div", "li", "section", "td", "th"}


def register(md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
    md.treeprocessors.register(_OutOfHeadings(md), "matcalc_embeds_in_headings", _BEFORE_CONTENTS)
    md.treeprocessors.register(_Embeds(md, at_hand), "matcalc_embeds", _PRIORITY)


def embed_mark(target: str, href: str, shown: str) -> Element:
    """What stands in the place of an embedded note until the page's own tree is done.

    Args:
        target: The note as a wiki-link has it.
        href: Its address.
        shown: The text of the link to it, where there is only room for a link.
    """
    mark = Element("span", {"class": _MARK, "data-target": target, "href": href})
    mark.text = AtomicString(shown)
    return mark


class _OutOfHeadings(Treeprocessor):
    """Lets notes that are embedded in a heading stand right below it."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for heading in [child for child in parent if child.tag in HEADINGS]:
                marks = [child for child in heading if child.get("class") == _MARK]
                if marks:
                    below = Element("p")
                    below.extend(_copy(mark) for mark in marks)
                    parent.insert(list(parent).index(heading) + 1, below)
                    below.tail, heading.tail = heading.tail, "\n"
                    _without(heading, marks)


def _copy(mark: Element) -> Element:
    return embed_mark(mark.get("data-target", ""), mark.get("href", ""), mark.text or "")


def _without(heading: Element, marks: list[Element]) -> None:
    """Take marks out of a heading that is more than these; alone they stay, as links."""
    others = [child for child in heading if child not in marks]
    if not others and not "".join([heading.text or "", *(mark.tail or "" for mark in marks)]).strip():
        return
    for mark in marks:
        place = list(heading).index(mark)
        if place:
            heading[place - 1].tail = (heading[place - 1].tail or "") + (mark.tail or "")
        else:
            heading.text = (heading.text or "") + (mark.tail or "")
        heading.remove(mark)


class _Embeds(Treeprocessor):
    def __init__(self, md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
        super().__init__(md)
        self.md: Markdown = md
        self.at_hand = at_hand
        self.count = 0

    def run(self, root: Element) -> None:
        self.count = 0
        self._visit(root)

    def _visit(self, parent: Element) -> None:
        for child in list(parent):
            if child.get("class") == _MARK:
                position = list(parent).index(child)
                parent[position] = self._shown(child) if parent.tag in _HOLDS_BLOCKS else _link(child)
                parent[position].tail = child.tail
            elif child.tag == "p" and parent.tag in _HOLDS_BLOCKS:
                position = list(parent).index(child)
                parent[position : position + 1] = self._split(child)
            else:
                self._visit(child)

    def _split(self, paragraph: Element) -> list[Element]:
        """A paragraph without the notes embedded in it, which stand between its parts."""
        parts = [Element("p", paragraph.attrib)]
        parts[0].text = paragraph.text
        for child in list(paragraph):
            shown = self._shown(child) if child.get("class") == _MARK else child
            if shown is child or shown.tag == "a":
                # A link in its place is a part of the text.
                parts[-1].append(shown)
                continue
            parts += [shown, Element("p")]
            parts[-1].text = (child.tail or "").lstrip()
        for part in parts:
            if part.tag == "p":
                self._visit(part)
        kept = [part for part in parts if part.tag != "p" or len(part) or (part.text or "").strip()]
        kept = kept or parts[:1]
        if kept[0] is not parts[0] and paragraph.get("id"):
            kept[0].set("id", paragraph.get("id", ""))
        kept[-1].tail = paragraph.tail
        return kept

    def _shown(self, mark: Element) -> Element:
        target = mark.get("data-target", "")
        index, page = self.at_hand.site.index, self.at_hand.page
        resolution = index.resolve(target, page.path) if index else None
        if index is None or not isinstance(resolution, Resolved) or resolution.lost:
            return _link(mark)
        place = resolution.target
        if place in page.chain or len(page.chain) > _DEEPEST:
            message = f'"{place.path}" is embedded in itself, or too deep; it is cut here'
            self.at_hand.say(target, message, Fault.CYCLE)
            return _cut(mark, place)
        text = _part(index, place)
        return _link(mark) if text is None else self._converted(target, place, text, index)

    def _converted(self, target: str, place: Target, text: str, index: VaultIndex) -> Element:
        self.count += 1
        prefix = f"embed-{self.count}-"
        page = self.at_hand.page
        inner = Filled()
        md = self.at_hand.site.markdown(page.embedding(place, index.notes[place.path].text, prefix), inner)
        capture = Capture.of(md)
        md.convert(text)
        for message in inner.cycles:
            self.at_hand.say(target, message, Fault.CYCLE)
        if not place.fragment and _begins_with_name(index, place.path) and capture.root[0].tag == "h1":
            capture.root.remove(capture.root[0])
        graft(capture.root, md, self.md, place.path, page.path, prefix)
        return self._framed(capture.root, place, index)

    def _framed(self, content: Element, place: Target, index: VaultIndex) -> Element:
        content.set("class", "matcalc-embed")
        source = Element("p", {"class": "matcalc-embed-source"})
        link = Element("a", {"href": place.href(self.at_hand.page.path)})
        fill(link, index.name(place.path))
        source.append(link)
        content.insert(0, source)
        return content


def _begins_with_name(index: VaultIndex, path: str) -> bool:
    """Whether a note begins with a heading that says what it is called."""
    begins = index.notes[path].begins_with is not None
    return begins and title_key(index.headings(path)[0].plain) == title_key(index.name(path))


def _part(index: VaultIndex, place: Target) -> str | None:
    """The text to show; None if there is none."""
    text = index.notes[place.path].text
    if not place.fragment:
        return body(text)
    if place.fragment.startswith("^"):
        return block(text, place.fragment[1:])
    headings = index.headings(place.path)
    heading = next((heading for heading in headings if heading.id == place.fragment), None)
    return section(text, headings, heading) if heading else derivation(text, place.fragment)


def _link(mark: Element) -> Element:
    link = Element("a", {"href": mark.get("href", "")})
    link.text = AtomicString(mark.text or "")
    link.tail = mark.tail
    return link


def _cut(mark: Element, place: Target) -> Element:
    note = Element("p", {"class": "matcalc-embed matcalc-missing"})
    note.text = AtomicString("This note is embedded in itself: ")
    note.append(_link(mark))
    note[0].tail = None
    return note
