"""Which parts of Obsidian's Markdown a site reads."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Features:
    """Each can be switched off; then the site's own extensions alone decide.

    Attributes:
        block_ids: `^id` marks a block, and is not shown.
        callouts: `> [!note]- Title` is an admonition; what stands behind a bar, `[!note|wide]`, is its class.
        comments: `%%…%%` is not shown.
        embeds: `![[note]]` shows the note; otherwise it is a link.
        fences: Fenced code may stand in lists and quotes, and right at a paragraph.
        footnotes: `[^1]`.
        highlights: `==marked==`.
        lists: A list may follow a paragraph at once, and be indented by two or three spaces.
        markdown_links: `[text](note.md)` is looked for in the whole vault, `![x|300](…)` has a size.
        maths: `$$…$$` may stand in a paragraph, an item or a quote, with empty lines or none around or in it.
        mermaid: A `mermaid` fence is a diagram.
        strikethrough: `~~not this~~`.
        tables: A table may follow a paragraph at once, and ends where another block begins; `\\|` in the
            mathematics of a cell is a bar, and the bar of a wiki-link ends no cell.
        tags: `#topic/part` is a tag of the page.
        tasks: `- [ ]` is a box to tick.
    """

    block_ids: bool = True
    callouts: bool = True
    comments: bool = True
    embeds: bool = True
    fences: bool = True
    footnotes: bool = True
    highlights: bool = True
    lists: bool = True
    markdown_links: bool = True
    maths: bool = True
    mermaid: bool = True
    strikethrough: bool = True
    tables: bool = True
    tags: bool = True
    tasks: bool = True


NO_FEATURES = Features(**{part.name: False for part in fields(Features)})
"""For a site that has Markdown alone."""
