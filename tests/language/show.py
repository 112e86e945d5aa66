"""A problem as short text, so that a golden test reads at a glance."""

from __future__ import annotations

from pathlib import Path

from sympy import Basic, Expr
from sympy.core.symbol import Str

from mkdocs_matcalc.algebra.nodes import Family, Function, Variable
from mkdocs_matcalc.algebra.problem import Problem


def shown(expr: Basic) -> str:
    """A tree in prefix form: `Mul(2, Transpose(A), x)`."""
    if isinstance(expr, Variable | Family):
        return expr.name
    if isinstance(expr, Function):
        return expr.name + "'" * expr.order
    if isinstance(expr, Expr | Str):
        return str(expr)
    return f"{type(expr).__name__}({', '.join(shown(arg) for arg in expr.args)})"


def space(variable: Variable | Family) -> str:
    """A name with its shape: `A:m×n`, `x:n`, `x_i:d (n)` for a family."""
    rows, columns = variable.shape
    shape = f"{rows}×{columns}" if columns != 1 else f"{rows}"
    return f"{variable.name}:{shape}" + (f" ({variable.count})" if isinstance(variable, Family) else "")


def problem_text(problem: Problem) -> str:
    """A problem, one line for each part."""
    lines = [f"{d.variable.name} = {shown(d.expression)}" for d in problem.definitions]
    for request in problem.requests:
        by = "; ".join(" ".join(variable.name for variable in group) for group in request.wrt)
        lines.append(f"d/d[{by}] {shown(request.function)}")
    lines.append(", ".join(space(variable) for variable in problem.variables))
    return "\n".join(lines)


def cases(*names: str) -> list[tuple[str, str]]:
    """The cases of some files beside this: a block, `=>`, what it gives, and `---` before the next."""
    found = []
    for name in names:
        text = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
        for case in text.rstrip("\n").split("\n---\n"):
            block, _, expected = case.partition("\n=>\n")
            found.append((block, expected))
    return found
