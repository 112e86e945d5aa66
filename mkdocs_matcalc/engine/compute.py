"""The engine at the edge of its process: plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.engine.answer import NOTHING, answer
from mkdocs_matcalc.errors import MatcalcError


def compute(
    text: str, options: Mapping[str, str], imports: Mapping[str, Any] = NOTHING, macros: str = ""
) -> dict[str, Any]:
    """A block's document as a dictionary, or {"error": {...}, "errors": [...]}; it takes what `answer` does.

    Never raises for what a user typed.
    """
    try:
        return answer(text, options, imports, macros).to_dict()
    except MatcalcError as error:
        return error.to_answer()


def rules() -> list[dict[str, Any]]:
    """Every rule of the catalogue: name, slug, statement, condition and an example block."""
    return [
        {name: getattr(rule, name) for name in ("name", "slug", "statement", "condition", "example")}
        for rule in CATALOGUE
    ]
