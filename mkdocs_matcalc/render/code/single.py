"""A function and its derivative as self-contained source for NumPy, PyTorch or JAX."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sympy import Basic

from mkdocs_matcalc.algebra.nodes import Family, Variable
from mkdocs_matcalc.render.code.dialects import Dialect
from mkdocs_matcalc.render.code.lowering import NoCodeError
from mkdocs_matcalc.render.code.module import Argument, Module

_ORDERS = ("", "", "second ", "third ")


@dataclass(frozen=True)
class PrintedCode:
    """Printed Python, what its functions take, and what each of them returns: a value, or several by name."""

    text: str
    arguments: tuple[Argument, ...]
    returns: Mapping[str, Basic | Mapping[str, Basic]]


def source(
    function: Basic,
    wrt: tuple[Variable, ...],
    result: Basic,
    definitions: Mapping[Variable, Basic],
    variables: Sequence[Variable | Family],
) -> Callable[[Dialect], PrintedCode]:
    """What prints source for a library.

    It defines `function(...)` and `gradient(...)`, and imports at most the library and `math`.
    Both take the block's variables that nothing defines, by their plain names, then the abstract functions:
    g and dg, L and dL, and d2g or d2L where it is needed. Vectors are 1-d arrays, a family is one array
    with the index first; scalars are numbers to NumPy and JAX, and 0-d tensors to PyTorch. `gradient`
    returns an array of the result's shape: (n,) for a vector, (n, d) for a matrix. `function` is left out
    where only the derivative has code.

    Args:
        function: What was differentiated.
        wrt: By what.
        result: The derivative, in the names of `definitions`.
        definitions: Every defined name with its expression.
        variables: The block's variables, in the author's order.

    Raises:
        NoCodeError: There is no code to give: a differential is left, a size is nowhere to be had.
    """
    module = Module((*variables, *wrt), (function, result), definitions)
    returns = {"function": function, "gradient": result}
    gradient = module.function("gradient", titled(wrt, module), result)
    try:
        blocks = [module.function("function", "The function", function), gradient]
    except NoCodeError:
        blocks = [gradient]
        del returns["function"]
    return lambda dialect: PrintedCode(module.text(dialect, blocks), module.arguments, returns)


def titled(wrt: tuple[Variable, ...], module: Module, of: str = "") -> str:
    """What a derivative is, in words."""
    by = " and ".join(module.name(leaf) for leaf in dict.fromkeys(wrt))
    return f"The {_ORDERS[len(wrt)]}derivative{of} by {by}" if len(wrt) < len(_ORDERS) else "The derivative"


@dataclass(frozen=True)
class Code:
    """What is offered: for each result in turn its text by library, and that of all results in one file.

    `missing` has the derivatives without code, by what they are called, each with the reason in prose;
    `rejected` what is our mistake among these reasons.
    """

    results: tuple[Mapping[str, str], ...]
    program: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[Basic, str] = field(default_factory=dict)
    rejected: tuple[Exception, ...] = ()
