"""What Lark calls for statements, declarations and spaces, and what all its rules share."""

from __future__ import annotations

import re
from typing import Any

from lark import Token, Transformer

from mkdocs_matcalc.errors import ErrorName
from mkdocs_matcalc.language.drawing import drawn
from mkdocs_matcalc.language.facts import FACTS, facts_of_mark, read_facts
from mkdocs_matcalc.language.mistakes import MisplacedError
from mkdocs_matcalc.language.syntax import (
    Counted,
    Declaration,
    Drawn,
    Mapping,
    Name,
    Number,
    Option,
    Relation,
    RuleSyntax,
    Size,
    Solve,
    Space,
    Syntax,
    Using,
)

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵃᵇᶜᵈᵉⁱʲᵏˡᵐⁿᵖʳˢᵗˣ", "0123456789-+abcdeijklmnprstx")

# What is said of entries by the set that they are from.
FACTS_OF_SETS = {"BITS": "binary", "SIGNS": "signs"}


def start_of(part: Token | Syntax) -> int:
    return part.start_pos or 0 if isinstance(part, Token) else part.start


def end_of(part: Token | Syntax) -> int:
    return part.end_pos or 0 if isinstance(part, Token) else part.end


def span_of(children: list[Any]) -> tuple[int, int]:
    return start_of(children[0]), end_of(children[-1])


def nodes_of(children: list[Any]) -> list[Any]:
    return [child for child in children if isinstance(child, Syntax)]


def word_of(token: Token) -> Name:
    return Name(start_of(token), end_of(token), str(token))


class StatementRules(Transformer[Token, Syntax]):
    """One method a grammar rule; Lark calls it as the rule is recognised."""

    # --- statements ---

    def start(self, children: list[Any]) -> Any:
        return children[0]

    def declaration(self, children: list[Any]) -> Any:
        found: list[Declaration | Counted] = []
        names: list[Name] = []
        words: list[Token] = []
        space: Space | None = None

        def close() -> None:
            if space is None:
                return
            facts, unknown = read_facts([str(word) for word in words])
            if unknown is not None:
                index, hint = unknown
                text = str(words[index]).strip(" ,")
                offset = str(words[index]).find(text)
                raise MisplacedError(
                    ErrorName.UNKNOWN_PROPERTY,
                    f"`{text}` is no property",
                    start_of(words[index]) + offset,
                    hint,
                )
            start, end = names[0].start, end_of(words[-1]) if words else space.end
            if space.of_wholes:
                if words:
                    said = "a whole number has no other property"
                    raise MisplacedError(ErrorName.CONTRADICTING_PROPERTY, said, start_of(words[0]))
                found.append(Counted(start, end, tuple(names)))
                return
            found.append(Declaration(start, end, tuple(names), space, facts | space.facts))

        for child in children:
            if isinstance(child, Name):
                if space is not None:
                    close()
                    names, words, space = [], [], None
                names.append(child)
            elif isinstance(child, Space):
                space = child
            elif child.type == "PROPERTY":
                words.append(child)
        close()
        return tuple(found)

    def mapping(self, children: list[Any]) -> Mapping:
        name, domain, codomain = nodes_of(children)
        return Mapping(name.start, codomain.end, name, domain, codomain)

    def relation(self, children: list[Any]) -> Relation:
        return Relation(*span_of(children), tuple(nodes_of(children)))

    def solve(self, children: list[Any]) -> Solve:
        return Solve(*span_of(children), children[1])

    def rule(self, children: list[Any]) -> RuleSyntax:
        return RuleSyntax(*span_of(children), str(children[0])[4:-1].strip(), children[1])

    def using(self, children: list[Any]) -> Using:
        target = str(children[0]).partition("[[")[2].removesuffix("]]").strip()
        return Using(*span_of(children), target)

    def drawn(self, children: list[Any]) -> Drawn:
        return drawn(children[0])

    def option(self, children: list[Any]) -> Option:
        token = children[0]
        match = re.fullmatch(r"option\s+([\w-]+)\s*[=:\s]\s*(['\"]?)(.*?)\2\s*", str(token))
        if match is None:
            raise MisplacedError(
                ErrorName.UNKNOWN_OPTION,
                "an option has a name and a value",
                start_of(token),
                "option method = differential",
            )
        name_start, value_start = (start_of(token) + match.start(group) for group in (1, 3))
        return Option(*span_of(children), match[1], match[3], name_start, value_start)

    # --- spaces ---

    def space(self, children: list[Any]) -> Space:
        facts: frozenset[str] = frozenset()
        sizes: tuple[Size, ...] = ()
        symmetric = children[0].type == "SYMMETRICS"
        for child in children:
            if isinstance(child, Token) and child.type == "MARK":
                facts |= facts_of_mark(str(child), symmetric)
            elif isinstance(child, tuple):
                sizes = child
        ends = [end_of(child) for child in children if not isinstance(child, tuple)]
        ends += [size.end for size in sizes]
        if children[0].type == "WHOLES":
            if sizes:
                raise MisplacedError(
                    ErrorName.SYNTAX, "a whole number has no size", sizes[0].start, "write `k in N`"
                )
            return Space(start_of(children[0]), max(ends), (), of_wholes=True)
        if symmetric:
            facts |= {"symmetric"}
        if children[0].type == "SIMPLEX":
            if len(sizes) != 1 or len(sizes[0].terms) > 1:
                raise MisplacedError(
                    ErrorName.SYNTAX,
                    "a simplex has one size, that of its vectors",
                    start_of(children[0]),
                    "`y in Δ^k`, or `y in R^k probabilities`",
                )
            facts |= FACTS["probabilities"]
        elif children[0].type in FACTS_OF_SETS:
            facts |= FACTS[FACTS_OF_SETS[children[0].type]]
        return Space(start_of(children[0]), max(ends), sizes, facts, symmetric)

    def dims(self, children: list[Any]) -> tuple[Size, ...]:
        plain = [child for child in children if getattr(child, "type", "") in ("DIM", "NUMBER")]
        sizes = [child for child in children if isinstance(child, Size)]
        return (*map(self._plain_size, plain), *sizes)

    def exponent_dims(self, children: list[Any]) -> Any:
        return children[-1]

    def dims_t(self, children: list[Any]) -> tuple[Size, ...]:
        token = children[0]
        name = Name(start_of(token), end_of(token), "T")
        return (Size(name.start, name.end, ((False, (name,)),)),)

    def dims_superscript(self, children: list[Any]) -> tuple[Size, ...]:
        token = children[0]
        start, end = start_of(token), end_of(token)
        sizes = []
        for part in str(token).translate(SUPERSCRIPTS).split("x"):
            atom: Syntax = Number(start, end, part) if part.isdigit() else Name(start, end, part)
            sizes.append(Size(start, end, ((False, (atom,)),)))
        return tuple(sizes)

    def _plain_size(self, token: Token) -> Size:
        return Size(start_of(token), end_of(token), ((False, (self._size_atom(token),)),))

    def _size_atom(self, part: Any) -> Syntax:
        if isinstance(part, Syntax):
            return part
        kind = Number if part.type == "NUMBER" else Name
        return kind(start_of(part), end_of(part), str(part))

    def size(self, children: list[Any]) -> Size:
        terms: list[tuple[bool, tuple[Syntax, ...]]] = []
        negative = False
        for child in children:
            if isinstance(child, Token):
                negative = child.type == "MINUS"
            else:
                terms.append((negative, child))
        first = children[0] if isinstance(children[0], Token) else children[0][0]
        return Size(start_of(first), children[-1][-1].end, tuple(terms))

    def size_term(self, children: list[Any]) -> tuple[Syntax, ...]:
        factors: list[Syntax] = []
        for child in children:
            if isinstance(child, tuple):
                factors.extend(child)
            elif not (isinstance(child, Token) and child.type == "STAR"):
                factors.append(self._size_atom(child))
        return tuple(factors)

    def size_scaled(self, children: list[Any]) -> tuple[Syntax, ...]:
        return tuple(self._size_atom(child) for child in children)

    def size_group(self, children: list[Any]) -> Any:
        return children[1]
