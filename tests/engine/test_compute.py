"""What a block becomes when it asks for several derivations of the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mkdocs_matcalc.engine.compute import compute
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.html import render
from mkdocs_matcalc.render.latex_document import render_latex
from mkdocs_matcalc.render.markdown import render_markdown
from mkdocs_matcalc.render.text import render_text

BLOCK = "d/dx ||A x - y||^2"


def derived(methods: str) -> Document:
    return Document.from_dict(compute(BLOCK, {"method": methods, "layout": "numerator"}))


def test_each_method_gives_what_it_gives_alone() -> None:
    several, alone = derived("differential, index"), derived("differential")
    assert (several.steps, several.results, several.options) == (alone.steps, alone.results, alone.options)
    (other,) = several.others
    by_entries = derived("index")
    assert (other.steps, other.results, other.options) == (
        by_entries.steps,
        by_entries.results,
        by_entries.options,
    )


@pytest.mark.parametrize(
    ("printed", "first", "second"),
    [
        (render_text, "By differentials:\n\n", "By entries:\n\n"),
        (render_markdown, "**By differentials**\n\n$$", "**By entries**\n\n$$"),
        (render_latex, "% By differentials:\n\\[", "% By entries:\n\\["),
        (render, ">By differentials<", ">By entries<"),
    ],
)
def test_they_stand_one_after_the_other(printed: Callable[[Document], str], first: str, second: str) -> None:
    text = printed(derived("differential, index"))
    assert 0 < text.index(first) < text.index(second)
    alone = printed(derived("differential"))
    assert first not in alone
    assert second not in alone
