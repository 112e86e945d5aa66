"""The Pygments lexer: the name `matcalc` on a block that is shown as code."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

from mkdocs_matcalc.highlight.patterns import Pattern, patterns, shipped_words

TOKENS: dict[str, _TokenType] = {
    "comment": Comment.Single,
    "keyword": Keyword,
    "word": Operator.Word,
    "type": Keyword.Type,
    "property": Keyword.Constant,
    "derivative": Keyword.Pseudo,
    "function": Name.Builtin,
    "name": Name,
    "command": Name.Tag,
    "number": Number,
    "operator": Operator,
    "punctuation": Punctuation,
    "option": Name.Attribute,
    "value": String,
    "title": Name.Label,
    "link": Name.Namespace,
    "space": Whitespace,
}


def _rule(pattern: Pattern) -> tuple[str, object]:
    tokens = [TOKENS[kind] for kind in pattern.kinds]
    if len(tokens) == 1:
        return pattern.regex, tokens[0]
    return pattern.regex, bygroups(*tokens)  # type: ignore[no-untyped-call]


class MatcalcLexer(RegexLexer):
    """The block language in both its spellings."""

    name = "matcalc"
    aliases: ClassVar = ["matcalc"]
    filenames: ClassVar = ["*.matcalc"]
    tokens: ClassVar = {"root": [_rule(pattern) for pattern in patterns(shipped_words())]}
