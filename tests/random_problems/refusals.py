"""The refusals that are right: what the product says it can't do, each naming the construct it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "User Guide" / "12_Limits.md"

# What is said of each limit on the page; the group is the construct that it names.
SAID = {
    "Third and higher derivatives": r"a derivative here is of first or second order",
    "Second derivatives of a vector or a matrix by anything but numbers": (
        r"(a vector or a matrix) has second derivatives by scalars only here"
    ),
    "Second derivatives of the spectral norm": r"no rule gives the second derivative of (\|\|.*_2), which",
    "Second derivatives of the nuclear norm": r"no rule gives the second derivative of (\|\|.*_\*), which",
    "Norms with another power than 1 and 2": r"`(_.*)` is no norm that is known here",
    "The largest row sum of a matrix": r"the ∞-norm is a vector's here, and `(.*)` is a matrix",
    "Powers of a matrix with a letter that is no whole number": (
        r"the power of a matrix is a number here, and `(.*)` is none"
    ),
    "Second derivatives of powers with a letter, but of traces of them": (
        r"nothing says whether .* is negative, on which the differential of (.*) depends"
    ),
    "Exponentials, logarithms and roots of a matrix, but in traces and of a matrix times a number": (
        r"the differential of (.*) has no closed form: it is"
    ),
    "Other functions of a matrix, eigenvalues": r"(a matrix function|an eigenvalue) is not supported here",
    "The largest entry of each row": r"(max) is taken of one expression and 0",
    "Arrays with three and more indices": r"`x` cannot stand here",
    "Functions whose values are vectors of another size, declared only": r"`(.*)` must have scalar values",
    "What has no value where numbers are drawn, and so can't be checked": (
        r"the derivative by (\S+(?: and \S+)?) could not be checked: of \d+ random points only \d+ lie where"
    ),
    "Derivatives of an expectation by what its distribution depends on": (
        r"the distribution `(.*)` depends on `.*`, and the derivative of such an expectation by it"
    ),
    "Stationary points of a gradient that is not linear": r"(.*) = 0 is not linear in \S+, so its solution",
    "Stationary points with the unknown between different matrices": (
        r"(.*) = 0 has \S+ between different factors \(a Sylvester equation\)"
    ),
}


@dataclass(frozen=True)
class Limit:
    """A row of the page: what is not derived, a block of it, and a block to write instead."""

    name: str
    refused: str
    instead: str


def limits() -> list[Limit]:
    """The rows of the page's section on limits."""
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition("\n## What is not derived\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.*?) \| (`.*?) \| (.*?) \|$", section, re.MULTILINE)
    return [
        Limit(name, *("\n".join(re.findall(r"`([^`]*)`", cell)) for cell in cells)) for name, *cells in rows
    ]


def is_documented(message: str) -> bool:
    """Whether a refusal is one of those, and names its construct."""
    return any(re.search(pattern, message) for pattern in SAID.values())


def kind(message: str) -> str:
    """A message with its names and numbers taken out, by which messages are grouped."""
    text = re.sub(
        r"the differential of (.*), which is a (scalar|vector|matrix|row).*",
        _headed,
        message,
        flags=re.DOTALL,
    )
    text = re.sub(r"`[^`]*`", "`…`", text)
    text = re.sub(r"\bby \S+( and \S+)?(?= |$)", "by _", text)
    text = re.sub(r"\d+(\.\d+)?(e[+-]?\d+)?", "#", text)
    return re.sub(r"(has a wrong shape|has shape).*", r"\1", text)


def _headed(match: re.Match[str]) -> str:
    """A refused part by its outermost operation."""
    expression = match[1]
    call = re.match(r"[A-Za-z_]+(?=\()", expression)
    head = (
        f"{call[0]}(…)" if call else "… ^ " + expression.rpartition("^")[2] if "^" in expression[-6:] else "…"
    )
    return f"the differential of {head}, a {match[2]}"
