"""The first lines of a note, which MkDocs takes for metadata where they look like `key: value`."""

from __future__ import annotations

from mkdocs_matcalc.vault.frontmatter import FRONT_MATTER
from mkdocs_matcalc.vault.tags import inline_tags
from mkdocs_matcalc.vault.written import written_links


def with_first_lines(markdown: str, text: str) -> str:
    """What MkDocs left of a note, and before it the lines that Obsidian shows.

    Obsidian has metadata between `---` alone: `Topics: [[Algebra]]` is prose, and so are all lines that
    MkDocs took with one that has a link or a tag. Others may well be an author's metadata.

    Args:
        markdown: The note as MkDocs gives it to plugins.
        text: The whole file.
    """
    if FRONT_MATTER.match(text) or not text.endswith(markdown):
        return markdown
    taken = text.removesuffix(markdown)
    return text if written_links(taken) or inline_tags(taken) else markdown
