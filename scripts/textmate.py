"""The TextMate grammar of the block language, for editors: the same patterns as the Pygments lexer's."""

from __future__ import annotations

from typing import Any

from mkdocs_matcalc.highlight.patterns import Pattern, Words, patterns

SCOPES = {
    "comment": "comment.line",
    "keyword": "keyword.control",
    "word": "keyword.operator.word",
    "type": "support.type",
    "property": "storage.modifier",
    "derivative": "keyword.operator.derivative",
    "function": "support.function",
    "name": "variable.other",
    "command": "support.constant.latex",
    "number": "constant.numeric",
    "operator": "keyword.operator",
    "punctuation": "punctuation",
    "option": "entity.other.attribute-name",
    "value": "string.unquoted",
    "title": "entity.name.section",
    "link": "markup.underline.link",
    "space": "",
}
_FENCE = r"(^|\G)(\s*)(`{3,}|~{3,})\s*(\{?\s*\.?matcalc(?:[\s}][^`~]*)?)$"


def grammar(words: Words) -> dict[str, Any]:
    """The language's own grammar."""
    return {
        "name": "matcalc",
        "scopeName": "source.matcalc",
        "fileTypes": ["matcalc"],
        "patterns": [rule for rule in map(_rule, patterns(words)) if rule],
    }


def injection() -> dict[str, Any]:
    """What brings the grammar into the fences of a Markdown file."""
    return {
        "scopeName": "markdown.matcalc.codeblock",
        "injectionSelector": "L:text.html.markdown",
        "patterns": [
            {
                "name": "markup.fenced_code.block.markdown",
                "begin": _FENCE,
                "beginCaptures": {
                    "3": {"name": "punctuation.definition.markdown"},
                    "4": {"name": "fenced_code.block.language.markdown"},
                },
                "end": r"(^|\G)\s*(\3)\s*$",
                "endCaptures": {"2": {"name": "punctuation.definition.markdown"}},
                "patterns": [
                    {
                        "begin": r"(^|\G)",
                        "while": r"(^|\G)(?!\s*(?:`{3,}|~{3,})\s*$)",
                        "contentName": "meta.embedded.block.matcalc",
                        "patterns": [{"include": "source.matcalc"}],
                    }
                ],
            }
        ],
    }


def _scope(kind: str) -> dict[str, str]:
    return {"name": f"{SCOPES[kind]}.matcalc"} if SCOPES[kind] else {}


def _rule(pattern: Pattern) -> dict[str, Any] | None:
    if len(pattern.kinds) == 1:
        scope = _scope(pattern.kinds[0])
        return {"match": pattern.regex, **scope} if scope else None
    captures = {str(group): _scope(kind) for group, kind in enumerate(pattern.kinds, 1) if SCOPES[kind]}
    return {"match": pattern.regex, "captures": captures}
