"""The one way from a block to its document; whatever goes wrong is an error that its author can use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from mkdocs_matcalc.engine import report
from mkdocs_matcalc.engine.pipeline import decided, documented
from mkdocs_matcalc.errors import ErrorName, MatcalcError, OurMistake, TooLarge
from mkdocs_matcalc.language import imports_from, parse
from mkdocs_matcalc.limits import deep_calls, refused_memory, stage
from mkdocs_matcalc.render.document import Document

NOTHING: Mapping[str, Any] = MappingProxyType({})


def answer(
    text: str,
    options: Mapping[str, str] = NOTHING,
    imports: Mapping[str, Any] = NOTHING,
    macros: str = "",
) -> Document:
    """What a page shows of a block: derived, checked, its code run.

    Args:
        text: The block, without its fence.
        options: The options given beside it; its own win.
        imports: The blocks of other notes that it uses, as `language.imports_from` takes them.
        macros: The LaTeX that defines macros for its note.

    Raises:
        MatcalcError: Nothing else. Limits of time and memory are the caller's (`limits.limited`).
    """
    with answered(text, options):
        stage("while it was read")
        return documented(decided(lambda: parse(text, options, imports_from(imports), macros)))


@contextmanager
def answered(block: object, options: Mapping[str, str]) -> Iterator[None]:
    """Whatever goes wrong with a block as an error that its author can use; a mistake of ours has a report.

    Args:
        block: The block's text, or what stands for it in Python.
        options: Those given beside it.

    Raises:
        MatcalcError: Nothing else.
    """
    try:
        with deep_calls():
            yield
    except OurMistake as mistake:
        report.complete(mistake, block, options)
        raise
    except MatcalcError as error:
        late = next((each for each in error.all if each.of_a_limit), None)
        if late is None:
            raise
        raise late from None
    except MemoryError:
        raise refused_memory() from None
    except RecursionError:
        raise TooLarge(
            ErrorName.TOO_LARGE,
            "this block is too large: its formulas nest too deeply",
            hint="name inner parts on lines of their own, or split the block",
        ) from None
    except Exception as error:
        raise report.our_mistake(error, block, options) from error
