"""Formulas as text where people would read LaTeX: in the search, in names, and until they are typeset."""

from __future__ import annotations

from functools import lru_cache

from mkdocs_matcalc.render.typed import typed
from mkdocs_matcalc.render.unicode import unicode_text


# The same symbols stand on most pages of a vault.
@lru_cache(maxsize=10_000)
def plain_maths(latex: str) -> str:
    """A formula that was typed in LaTeX, as text without any."""
    return unicode_text(typed(latex))
