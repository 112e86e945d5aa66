"""From a block's text to the problem it states."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mkdocs_matcalc.algebra.problem import Problem
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.block import understand
from mkdocs_matcalc.language.readings import Undecided
from mkdocs_matcalc.language.table import with_identities
from mkdocs_matcalc.language.text.imports import ImportedBlock, Imports, imports_from
from mkdocs_matcalc.language.text.macros import known_macros
from mkdocs_matcalc.limits import deep_calls

__all__ = ["ImportedBlock", "Imports", "Undecided", "imports_from", "parse"]


def parse(
    text: str,
    options: Mapping[str, str] = MappingProxyType({}),
    imports: Imports = MappingProxyType({}),
    macros: str = "",
) -> Problem:
    """The problem that a block of the matcalc language states.

    Args:
        text: The block, without its fence.
        options: The options on the fence; the block's own win.
        imports: For each link after `using`, the blocks it leads to, or why it leads nowhere.
        macros: LaTeX that defines macros; those of a form that is not read are left out.

    Raises:
        MatcalcError: What is wrong, with its line and column in the block and what would be right; what else
            is wrong are its `others`.
    """
    try:
        with deep_calls():
            return with_identities(understand(text, options, imports, known_macros(macros)))
    except RecursionError:
        raise MatcalcError(
            ErrorName.TOO_LARGE, "the block nests too deeply", hint="name an inner part on a line of its own"
        ) from None
