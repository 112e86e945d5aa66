"""Tells the prose of a note from its code, comments, raw HTML and mathematics.

Two levels: `blocks` finds whole blocks (and `prose_lines` blanks them); `INLINE` matches, left to right
within the rest, each stretch that is no prose, so that a pattern put after it as another alternative
matches in prose only.
"""

from __future__ import annotations

from functools import lru_cache

from mkdocs_matcalc.vault.blockreader import block_tree
from mkdocs_matcalc.vault.blocktree import Block, Kind
from mkdocs_matcalc.vault.noprose import INLINE

__all__ = ["INLINE", "Block", "Kind", "blocks", "prose_lines"]

_NO_PROSE = {Kind.FRONT_MATTER, Kind.INDENTED, Kind.FENCE, Kind.HTML, Kind.COMMENT, Kind.MATHS}


@lru_cache(maxsize=32)
def blocks(text: str, whole: bool = True) -> tuple[Block, ...]:
    """The blocks of a note that are no prose, in order.

    Args:
        text: The note, with `\\n` line ends.
        whole: Whether front matter may stand at its top.
    """
    return tuple(block for block in block_tree(text, whole).walk() if block.kind in _NO_PROSE)


@lru_cache(maxsize=32)
def prose_lines(text: str, whole: bool = True) -> tuple[str, ...]:
    """The lines of a note, each as long as it was; what belongs to `blocks` is blank."""
    lines = text.split("\n")
    for block in blocks(text, whole):
        first, last = lines[block.first], lines[block.last]
        if block.first == block.last:
            middle = _blank(first[block.column : block.end])
            lines[block.first] = first[: block.column] + middle + last[block.end :]
            continue
        lines[block.first] = first[: block.column] + _blank(first[block.column :])
        for number in range(block.first + 1, block.last):
            lines[number] = _blank(lines[number])
        lines[block.last] = _blank(last[: block.end]) + last[block.end :]
    return tuple(lines)


def _blank(text: str) -> str:
    return " " * len(text)
