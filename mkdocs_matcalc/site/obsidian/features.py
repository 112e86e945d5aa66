"""Which parts of Obsidian's Markdown a site reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from mkdocs_matcalc.vault.vaultsettings import shows_line_breaks, shows_titles


@dataclass(frozen=True)
class Features:
    """Each can be switched off; then the site's own extensions alone decide.

    Attributes:
        autolinks: A bare address, `https://example.org`, is a link.
        block_ids: `^id` marks a block, and is not shown.
        callouts: `> [!note]- Title` is an admonition; what stands behind a bar, `[!note|wide]`, is its class.
        comments: `%%…%%` is not shown.
        embeds: `![[note]]` shows the note; otherwise it is a link.
        emphasis: `*` and `_` pair as in CommonMark, also around one another: `**a (*.b)**`.
        escapes: `\\<` is the character, as is any punctuation behind a backslash.
        fences: Fenced code may stand in lists and quotes, and right at a paragraph.
        footnotes: `[^1]` and `^[a note]`, numbered in the order of reading.
        hard_breaks: A `\\` before the end of a line breaks it.
        highlights: `==marked==`.
        html: HTML ends at the next empty line; below it Markdown is read again, and no tag stays open.
        line_breaks: Each end of a line in a paragraph is shown.
        lists: A list may follow a paragraph at once, and be indented by two or three spaces.
        literals: `<user_id>`, which is no tag, is text, and so are backticks that nothing closes.
        markdown_links: `[text](note.md)` is looked for in the whole vault, `![x|300](…)` has a size.
        maths: `$$…$$` may stand in a paragraph, an item or a quote, with empty lines or none around or in it.
        mermaid: A `mermaid` fence is a diagram.
        names: A note is called by its property `title`, else by its file, and not by a heading.
        strikethrough: `~~not this~~`.
        tables: A table may follow a paragraph at once, and ends where another block begins; `\\|` in the
            mathematics of a cell is a bar, and the bar of a wiki-link ends no cell.
        tags: `#topic/part` is a tag of the page.
        tasks: `- [ ]` is a box to tick, and `- [/]` or another mark, which `data-task` tells, a ticked one.
        titles: A note that begins with no heading of the first level, but has one, has its name above it.
    """

    autolinks: bool = True
    block_ids: bool = True
    callouts: bool = True
    comments: bool = True
    embeds: bool = True
    emphasis: bool = True
    escapes: bool = True
    fences: bool = True
    footnotes: bool = True
    hard_breaks: bool = True
    highlights: bool = True
    html: bool = True
    line_breaks: bool = False
    lists: bool = True
    literals: bool = True
    markdown_links: bool = True
    maths: bool = True
    mermaid: bool = True
    names: bool = True
    strikethrough: bool = True
    tables: bool = True
    tags: bool = True
    tasks: bool = True
    titles: bool = False


NO_FEATURES = Features(**{part.name: False for part in fields(Features)})
"""For a site that has Markdown alone."""


def chosen_features(chosen: Mapping[str, bool | None], root: Path) -> Features:
    """The parts that a site reads.

    Args:
        chosen: Those that are switched on or off; None leaves a part to the vault's settings. A name that is
            no part's, of which the host has warned, means nothing.
        root: The vault's folder.
    """
    known = {part.name for part in fields(Features)}
    said = {name: on for name, on in chosen.items() if name in known and on is not None}
    settings = {"line_breaks": shows_line_breaks(root), "titles": shows_titles(root)}
    return Features(**{**settings, **said})
