"""The address of a target as a note writes it."""

from __future__ import annotations

import pytest

from mkdocs_matcalc.vault import Target


@pytest.mark.parametrize(
    ("target", "source", "href"),
    [
        (Target("a.md"), "b.md", "a.md"),
        (Target("a.md"), "x/b.md", "../a.md"),
        (Target("x/a.md"), "b.md", "x/a.md"),
        (Target("x/y/a.md"), "x/z/b.md", "../y/a.md"),
        (Target("x/a.md"), "x/a.md", "a.md"),
        (Target("x/a.md", "part"), "x/a.md", "#part"),
        (Target("x/a.md", "勾配"), "b.md", "x/a.md#勾配"),
        (Target("x/a.md", "%ce%b1"), "b.md", "x/a.md#%ce%b1"),
        (Target("01 Core & more/R?#'(1)%.md"), "b.md", "01%20Core%20%26%20more/R%3F%23%27%281%29%25.md"),
        (Target("勾配.md"), "b.md", "%E5%8B%BE%E9%85%8D.md"),
        (Target("a:b.md"), "b.md", "a%3Ab.md"),
        (Target("p.pdf", 'page=3 "x"'), "b.md", "p.pdf#page=3%20%22x%22"),
    ],
)
def test_href(target: Target, source: str, href: str) -> None:
    assert target.href(source) == href
