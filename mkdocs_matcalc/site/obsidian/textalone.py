"""Text that stands where a block may begin, and begins none."""

from __future__ import annotations

import re

_BLOCK_MARK = re.compile(
    r"(?P<number>\d+)(?=[.)]\s)|(?=[-*+]\s|>|\#{1,6}\s|\[[^\]]*\]:|([-*_])(?:[ ]*\2){2,}[ ]*$)"
)


def as_text(content: str) -> str:
    """The same Markdown, with a backslash before what would mark a block at its beginning."""
    mark = _BLOCK_MARK.match(content)
    return f"{content[: mark.end()]}\\{content[mark.end() :]}" if mark else content
