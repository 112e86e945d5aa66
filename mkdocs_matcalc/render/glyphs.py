"""How wide KaTeX's letters and signs are, in em, as it told `scripts/katexglyphs.py`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypedDict


class Sign(NamedTuple):
    """What TeX takes a sign for (`ord`, `op`, `bin`, `rel`, …), its width, and how much of that is slant."""

    kind: str
    width: float
    slant: float = 0.0


class Glyphs(TypedDict):
    """Signs by their LaTeX; letters in each font, and among words; brackets from the smallest on."""

    signs: dict[str, Sign]
    fonts: dict[str, dict[str, float]]
    words: dict[str, float]
    sizes: dict[str, list[float]]


@cache
def glyphs() -> Glyphs:
    """What is known of all of them."""
    told: Glyphs = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {**told, "signs": {name: Sign(*sign) for name, sign in told["signs"].items()}}
