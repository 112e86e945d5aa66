"""Embedded files: images with a size, sound, films and PDF."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from mkdocs_matcalc.vault.filekinds import Medium, medium_of

# After the site generator has made addresses of paths (0), which it does for links and images alone.
_PRIORITY = -5
_MARK = "matcalc-media"
_SIZE = re.compile(r"(?P<width>\d+)(?:x(?P<height>\d+))?$")
_TAGS = {Medium.PICTURE: "img", Medium.SOUND: "audio", Medium.FILM: "video", Medium.PAPER: "iframe"}


def register(md: Markdown) -> None:
    """Make players of the elements that `medium` gives, which are images until then."""
    md.treeprocessors.register(_Media(md), "matcalc_media", _PRIORITY)


def medium(path: str, src: str, text: str | None, shown: str) -> Element | None:
    """What shows the embedded file `path`, or None if no page can show it.

    Args:
        path: Tells what it is by its suffix.
        src: Its address.
        text: What the author wrote behind `|`: a description, a size, or both.
        shown: The description if there is none in it.
    """
    kind = medium_of(path)
    if kind is None:
        return None
    tag = _TAGS[kind]
    alt, size = split_size(text or "")
    element = Element("img", {"src": src, "alt": alt or shown, **size})
    if tag != "img":
        element.set("class", f"{_MARK} {tag}")
    return element


def split_size(text: str) -> tuple[str, dict[str, str]]:
    """A description that may end in a size, `a cat|300x200`, or be one."""
    label, _, last = text.rpartition("|")
    size = _SIZE.match(last.strip())
    alt = (label if size else text).rstrip("\\").strip()
    return alt, {name: value for name, value in size.groupdict().items() if value} if size else {}


class _Media(Treeprocessor):
    def run(self, root: Element) -> None:
        for element in root.iter("img"):
            mark, _, tag = element.get("class", "").partition(" ")
            if mark == _MARK:
                _play(element, tag)


def _play(element: Element, tag: str) -> None:
    """Turn an image into a player, with a link for whoever has none."""
    src, name = element.get("src", ""), element.get("alt", "")
    size = {key: element.get(key, "") for key in ("width", "height") if element.get(key)}
    tail = element.tail
    element.clear()
    element.tail = tail
    if tag == "iframe":
        element.tag = "span"
        element.set("class", _MARK)
        frame = Element("iframe", {"src": src, "title": name, "loading": "lazy", **size})
        element.append(frame)
    else:
        element.tag = tag
        element.attrib.update(
            {"class": _MARK, "src": src, "controls": "controls", "preload": "metadata", **size}
        )
    link = Element("a", {"href": src})
    link.text = name
    element.append(link)
