"""Takes the tree of another note's page over into this one: addresses, ids and stashed HTML made to fit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from mkdocs_matcalc.vault import Target

_ELSEWHERE = re.compile(r"[a-zA-Z][\w+.-]*:|/|$")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Capture(Treeprocessor):
    """Keeps the finished tree of a page, before it is written out as text."""

    root: Element

    def run(self, root: Element) -> None:
        self.root = root

    @classmethod
    def of(cls, md: Markdown) -> Capture:
        """One that is registered with a Markdown instance."""
        capture = cls(md)
        # Python-Markdown makes no tree of an empty text.
        capture.root = Element(md.doc_tag)
        md.treeprocessors.register(capture, "matcalc_capture", -100)
        return capture


def graft(root: Element, source: Markdown, target: Markdown, path: str, page: str, prefix: str) -> None:
    """Make a tree fit into another page, in place.

    Args:
        root: The tree, made by `source` from the note `path`.
        source: Has the tree's raw HTML stashed away.
        target: Converts the page that the tree is for.
        path: The note that the tree shows.
        page: The note of the page that the tree is for.
        prefix: What its ids begin with from now on.
    """
    elements = list(root.iter())
    local = _own_ids(elements)
    prefix_ids(elements, prefix)
    for element in elements:
        _restash(element, source, target)
        for key in ("href", "src"):
            url = element.get(key)
            if url is None:
                continue
            if url.startswith("#") and url[1:] in local:
                element.set(key, f"#{prefix}{url[1:]}")
            else:
                element.set(key, _rebased(url, path, page))


def prefix_ids(elements: Iterable[Element], prefix: str, kept: Collection[str] = ()) -> None:
    """Let ids, and the names of input fields, begin with `prefix`; the ids in `kept` stay as they are."""
    for element in elements:
        for key in ("id", "for", *(["name"] if element.tag == "input" else [])):
            if element.get(key) and element.get(key) not in kept:
                element.set(key, prefix + element.get(key, ""))


def _own_ids(elements: Iterable[Element]) -> set[str]:
    """Ids that only make sense within the tree, as of footnotes; a link to a heading leads to its note."""
    return {
        element.get("id", "")
        for element in elements
        if element.get("id") and element.tag not in HEADINGS and not element.get("id", "").startswith("^")
    }


def _rebased(url: str, path: str, page: str) -> str:
    if url.startswith("#"):
        return Target(path, url[1:]).href(page)
    if _ELSEWHERE.match(url):
        return url
    there, mark, fragment = url.partition("#")
    file = normpath(join(dirname(path), unquote(there)))
    if file == page and fragment:
        return f"#{fragment}"
    return quote(relpath(file, dirname(page) or ".")) + mark + fragment


def _restash(element: Element, source: Markdown, target: Markdown) -> None:
    """Let the place-holders in an element's texts stand for the same HTML in the other page's stash."""

    def moved(match: re.Match[str]) -> str:
        return target.htmlStash.store(source.htmlStash.rawHtmlBlocks[int(match[1])])

    for name in ("text", "tail"):
        text = getattr(element, name)
        if text and HTML_PLACEHOLDER_RE.search(text):
            changed = HTML_PLACEHOLDER_RE.sub(moved, text)
            setattr(element, name, AtomicString(changed) if isinstance(text, AtomicString) else changed)
