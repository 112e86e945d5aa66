"""A line of Markdown as HTML, for lists of who mentions a note."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from markupsafe import Markup

from mkdocs_matcalc.site.obsidian import dollars
from mkdocs_matcalc.site.obsidian.features import Features

_BLOCKS = ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference")
_LINKS = ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref")
_RAW = ("html", "autolink", "automail")
# After code spans (190), before dollars (189.95).
_DISPLAY_PRIORITY = 189.97
_DISPLAY = r"(?<!\\)\$\$(?P<body>(?:\\.|[^\\$]|\$(?!\$))+?)\$\$"
_MARKS = re.compile(r"""[\\`*_{}\[\]<>&$!#~^=|"'\n\t]|  |://""")
# Noncharacters, which no text has, around what is to stand out.
_START, _END = "\ufdd2", "\ufdd3"
# The same around the line.
_FROM, _TO = "\ufdd5", "\ufdd6"
_MARKED = _START + _END + _FROM + _TO
_PIECES = re.compile(
    rf"([^{_MARKED}]*){_FROM}([^{_MARKED}]*){_START}([^{_MARKED}]*){_END}([^{_MARKED}]*){_TO}[^{_MARKED}]*"
)
_EMPHASIS = re.compile(r"[*_=~]")
_TAG = re.compile(r"</?(?!br)[a-z][^>]*>")


class InlineHtml:
    """Converts emphasis, code and mathematics; raw HTML is shown as it is typed, and nothing is a link.

    Args:
        features: The parts of Obsidian's Markdown that pages read.
    """

    def __init__(self, features: Features | None = None) -> None:
        features = features or Features()
        settings: dict[str, dict[str, Any]] = {
            "pymdownx.arithmatex": {"generic": True, "block_syntax": []},
            **({"pymdownx.mark": {}} if features.highlights else {}),
            **({"pymdownx.tilde": {"subscript": False}} if features.strikethrough else {}),
        }
        self._markdown = Markdown(extensions=list(settings), extension_configs=settings)
        self._markdown.preprocessors.deregister("html_block")
        for name in _BLOCKS:
            self._markdown.parser.blockprocessors.deregister(name)
        for name in (*_LINKS, *_RAW):
            self._markdown.inlinePatterns.deregister(name)
        if features.maths:
            dollars.register(self._markdown)
            display = _Display(_DISPLAY, self._markdown)
            self._markdown.inlinePatterns.register(display, "matcalc_display", _DISPLAY_PRIORITY)

    def html(self, text: str) -> Markup:
        # Most sentences are words alone, and a vault has thousands of them.
        if not _MARKS.search(text):
            return Markup(text)  # noqa: S704 - nothing in it means anything to HTML
        converted = self._markdown.reset().convert(text)
        # Python-Markdown has escaped every text in it.
        return Markup(converted.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704

    def marked(self, before: str, text: str, after: str, lead: str = "", rest: str = "") -> Markup:
        """A line with a part that stands out.

        Args:
            before: What stands before that part.
            text: The part.
            after: What follows it.
            lead: What stands above the line: emphasis that begins there goes on in it.
            rest: What stands below it: emphasis may end there.
        """
        around = (lead, rest) if _EMPHASIS.search(lead + rest) else ("", "")
        whole = f"{around[0]}{_FROM}{before}{_START}{text}{_END}{after}{_TO}{around[1]}"
        line = _line(str(self.html(whole.strip())))
        if line is None:
            return Markup("{}<mark>{}</mark>{}").format(before.lstrip(), text, after.rstrip())
        return Markup(line)  # noqa: S704 - a part of what is escaped


def _line(html: str) -> str | None:
    """The line with its part, within the elements that are open around it; None if these overlap the part."""
    # What the author highlights is told from what stands out here.
    pieces = _PIECES.fullmatch(html.replace("<mark>", '<mark class="matcalc-highlight">'))
    if not pieces:
        return None
    lead, before, part, after = pieces.groups()
    opened = _open_tags(lead)
    if opened is None or _open_tags(part) != []:
        return None
    line = f"{''.join(opened)}{before.lstrip()}<mark>{part}</mark>{after.rstrip()}"
    ends = _open_tags(line)
    return None if ends is None else line + "".join(f"</{tag[1:-1].split()[0]}>" for tag in reversed(ends))


def _open_tags(html: str) -> list[str] | None:
    """The tags that nothing closes; None if more is closed than was opened."""
    tags: list[str] = []
    for tag in _TAG.findall(html):
        if not tag.startswith("</"):
            tags.append(tag)
        elif tags:
            tags.pop()
        else:
            return None
    return tags


class _Display(InlineProcessor):
    """`$$…$$`, as it is on the page within a paragraph."""

    def handleMatch(  # type: ignore[override] # the base class has a match that may fail
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        formula = Element("span", {"class": "arithmatex"})
        formula.text = AtomicString(rf"\[{m['body']}\]")
        return formula, m.start(), m.end()
