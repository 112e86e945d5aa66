"""Marks of blocks, `^like-this` at the end of a paragraph, an item or a heading, or alone below a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.vault.prose import prose_lines

BLOCK_ID = re.compile(r"(?:^(?:[ \t]*>)*|(?<=\s)|(?<=\]\]))\^(?P<id>[A-Za-z0-9-]+)[ \t]*$", re.MULTILINE)


def fragment(block_id: str) -> str:
    """The id on the page of the block `block_id`; no heading has one like it."""
    return f"^{block_id.lower()}"


def block_ids(text: str) -> Iterator[tuple[str, int]]:
    """The ids of a note's blocks in lower case, each with its line, from 1."""
    if "^" not in text:
        return
    for number, line in enumerate(prose_lines(text), 1):
        if found := BLOCK_ID.search(line):
            yield found["id"].lower(), number
