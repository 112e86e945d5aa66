r"""What letters are drawn from: `x ~ p(x)`, `x \sim \mathcal{N}(\mu, \Sigma)`, as a line or below an E.

Of a normal distribution its mean and its covariance are used: they define the letters in it, μ as E[x] and Σ
as Cov[x], and a mean of 0 and a covariance of I are facts of x.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mkdocs_matcalc.algebra.random_names import CENTRED, ISOTROPIC, NORMAL, WHITE
from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.drawing import BELOW, FONT, LETTER, SIGN, name_of
from mkdocs_matcalc.language.expected import parts_of
from mkdocs_matcalc.language.faults import Faults, introduced
from mkdocs_matcalc.language.names import Statement, definition_head, spelling_of
from mkdocs_matcalc.language.reader import read
from mkdocs_matcalc.language.syntax import Drawn, ExpectationSign, Name, Relation, walk
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import pieces, spell

_LEFT, _RIGHT = r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?\(", r"(?:\\(?:right|[bB]igg?r?)\s*)?\)\s*"
_NORMAL = re.compile(
    r"(?:\\(?:mathcal|mathrm|mathsf|text|operatorname)\s*(?:\{\s*(?:N|Normal)\s*\}|N(?![A-Za-z]))|𝒩|N)"
    rf"{BELOW}{_LEFT}(?P<inside>.*?){_RIGHT}\Z",
    re.DOTALL,
)
# p, p(x) and p(x | θ): a letter of which nothing else is said.
_CALLED = re.compile(
    rf"{LETTER.pattern}\s*(?:{_LEFT}(?P<inside>[^|;]*?)(?:(?:\||\\mid|;).*)?{_RIGHT})?\Z", re.DOTALL
)
_ZERO = re.compile(rf"(?:{FONT})?\{{?\s*0\s*\}}?{BELOW}\Z|𝟎\Z")
_IDENTITY = rf"(?:\\(?:mathbf|mathbb|mathrm|boldsymbol|bm)\s*(?:\{{\s*I\s*\}}|I)|I(?![A-Za-z])){BELOW}"
_SPREAD = re.compile(
    rf"(?P<letter>{LETTER.pattern})\s*(?P<square>\^\s*(?:2|\{{\s*2\s*\}})|²)?"
    rf"(?:\s|\\[,;:! ]|\\cdot(?![A-Za-z])|\*)*(?P<identity>{_IDENTITY})?\Z"
)
_FORMS = "`N(0, I)`, `N(μ, Σ)`, `N(μ, σ^2 I)`, and `N(μ, σ^2)` of a number, with letters that nothing defines"


@dataclass(frozen=True)
class _Moments:
    """What a normal distribution says: facts, letters each with what it is, and whether it is of a number."""

    facts: frozenset[str]
    stands: tuple[tuple[str, str], ...]
    is_number: bool


def with_distributions(
    lent: Sequence[Statement], own: Sequence[Statement], faults: Faults
) -> tuple[list[Statement], list[Statement]]:
    """Statements in which what is drawn has its facts, with what they define.

    Where no expectation is taken, it makes no difference what is drawn from what.

    Args:
        lent: Those of other blocks, which say less of a letter than the block's own.
        own: Those of the block.
        faults: Is told of a distribution that is not known.
    """
    rest = [[each for each in group if not isinstance(each[1], Drawn)] for group in (lent, own)]
    signs = [(source, node) for group in rest for source, node in _signs(group)]
    said = [*_drawn(own)]
    is_lent = {id(source) for source, _ in lent}
    if signs:
        letters = {key for group in rest for each in group for key in _letters(each)}
        said += [each for each in _drawn(lent) if letters.intersection(_letters(each))]
    for source, each in said:
        with faults.gathered(introduced(source.text)):
            _must_be_known(each, source)
    if not signs:
        return rest[0], rest[1]
    said += [(source, each) for source, sign in signs for each in _below(sign)]
    by_letter: dict[str, list[tuple[Source, Drawn, Name]]] = {}
    for source, each in said:
        for name in each.names:
            by_letter.setdefault(spelling_of(name, source).key, []).append((source, each, name))
    every = [each for group in rest for each in group]
    heads = (definition_head(each, source) for source, each in every if isinstance(each, Relation))
    taken = {spell(head.name.text).key for head in heads if head}
    for group in by_letter.values():
        source, first, name = group[0]
        found = rest[0] if id(source) in is_lent else rest[1]
        is_one = len({"".join(each.what.split()) for _, each, _ in group}) == 1 and len(first.names) == 1
        moments = _moments(first.what, source.text[name.start : name.end] if first.line else name.text)
        letters = {spell(letter).key for letter, _ in moments.stands} if moments else set()
        if moments is None or not is_one or letters & taken:
            found.append((source, replace(first, names=(name,))))
            continue
        taken |= letters
        facts = first.facts | moments.facts
        found.append((source, replace(first, names=(name,), facts=facts, is_number=moments.is_number)))
        for letter, value in moments.stands:
            line = source.reading(
                source.as_rewritten().changed([(0, len(source.text), f"{letter} = {value}")])
            )
            found += [(line, statement) for statement in read(line)]
    return rest[0], rest[1]


def _drawn(statements: Iterable[Statement]) -> Iterator[tuple[Source, Drawn]]:
    yield from ((source, each) for source, each in statements if isinstance(each, Drawn))


def _letters(statement: Statement) -> Iterator[str]:
    """The keys of the names in a statement, and of the letters that they may be made of."""
    source, whole = statement
    for name in walk(whole) if not isinstance(whole, Drawn) else whole.names:
        if isinstance(name, Name):
            yield spelling_of(name, source).key
            yield from (spell(piece).key for _, piece in pieces(name.text))


def _signs(statements: Sequence[Statement]) -> Iterator[tuple[Source, ExpectationSign]]:
    for source, statement in statements:
        yield from ((source, node) for node in walk(statement) if isinstance(node, ExpectationSign))


def _below(sign: ExpectationSign) -> Iterator[Drawn]:
    """What is said below an E to be drawn from a distribution."""
    for part in parts_of(sign.below):
        if mark := SIGN.search(part):
            letters = [*LETTER.finditer(part, 0, mark.start())]
            names = tuple(replace(name_of(each, 0), start=sign.start, end=sign.end) for each in letters)
            what = part[mark.end() :].strip()
            yield Drawn(sign.start, sign.end, names, what, part, sign.parameters, line=False)


def _must_be_known(each: Drawn, source: Source) -> None:
    """Refuse a distribution that has a name of its own, and a normal one of which nothing could be used."""
    if normal := _NORMAL.match(each.what):
        if _moments(each.what, "x") is None or len(each.names) > 1:
            raise MatcalcError(
                ErrorName.NOT_SUPPORTED,
                f"the normal distribution of `{normal['inside'].strip()}` is not read here",
                source.place(each.start),
                f"read are {_FORMS}; the rest is written out: `y = X w + ε`",
            )
        return
    called = _CALLED.match(each.what)
    arguments = parts_of(called["inside"] or "") if called else []
    own = {spelling_of(name, source).key for name in each.names}
    matches = [match for argument in arguments if (match := LETTER.fullmatch(argument.strip()))]
    keys = {spell(match["symbol"]).below(match[2] or match[3] or "").key for match in matches}
    if called is None or (arguments and (len(keys) < len(arguments) or keys.isdisjoint(own))):
        raise MatcalcError(
            ErrorName.NOT_SUPPORTED,
            f"the distribution `{' '.join(each.what.split())}` is not known here",
            source.place(each.start),
            "of any distribution write `x ~ p(x)`; what else it says is a definition, as `m = E[x]` is",
        )


def _moments(what: str, letter: str) -> _Moments | None:
    """What a normal distribution says of a letter; None of any other, or where it says more than is read."""
    normal = _NORMAL.match(what)
    inside = [part.strip() for part in parts_of(normal["inside"])] if normal else []
    if len(inside) != 2:
        return None
    mean, spread = inside
    facts, stands = {NORMAL}, []
    if _ZERO.match(mean):
        facts.add(CENTRED)
    elif LETTER.fullmatch(mean):
        stands.append((mean, rf"\mathbb{{E}}[{letter}]"))
    else:
        return None
    if spread == "1" or re.fullmatch(_IDENTITY, spread):
        return _Moments(frozenset(facts | {WHITE}), tuple(stands), spread == "1")
    found = _SPREAD.match(spread)
    if found is None:
        return None
    of = found["letter"]
    if found["identity"]:
        facts.add(ISOTROPIC)
        value, is_number = rf"mean(diag(\operatorname{{Cov}}[{letter}]))", False
    else:
        is_number = bool(found["square"]) or not spell(of).key[:1].isupper()
        value = rf"\operatorname{{{'Var' if is_number else 'Cov'}}}[{letter}]"
    stands.append((of, f"sqrt({value})" if found["square"] else value))
    return _Moments(frozenset(facts), tuple(stands), is_number)
