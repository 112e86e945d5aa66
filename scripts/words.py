"""The words of the block language, out of the parser's own tables."""

from __future__ import annotations

import re
from importlib.resources import files

from mkdocs_matcalc.algebra.functions import FUNCTIONS
from mkdocs_matcalc.highlight.patterns import Words
from mkdocs_matcalc.language.facts import FACTS
from mkdocs_matcalc.language.text.spelling import COMMANDS
from mkdocs_matcalc.language.vocabulary import ALIASES, STRUCTURED
from mkdocs_matcalc.options import OPTIONS

_TERMINAL_THAT_IS_A_WORD = re.compile(r"^[A-Z_]+(?:\.\d+)?: /([a-z]{2,})", re.MULTILINE)
_STYLES = re.compile(r"^STYLED(?:\.\d+)?: /\\\\\(\?:([a-z|]+)", re.MULTILINE)


def statement_words() -> list[str]:
    """The words with which the grammar begins a statement."""
    return sorted(set(_TERMINAL_THAT_IS_A_WORD.findall(_grammar())) - {"in"})


def letters() -> list[str]:
    """The LaTeX commands that are a letter, not its style."""
    styles = _STYLES.search(_grammar())
    return sorted(COMMANDS - set(styles[1].split("|") if styles else ()))


def _grammar() -> str:
    return files("mkdocs_matcalc.language").joinpath("grammar.lark").read_text(encoding="utf-8")


def words() -> Words:
    """All the words."""
    return {
        "statements": statement_words(),
        "functions": sorted({*FUNCTIONS, *STRUCTURED, *ALIASES}),
        "properties": sorted(FACTS),
        "options": {name: list(option.values) for name, option in OPTIONS.items()},
        "letters": letters(),
    }
