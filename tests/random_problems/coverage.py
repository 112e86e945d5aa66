"""What a problem exercises of the language: its own list, by which a test counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .nodes import SCALAR, Kind, Problem, Request
from .spell import ALIASES
from .truth import kind_of

REQUESTS = (
    "gradient of a scalar by a scalar",
    "gradient of a scalar by a vector",
    "gradient of a scalar by a matrix",
    "Jacobian of a vector by a vector",
    "Jacobian of a vector by a matrix",
    "Jacobian of a matrix by a vector",
    "Jacobian of a matrix by a matrix",
    "derivative of a vector by a scalar",
    "derivative of a matrix by a scalar",
    "second derivative of a scalar by a scalar",
    "second derivative of a vector by a scalar",
    "Hessian by a vector",
    "Hessian by a matrix",
    "mixed second derivative",
    "several variables in one request",
    "several requests",
    "first and second derivative together",
    "derivative by an intermediate",
)
PROGRAMS = (
    "several definitions",
    "a definition after its use",
    "a name used twice",
    "a subscripted name beside its letter",
    "a sum over two indices",
    "a family",
    "a declaration left out",
    "in LaTeX",
    "in plain text",
    "a scalar beside a vector or a matrix",
    "an odd name",
    "a definition with its argument",
)


def _letter(kind: Kind) -> str:
    return "scalar" if kind == SCALAR else "vector" if kind[1] == "1" else "matrix"


def functions(text: str) -> set[str]:
    """The functions that a text calls, by their first names."""
    plain = (
        re.sub(r"\\operatorname\{(\w+)\}", r"\1", text)
        .replace(r"\sigma(", "sigmoid(")
        .replace(r"\sqrt{", "sqrt(")
    )
    # What bars and signs stand for is counted by its operation.
    called = set(re.findall(r"([^\W\d_][\w]*)\(", plain.replace("\\", "")))
    first = {other: name for name, others in ALIASES.items() for other in others}
    return {first.get(name, name) for name in called} | ({"eye"} if "identity(" in plain else set())


def features(problem: Problem, text: str) -> set[str]:
    """Everything that a problem exercises."""
    found = {f"operation {node.op}" for node in problem.nodes()}
    found |= {f"norm {node.data}" for node in problem.nodes() if node.op == "norm"}
    found |= {f"function {name}" for name in functions(text)}
    found |= {f"function {node.data}" for node in problem.nodes() if node.op == "fn"}
    found |= {f"property {fact}" for each in problem.variables.values() for fact in each.facts}
    found |= {
        f"operation map of {'a vector' if each.domain else 'a number'}" for each in problem.maps.values()
    }
    found |= set(_asked(problem)) | set(_written(problem, text))
    return found


def _asked(problem: Problem) -> Iterator[str]:
    for request in problem.requests:
        yield from _of_request(problem, request)
    if len(problem.requests) > 1:
        yield "several requests"
        if {request.order for request in problem.requests} == {1, 2}:
            yield "first and second derivative together"


def _of_request(problem: Problem, request: Request) -> Iterator[str]:
    function = _letter(request.function.kind)
    if request.order == 2:
        first = _letter(kind_of(problem, request.wrt[0]))
        if request.wrt[0] != request.wrt[1]:
            yield "mixed second derivative"
        else:
            yield (
                f"second derivative of a {function} by a scalar"
                if first == "scalar"
                else f"Hessian by a {first}"
            )
        return
    if len(request.wrt) > 1:
        yield "several variables in one request"
    for name in request.wrt:
        by = _letter(kind_of(problem, name))
        if name in problem.definitions:
            yield "derivative by an intermediate"
        kind = "gradient" if function == "scalar" else "derivative" if by == "scalar" else "Jacobian"
        yield f"{kind} of a {function} by a {by}"


def _written(problem: Problem, text: str) -> Iterator[str]:
    yield "in LaTeX" if r"\partial" in text or r"\nabla" in text else "in plain text"
    names = [*problem.variables, *problem.definitions]
    if len(problem.definitions) > 1:
        yield "several definitions"
    uses = [str(node.data) for node in problem.nodes() if node.op == "ref"]
    if any(uses.count(name) > 1 for name in problem.definitions):
        yield "a name used twice"
    lines = text.splitlines()
    heads = {line.partition(" = ")[0].strip(): at for at, line in enumerate(lines) if " = " in line}
    if any(
        name in lines[at].partition(" = ")[2].split() and heads[name] > at
        for at in heads.values()
        for name in heads
    ):
        yield "a definition after its use"
    if any(name.partition("_")[0] in names for name in names if "_" in name):
        yield "a subscripted name beside its letter"
    if any(
        inner.op == "indexsum"
        for node in problem.nodes()
        if node.op == "indexsum"
        for inner in node.args[0].walk()
    ):
        yield "a sum over two indices"
    if any(each.count for each in problem.variables.values()):
        yield "a family"
    declared = len(re.findall(r"(?: in R| \\in \\mathbb)", text))
    if not declared and problem.variables:
        yield "a declaration left out"
    if any(node.op == "fill" for node in problem.nodes()):
        yield "a scalar beside a vector or a matrix"
    if re.search(r"^[^=()]+\([^=]*\) = ", text, re.MULTILINE):
        yield "a definition with its argument"
    if {"e", "d", "L"} & set(problem.variables):
        yield "an odd name"
