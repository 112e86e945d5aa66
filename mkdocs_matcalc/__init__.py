"""Step-by-step matrix calculus for notes: `derive("d/dx ||A x - y||^2")`.

Importing this package imports no SymPy; the first call does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

from mkdocs_matcalc.limits import DEFAULT_MEMORY, DEFAULT_TIMEOUT, limited

if TYPE_CHECKING:
    from sympy import Basic

    from mkdocs_matcalc.algebra.problem import Problem
    from mkdocs_matcalc.calculus.derivation import Derivation, Verdict
    from mkdocs_matcalc.notebook import Derived

try:
    __version__ = version("mkdocs-matcalc")
except PackageNotFoundError:
    __version__ = "0"

__all__ = ["__version__", "check", "derive", "parse"]


def parse(text: str, /, **options: str) -> Problem:
    """What a block asks for.

    Args:
        text: A block in the block language.
        options: What may stand on a fence: method, layout, steps …

    Raises:
        MatcalcError: The block cannot be read; it says where and what would be right.
    """
    from mkdocs_matcalc.language import parse

    return parse(text, options)


def derive(
    block: str | Problem | Basic,
    /,
    *,
    wrt: Basic | Sequence[Basic] = (),
    timeout: float | None = DEFAULT_TIMEOUT,
    memory: float | None = DEFAULT_MEMORY,
    **options: str,
) -> Derived:
    """Every derivative a block asks for, with its steps, checked against finite differences.

    Args:
        block: A block in the block language, what `parse` made of one, or a SymPy expression.
        wrt: The symbol, or symbols, to differentiate a SymPy expression by; a block says it itself.
        timeout: Seconds that it may take; None or 0 for no limit.
        memory: Megabytes that it may take beside what the process has; None or 0 for no limit.
        options: What may stand on a fence: method, layout, steps … What `parse` made has its own.

    Returns:
        The derivation by the first method; those by the other methods that `method` names are its `others`.

    Raises:
        MatcalcError: The block cannot be read, is too large, takes too long or too much memory, has no rule
            for some part, or (with a `report` to send us) no derivation of it held.
        TypeError: `wrt` is missing beside a SymPy expression or given beside a block, or `block` is neither.
    """
    from mkdocs_matcalc.engine.answer import answered
    from mkdocs_matcalc.engine.pipeline import decided
    from mkdocs_matcalc.notebook import Derived

    _check_types(block, wrt)
    with limited(timeout, memory), answered(block, options):
        first, *others = (
            Derived.of(each, timeout, memory) for each in decided(lambda: _problem(block, wrt, options))
        )
        return replace(first, others=tuple(others))


def check(
    block: str | Problem | Derivation,
    /,
    *,
    timeout: float | None = DEFAULT_TIMEOUT,
    memory: float | None = DEFAULT_MEMORY,
    **options: str,
) -> Verdict:
    """How a derivation fares against finite differences: at how many points, and the worst relative error.

    Args:
        block: What `derive` takes but a SymPy expression, or what it returned.
        timeout: As for `derive`.
        memory: As for `derive`.
        options: As for `derive`.

    Raises:
        MatcalcError: As for `derive`; CheckFailed where what is handed over does not hold.
    """
    from mkdocs_matcalc.calculus.derivation import Derivation
    from mkdocs_matcalc.engine.answer import answered
    from mkdocs_matcalc.notebook import Derived

    if isinstance(block, Derivation):
        with limited(timeout, memory), answered(block.problem, block.problem.options):
            return cast("Verdict", Derived.of(block, timeout, memory).check)
    return cast("Verdict", derive(block, wrt=(), timeout=timeout, memory=memory, **options).check)


def _check_types(block: object, wrt: Basic | Sequence[Basic]) -> None:
    from sympy import Basic

    from mkdocs_matcalc.algebra.problem import Problem

    if isinstance(block, Basic):
        if not isinstance(wrt, Basic) and not wrt:
            raise TypeError("derive(expression, wrt=symbol): say what to differentiate by")
    elif isinstance(wrt, Basic) or wrt:
        raise TypeError("wrt goes with a SymPy expression; a block says what to differentiate by")
    elif not isinstance(block, str | Problem):
        raise TypeError(f"a block is text, not a {type(block).__name__}; and no SymPy expression")


def _problem(block: str | Problem | Basic, wrt: Basic | Sequence[Basic], options: dict[str, str]) -> Problem:
    from sympy import Basic

    if isinstance(block, Basic):
        from mkdocs_matcalc.algebra.from_sympy import problem_from_sympy
        from mkdocs_matcalc.language.table import with_identities
        from mkdocs_matcalc.options import checked_options

        symbols = (wrt,) if isinstance(wrt, Basic) else tuple(wrt)
        return with_identities(problem_from_sympy(block, symbols, checked_options(options)))
    return parse(block, **options) if isinstance(block, str) else block
