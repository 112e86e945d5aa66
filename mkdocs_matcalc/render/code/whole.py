"""One file for a block that asks for several derivatives: what they share is computed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Partial, Variable
from mkdocs_matcalc.calculus.derivation import Derivative, Step
from mkdocs_matcalc.render.code.dialects import Dialect
from mkdocs_matcalc.render.code.identifiers import Identifiers, identifier
from mkdocs_matcalc.render.code.lowering import NoCodeError
from mkdocs_matcalc.render.code.module import LoweredFunction, Module, definition
from mkdocs_matcalc.render.code.single import PrintedCode, titled

# Of more, only the function that returns all is run: each of the others is one line that looks its own up.
MOST_RUN_ALONE = 8


@dataclass(frozen=True)
class Whole(PrintedCode):
    """The file of several derivatives, and what the functions in it are called."""

    parameters: str
    functions: Mapping[Basic, str]
    derivatives: Mapping[tuple[Basic, tuple[Variable, ...]], str]


def program(
    derivatives: Sequence[Derivative],
    definitions: Mapping[Variable, Basic],
    variables: Sequence[Variable | Family],
    comments: Mapping[Variable, str],
) -> Callable[[Dialect], Whole]:
    """What prints source for a library.

    It defines `function(...)`, `gradients(...)` and `gradient_x(...)` for each variable x.
    All take the same arguments, as those of `source` do. `gradients` returns every derivative by name,
    each intermediate computed once; where some are of second order it is called `derivatives`. Of several
    functions, each is `function_f(...)` and its derivatives `gradient_f_x(...)`.

    Args:
        derivatives: At least two.
        definitions: Every defined name with its expression.
        variables: The block's variables, in the author's order.
        comments: What defined names are, beside their shapes.

    Raises:
        NoCodeError: Some derivative has no code, or two would have the same name.
    """
    functions = _Functions(derivatives)
    wrt = [leaf for each in derivatives for leaf in each.wrt]
    exprs = [*functions.named, *(each.expression for each in derivatives)]
    module = Module((*variables, *wrt), exprs, definitions, comments)
    names = [_name(each, functions, module) for each in derivatives]
    if len(set(names)) < len(names):
        raise NoCodeError("two derivatives have one name")
    together = "gradients" if all(each.order == 1 for each in derivatives) else "derivatives"
    keys = [name.removeprefix("gradient_") for name in names]
    values = {key: each.expression for key, each in zip(keys, derivatives, strict=True)}
    blocks: list[LoweredFunction | str] = [
        *(
            module.function(f"function{suffix}", f"The function{functions.said(function)}", function)
            for function, suffix in functions.named.items()
        ),
        module.function(together, f"All {together}, by name", values),
    ]
    for name, key, each in zip(names, keys, derivatives, strict=True):
        title = titled(each.wrt, module, functions.said(each.request.function, "of "))
        body = [f'"""{title}."""', f'return {together}({module.parameters})["{key}"]']
        blocks.append(definition(f"{name}({module.parameters})", body))
    functions_by_name = {f"function{suffix}": function for function, suffix in functions.named.items()}
    single = {name: each.expression for name, each in zip(names, derivatives, strict=True)}
    return lambda dialect: Whole(
        module.text(dialect, blocks),
        module.arguments,
        {**functions_by_name, together: values, **(single if len(single) <= MOST_RUN_ALONE else {})},
        module.parameters,
        {function: name for name, function in functions_by_name.items()},
        {(each.request.function, each.wrt): name for name, each in zip(names, derivatives, strict=True)},
    )


def selected(whole: Whole, derivative: Derivative) -> str:
    """Text that defines `function(...)` and `gradient(...)` of one derivative by the file of all.

    Where many derivatives share what they are made of, each by itself would print all of it once more.
    """
    given = {
        "function": whole.functions[derivative.request.function],
        "gradient": whole.derivatives[derivative.request.function, derivative.wrt],
    }
    aliases = [
        definition(f"{name}({whole.parameters})", [f"return {known}({whole.parameters})"])
        for name, known in given.items()
        if name != known
    ]
    return "\n\n".join([whole.text, *(f"{alias}\n" for alias in aliases)])


def _name(derivative: Derivative, functions: _Functions, module: Module) -> str:
    """What the function that returns one derivative is called."""
    kind = {1: "gradient", 2: "hessian"}.get(derivative.order, "derivative")
    by = "".join(f"_{module.name(leaf)}" for leaf in dict.fromkeys(derivative.wrt))
    return f"{kind}{functions.named[derivative.request.function]}{by}"


class _Functions:
    """What is differentiated, each with what tells it from the others: nothing, where there is one alone."""

    def __init__(self, derivatives: Sequence[Derivative]) -> None:
        symbols = {each.request.function: each.symbol for each in derivatives}
        names = Identifiers()
        self.named = {
            function: "_" + names.name(function, symbol.name if isinstance(symbol, Variable) else str(number))
            for number, (function, symbol) in enumerate(symbols.items(), 1)
        }
        if len(symbols) == 1:
            self.named = dict.fromkeys(symbols, "")

    def said(self, function: Basic, before: str = "") -> str:
        """A function's name in a sentence, where there are several."""
        suffix = self.named[function].removeprefix("_")
        return f" {before}{suffix}" if suffix else ""


def intermediates(steps: Sequence[Step]) -> Iterator[tuple[Variable, str]]:
    """Each name that a derivation gives to a derivative, with which it is: ∂L/∂z."""
    for step in steps:
        partial = next((form for form in step.forms if isinstance(form, Partial)), None)
        if isinstance(step.lhs, Variable) and partial is not None:
            names = [identifier(part.name) for part in partial.args if isinstance(part, Variable)]
            if len(names) == len(partial.args) == 2:
                yield step.lhs, f"∂{names[0]}/∂{names[1]}"
