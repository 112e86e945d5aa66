"""What the name of a message says, for the guide's page on them and for a site's own."""

from __future__ import annotations

from mkdocs_matcalc.errors import ErrorName


def explained(name: ErrorName) -> str:
    """A section in Markdown, with the name as its heading."""
    example = f"\n```text\n{name.example}\n```\n" if name.example else ""
    return f"## {name}\n\n{name.says} {name.instead}\n{example}"
