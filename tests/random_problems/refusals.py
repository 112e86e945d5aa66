"""The refusals that are right: what the product says it can't do, each naming the construct it is about."""

from __future__ import annotations

import re

# One pattern a documented refusal; its group is the construct that it names.
DOCUMENTED = (
    # The second derivative of a spectral or nuclear norm moves the singular vectors.
    r"no rule gives the (?:differential|derivative|second derivative) of `?((?:\|\||‖|norm\().*)",
    # Too few random points lie in the domain of what the author wrote.
    r"the derivative by (\S+(?: and \S+)?) could not be checked: of \d+ random points only \d+ lie where",
)


def is_documented(message: str) -> bool:
    """Whether a refusal is one of those, and names its construct."""
    return any(re.search(pattern, message) for pattern in DOCUMENTED)


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
