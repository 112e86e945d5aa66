"""Step-by-step matrix calculus for notes: `derive("d/dx ||A x - y||^2")`.

Importing this package imports no SymPy; the first call does.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_matcalc.algebra.problem import Problem
    from mkdocs_matcalc.calculus.derivation import Derivation

try:
    __version__ = version("mkdocs-matcalc")
except PackageNotFoundError:
    __version__ = "0"

__all__ = ["__version__", "derive", "parse"]


def parse(text: str, **options: str) -> Problem:
    """What a block asks for.

    Raises:
        MatcalcError: The block cannot be read; it says where and what would be right.
    """
    from mkdocs_matcalc.language import parse

    return parse(text, options)


def derive(text: str, **options: str) -> Derivation:
    """Every derivative a block asks for, with its steps, checked against finite differences.

    Args:
        text: A block in the block language.
        options: What may stand on a fence: method, layout, steps …

    Raises:
        MatcalcError: The block cannot be read, has no rule for some part, or failed its check.
    """
    from mkdocs_matcalc.calculus.derive import derive
    from mkdocs_matcalc.checked import checked

    return checked(derive(parse(text, **options)))
