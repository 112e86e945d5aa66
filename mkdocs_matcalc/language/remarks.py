r"""Words beside a formula: `\quad (\text{if } M \text{ is symmetric})`, `(\text{Resulting Jacobian})`."""

from __future__ import annotations

import re

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.facts import FACTS
from mkdocs_matcalc.language.syntax import Aside, Granted, Name, Syntax
from mkdocs_matcalc.language.text.layout import ROW_END, goes_on_with
from mkdocs_matcalc.language.text.rewritten import Change
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.unsupported import PROSE, unsupported_in
from mkdocs_matcalc.language.vocabulary import known_function

_TEXT = re.compile(r"\\(?:text(?:rm|it|bf|normal|sf)?|mbox)\s*\{(?P<words>[^{}]*)\}")
_OTHER_STATEMENT = re.compile(r"\s*(?:rule|option|using)\b|[^=]*?(?:\\in(?![A-Za-z])|∈|(?<!\w)in(?!\w))")
_CONNECTIVES = (
    *("if", "for", "when", "whenever", "where", "with", "assuming", "provided", "since", "as", "given"),
    *("because", "unless", "let", "and", "or", "so", "thus", "hence", "then", "is", "are", "that", "by"),
)
# A line of plain text goes on in words after one of these.
_PLAIN = re.compile(
    r"(?<=[\s,;~(\[])(?:(?:only\s+)?(?:iff?|for|when|whenever|where|assuming|provided|since|unless)\s+(?=\S)"
    r"|\\forall(?![A-Za-z])|∀)"
)
_ROW_END = re.compile(rf"(?:{ROW_END}\s*)+")
# What values an index has, of which dots stand for some.
_DOTS = r"(?:\\[cl]?dots(?:[bcmio](?![A-Za-z]))?|…|\.\s*\.\s*\.)"
_RANGE = re.compile(
    r"(?<!\\)(?:[,&(]|\\q?quad(?![A-Za-z]))(?:[,;&(\s]|\\[,;:! ]|\\(?:q?quad|space)(?![A-Za-z]))*"
    rf"(?:\\text\s*\{{\s*(?:for|where|with)\s*\}}(?:\s|\\[,;:! ])*|for\s+)?"
    rf"(?P<range>(?:[i-nt]|\\ell)\s*=\s*[01]\s*,\s*(?:[123]\s*,\s*){{0,2}}"
    rf"(?:[23]|{_DOTS}\s*(?:,\s*[A-Za-z0-9][\w\s+-]{{0,12}})?))"
    r"\s*\)?(?:[\s.,;]|\\end\s*\{[a-z]+\*?\})*\Z"
)
# The last thing before the words that belongs to them: a bracket, a comma, a space.
_OPENING = re.compile(r"(?:[\s,;:.&~(\[]|\\[,;:! ]|\\q?quad|\\(?:left|[bB]igg?l?)(?=\s*[(\[]))\Z")
_LONGEST_OPENING = 7
_SPACING = re.compile(
    r"\\[,;:! ]|\\q?quad(?![A-Za-z])|\\(?:left|right)(?![A-Za-z])|[~$&]|\s+|\\(?:begin|end)\s*\{[a-z]+\*?\}"
)

_LETTER = (
    r"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|vec|hat|tilde|bar)\s*(?:\{\s*\\?[A-Za-z]+\s*\}|[A-Za-z])"
    r"|\\[A-Za-z]+|[^\W\d_])(?:_(?:\w|\{\w+\})|\d+)?(?![\w'])"
)
_LETTERS = rf"(?P<letters>{_LETTER}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_LETTER})*)"
_CONSTANT = ("constant", "fixed")
_FACT = "|".join(sorted(map(re.escape, (*FACTS, *_CONSTANT)), key=len, reverse=True))
_FACTS = rf"(?:an?\s+)?(?P<facts>(?:{_FACT})(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+)(?:{_FACT}))*)"
_KIND = r"(?:\s+(?:matrix|matrices|vectors?|scalars?|numbers?))?"
_FOR_ALL = r"(?:for\s+)?(?:(?:all|any|every|each)\s+|\\forall\s*|∀\s*)"
# What an index runs over: 1, …, n, or a set with a letter of its own.
_VALUES = (
    rf"\s*(?:=\s*[01]\s*,\s*(?:[123]\s*,\s*){{0,2}}{_DOTS}\s*,\s*[A-Za-z][\w\s+-]{{0,12}}"
    rf"|(?:\\in(?![A-Za-z])|∈)\s*(?:[01]\s*,?\s*{_DOTS}\s*,?\s*[A-Za-z0-9]+"
    r"|\[[\w\s,:+-]{1,20}\]|\\\{[^{}]{1,60}\\\}|\\mathcal\s*\{\s*[A-Z]\s*\}|[A-Z](?![A-Za-z^_])))"
)
_ALL = re.compile(rf"{_FOR_ALL}\(?\s*{_LETTERS}\s*\)?(?:{_VALUES})?")
_FIRST_ALL = re.compile(
    rf"(?:\s|\\[,;:! ]|\\q?quad(?![A-Za-z]))*"
    rf"(?P<said>(?:\\text\s*\{{\s*(?:F|f)or\s+(?:all|any|every|each)\s*\}}\s*|{_FOR_ALL}){_LETTERS}(?:{_VALUES})?)"
    r"\s*(?:[,:;.]|\\q?quad(?![A-Za-z])|\\[;:])(?:[,:;\s]|\\q?quad(?![A-Za-z])|\\[,;:! ])*"
)
_BEFORE = (
    r"(?:(?:if|for|when|whenever|where|with|assuming|provided|since|as|given|because|that"
    r"|any|all|every|an?)\s+)*"
)
_TRANSPOSE = r"\s*(?:\^\s*\{?\s*\\?(?:top|T|intercal)\s*\}?|ᵀ|⊤|')"
_CONDITIONS = (
    re.compile(rf"{_BEFORE}{_LETTERS}\s+(?:(?:is|are|being)\s+)?{_FACTS}{_KIND}"),
    re.compile(rf"{_BEFORE}{_FACTS}{_KIND}\s+{_LETTERS}"),
    re.compile(rf"{_BEFORE}(?P<letters>{_LETTER}){_TRANSPOSE}\s*=\s*(?P=letters)"),
    re.compile(rf"{_BEFORE}(?P<letters>{_LETTER})\s*=\s*(?P=letters){_TRANSPOSE}"),
    re.compile(rf"{_BEFORE}(?P<letters>{_LETTER})\s*(?P<sign>>|\\gt|≥|>=|\\geq?)\s*0"),
)
_BARE = re.compile(rf"(?<=[,(])\s*(?={_LETTERS}\s+{_FACTS}\s*\)?\s*\Z)")
# Letters that stand before a fact, apart from the formula: `…, \quad X \text{ invertible}`.
_APART = re.compile(
    rf"(?:[,;(\[]|\\q?quad(?![A-Za-z]))(?:\s|\\[,;:! ]|\\q?quad(?![A-Za-z]))*(?P<first>{_LETTERS})[\s~]*\Z"
)
_SAYS_A_FACT = re.compile(rf"\s*(?:(?:is|are)\s+)?{_FACTS}\b")
_DEFINES = re.compile(r"[\s&]*:?=")
_CALLED = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?[(\[]")
# Of more characters nothing is understood.
_LONGEST = 200
_LIMITS_ITS_LINE = re.compile(
    r"\b(?:if|for|when|whenever|where|unless|assuming|provided|given|except|only|not|iff|such|let"
    rf"|{_FACT})\b",
    re.IGNORECASE,
)


def without_remarks(source: Source) -> tuple[Source, tuple[Syntax, ...]]:
    """A statement without the words beside it, and what these say of its letters.

    Raises:
        MatcalcError: They limit the statement, or have a formula of their own, and are not understood.
    """
    source, first = _without_first_range(source)
    source, asides = _without_words_of_rows(source)
    source, ranges = _without_range(source)
    source, last = _without_last_words(source)
    return source, (*first, *asides, *ranges, *last)


def _without_words_of_rows(source: Source) -> tuple[Source, tuple[Syntax, ...]]:
    r"""A chain without the words behind its rows, but for the last one: `\text{…} \\`."""
    text = source.text
    found: list[Syntax] = []
    changes: list[Change] = []
    start = 0
    for row in _ROW_END.finditer(text):
        begin = _opened(text, _first_words(text[start : row.start()]) + start)
        if start < begin < row.start() and goes_on_with(text, row.end(), hard=True):
            changes.append((begin, row.start(), " "))
            said = _flat(text[begin : row.start()])
            if not said:
                continue
            # What is assumed in a row would be assumed in all.
            if _LIMITS_ITS_LINE.search(said) or not _only_words(text[begin : row.start()]):
                raise _not_understood(said, source, begin)
            found.append(Aside(begin, row.start(), said))
        start = row.end()
    return source.reading(source.as_rewritten().changed(changes)), tuple(found)


def _without_first_range(source: Source) -> tuple[Source, tuple[Syntax, ...]]:
    r"""A statement without what it is said for before it: `\forall i, …`."""
    found = _FIRST_ALL.match(source.text)
    if found is None or found.end() == len(source.text):
        return source, ()
    kept = source.reading(source.as_rewritten().part(found.end(), len(source.text)))
    return kept, (Aside(0, 0, _flat(found["said"])),)


def _without_range(source: Source) -> tuple[Source, tuple[Syntax, ...]]:
    r"""A statement without the values of an index beside it: `…, \quad i = 1, \dots, n`."""
    found = _RANGE.search(source.text)
    if found is None or found.start() == 0:
        return source, ()
    kept = source.reading(source.as_rewritten().part(0, found.start()))
    return kept, (Aside(found.start(), len(source.text), _flat(found["range"])),)


def _without_last_words(source: Source) -> tuple[Source, tuple[Syntax, ...]]:
    text = source.text
    if _OTHER_STATEMENT.match(text[: _first_words(text)]):
        return source, ()
    start = _first_words(text)
    if start == len(text):
        return source, ()
    body = _opened(text, start)
    if body == 0:
        return _after_words(source)
    said = _flat(text[body:])
    closed = all(text.count(one, body) == text.count(other, body) for one, other in ("()", "[]", "{}"))
    given = _condition(said, source, body) if closed and len(said) <= _LONGEST else None
    if closed and _ALL.fullmatch(said):
        given = (Aside(body, len(text), said),)
    if given is None and (not closed or _LIMITS_ITS_LINE.search(said) or not _only_words(text[body:])):
        raise _not_understood(said, source, body)
    rest = (Aside(body, len(text), said),) if said else ()
    return source.reading(source.as_rewritten().part(0, body)), given or rest


def _opened(text: str, end: int) -> int:
    """Where the brackets, commas and spaces before a place begin."""
    while found := _OPENING.search(text, max(0, end - _LONGEST_OPENING), end):
        end = found.start()
    return end


def _first_words(text: str) -> int:
    """Where the words of a statement begin; its length where it has none."""
    starts = [_with_letters(text, found) for found in _TEXT.finditer(text) if _is_words(text, found)]
    plain = _PLAIN.search(text)
    starts += [plain.start()] if plain else []
    bare = _BARE.search(text, max(0, len(text) - _LONGEST))
    starts += [bare.end()] if bare else []
    return min(starts, default=len(text))


def _with_letters(text: str, found: re.Match[str]) -> int:
    """Where words begin, with the letters that they say something of and that stand before them."""
    before = max(0, found.start() - _LONGEST)
    apart = _APART.search(text[: found.start()], before) if _SAYS_A_FACT.match(found["words"]) else None
    return apart.start("first") if apart else found.start()


def _is_words(text: str, found: re.Match[str]) -> bool:
    words = found["words"]
    if _DEFINES.match(text, found.end()) and " " not in words.strip():
        return False
    if re.search(r"[_^]\s*\{?\s*\Z", text[max(0, found.start() - 6) : found.start()]):
        return False
    # `\text{ tr }(X)` is a function with space around it.
    if known_function(words.strip()) and _CALLED.match(text, found.end()):
        return False
    spaced = words != words.strip() or " " in words.strip()
    return spaced or words.lower() in (*_CONNECTIVES, *FACTS, *_CONSTANT) or not words.isalnum()


def _after_words(source: Source) -> tuple[Source, tuple[Syntax, ...]]:
    """A statement that begins with words: `\\text{Gradient: } …`, or `\\text{the gradient} = …`."""
    text = source.text
    found = re.match(rf"[\s(\[]*{_TEXT.pattern}[\s)\]:,.]*(?:&?\s*=[\s&]*)?", text)
    end = found.end() if found else 0
    said = _flat(text[:end]).rstrip("= ")
    if (
        not end
        or end == len(text)
        or _LIMITS_ITS_LINE.search(said)
        or _first_words(text[end:]) < len(text) - end
    ):
        raise _not_understood(_flat(text), source, 0)
    return source.reading(source.as_rewritten().part(end, len(text))), (Aside(0, 0, said),)


def _not_understood(said: str, source: Source, start: int) -> MatcalcError:
    if (found := unsupported_in(source.text)) is not None and found[0] is not PROSE:
        row, position = found
        return row.error(source.place(position))
    return MatcalcError(
        ErrorName.UNKNOWN_WORDS,
        f"the words “{said}” are not understood",
        source.place(start),
        "a property is declared, `A in R^(n x n) symmetric`; a second formula has a line of its own",
    )


def _flat(text: str) -> str:
    """Words and formulas as one sentence, without the brackets around it."""
    said = " ".join(_SPACING.sub(" ", _TEXT.sub(r" \g<words> ", text)).split()).strip(" ,;:.")
    while said[:1] in ("(", "[") and said[-1:] in (")", "]"):
        said = said[1:-1].strip(" ,;:.")
    return said


def _only_words(text: str) -> bool:
    return not re.search(r"[A-Za-z0-9\\^_=+*/]", _SPACING.sub(" ", _TEXT.sub(" ", text)))


def _condition(said: str, source: Source, start: int) -> tuple[Granted | Aside, ...] | None:
    """What a sentence says of some letters; None for one that says something else."""
    for pattern in _CONDITIONS:
        found = pattern.fullmatch(said)
        if found is None:
            continue
        groups = found.groupdict()
        stated = groups.get("facts") or ""
        if groups.get("sign"):
            stated = "positive" if groups["sign"] in (">", r"\gt") else "nonnegative"
        elif not stated:
            stated = "symmetric"
        words = re.findall(_FACT, stated)
        facts = frozenset[str]().union(*(FACTS.get(word, frozenset()) for word in words))
        letters = [
            match.group() for match in re.finditer(_LETTER, groups["letters"]) if match.group() != "and"
        ]
        names = tuple(_name(letter, start) for letter in letters)
        return (Granted(start, len(source.text), names, facts, " and ".join(words)),)
    return None


def _name(letter: str, start: int) -> Name:
    text, _, below = letter.partition("_")
    subscript = (Name(start, start, below.strip("{}")),) if below else ()
    return Name(start, start, text, subscript)
