"""A problem as a block in plain text that leaves nothing to convention, and can be read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Basic, Expr, preorder_traversal

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.algebra.nodes import Call, Family, Function, Pow, Variable, is_number, is_scalar, shape_of
from mkdocs_matcalc.algebra.plain import plain
from mkdocs_matcalc.algebra.problem import Claim, Problem, Request, Side, StatedRule
from mkdocs_matcalc.errors import MatcalcError


def block_text(problem: Problem) -> str:
    """The block, a statement a line; a side of a claim that can't be built is a comment with the reason."""
    claimed = {claim.left.content for claim in problem.claims if isinstance(claim.left.content, Request)}
    lines = [f"option {name} = {value}" for name, value in problem.options.items()]
    lines += [_declaration(variable) for variable in problem.variables]
    lines += [f"{plain(count)} in N" for count in _counts(problem)]
    lines += [f"{name} : {form}" for name, form in functions(problem).items()]
    lines += [f"{plain(each.variable)} = {plain(each.expression)}" for each in problem.definitions]
    lines += [_rule(rule) for rule in problem.rules]
    lines += [_request(request) for request in problem.requests if request not in claimed]
    lines += [line for claim in problem.claims for line in _claim(claim)]
    return "\n".join(lines)


def space(rows: Expr, columns: Expr) -> str:
    """R, R^n or R^(m x n)."""
    if columns != 1:
        return f"R^({_size(rows)} x {_size(columns)})"
    size = _size(rows)
    return "R" if rows == 1 else f"R^{size}" if size.isalnum() else f"R^({size})"


def _size(size: Expr) -> str:
    return plain(size).replace("*", " * ")


def _declaration(variable: Variable | Family) -> str:
    name = f"{variable.name}_i" if isinstance(variable, Family) else plain(variable)
    facts = sorted(variable.facts) if isinstance(variable, Variable) else []
    return " ".join([f"{name} in {space(*variable.shape)}", *([", ".join(facts)] if facts else [])])


def _counts(problem: Problem) -> list[Expr]:
    """What counts in the powers of matrices, and is the size of nothing."""
    powers = [part for expr in _expressions(problem) for part in expr.atoms(Pow) if not is_scalar(part)]
    found = {each for power in powers for each in power.exponent.free_symbols if each.is_positive}
    sizes = {each for variable in problem.variables for size in variable.shape for each in size.free_symbols}
    return sorted((each for each in found - sizes if is_number(each)), key=str)


def functions(problem: Problem) -> dict[str, str]:
    """The functions that are declared only, each with what it maps to what: `R^n -> R`."""
    found: dict[str, str] = {}
    for expression in _expressions(problem):
        for part in preorder_traversal(expression):
            if isinstance(part, Function) and part.name not in FUNCTIONS:
                found.setdefault(part.name, "R -> R")
            elif isinstance(part, Call):
                found.setdefault(part.name, f"{space(*shape_of(part.arg))} -> R")
    return found


def _expressions(problem: Problem) -> Iterator[Basic]:
    yield from (each.expression for each in problem.definitions)
    yield from (request.function for request in problem.requests)
    for claim in problem.claims:
        contents = (side.content for side in (claim.left, *claim.sides))
        yield from (each for each in contents if isinstance(each, Basic))


def _request(request: Request) -> str:
    if request.stationary:
        return f"solve {_derivative(request)} = 0"
    return _derivative(request)


def _derivative(request: Request) -> str:
    named, first = request.at_entry(request.name or request.function, request.wrt[0])
    name = "" if request.name is None else plain(named)
    by = _by((first, *request.wrt[1:]))
    order = "^2" if len(request.wrt[0]) == 2 else ""
    between = " " if order and name else ""
    of = "" if name else f" ({plain(request.function)})"
    return f"d{order}{between}{name}/{by}{of}"


def _by(wrt: Sequence[tuple[Basic, ...]]) -> str:
    names = [tuple(map(plain, group)) for group in wrt]
    first = names[0]
    if len(names) > 1:
        return f"d({', '.join(group[0] for group in names)})" + ("^2" if len(first) == 2 else "")
    if len(first) == 1:
        return f"d{first[0]}"
    return f"d{first[0]}^2" if first[0] == first[1] else f"d{first[0]} d{first[1]}"


def _claim(claim: Claim) -> Iterator[str]:
    sides = [_side(side) for side in claim.sides]
    text = _side(claim.left)
    yield " ".join([text, *(f"= {side}" for side in sides if side)])
    for side in claim.sides:
        if isinstance(side.content, MatcalcError):
            yield f"# {side.place.words}: {side.content.message}"


def _side(side: Side) -> str:
    if isinstance(side.content, MatcalcError):
        return ""
    return _derivative(side.content) if isinstance(side.content, Request) else plain(side.content)


def _rule(rule: StatedRule) -> str:
    left = plain(rule.left)
    if rule.wrt is not None:
        left = f"d/d{plain(rule.wrt)} ({left})"
    return f"rule {rule.name}: {left} = {plain(rule.right)}"
