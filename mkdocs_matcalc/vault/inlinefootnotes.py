"""Footnotes that are written where they are referred to: `text^[a note]`."""

from __future__ import annotations

import re
from collections.abc import Callable

from mkdocs_matcalc.vault.linktext import WIKI_LINK
from mkdocs_matcalc.vault.noprose import without_outer_marks
from mkdocs_matcalc.vault.prose import prose_lines

_OPENING = "^["
_TOKEN = re.compile(
    r"(?P<end>\n(?=[ \t>]*(?:\n|\#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s)))|(?P<closes>\])"
    rf"|{WIKI_LINK.pattern}|(?P<opens>\^?\[)",
    re.VERBOSE | re.DOTALL,
)


def replace_inline_footnotes(text: str, by: Callable[[str], str]) -> str:
    """A text with each inline footnote replaced, of footnotes in each other the inner one first.

    Args:
        text: A note, or a part of one, with `\\n` line ends and no front matter.
        by: Gives what stands in the place of a footnote, by its Markdown.
    """
    if _OPENING not in text:
        return text
    # What is open, from the outermost on: its mark, and what it holds so far.
    open_: list[tuple[str, list[str]]] = [("", [])]
    done = 0
    for token in _TOKEN.finditer("\n".join(prose_lines(text, whole=False))):
        open_[-1][1].append(text[done : token.start()])
        done = token.end()
        if token["opens"]:
            open_.append((token["opens"], []))
        elif token["closes"] and len(open_) > 1:
            mark, held = open_.pop()
            content = without_outer_marks("".join(held)).strip()
            is_footnote = mark == _OPENING and content
            open_[-1][1].append(by(content) if is_footnote else f"{mark}{''.join(held)}]")
        else:
            if token["end"]:
                open_ = [("", [_flat(open_)])]
            open_[-1][1].append(token.group() if token["end"] else text[token.start() : done])
    return _flat(open_) + text[done:]


def _flat(open_: list[tuple[str, list[str]]]) -> str:
    """All of it as text, since nothing closes it."""
    return "".join(part for mark, held in open_ for part in (mark, *held))
