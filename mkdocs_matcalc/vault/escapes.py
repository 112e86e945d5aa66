"""What a backslash may stand before, to be read as it is written."""

from __future__ import annotations

from string import punctuation

from markdown import Markdown


def read_all_escapes(md: Markdown) -> None:
    r"""Let an instance read `\<` and all others of CommonMark; Python-Markdown's own are a half of them."""
    md.ESCAPED_CHARS.extend(character for character in punctuation if character not in md.ESCAPED_CHARS)
