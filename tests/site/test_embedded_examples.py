"""A block that turns out to be code in an embedded note is that note's own text, on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from site_builder import Site

# Fences of which one reader takes for code what another takes for a block.
NOTE = "```matcalc\nd/dx f\n``` &\n```matcalc\n"


@pytest.mark.parametrize("above", ["", "```matcalc\nd/dx above\n```\n\n```matcalc\nd/dx second\n```\n\n"])
def test_it_is_shown_as_typed(build_site: Callable[..., Site], above: str) -> None:
    notes = {"index.md": f"{above}![[shown]]\n", "shown.md": NOTE}
    site = build_site(notes, warnings=("never closed",))
    alone, embedded = site.page("shown/index.html"), site.page("index.html").select_one(".matcalc-embed")
    assert embedded is not None
    assert [code.text for code in embedded.select("code")] == [
        code.text for code in alone.select("[role=main] code")
    ]
    assert "above" not in embedded.text
    assert "\ufdd0" not in embedded.text
