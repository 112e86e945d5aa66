"""One block in, plain data out: what the site runs in a worker and the command line prints as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.calculus.derive import derive
from mkdocs_matcalc.calculus.rules import CATALOGUE
from mkdocs_matcalc.checked import checked
from mkdocs_matcalc.errors import MatcalcError
from mkdocs_matcalc.executed import executed
from mkdocs_matcalc.language import imports_from, parse
from mkdocs_matcalc.render.document import Document
from mkdocs_matcalc.render.present import present, rule_ref
from mkdocs_matcalc.vetted import vetted

NO_IMPORTS: Mapping[str, Any] = MappingProxyType({})


def compute(text: str, options: Mapping[str, str], imports: Mapping[str, Any] = NO_IMPORTS) -> dict[str, Any]:
    """A block's document as a dictionary, or {"error": {...}, "errors": [...]}.

    Never raises for what a user typed. `imports` are the blocks of other notes that it uses, as
    `language.imports_from` takes them.
    """
    try:
        problem = vetted(parse(text, options, imports_from(imports)))
        first, *others = (_document(each) for each in _by_method(problem))
        return replace(first, others=tuple(others)).to_dict()
    except MatcalcError as error:
        return error.to_answer()
    except Exception as error:
        # A bug of ours must reach an author as a sentence, not as a traceback.
        failure = MatcalcError(
            f"matcalc itself failed on this block ({type(error).__name__}: {error})",
            hint="this is no mistake of yours: please report the block",
        )
        return failure.to_answer()


def _by_method(problem: Problem) -> list[Problem]:
    """The problem once for each method that it asks for."""
    methods = [{**problem.options, "method": method} for method in problem.methods]
    return [replace(problem, options=options) for options in methods] or [problem]


def _document(problem: Problem) -> Document:
    derivation = checked(derive(problem))
    return present(derivation, executed(derivation))


def rules() -> list[dict[str, Any]]:
    """Every rule of the catalogue: name, slug, statement, condition and an example block."""
    return [{**vars(rule_ref(rule)), "example": rule.example} for rule in CATALOGUE]
