"""The sentences that all formats share."""

from __future__ import annotations

from collections.abc import Mapping

from mkdocs_matcalc.algebra.evidence import DecidedBy
from mkdocs_matcalc.render.code.dialects import DIALECTS
from mkdocs_matcalc.render.document import ClaimVerdict, Document, Result, ShownClaim, ShownStep, Turned
from mkdocs_matcalc.render.formula import Command, Formula, Mark, Row, row
from mkdocs_matcalc.render.phrases import Prose, listed, prose
from mkdocs_matcalc.render.unicode import power_of_two, unicode_text

# A longer function is not part of the name of its derivation.
LONGEST_TITLE = 60

_METHODS = {
    "differential": "By differentials",
    "chain": "By the chain rule",
    "index": "By entries",
    "pattern": "By known identities",
}
_VERDICTS = {
    ClaimVerdict.HOLDS: "holds",
    ClaimVerdict.FALSE: "does not hold",
    ClaimVerdict.CONDITION: "is neither true nor false",
    ClaimVerdict.UNKNOWN: "could not be decided",
}
_HOW = {DecidedBy.EXACT: "exactly", DecidedBy.DIGITS: "to 50 digits", DecidedBy.NUMBERS: "at random points"}


def assumptions(document: Document) -> tuple[Prose, ...]:
    """All that was not declared, with the shapes that hold by convention."""
    named = [prose(each.name) for each in document.shapes if each.by_convention]
    shapes = prose("shapes by convention: ", *listed(named, ", ").pieces)
    return (*([shapes] if named else []), *document.assumptions)


def reason(step: ShownStep) -> Prose:
    """The rules of a step, what they need, and what else is to be said."""
    return listed([*(prose(rule.name) for rule in step.rules), step.condition, step.note])


def method(document: Document) -> str:
    """How a document is derived."""
    name = document.options.get("method", "")
    return _METHODS.get(name, name)


def derivations(document: Document) -> list[tuple[str, Document]]:
    """The same derived by each method, with the method where there are several."""
    every = (document, *document.others)
    return [(method(each) if len(every) > 1 else "", each) for each in every]


def verdict(claim: ShownClaim) -> Prose:
    """What was found of a claimed line."""
    return listed([prose(found(claim)), claim.why], ": ")


def found(claim: ShownClaim) -> str:
    """A claimed line and its verdict in words, and by what means it was found to hold."""
    means = f" {_HOW[claim.means.how]}" if claim.means and claim.verdict is ClaimVerdict.HOLDS else ""
    return f"Line {claim.line} {_VERDICTS[claim.verdict]}{means}"


def means(claim: ShownClaim) -> str:
    """By what means a claimed line was decided, in full; empty for one that was not."""
    if claim.means is None:
        return ""
    points = f"{claim.means.points} point{'s' if claim.means.points > 1 else ''}"
    match claim.means.how:
        case DecidedBy.EXACT if claim.means.bound is not None:
            return f"decided modulo primes, with an error below {power_of_two(claim.means.bound)}"
        case DecidedBy.EXACT:
            return "decided modulo a prime"
        case DecidedBy.DIGITS:
            return f"compared to 50 digits at {points}"
        case DecidedBy.NUMBERS:
            return f"compared at {points}, to 5 digits"


def equation(result: Result | Turned) -> Row:
    """A result as an equation."""
    return row(result.label, " = ", result.formula)


def answer(result: Result) -> Row:
    """A result with its shape."""
    return row(equation(result), r" \quad ", r"\in ", result.space)


def named(result: Result) -> Prose:
    """What the names stand for that the derivation gave and the result still uses."""
    return prose("where ", result.where) if result.where else prose()


def explained(document: Document) -> list[tuple[Result, Prose]]:
    """Each result with what its names stand for, said once below results in a row that share them."""
    results = document.results
    below = [*(each.where for each in results[1:]), None]
    return [
        (each, prose() if each.where == after else named(each))
        for each, after in zip(results, below, strict=False)
    ]


def alone(result: Result | Turned, where: Formula | None) -> Row:
    """A result as an equation that stands by itself, with what its names stand for."""
    words = Command(r"\text", (Mark("where "),))
    return row(equation(result), *((r",\quad ", words, where) if where else ()))


def title(document: Document) -> str:
    """What a derivation is of, in one line of plain text."""
    asked = ", ".join(dict.fromkeys(unicode_text(each.label) for each in document.results))
    if not asked:
        return "Claims" if document.claims else "Stated rules"
    function = unicode_text(document.problem[-2]) if len(document.problem) > 1 else ""
    return f"Derivation of {asked}" + (f" for {function}" if 0 < len(function) <= LONGEST_TITLE else "")


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
