"""One file for a block that asks for several derivatives: what they share is computed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Partial, Variable
from mkdocs_matcalc.calculus.derivation import Derivative, Step
from mkdocs_matcalc.render.code.dialects import Dialect
from mkdocs_matcalc.render.code.identifiers import Identifiers, identifier
from mkdocs_matcalc.render.code.lowering import NoCodeError
from mkdocs_matcalc.render.code.module import Module, definition
from mkdocs_matcalc.render.code.source import Source, titled

_KINDS = {1: "gradient", 2: "hessian"}


def program(
    dialect: Dialect,
    derivatives: Sequence[Derivative],
    definitions: Mapping[Variable, Basic],
    variables: Sequence[Variable | Family],
    comments: Mapping[Variable, str],
) -> Source | None:
    """Source that defines `function(...)`, `gradients(...)` and `gradient_x(...)` for each variable x.

    All take the same arguments, as those of `source` do. `gradients` returns every derivative by name,
    each intermediate computed once; where some are of second order it is called `derivatives`. Of several
    functions, each is `function_f(...)` and its derivatives `gradient_f_x(...)`.

    Args:
        dialect: The library to write for.
        derivatives: At least two.
        definitions: Every defined name with its expression.
        variables: The block's variables, in the author's order.
        comments: What defined names are, beside their shapes.

    Returns:
        None where some derivative has no code.
    """
    functions = _functions(derivatives)
    results = _results(derivatives, functions)
    wrt = [leaf for each in derivatives for leaf in each.wrt]
    exprs = (*functions.values(), *results.values())
    module = Module(dialect, (*variables, *wrt), exprs, definitions, comments)
    together = "gradients" if all(each.order == 1 for each in derivatives) else "derivatives"
    keys = {name.removeprefix("gradient_"): result for name, result in results.items()}
    try:
        blocks = [
            *(module.function(name, "The function", function) for name, function in functions.items()),
            module.function(together, f"All {together}, by name", keys),
        ]
    except NoCodeError:
        return None
    for each, name in zip(derivatives, results, strict=True):
        call = f'return {together}({module.parameters})["{name.removeprefix("gradient_")}"]'
        blocks.append(
            definition(f"{name}({module.parameters})", [f'"""{titled(each.wrt, module)}."""', call])
        )
    return Source(module.text(blocks), module.arguments, {**functions, together: keys, **results})


def intermediates(steps: Sequence[Step]) -> Iterator[tuple[Variable, str]]:
    """Each name that a derivation gives to a derivative, with which it is: ∂L/∂z."""
    for step in steps:
        partials = [form for form in step.forms if isinstance(form, Partial)]
        if isinstance(step.lhs, Variable) and partials and _is_plain(partials[0]):
            function, by = partials[0].args
            yield step.lhs, f"∂{identifier(function.name)}/∂{identifier(by.name)}"


def _is_plain(partial: Partial) -> bool:
    return len(partial.args) == 2 and all(isinstance(part, Variable) for part in partial.args)


def _functions(derivatives: Sequence[Derivative]) -> dict[str, Basic]:
    """What was differentiated, by the name it has in the file."""
    functions = list(dict.fromkeys(each.request.function for each in derivatives))
    if len(functions) == 1:
        return {"function": functions[0]}
    symbols = {each.request.function: each.symbol for each in derivatives}
    names = Identifiers()
    return {
        names.name(function, f"function_{_called(symbols[function], number)}"): function
        for number, function in enumerate(functions, 1)
    }


def _called(symbol: Basic, number: int) -> str:
    return identifier(symbol.name) if isinstance(symbol, Variable) else str(number)


def _results(derivatives: Sequence[Derivative], functions: Mapping[str, Basic]) -> dict[str, Basic]:
    """Each derivative by the name of the function that returns it."""
    suffixes = {function: name.removeprefix("function") for name, function in functions.items()}
    names = Identifiers()
    return {
        names.name(
            (each.request.function, each.wrt, each.structure),
            _KINDS.get(each.order, "derivative")
            + suffixes[each.request.function]
            + "".join(f"_{identifier(leaf.name)}" for leaf in dict.fromkeys(each.wrt)),
        ): each.expression
        for each in derivatives
    }
