"""Markdown links and images, found in the whole vault as Obsidian finds them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from mkdocs_matcalc.site.obsidian import destinations
from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.embeds import embed_mark
from mkdocs_matcalc.site.obsidian.linking import Fault, LinkingSite
from mkdocs_matcalc.site.obsidian.media import medium, split_size
from mkdocs_matcalc.vault import Missing, Target
from mkdocs_matcalc.vault.keys import stem
from mkdocs_matcalc.vault.resolution import Lack

# After inline patterns (20) have made elements of links, before the table of contents (5) takes headings up.
_PRIORITY = 12
# A whole link where its address should stand.
_LINK_AS_ADDRESS = re.compile(r"\[[^\[\]]*\]\((?P<url>[^\s<>]+)\)")


def register(md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
    destinations.register(md)
    md.treeprocessors.register(_Urls(md, at_hand), "matcalc_urls", _PRIORITY)


class _Urls(Treeprocessor):
    def __init__(self, md: Markdown, at_hand: AtHand[LinkingSite]) -> None:
        super().__init__(md)
        self.at_hand = at_hand

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "a" and element.get("href"):
                self._point(element, "href")
            elif element.tag == "img" and element.get("src"):
                self._size(element)
                self._point(element, "src")

    def _point(self, element: Element, key: str) -> None:
        url = unescape(element.get(key, ""))
        if link := _LINK_AS_ADDRESS.fullmatch(url):
            url = link["url"]
            element.set(key, url)
        if not _is_readable(url):
            _mark_missing(element, "No browser can read this address")
            return
        index, page = self.at_hand.site.index, self.at_hand.page
        resolution = index.resolve_url(url, page.path) if index else None
        if resolution is None:
            return
        if isinstance(resolution, Missing) and resolution.lack is Lack.FILE:
            self.at_hand.say(url, resolution.message, Fault.LEFT_TO_SITE)
            return
        self.at_hand.tell(url, resolution)
        if isinstance(resolution, Missing):
            _mark_missing(element, resolution.tooltip)
            return
        element.set(key, resolution.target.href(page.path))
        if element.tag == "img":
            self._embed(element, resolution.target)

    def _embed(self, image: Element, place: Target) -> None:
        """An image may be a film, a paper or a whole note."""
        src, alt = image.get("src", ""), image.get("alt", "")
        if self.at_hand.embeds(place.path):
            mark = embed_mark(f"/{place.path}#{place.fragment}", src, alt or stem(place.path))
            _become(image, mark)
            return
        shown = medium(place.path, src, None, alt)
        if shown is not None and shown.get("class"):
            image.set("class", shown.get("class", ""))

    def _size(self, image: Element) -> None:
        alt, size = split_size(image.get("alt", ""))
        if size:
            image.set("alt", alt or stem(unquote(image.get("src", ""))))
            image.attrib.update(size)


def _is_readable(url: str) -> bool:
    """Whether an address can be taken apart; a generator that tries with `http://[a b]` ends."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _mark_missing(element: Element, tooltip: str) -> None:
    missing = Element("span", {"class": "matcalc-missing", "title": tooltip})
    missing.text = element.text
    if element.tag == "img":
        named = element.get("alt", "").partition("|")[0]
        missing.text = AtomicString(named or stem(unquote(element.get("src", ""))))
    missing.extend(element)
    _become(element, missing)


def _become(element: Element, other: Element) -> None:
    """Turn an element into another one, at its place in the page."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = other.tag, other.text, tail
    element.attrib.update(other.attrib)
    element.extend(other)
