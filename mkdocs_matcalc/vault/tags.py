"""Tags in the text of a note: `#topic`, `#topic/part`."""

from __future__ import annotations

import re

from mkdocs_matcalc.vault.prose import INLINE, prose_lines

_LETTERS = r"[\w/\u203c-\u2bff\U0001f000-\U0001faff\ufe0f-]"
TAG = rf"(?<![^\s(>*_,;])\#(?![\d/-]*(?!{_LETTERS}))(?P<tag>{_LETTERS}+)"
"""For `re.VERBOSE`. A number alone is no tag, nor is what stands right after a letter."""

_URL = r"\]\((?:[^)\]\s]|\](?!\())*\)"
_WIKI_LINK = r"\[\[(?:[^\[\]\n]|\[(?!\[)|\](?!\]))*\]\]"
_TAG = re.compile(
    rf"{TAG}|\{{[^{{}}\n]*\}}|{_URL}|{_WIKI_LINK}|\b\w+://\S+|(?:{INLINE})", re.VERBOSE | re.DOTALL
)


def inline_tags(text: str) -> list[str]:
    """The tags in the text in order, without their `#`; none in code, comments, mathematics or links."""
    if "#" not in text:
        return []
    found = (match["tag"] for match in _TAG.finditer("\n".join(prose_lines(text))))
    return [tag.strip("/") for tag in found if tag and tag.strip("/")]
