"""The sentences that text, Markdown and LaTeX share: prose with mathematics between single dollar signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mkdocs_matcalc.render.code.dialects import DIALECTS
from mkdocs_matcalc.render.document import Document, Result, ShownClaim, ShownStep

_METHODS = {
    "differential": "By differentials",
    "chain": "By the chain rule",
    "index": "By entries",
    "pattern": "By known identities",
}
_MATHS = re.compile(r"\$([^$]+)\$")


def convert(prose: str, text: Callable[[str], str], formula: Callable[[str], str]) -> str:
    """Prose with its text and its formulas each put through a function."""
    parts = _MATHS.split(prose)
    return "".join(formula(part) if at % 2 else text(part) for at, part in enumerate(parts))


def reason(step: ShownStep) -> str:
    """The rules of a step, what they need, and what else is to be said."""
    parts = (*(rule.name for rule in step.rules), step.condition, step.note)
    return "; ".join(part for part in parts if part)


def method(document: Document) -> str:
    """How a document is derived."""
    name = document.options.get("method", "")
    return _METHODS.get(name, name)


def verdict(claim: ShownClaim) -> str:
    """What was found of a claimed line."""
    words = {True: "holds", False: "does not hold", None: "could not be decided"}[claim.holds]
    return f"Line {claim.line} {words}" + (f": {claim.why}" if claim.why else "")


def answer(result: Result) -> str:
    """A result with its shape, in LaTeX."""
    side = f"{result.lhs} = " if result.lhs else ""
    shape = result.shape_latex.removeprefix(r"\in").strip()
    return f"{side}{result.latex}" + (rf" \quad \in {shape}" if shape else "")


def shows_details(document: Document) -> bool:
    """Whether the block asked for each step at length."""
    return document.options.get("steps") == "full"


def codes(document: Document, unasked: str = "none") -> list[tuple[str, str, str]]:
    """The library's title, by what, and the source, for each library asked for.

    One source for each derivative, or one for all of them where the document has such.

    Args:
        document: The derivation; its option `code` names a library, or is all or none.
        unasked: What stands for that option where a block has none.
    """
    asked = document.options.get("code", unasked)
    sources: list[tuple[str, Mapping[str, str | None]]] = [
        (result.wrt, {"numpy": result.numpy, "torch": result.torch, "jax": result.jax})
        for result in document.results
    ]
    if document.code:
        sources = [(", ".join(dict.fromkeys(wrt for wrt, _ in sources)), document.code)]
    return [
        (dialect.title, wrt, written.rstrip())
        for wrt, texts in sources
        for dialect in DIALECTS
        if asked in ("all", dialect.name) and (written := texts.get(dialect.name))
    ]
