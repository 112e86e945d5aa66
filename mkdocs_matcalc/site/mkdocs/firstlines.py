"""The first lines of a note: what is metadata is for the vault to say, where MkDocs reads it otherwise."""

from __future__ import annotations

from mkdocs_matcalc.vault.frontmatter import find_front_matter
from mkdocs_matcalc.vault.parts import body
from mkdocs_matcalc.vault.tags import inline_tags
from mkdocs_matcalc.vault.written import written_links


def below_metadata(markdown: str, text: str) -> str:
    """The note that Obsidian shows, of what MkDocs left of it.

    Front matter that is empty, ends the file or can't be read is none for MkDocs, which prints it. Without
    front matter it takes `key: value` for metadata: `Topics: [[Algebra]]` is prose, and so are all lines that
    it took with one that has a link or a tag. Others may well be an author's metadata.

    Args:
        markdown: The note as MkDocs gives it to plugins.
        text: The whole file.
    """
    if not text.endswith(markdown):
        return markdown
    if find_front_matter(text):
        return body(text).lstrip("\n")
    taken = text.removesuffix(markdown)
    return text if written_links(taken) or inline_tags(taken) else markdown
