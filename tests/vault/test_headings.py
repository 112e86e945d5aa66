"""Headings get the ids that Python-Markdown gives them on the page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from markdown import Markdown
from markdown.extensions.toc import slugify, slugify_unicode
from pymdownx.slugs import slugify as configurable

from mkdocs_matcalc.site.obsidian.athand import AtHand
from mkdocs_matcalc.site.obsidian.features import Features
from mkdocs_matcalc.site.obsidian.page import Page
from mkdocs_matcalc.site.obsidian.registration import register
from mkdocs_matcalc.vault import Target, VaultIndex
from mkdocs_matcalc.vault.headings import HeadingIds, Slugify, heading_lines

NOTE = r"""---
title: x
---
# The *gradient* of `f(x)`, again & again

Twice
=====

## Twice
### Twice ###

## Of $\mathbf{x}^\top A_1 x_2$ and $a_1 b_2$

## With [[a_b_c]], [[a_b_c|some *text*]], [[a_b_c#Part]] and [a link](http://example.org/x_y_z)

## Explicit {#by-hand}

## 4 < 5 & C# and <kbd>K</kbd> &amp; \*stars\*

## Ärger, 勾配 und Ñandú

## 勾配

##

- # In a list

> ## In a quote

!!! note

    ## In an admonition

```
# In a fence
```

    # In indented code

$$
# x
$$

Underlined *as well*
---

A paragraph of
two lines
---

#tag

| a |
|---|
| b |

## C#
"""


@pytest.mark.parametrize(
    ("make_id", "separator"),
    [(slugify, "-"), (slugify, "_"), (slugify_unicode, "-"), (configurable(case="lower"), "-")],
)
def test_ids_are_those_on_the_page(make_id: Slugify, separator: str) -> None:
    index = VaultIndex.build([("a_b_c.md", "# Part\n")])
    site = SimpleNamespace(index=index, features=Features(), warn=lambda message, fault: None)
    at_hand = AtHand(site, Page("note.md", "note.md", NOTE, (Target("note.md"),)))
    page = Markdown(
        extensions=[
            "toc",
            "attr_list",
            "tables",
            "admonition",
            "pymdownx.arithmatex",
            "pymdownx.superfences",
        ],
        extension_configs={
            "toc": {"slugify": make_id, "separator": separator},
            "pymdownx.arithmatex": {"generic": True},
        },
    )
    register(page, at_hand)
    source = NOTE.partition("---\n")[2].partition("---\n")[2].replace("#tag", "")
    soup = BeautifulSoup(page.convert(source), "html.parser")
    on_page = [heading["id"] for heading in soup.find_all(["h1", "h2", "h3"])]

    headings = HeadingIds(make_id, separator).headings(list(heading_lines(NOTE)))

    assert [heading.id for heading in headings] == on_page


def test_levels_lines_and_text() -> None:
    headings = [(heading.level, heading.text, heading.line) for heading in heading_lines(NOTE)]
    assert headings[:4] == [
        (1, "The *gradient* of `f(x)`, again & again", 4),
        (1, "Twice", 6),
        (2, "Twice", 9),
        (3, "Twice", 10),
    ]


def test_a_tag_or_a_table_is_no_heading() -> None:
    assert not list(heading_lines("#tag\n\n| a |\n|---|\n| b |\n\n- item\n---\n"))
