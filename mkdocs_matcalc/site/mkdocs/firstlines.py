"""The first lines of a note: what is metadata is for the vault to say, where MkDocs reads it otherwise."""

from __future__ import annotations

import re

from mkdocs.utils.meta import get_data

from mkdocs_matcalc.vault.frontmatter import find_front_matter
from mkdocs_matcalc.vault.parts import body
from mkdocs_matcalc.vault.tags import inline_tags
from mkdocs_matcalc.vault.written import written_links

_NAME = re.compile(r"^[ ]{0,3}([A-Za-z0-9_-]+):", re.MULTILINE)
# What MkDocs and its themes know the meaning of.
_KNOWN = frozenset(
    {
        "author", "authors", "categories", "comments", "date", "description", "draft", "hide", "icon", "pin",
        "publish", "readtime", "search", "slug", "social", "status", "subtitle", "summary", "tags",
        "template", "title",
    }
)  # fmt: skip


def below_metadata(markdown: str, text: str, is_vault: bool = False) -> str:
    """The note that Obsidian shows, of what MkDocs left of it.

    Front matter that is empty, ends the file or can't be read is none for MkDocs, which prints it. Without
    front matter it takes `key: value` for metadata. Obsidian never does so: `Topics: [[Algebra]]` is prose,
    and so are all lines that it took with one that has a link, a tag or a name that no site knows.

    Args:
        markdown: The note as MkDocs gives it to plugins.
        text: The whole file.
        is_vault: Whether the notes are written in Obsidian, so that all such lines are prose.
    """
    if not text.endswith(markdown):
        return markdown
    if find_front_matter(text):
        return body(text).lstrip("\n")
    taken = text.removesuffix(markdown)
    strange = {name.lower() for name in _NAME.findall(taken)} - _KNOWN
    is_prose = is_vault or strange or written_links(taken) or inline_tags(taken)
    return text if is_prose else markdown


def title_in_metadata(text: str, is_vault: bool = False) -> str | None:
    """The title that a note has in metadata of MkDocs' own form; None if there is none, or it is prose.

    Args:
        text: The whole file.
        is_vault: Whether the notes are written in Obsidian.
    """
    if not _NAME.match(text):
        return None
    markdown, metadata = get_data(text)
    is_prose = below_metadata(markdown, text, is_vault) == text
    return None if is_prose else str(metadata.get("title", "")).strip() or None
