r"""Several statements in one formula: `f = u^\top u, \quad \nabla_u f = 2u`, and `a = b \implies c = d`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from mkdocs_matcalc.language.text.layout import ENVIRONMENT, ROW_END, ROWS, goes_on_with
from mkdocs_matcalc.language.text.rewritten import Rewritten
from mkdocs_matcalc.language.text.source import Source

_TOKEN = re.compile(
    r"(?P<comment>(?<!\\)[#%][^\n]*)"
    r"|(?P<implies>\\(?:implies|iff|therefore|(?:Long)?(?:left)?[Rr]ightarrow(?<!\\rightarrow))(?![A-Za-z])|[⇒⟹⇔⟺∴])"
    r"|(?P<arrow>\\(?:long)?rightarrow(?![A-Za-z])|\\to(?![A-Za-z])|[→⟶])"
    r"|(?P<joins>;|\\text(?:rm|normal)?\s*\{\s*(?:and|where|with|then|so|hence|thus)[\s,]*\})"
    rf"|(?P<line>{ROW_END}(?:\s*\[[^\]\n]*\])?)"
    r"|(?P<comma>,)"
    r"|(?P<gap>\\q?quad(?![A-Za-z]))"
    rf"|(?P<open>\\begin{ROWS}|\\\{{|\\langle(?![A-Za-z])|[(\[{{⟨<])"
    rf"|(?P<close>\\end{ROWS}|\\\}}|\\rangle(?![A-Za-z])|[)\]}}⟩]|(?<!-)>)"
    r"|(?P<equals>:?=|≔|\\(?:coloneqq|triangleq|equiv|doteq)(?![A-Za-z]))"
    r"|\\(?:[A-Za-z]+|.)|->|\w+|.",
    re.DOTALL,
)
_WHOLE = re.compile(r"\s*(?:option\b|using\s+\[\[|rule\s)")
_NOTHING = re.compile(
    rf"(?:[\s&$.,;。，；]|\\[,;:!> ]|\\q?quad(?![A-Za-z])|{ROW_END}"
    rf"|\\(?:begin|end)(?!{ROWS}){ENVIRONMENT})*"
)
_TRAILING = re.compile(rf"(?:[\s&$.,;。，；]|(?<!\\)\\(?=\s|\Z)|\\[,;:!> ]|\\q?quad|{ROW_END})+\Z")
_DECLARES = re.compile(r":|->|∈|\\in(?![A-Za-z])|(?<!\w)in\s")
_DERIVATIVE = re.compile(
    r"\\nabla|∇|\\[dt]?frac\s*\{\s*(?:\\partial|d(?![A-Za-z]))"
    r"|(?:\\partial|∂|(?<!\w)d)[^=,]{0,80}?/\s*(?:\\partial|∂|d)|(?:\\partial|∂)\s*_"
)
_ENDS_IN_OPERATOR = re.compile(r"(?:[-+*/=⊙⊗·⋅−(]|\\(?:cdot|odot|otimes|times))(?:[\s&]|\\[,;:!> ])*\Z")
_OPERATOR = re.compile(
    r"(?:[\s&]|\\[,;:!> ]|\\q?quad)*(?:[=+*/⊙⊗·⋅≔−]|-(?!>)|:=|\\(?:cdot|odot|otimes|times)(?![A-Za-z]))"
)
_WORDS = re.compile(
    r"(?:[\s&]|\\[,;:!> ])*[(\[]?\s*(?:\\(?:text[a-z]*|mbox|mathrm|forall|exists)(?![A-Za-z])|∀|∃)"
)
_STRENGTH = ("gap", "comma", "line", "arrow", "joins", "implies")


@dataclass(frozen=True)
class _Sign:
    """What may stand between two statements."""

    start: int
    end: int
    kind: str


def parts(source: Source) -> list[tuple[Source, bool]]:
    """A statement's parts, each a statement of its own, and whether the next is concluded from it."""
    if _WHOLE.match(source.text):
        return [(source, False)]
    found: list[tuple[Source, bool]] = []
    whole = source.as_rewritten()
    start = 0
    for sign in (*_cuts(source.text), _Sign(len(source.text), len(source.text), "")):
        part = _trimmed(source, whole, start, sign.start)
        if part is not None:
            found.append((part, sign.kind in ("implies", "arrow")))
        start = sign.end
    return found


def _trimmed(source: Source, whole: Rewritten, start: int, end: int) -> Source | None:
    """A part without punctuation and spaces around it; None where nothing else is there."""
    text = source.text
    nothing = _NOTHING.match(text, start, end)
    begin = nothing.end() if nothing else start
    trailing = _TRAILING.search(text, begin, end)
    stop = trailing.start() if trailing else end
    if (begin, stop) == (0, len(text)):
        return source
    return source.reading(whole.part(begin, stop)) if begin < stop else None


def _cuts(text: str) -> Iterator[_Sign]:
    """Where a text falls apart."""
    signs, equals = _signs(text)
    if not signs:
        return
    marks = {
        "=": equals,
        "declares": [match.start() for match in _DECLARES.finditer(text)],
        "derivative": [match.start() for match in _DERIVATIVE.finditer(text)],
    }
    start = 0
    for at, sign in enumerate(signs):
        after = signs[at + 1].start if at + 1 < len(signs) else len(text)
        before = {kind for kind, found in marks.items() if _any_within(found, start, sign.start)}
        behind = {kind for kind, found in marks.items() if _any_within(found, sign.end, after)}
        if _falls_apart(sign, text, before, behind):
            yield sign
            start = sign.end


def _any_within(places: list[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _signs(text: str) -> tuple[list[_Sign], list[int]]:
    """What may stand between statements, outside of brackets, and where the equals signs there are."""
    found: list[_Sign] = []
    equals: list[int] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind in ("open", "close"):
            depth = max(0, depth + (1 if kind == "open" else -1))
        elif depth == 0 and kind == "equals":
            equals.append(match.start())
        elif depth == 0 and kind in _STRENGTH:
            last = found[-1] if found else None
            nothing = _NOTHING.match(text, last.end) if last else None
            if last and nothing and nothing.end() >= match.start():
                stronger = max(last.kind, kind, key=_STRENGTH.index)
                found[-1] = _Sign(last.start, match.end(), stronger)
            else:
                found.append(_Sign(match.start(), match.end(), kind))
    return found, equals


def _falls_apart(sign: _Sign, text: str, before: set[str], behind: set[str]) -> bool:
    """Whether a sign stands between two statements, by what marks there are before and behind it."""
    if sign.kind in ("implies", "joins"):
        return True
    if sign.kind == "arrow":
        return bool(before & {"=", "derivative"}) and "=" in behind and "declares" not in before
    in_operator = _ENDS_IN_OPERATOR.search(text, max(0, sign.start - 40), sign.start)
    if sign.kind == "line":
        return not (in_operator or goes_on_with(text, sign.end, hard=True))
    if in_operator or _OPERATOR.match(text, sign.end) or _WORDS.match(text, sign.end):
        return False
    if "declares" in before and "=" not in before:
        return bool(behind & {"=", "derivative"}) or (sign.kind == "gap" and "declares" in behind)
    return bool(before & {"=", "derivative"})
