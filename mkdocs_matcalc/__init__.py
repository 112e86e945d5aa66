"""Step-by-step matrix calculus for notes: `derive("d/dx ||A x - y||^2")`.

Importing this package imports no SymPy; the first call does.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sympy import Basic

    from mkdocs_matcalc.algebra.problem import Problem
    from mkdocs_matcalc.calculus.derivation import Derivation, Verdict
    from mkdocs_matcalc.derived import Derived

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


def derive(block: str | Problem | Basic, /, *, wrt: Basic | Sequence[Basic] = (), **options: str) -> Derived:
    """Every derivative a block asks for, with its steps, checked against finite differences.

    Args:
        block: A block in the block language, what `parse` made of one, or a SymPy expression.
        wrt: The symbol, or symbols, to differentiate a SymPy expression by; a block says it itself.
        options: What may stand on a fence: method, layout, steps … What `parse` made has its own.

    Raises:
        MatcalcError: The block cannot be read, has no rule for some part, or failed its check.
        TypeError: `wrt` is missing beside a SymPy expression or given beside a block, or `block` is neither.
    """
    from mkdocs_matcalc.calculus.derive import derive
    from mkdocs_matcalc.derived import Derived
    from mkdocs_matcalc.vetted import vetted

    return Derived.of(derive(vetted(_problem(block, wrt, options))))


def check(block: str | Problem | Derivation, /, **options: str) -> Verdict:
    """How a derivation fares against finite differences: at how many points, and the worst relative error.

    Args:
        block: What `derive` takes but a SymPy expression, or what it returned.
        options: As for `derive`.

    Raises:
        MatcalcError: As for `derive`; CheckFailed where a line or a result does not hold.
    """
    from mkdocs_matcalc.calculus.derivation import Derivation
    from mkdocs_matcalc.derived import Derived

    derived = Derived.of(block) if isinstance(block, Derivation) else derive(block, **options)
    return cast("Verdict", derived.check)


def _problem(block: str | Problem | Basic, wrt: Basic | Sequence[Basic], options: dict[str, str]) -> Problem:
    from sympy import Basic

    from mkdocs_matcalc.algebra.problem import Problem

    symbols = (wrt,) if isinstance(wrt, Basic) else tuple(wrt)
    if isinstance(block, Basic):
        if not symbols:
            raise TypeError("derive(expression, wrt=symbol): say what to differentiate by")
        from mkdocs_matcalc.algebra.from_sympy import problem_from_sympy
        from mkdocs_matcalc.language.options import checked_options

        return problem_from_sympy(block, symbols, checked_options(options))
    if symbols:
        raise TypeError("wrt goes with a SymPy expression; a block says what to differentiate by")
    if isinstance(block, Problem):
        return block
    if not isinstance(block, str):
        raise TypeError(f"a block is text, not a {type(block).__name__}; and no SymPy expression")
    return parse(block, **options)
