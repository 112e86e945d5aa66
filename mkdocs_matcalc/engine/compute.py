"""One block in, plain data out: what the site runs in a worker and the command line prints as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.engine.pipeline import answered, derivations, documented
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.language import imports_from, parse
from mkdocs_matcalc.limits import stage
from mkdocs_matcalc.render.present import rule_ref

NO_IMPORTS: Mapping[str, Any] = MappingProxyType({})


def compute(text: str, options: Mapping[str, str], imports: Mapping[str, Any] = NO_IMPORTS) -> dict[str, Any]:
    """A block's document as a dictionary, or {"error": {...}, "errors": [...]}.

    Never raises for what a user typed. `imports` are the blocks of other notes that it uses, as
    `language.imports_from` takes them. The time limit is the caller's (`limits.time_limit`).
    """
    try:
        with answered(text, options):
            stage("while it was read")
            found = derivations(parse(text, options, imports_from(imports)))
            first, *others = map(documented, found)
            return replace(first, others=tuple(others)).to_dict()
    except MatcalcError as error:
        return error.to_answer()


def rules() -> list[dict[str, Any]]:
    """Every rule of the catalogue: name, slug, statement, condition and an example block."""
    return [{**vars(rule_ref(rule)), "example": rule.example} for rule in CATALOGUE]
