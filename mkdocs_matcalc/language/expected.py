r"""The E of an expectation, a Var or a Cov, and what is below: `\mathbb{E}_{x \sim p}[…]`, `Varₓ[…]`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lark import Token

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.faults import Faults, introduced
from mkdocs_matcalc.language.names import Statement, definition_head, spelling_of
from mkdocs_matcalc.language.syntax import (
    Counted,
    Declaration,
    ExpectationSign,
    Expected,
    Group,
    Mapping,
    Name,
    Product,
    Relation,
    Syntax,
    base_of,
    rebased,
    rebuilt,
    walk,
)
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import GREEK, Spelling, pieces, spell

_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_SIGN = (
    r"\\[A-Za-z]+\*?\s*(?:\{\s*(?:E|Var|[Cc]ov|V|\\mathbb\s*\{?\s*[EV]\s*\}?)\s*\}|[EV](?![A-Za-z]))"
    r"(?:\s*\\mathrm\s*\{\s*ar\s*\})?|\\(?:Var|Cov)(?![A-Za-z])|𝔼|𝕍|Var|[Cc]ov|E"
)
_TOKEN = re.compile(
    rf"(?:\\underset\s*(?P<under>{_BRACED})\s*\{{\s*|\\mathop\s*\{{\s*)?(?P<sign>{_SIGN})"
    r"(?:\s*\})?(?P<below>[\s\S]*)\Z"
)
# What is in which sign; all others are an E's.
_KINDS = {"ov": "Cov", "V": "Var", "𝕍": "Var"}
_LEADING = re.compile(r"(?:\s|\\[,;:! ]|~|\\limits(?![A-Za-z])|_)+")
_SIGNS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")
_FONT = r"\\(?:mathbf|boldsymbol|bm|bold|pmb|vec|hat|tilde|bar|mathrm|mathsf|mathit|mathcal|textbf)\s*"
_SYMBOL = rf"(?:{_FONT}(?:\{{\s*\\?[A-Za-z]+\s*\}}|[A-Za-z])|\\[A-Za-z]+|[^\W\d_])[0-9]*"
_SUBSCRIPT = r"(?:\s*_\s*(?:\{(?P<long>(?:[^{}]|\{[^{}]*\})*)\}|(?P<short>\\[A-Za-z]+|[A-Za-z0-9]+)))?"
_NAME = re.compile(rf"\s*(?P<symbol>{_SYMBOL}){_SUBSCRIPT}\s*")
_DRAWN_FROM = re.compile(r"\\sim(?![A-Za-z])|[∼~]")
_CALLED = re.compile(rf"\s*{_SYMBOL}{_SUBSCRIPT}\s*\((?P<inside>[^()|]*?)(?:(?:\||\\mid).*)?\)\s*")
# A word is no letter: `p_{\text{data}}`.
_WORD = re.compile(
    r"\\(?:text[a-z]*|mathrm|operatorname\*?)\s*\{\s*[A-Za-z]{2,}[^{}]*\}|(?<![\\A-Za-z])[A-Za-z]{2,}"
)
_LONG_SUBSCRIPT = re.compile(r"_\s*([A-Za-z]{2,})(?![A-Za-z])")
_COMMAND = re.compile(r"\\([A-Za-z]+)|[^\W\d_]")
_SOME_SIGN = re.compile("[E𝔼V𝕍]|ov")
_BLACKBOARD = re.compile(r"[𝔼𝕍]|\\")

# Of how many expressions each is.
_HOW_MANY = {
    "E": ((1,), "an expectation is of one expression", "write `E[…]` of each by itself"),
    "Var": ((1,), "a variance is of one number", "of two numbers it is `Cov(a, b)`"),
    "Cov": ((1, 2), "a covariance is of one or two expressions", "write `Cov(x)` or `Cov(x, y)`"),
}


def expected(token: Token) -> ExpectationSign:
    """The sign before its brackets, as the grammar finds it."""
    text, start = str(token), token.start_pos or 0
    end = start + len(text)
    match = _TOKEN.match(text)
    sign, under, behind = match.group("sign", "under", "below") if match else (text, None, "")
    below = _inside(under or _LEADING.sub("", behind, count=1).translate(_SIGNS))
    kind = next((kind for part, kind in _KINDS.items() if part in sign), "E")
    name = Name(start, end, sign, (Name(start, end, below),) if below else ())
    return ExpectationSign(start, end, kind, name, *below_sign(below))


def _inside(text: str) -> str:
    """A text without brackets around the whole of it."""
    text = text.strip()
    around = text[:1] in ("{", "(") and text[-1:] in ("}", ")") and len(parts_of(text)) == 1
    return text[1:-1].strip() if around else text


def _below(text: str) -> tuple[list[Spelling], frozenset[str]]:
    """What stands below an E: the letters that may be random, and the keys that a distribution has."""
    letters: list[Spelling] = []
    parameters: set[str] = set()
    for part in parts_of(text):
        drawn, sign, distribution = _cut(part)
        if sign:
            letters += _listed(_inside(drawn))
            parameters |= _keys(distribution)
        elif found := _listed(_inside(drawn)):
            letters += found
        else:
            called = _CALLED.fullmatch(part)
            letters += _listed(called["inside"]) if called else []
            parameters |= _keys(part)
    return letters, frozenset(parameters - {letter.key for letter in letters})


def below_sign(text: str) -> tuple[tuple[Spelling, ...], frozenset[str], str]:
    """What stands below an E: its letters, the keys that a distribution has, and all of it in LaTeX."""
    letters, parameters = _below(text)
    shown = _LONG_SUBSCRIPT.sub(r"_{\\mathrm{\1}}", _DRAWN_FROM.sub(r" \\sim ", text))
    return tuple(letters), parameters, " ".join(shown.split())


def _cut(part: str) -> tuple[str, str, str]:
    sign = _DRAWN_FROM.search(part)
    return (part[: sign.start()], sign.group(), part[sign.end() :]) if sign else (part, "", "")


def parts_of(text: str) -> list[str]:
    """What commas separate, outside all brackets."""
    found, depth = [""], 0
    for char in text:
        depth += (char in "({[") - (char in ")}]")
        if char == "," and not depth:
            found.append("")
        else:
            found[-1] += char
    return [part for part in found if part.strip()]


def _listed(text: str) -> list[Spelling]:
    """The letters that commas separate."""
    return [letter for part in parts_of(text) for letter in _letters(part)]


def _letters(text: str) -> list[Spelling]:
    """The letters that a text is made of; none where it is anything else."""
    found: list[Spelling] = []
    at = 0
    while at < len(text):
        match = _NAME.match(text, at)
        if match is None:
            return []
        found.append(_spelling(match))
        at = match.end()
    return found


def _spelling(match: re.Match[str]) -> Spelling:
    return spell(match["symbol"]).below(match["long"] or match["short"] or "")


def _keys(text: str) -> frozenset[str]:
    """The keys of all letters in a distribution, and of those with what stands below them."""
    whole = {_spelling(match).key for match in _NAME.finditer(text)}
    single = {
        spell(match.group()).key
        for match in _COMMAND.finditer(_WORD.sub(" ", text))
        if match[1] is None or spell(match.group()).key in GREEK
    }
    return frozenset(whole | single)


def with_expectations(
    statements: Sequence[Statement], own: frozenset[str], faults: Faults, *, is_letter: bool
) -> list[Statement]:
    """Statements in which each E, Var or Cov before brackets is a moment, or a name that the block has.

    Args:
        own: The keys that are declared or defined, as `own_letters` finds them.
        is_letter: Whether a plain E stands somewhere as a letter.
        faults: Is told of an E whose brackets hold no one expression.
    """
    found: list[Statement] = []
    for source, statement in statements:
        if any(isinstance(node, ExpectationSign) for node in walk(statement)):
            with faults.gathered(introduced(source.text)):
                found.append((source, rebuilt(statement, _Read(source, own, is_letter=is_letter))))
        else:
            found.append((source, statement))
    return found


def has_signs(statements: Sequence[Statement]) -> bool:
    """Whether a sign stands somewhere that may be an expectation's, a variance's or a covariance's."""
    return any(
        isinstance(node, ExpectationSign)
        for source, statement in statements
        if _SOME_SIGN.search(source.text)
        for node in walk(statement)
    )


def own_letters(statements: Sequence[Statement]) -> frozenset[str]:
    """The keys of all that is declared or defined and not in blackboard letters."""
    return frozenset(
        spelling_of(name, source).key
        for source, name in _introduced(statements)
        if not _BLACKBOARD.match(name.text)
    )


def has_a_letter(statements: Sequence[Statement]) -> bool:
    """Whether a plain E stands somewhere that is no expectation."""
    for _, statement in statements:
        nodes = list(walk(statement, into_subscripts=False))
        signs = {id(node.name) for node in nodes if isinstance(node, ExpectationSign)}
        names = (node for node in nodes if isinstance(node, Name) and id(node) not in signs)
        if any(not name.subscript and "E" in {piece for _, piece in pieces(name.text)} for name in names):
            return True
    return False


def _introduced(statements: Sequence[Statement]) -> Iterator[tuple[Source, Name]]:
    for source, statement in statements:
        if isinstance(statement, Declaration | Counted):
            yield from ((source, name) for name in statement.names)
        elif isinstance(statement, Mapping):
            yield source, statement.name
        elif isinstance(statement, Relation) and (head := definition_head(statement, source)):
            yield source, head.name


class _Read:
    """Gives a node its form in which an expectation has its body; other nodes stay as they are."""

    def __init__(self, source: Source, own: frozenset[str], *, is_letter: bool) -> None:
        self._source = source
        self._own = own
        self._is_letter = is_letter

    def __call__(self, node: Syntax) -> Syntax:
        if isinstance(node, ExpectationSign) and self._is_own(node):
            return node.name
        if not isinstance(node, Product):
            return node
        factors: list[tuple[str, Syntax]] = []
        waiting = list(node.factors)
        while waiting:
            operator, factor = waiting.pop(0)
            if isinstance(factor, ExpectationSign):
                factor = self._whole(factor, waiting.pop(0)[1])
            factors.append((operator, factor))
        return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))

    def _is_own(self, sign: ExpectationSign) -> bool:
        """Whether the block has a name for a plain sign of its own, with or without what stands below."""
        if _BLACKBOARD.match(sign.name.text):
            return False
        return not self._own.isdisjoint({spell(sign.name.text).key, spelling_of(sign.name, self._source).key})

    def _whole(self, sign: ExpectationSign, following: Syntax) -> Syntax:
        group = base_of(following)
        if sign.sign == "E" and self._is_letter and not _BLACKBOARD.match(sign.name.text):
            raise MatcalcError(
                ErrorName.AMBIGUOUS,
                "`E` is the expectation before these brackets, and a letter elsewhere",
                self._source.place(sign.start),
                r"write `\mathbb{E}[…]` for the expectation, or declare the letter: `E in R^(m x n)`",
            )
        if not isinstance(group, Group) or len(group.items) not in _HOW_MANY[sign.sign][0]:
            _, message, hint = _HOW_MANY[sign.sign]
            raise MatcalcError(ErrorName.WRONG_ARGUMENTS, message, self._source.place(group.start), hint)
        about = (sign.letters, sign.parameters, sign.below)
        whole = Expected(sign.start, group.end, sign.sign, group.items, *about)
        return replace(rebased(following, whole), end=following.end) if following is not group else whole
