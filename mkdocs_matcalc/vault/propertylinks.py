"""Links in front matter: a property, or an entry of one, that is a wiki-link: `up: "[[Gradient]]"`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_matcalc.vault.frontmatter import find_front_matter
from mkdocs_matcalc.vault.linktext import WikiLink

# Without quotes it would be a list in a list to YAML, and no link to Obsidian.
_LINK = re.compile(r"""(?<=["'])\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<alias>[^\[\]\n]*))?\]\](?=["'])""")


def property_links(text: str) -> Iterator[WikiLink]:
    """The links in a note's properties in order."""
    top = find_front_matter(text)
    if not top or "[[" not in top.group():
        return
    for number, line in enumerate(top.group().split("\n"), 1):
        for match in _LINK.finditer(line):
            if target := match["target"].strip():
                yield WikiLink(target, match["alias"], line=number, column=match.start() + 1)
