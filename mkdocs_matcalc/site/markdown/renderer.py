"""What a site brings to typeset its mathematics, and how derivations are written for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from mkdocs_matcalc.render.latex import COLOURED, RAISED


def own_renderer(scripts: Iterable[object]) -> Literal["katex", "mathjax"] | None:
    """What the site loads by itself, by the scripts of its configuration."""
    names = " ".join(str(script).lower() for script in scripts)
    return "katex" if "katex" in names else "mathjax" if "mathjax" in names else None


def opening_of_new(scripts: Iterable[object]) -> str:
    """What opens, in LaTeX, what is new in a line, for what typesets the site."""
    return RAISED if own_renderer(scripts) == "mathjax" else COLOURED
