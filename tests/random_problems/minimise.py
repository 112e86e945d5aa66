"""Shrinks a failing problem while it fails in the same way."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace

from .generate import checked
from .jets import Undefined
from .judge import Verdict, judged
from .nodes import Node, Problem, Variable

SECONDS = 60.0


def minimised(problem: Problem, verdict: Verdict, seconds: float = SECONDS) -> tuple[Problem, Verdict]:
    """The smallest problem found whose verdict is of the same kind, with that verdict."""
    until = time.monotonic() + seconds
    shrunk = True
    while shrunk and time.monotonic() < until:
        shrunk = False
        for smaller in _smaller(problem):
            if time.monotonic() > until:
                break
            again = _same(smaller, verdict)
            if again is not None:
                problem, verdict, shrunk = smaller, again, True
                break
    return problem, verdict


def _same(problem: Problem, verdict: Verdict) -> Verdict | None:
    try:
        truths = checked(problem, random.Random("shrunk"))
    except (Undefined, AssertionError, KeyError):
        return None
    again = judged(problem, truths)
    return again if again.kind == verdict.kind else None


def _smaller(problem: Problem) -> Iterator[Problem]:
    for each in _candidates(problem):
        trimmed = each.trimmed()
        if trimmed != problem and _asks(trimmed):
            yield trimmed


def _asks(problem: Problem) -> bool:
    """Whether each request is by something that its function depends on."""
    return all(set(each.wrt) <= problem.used(each.function) for each in problem.requests)


def _candidates(problem: Problem) -> Iterator[Problem]:
    if not problem.plain:
        yield replace(problem, plain=True)
    yield from _asking_less(problem)
    yield from _defining_less(problem)
    for name, node in problem.definitions.items():
        for smaller in _reduced(problem, node):
            yield replace(problem, definitions={**problem.definitions, name: smaller})
    for number, request in enumerate(problem.requests):
        for smaller in _reduced(problem, request.function):
            yield _with_request(problem, number, replace(request, function=smaller))
    for name, variable in problem.variables.items():
        if variable.facts:
            yield replace(problem, variables={**problem.variables, name: replace(variable, facts=())})


def _asking_less(problem: Problem) -> Iterator[Problem]:
    for number, request in enumerate(problem.requests):
        if len(problem.requests) > 1:
            yield replace(problem, requests=problem.requests[:number] + problem.requests[number + 1 :])
        if request.order == 1 and len(request.wrt) > 1:
            for name in request.wrt:
                fewer = replace(request, wrt=tuple(other for other in request.wrt if other != name))
                yield _with_request(problem, number, fewer)


def _defining_less(problem: Problem) -> Iterator[Problem]:
    """Without one definition: put in where it is used, or a variable instead."""
    for name, node in problem.definitions.items():
        if any(name in request.wrt for request in problem.requests):
            continue
        rest = {other: each for other, each in problem.definitions.items() if other != name}
        without, ref = replace(problem, definitions=rest), Node("ref", (), node.kind, name)
        yield _replaced(without, ref, node)
        variables = {**problem.variables, name: Variable(name, node.kind)}
        yield replace(_replaced(without, ref, Node("var", (), node.kind, name)), variables=variables)


def _with_request(problem: Problem, number: int, request: object) -> Problem:
    requests = list(problem.requests)
    requests[number] = request
    return replace(problem, requests=tuple(requests))


def _replaced(problem: Problem, old: Node, new: Node) -> Problem:
    def put(node: Node) -> Node:
        return new if node == old else node.with_args(tuple(put(arg) for arg in node.args))

    return replace(
        problem,
        definitions={name: put(node) for name, node in problem.definitions.items()},
        requests=tuple(replace(each, function=put(each.function)) for each in problem.requests),
    )


def _reduced(problem: Problem, node: Node) -> Iterator[Node]:
    """A tree with one part replaced by a part of its own, or by a name, of the same shape."""
    for part in node.walk():
        if part is node or part.kind != node.kind or part.op == "fill" or _bound(part, node):
            continue
        yield part
    if node.args and node.op not in ("fill", "entry"):
        for name, variable in problem.variables.items():
            if variable.kind == node.kind and not variable.count:
                yield Node("var", (), node.kind, name)
    for number, arg in enumerate(node.args):
        for smaller in _reduced(problem, arg):
            yield node.with_args((*node.args[:number], smaller, *node.args[number + 1 :]))


def _bound(part: Node, node: Node) -> bool:
    """Whether a part speaks of an index that a sum around it, inside the node, brings."""
    brought = {each.data[0] for each in node.walk() if each.op == "indexsum"}
    spoken: set[object] = set()
    for each in part.walk():
        if each.op == "entry":
            spoken |= set(each.data)
        elif each.op == "member":
            spoken.add(each.data[1])
        elif each.op == "unit":
            spoken.add(each.data)
    own = {each.data[0] for each in part.walk() if each.op == "indexsum"}
    return bool((brought - own) & spoken)
