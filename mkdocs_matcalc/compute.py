"""One block in, plain data out: what the site runs in a worker and the command line prints as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.checked import checked
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import parse
from mkdocs_matcalc.render.present import present, rule_ref


def compute(text: str, options: Mapping[str, str]) -> dict[str, Any]:
    """A block's document as a dictionary, or {"error": {...}}; never raises for what a user typed."""
    try:
        return present(checked(derive(parse(text, options)))).to_dict()
    except MatcalcError as error:
        return {"error": error.to_dict()}


def rules() -> list[dict[str, Any]]:
    """Every rule of the catalogue: name, slug, statement, condition and an example block."""
    return [{**vars(rule_ref(rule)), "example": rule.example} for rule in CATALOGUE]
