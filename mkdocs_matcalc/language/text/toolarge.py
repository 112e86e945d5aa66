"""Texts that are refused before anything of them is read, as reading them would take too long."""

from __future__ import annotations

import re

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.limits import SPLIT

MAX_BYTES = 64 * 1024
MAX_BLANKS = 1000

# As LaTeX has them, too.
_BLANKS = re.compile(rf"(?:\s|&|~|\\[,;:!> ]|\\q?quad(?![A-Za-z])){{{MAX_BLANKS + 1},}}+")


def refuse_too_large(whole: Source) -> None:
    """Refuse a block of too many bytes, or one with thousands of blanks in a row.

    Raises:
        MatcalcError: It is one.
    """
    size = len(whole.text.encode(errors="replace"))
    if size > MAX_BYTES:
        raise MatcalcError(
            ErrorName.TOO_LARGE,
            f"the block is larger than 64 KB: it has {size:,} bytes; the limit is {MAX_BYTES:,}",
            whole.place(),
            SPLIT,
        )
    if blanks := _BLANKS.search(whole.text):
        raise MatcalcError(
            ErrorName.TOO_LARGE,
            f"the block has more than {MAX_BLANKS:,} blanks in a row",
            whole.place(blanks.start()),
            "take them out",
        )
