"""From a statement's text to its syntax tree, by the grammar in grammar.lark."""

from __future__ import annotations

from functools import cache
from typing import cast

from lark import Lark, UnexpectedInput

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.delimiters import BarsMatched
from mkdocs_matcalc.language.mistakes import MisplacedError, explain
from mkdocs_matcalc.language.syntax import Syntax, deepest, walk
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.tree import TreeMaker
from mkdocs_matcalc.limits import MANY_PARTS, MOST_PARTS, NAME_PARTS, within

# Two for each of the brackets that layout.py lets pass.
_MAX_DEPTH = 440


def read(source: Source) -> tuple[Syntax, ...]:
    """A statement's syntax tree; a line of several declarations is several.

    Raises:
        MatcalcError: The statement is not in the language.
    """
    try:
        tree = cast("Syntax | tuple[Syntax, ...]", _parser().parse(source.text))
    except (UnexpectedInput, MisplacedError) as error:
        raise explain(error, source) from None
    found = tree if isinstance(tree, tuple) else (tree,)
    # A line of so few characters has no more parts or levels.
    for statement in found if len(source.text) > min(_MAX_DEPTH, MOST_PARTS) else ():
        too_deep = deepest(statement, _MAX_DEPTH)
        if too_deep is not None:
            raise MatcalcError(
                ErrorName.TOO_LARGE,
                f"the line nests too deeply: more than {_MAX_DEPTH} levels",
                source.place(too_deep.start),
                "name an inner part",
            )
        for node in walk(statement):
            count = len(node.parts)
            if count > MOST_PARTS:
                within(count, MOST_PARTS, MANY_PARTS, source.place(node.start), NAME_PARTS)
    return found


@cache
def _parser() -> Lark:
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        parser="lalr",
        postlex=BarsMatched(),
        transformer=TreeMaker(),
        keep_all_tokens=True,
    )
