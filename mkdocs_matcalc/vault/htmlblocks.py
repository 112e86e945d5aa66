"""Where CommonMark's seven kinds of HTML blocks begin, and where they end."""

from __future__ import annotations

import re

_ATTRIBUTE = r"""\s+[a-zA-Z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
TAG = rf"[a-zA-Z][a-zA-Z0-9-]*(?:{_ATTRIBUTE})*\s*/?>|/[a-zA-Z][a-zA-Z0-9-]*\s*>"
"""What is behind the `<` of a tag, in ASCII, `(?a:…)`."""
MARKDOWN_ELEMENT = re.compile(r"<(?P<tag>[a-z][a-z0-9-]*)\s[^<>]*\bmarkdown\b", re.IGNORECASE)
"""What an element begins with that an extension of Python-Markdown reads, with all that it holds."""

# These end in the line in which, or below which, what closes them stands, whatever is between.
_CLOSED = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        (r"<(?:script|pre|style|textarea)(?=[\s>]|$)", r"</(?:script|pre|style|textarea)>"),
        ("<!--", "-->"),
        (r"<\?", r"\?>"),
        ("<![a-z]", ">"),
        (r"<!\[CDATA\[", r"\]\]>"),
    )
)
EMPTY_LINE = re.compile(r"\s*$")
"""What ends all others; it is no part of them."""

_ELEMENT = re.compile(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|"
    r"dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|"
    r"legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|"
    r"tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s>]|/>|$)",
    re.IGNORECASE,
)
_ONE_TAG = re.compile(rf"(?a:<(?:{TAG})\s*$)")


def what_ends(line: str, at: int, in_paragraph: bool) -> re.Pattern[str] | None:
    """What ends the HTML that begins in a line; None if none does.

    Args:
        line: The line.
        at: Where its text begins.
        in_paragraph: Whether a paragraph goes on with a tag that is alone in a line.
    """
    for opening, closing in _CLOSED:
        if opening.match(line, at):
            return closing
    begins = _ELEMENT.match(line, at) or (not in_paragraph and _ONE_TAG.match(line, at))
    return EMPTY_LINE if begins else None
