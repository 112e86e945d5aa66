"""What the parts of a block look like, in regular expressions that Python and Oniguruma read alike.

No pattern spans lines, and none depends on another: the first in the list that matches wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import TypedDict


class Words(TypedDict):
    """The words of the language, by what they are."""

    statements: list[str]
    functions: list[str]
    properties: list[str]
    options: dict[str, list[str]]
    letters: list[str]


@dataclass(frozen=True)
class Pattern:
    """What matches, and what it is: one kind for the whole, or one for each group."""

    regex: str
    kinds: tuple[str, ...]


def shipped_words() -> Words:
    """The words that the package was made with."""
    text = files(__package__).joinpath("words.json").read_text(encoding="utf-8")
    words: Words = json.loads(text)
    return words


def patterns(words: Words) -> tuple[Pattern, ...]:
    """The patterns, in the order in which they are tried."""
    values = sorted({value for known in words["options"].values() for value in known})
    functions = _functions(words["functions"])
    # As commands these are functions only before a bracket: `\dot{q}` is a letter.
    accents = set(words["letters"]) & set(words["functions"])
    option = (
        rf"^({_S})(option)({_S})({_any(words['options'])})({_S}[=:]?{_S}[\"']?)((?:{_any(values)})?)"
        + _WORD_END
    )
    return (
        Pattern(r"(?<!\\)[#%].*", ("comment",)),
        Pattern(option, ("space", "keyword", "space", "option", "punctuation", "value")),
        Pattern(rf"^({_S})(rule)([ \t]+)([^:=\n]+)(:)", ("space", "keyword", "space", "title", "operator")),
        Pattern(
            rf"\b(using)({_S})(\[\[)([^\]\n]*)(\]\])",
            ("keyword", "space", "punctuation", "link", "punctuation"),
        ),
        Pattern(rf"^({_S})({_any(words['statements'])})(?=[ \t])", ("space", "keyword")),
        Pattern(
            rf"(\bin|∈|\\in{_COMMAND_END}|:|->|→|\\to{_COMMAND_END})({_S})({_R})", ("word", "space", "type")
        ),
        Pattern(rf"\bin(?=[ \t]+[ℝℕ𝕊Δ\\])|∈|\\in{_COMMAND_END}", ("word",)),
        Pattern(rf"[ℝℕ𝕊]|\\(?:R|Reals){_COMMAND_END}|{_BLACKBOARD}", ("type",)),
        Pattern(rf"(?<![\\A-Za-z])(?:{_any(words['properties'])}){_WORD_END}", ("property",)),
        Pattern(rf"\b(?:rows|columns)(?={_S}\))", ("property",)),
        Pattern(rf"(?:\b|(?<=[0-9])){_D}{_SQUARE}{_S}/{_S}{_D}{_BY}", ("derivative",)),
        Pattern(
            rf"(\bd|∂|\\partial)({_SQUARE})({_S})({_NAME}(?:\([^()\n]*\))?)({_S})(/{_S}{_D}){_BY}",
            ("derivative", "derivative", "space", "name", "space", "derivative"),
        ),
        Pattern(rf"\bd(?=\((?:[^()\n]|\([^()\n]*\))*\){_S}/{_S}d{_BY})", ("derivative",)),
        Pattern(rf"[∇∂]|\\(?:nabla|partial){_COMMAND_END}", ("derivative",)),
        Pattern(rf"\\(?:operatorname\*?|mathrm|text){_S}\{{{_S}{functions}{_S}\}}", ("function",)),
        Pattern(rf"\\(?:{_any(accents)}){_COMMAND_END}(?!{_S}\()", ("name",)),
        Pattern(rf"\\{functions}{_COMMAND_END}", ("function",)),
        Pattern(rf"(?<![\\A-Za-z]){functions}(?![A-Za-z0-9])|[σ∑](?=\()|[∑Σ](?=_)", ("function",)),
        Pattern(rf"\\(?:{_any(words['letters'])}){_COMMAND_END}", ("name",)),
        Pattern(r"\\[A-Za-z]+\*?", ("command",)),
        Pattern(r"\\[,;:!> ]|\\\\|[&~]|\$+", ("punctuation",)),
        Pattern(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+(?![A-Za-z]))?", ("number",)),
        Pattern(r"\^[ \t]*-?T(?![A-Za-z0-9])|\.T(?![A-Za-z0-9])|\.[*/^]|->|:=", ("operator",)),
        Pattern(f"[-+*/@=^:·⋅×⊙∘⊗⊘−–→≔'′⊤≥∞{_ABOVE}{_BELOW}]", ("operator",)),
        Pattern(r"\\[{}|]|[()\[\]{}<>⟨⟩|‖,;._]", ("punctuation",)),
        Pattern(_LETTERS, ("name",)),
        Pattern(r"\s+", ("space",)),
    )


_ABOVE = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺₊ᵀᵃᵇᶜᵈᵉⁱʲᵏˡᵐⁿᵖʳˢᵗˣ"
_BELOW = "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘₙₚₜ"
_S = r"[ \t]*"
_WORD_END = r"(?![A-Za-z0-9_-])"
_COMMAND_END = "(?![A-Za-z])"
_BLACKBOARD = rf"\\mathbb{_S}(?:\{{{_S}[RSN]{_S}\}}|[RSN])"
_R = rf"[RN](?![A-Za-z0-9])|[ℝℕ𝕊Δ]|\\Delta{_COMMAND_END}|{_BLACKBOARD}"
_D = r"(?:d|∂|\\partial)"
_SQUARE = rf"(?:{_S}(?:\^{_S}(?:2|\{{{_S}2{_S}\}})|²))?"
_BY = rf"(?={_S}[^\W\d_]|{_S}[\\(])"
_LETTERS = "[^\\W\\d_][A-Za-z0-9\u0300-\u036f]*"
_NAME = rf"(?:{_LETTERS}|\\[A-Za-z]+(?:\{{[^{{}}\n]*\}})?)(?:_(?:[A-Za-z0-9]+|\{{[^{{}}\n]*\}}))?"


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def _functions(names: list[str]) -> str:
    """Any function; the parser takes names of more than two letters in any case."""
    exact = [name for name in names if len(name) < 3]
    others = {name.lower() for name in names} - set(exact)
    return f"(?:{_any(exact)}|(?i:{_any(name for name in others if len(name) > 2)}))"
