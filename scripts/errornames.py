"""The guide's page on messages, an entry for each name of the one table."""

from __future__ import annotations

from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.render.explained import explained

_HEAD = """\
---
tags: [guide]
aliases: [Messages, Error names]
---

# Messages by name

Each message ends in its name, as in `[shape-mismatch]`; a box on a page has it in its last line, and
[[05_Command_Line#JSON|JSON]] under `name`, by which a linter can leave out the ones you don't want.
`matcalc explain shape-mismatch` prints what stands here.
[[06_Errors|When something is wrong]] says more about some of them.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *map(explained, sorted(ErrorName, key=str))])
