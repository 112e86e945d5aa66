"""From a derivation to the data of its pictures."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Hadamard, Mul, Node, Variable, is_scalar, shape_of
from mkdocs_matcalc.calculus.derivation import Derivation
from mkdocs_matcalc.render.pictures import Box, Pictures, ProductPicture, Stage
from mkdocs_matcalc.render.printer import formula

_SIGNS: dict[type[Basic], str] = {Mul: "·", Hadamard: "⊙"}


def depict(derivation: Derivation) -> Pictures:
    """The pictures that the block's options ask for."""
    asked = {name for name in ("shapes", "graph") if derivation.problem.options.get(name) == "show"}
    results = (each.shown or each.expression for each in derivation.results)
    products = (product for expr in results for product in _products(expr))
    return Pictures(
        tuple(dict.fromkeys(products)) if "shapes" in asked else (),
        tuple(_stages(derivation)) if "graph" in asked else (),
    )


def _products(expr: Basic) -> Iterator[ProductPicture]:
    """Each product in an expression that has a size, the outermost first."""
    sign = _SIGNS.get(type(expr))
    factors = [arg for arg in expr.args if not is_scalar(arg)] if sign else []
    if sign and len(factors) > 1:
        yield ProductPicture(tuple(map(_box, factors)), sign, _box(type(expr)(*factors)))
    for arg in expr.args if isinstance(expr, Node) and not isinstance(expr, Variable) else ():
        yield from _products(arg)


def _box(expr: Basic) -> Box:
    return Box(formula(expr), *map(formula, shape_of(expr)))


def _stages(derivation: Derivation) -> Iterator[Stage]:
    problem = derivation.problem
    lines: list[tuple[Basic, Basic]] = [(each.variable, each.expression) for each in problem.definitions]
    defined = {variable for variable, _ in lines}
    derivatives = [each for each in derivation.results if not each.stationary]
    lines += {
        each.label.args[0]: each.request.function for each in derivatives if each.request.name is None
    }.items()
    deltas = {name.name: formula(name) for name in derivation.definitions if name not in defined}
    numbers: dict[Basic, int] = {}
    for number, (name, expression) in enumerate(lines):
        leaves = list(dict.fromkeys(_leaves(expression)))
        yield Stage(
            formula(name),
            formula(expression),
            tuple(formula(leaf) for leaf in leaves if leaf not in numbers),
            tuple(numbers[leaf] for leaf in leaves if leaf in numbers),
            deltas.get(f"δ_{getattr(name, 'name', '')}"),
        )
        numbers[name] = number


def _leaves(expr: Basic) -> Iterator[Basic]:
    if isinstance(expr, Variable | Family):
        yield expr
    else:
        for arg in expr.args if isinstance(expr, Node) else ():
            yield from _leaves(arg)
