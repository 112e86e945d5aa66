"""Which dollars are mathematics, and which are money: as Obsidian reads them, from left to right."""

from __future__ import annotations

import re

import pytest
from markdown import Markdown

from mkdocs_matcalc.site.obsidian import dollars
from mkdocs_matcalc.vault.prose import INLINE

_INLINE = re.compile(INLINE, re.VERBOSE | re.DOTALL)


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("odd ($3$) or even ($4$)", ["3", "4"]),
        ("$k$: the rank, where ($1 < k$)", ["k", "1 < k"]),
        ("若$u$大，则$v$为$2$，$3u$", ["u", "v", "2", "3u"]),
        ("$2$,$3$;$4$", ["2", "3", "4"]),
        ("[$8$] $9$ ($10$)", ["8", "9", "10"]),
        ("for $12 and $13", []),
        ("$12–$15", []),
        ("$12-$15-$18, $20/$25", []),
        ("($12-$15) for $u$ ($7$)", ["u", "7"]),
        ("$u$ at $7-$8, then ($5$)", ["u", "5"]),
        (r"\$4 for $u$ and \$5", ["u"]),
        ("`$7-$8` and ($2$)", ["2"]),
        ("$u$3$ and $4$", ["3", "4"]),
        ("$u\n= v$, ($2$)", ["u\n= v", "2"]),
    ],
)
def test_dollars(text: str, formulas: list[str]) -> None:
    settings = {"pymdownx.arithmatex": {"generic": True}}
    md = Markdown(extensions=["pymdownx.arithmatex"], extension_configs=settings)
    dollars.register(md)
    page = md.convert(text)
    assert (
        re.findall(r'<span class="arithmatex">\\\((.*?)\\\)</span>', page.replace("&lt;", "<"), re.DOTALL)
        == formulas
    )
    assert page.count("$") == text.replace("\\$", "$").count("$") - 2 * len(formulas)
    # The vault's own reader of links and tags agrees with the page.
    stretches = (match.group() for match in _INLINE.finditer(text))
    assert [found[1:-1] for found in stretches if found.startswith("$")] == formulas
