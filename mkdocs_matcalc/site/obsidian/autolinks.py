"""A bare address, `https://example.org`, is a link. Where it ends is told by what may stand behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, INLINE_PLACEHOLDER_RE, STX, AtomicString

# After links and addresses in angle brackets (120), before raw HTML (90), which is then still to be seen.
_PRIORITY = 95
_HTML = r"<a\b[^<>]*>(?:[^<]|<(?!/?a\b))*</a\s*>|</?[a-zA-Z][^<>]*>"
_ESCAPE = re.compile(rf"{STX}(\d+){ETX}")
_SCHEME = r"https?://(?=[^\W_]|\[[0-9a-f:]+\])|mailto:(?=[^\s@<>]+@[^\W_])"
# Quotes, angle brackets and the punctuation of Chinese and Japanese stand in no address.
_NEVER = rf'\s<>"`“”„‘’«»…、。〈-】〔-〟，；：！？（）［］｛｝{STX}{ETX}'
_CHARACTER = rf"(?!&(?:lt|gt|quot|nbsp);)[^{_NEVER}*]|\*(?!\*)|{INLINE_PLACEHOLDER_RE.pattern}"
_ADDRESS = rf"""{_HTML}|(?<![a-z0-9])(?<!=["'])(?P<address>(?:{_SCHEME})(?:{_CHARACTER})+)"""
_CLOSES = {")": "(", "]": "[", "}": "{"}
_TRAILING = "?!.,:;'*_~"


def register(md: Markdown) -> None:
    """Leaves addresses to a site's own `pymdownx.magiclink`."""
    if "magic-link" not in md.inlinePatterns:
        md.inlinePatterns.register(_Autolinks(md), "matcalc_autolinks", _PRIORITY)


class _Autolinks(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        super().__init__(_ADDRESS, md)
        self.compiled_re = re.compile(_ADDRESS, re.IGNORECASE)

    def handleMatch(  # type: ignore[override] # Python-Markdown's own processors return None as well
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if m["address"] is None:
            return None, None, None
        written = _up_to_its_end(m["address"], self._is_escape)
        if written.endswith("==") and data.count("==", 0, m.start()) % 2:
            written = written.removesuffix("==")
        address = _ESCAPE.sub(lambda escape: chr(int(escape[1])), str(self.unescape(written)))
        if not _is_one(address):
            return None, None, None
        link = Element("a", {"class": "matcalc-address", "href": address})
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(written)

    def _is_escape(self, placeholder: str) -> bool:
        return bool(_ESCAPE.fullmatch(str(self.unescape(placeholder))))


def _up_to_its_end(text: str, is_escape: Callable[[str], bool]) -> str:
    """An address up to a bracket that closes what was opened before it, without a sentence's punctuation.

    Of what has been read before, only an escaped character can be a part of it.
    """
    other = (found for found in INLINE_PLACEHOLDER_RE.finditer(text) if not is_escape(found.group()))
    text = text[: next((found.start() for found in other), len(text))]
    opened = dict.fromkeys(_CLOSES.values(), 0)
    for position, character in enumerate(text):
        if character in opened:
            opened[character] += 1
        elif opening := _CLOSES.get(character):
            if not opened[opening]:
                text = text[:position]
                break
            opened[opening] -= 1
    return text.rstrip(_TRAILING)


def _is_one(text: str) -> bool:
    """Whether others can take it apart, too: `http://[1` stops a generator that tries."""
    try:
        parts = urlsplit(text)
        return parts.scheme == "mailto" or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False
