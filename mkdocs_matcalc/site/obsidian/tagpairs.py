"""HTML as its author wrote it, with each tag closed where its parent ends, and none closed that is not open.

A browser would let what is left open go on through the rest of the page, and close the page's own elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<hidden><!--(?:-?>|.*?(?:--!?>|(?P<open_comment>\Z)))|"
    r"<(?:\?|!(?!\[)|!\[(?=CDATA\[|(?:if|else|endif)(?![\w.-])))[^>]*(?:>|(?P<open_mark>\Z)))"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*)"
    r"""(?P<attributes>(?:=\s*"[^"]*"|=\s*'[^']*'|=(?!\s*["'])|[^<>=])*?)(?P<empty>/?)>"""
    r"|(?P<text><)(?=/?[a-z]|!\[)",
    re.IGNORECASE | re.DOTALL,
)
_VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
# Their text has no tags.
_TEXT_ALONE = frozenset((
    "iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp",
))  # fmt: skip
# The page has these already.
_PAGE = frozenset(("html", "head", "body"))
_DRAWN = frozenset(("svg", "math"))
_END_PARAGRAPH = frozenset((
    "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul",
))  # fmt: skip
# What is closed by what begins right in it.
_CLOSED_BY: dict[str, frozenset[str]] = {
    **dict.fromkeys(_END_PARAGRAPH, frozenset(("p",))),
    "li": frozenset(("li", "p")),
    **dict.fromkeys(("dd", "dt"), frozenset(("dd", "dt", "p"))),
    **dict.fromkeys(("td", "th"), frozenset(("td", "th", "p"))),
    "tr": frozenset(("td", "th", "tr", "p")),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), frozenset(("td", "th", "tr", "thead", "tbody", "tfoot", "p"))
    ),
    "option": frozenset(("option",)),
}


class OpenTags:
    """The tags that are open within one element of the page, outermost first."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def paired(self, html: str, whole: bool) -> str:
        """The same HTML, without tags that close nothing, and with those that it lacks.

        Args:
            html: HTML that stands in the element, right behind what came before.
            whole: Whether no other part of it has what closes a script, a style or the like.
        """
        return "".join(self._pieces(html, whole))

    def before(self, tag: str) -> str:
        """What closes the tags that an element of the page closes by its beginning."""
        return "".join(self._implied(tag))

    def rest(self) -> str:
        """What closes all that are open."""
        return "".join(self._closed(0))

    def _pieces(self, html: str, whole: bool) -> Iterator[str]:
        done = 0
        while token := _TOKEN.search(html, done):
            yield html[done : token.start()]
            done = token.end()
            name = (token["name"] or "").lower()
            if token["text"]:
                yield "&lt;"
            elif token["hidden"]:
                yield token.group()
                yield "" if token["open_comment"] is None else "-->"
                yield "" if token["open_mark"] is None else ">"
            elif name in _PAGE:
                continue
            elif token["end"]:
                yield from self._end(name)
            elif name in _VOID:
                yield from (*self._implied(name), token.group())
            elif token["empty"] and _DRAWN.isdisjoint((name, *self._open)):
                yield from (*self._implied(name), f"<{token['name']}{token['attributes']}></{token['name']}>")
            elif token["empty"]:
                yield token.group()
            else:
                yield from (*self._implied(name), token.group())
                self._open.append(name)
                if name in _TEXT_ALONE and (whole or f"</{name}" in html[done:].lower()):
                    closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, done)
                    end = closing.start() if closing else len(html)
                    yield html[done:end]
                    done = end
                    if not closing:
                        yield from self._end(name)
        yield html[done:]

    def _end(self, name: str) -> Iterator[str]:
        if name in self._open:
            yield from self._closed(len(self._open) - 1 - self._open[::-1].index(name))
        elif name == "br":
            yield "<br>"

    def _implied(self, name: str) -> Iterator[str]:
        while self._open and self._open[-1] in _CLOSED_BY.get(name, ()):
            yield f"</{self._open.pop()}>"

    def _closed(self, down_to: int) -> Iterator[str]:
        while len(self._open) > down_to:
            yield f"</{self._open.pop()}>"
