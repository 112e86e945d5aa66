"""Cutting a block into its statements, and what is refused before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from mkdocs_matcalc.errors import ErrorName, MatcalcError, Place
from mkdocs_matcalc.language.text.imports import ImportedBlock
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.unsupported import SYSTEM
from mkdocs_matcalc.limits import ROUND, SPLIT

MAX_WORDS = 20_000
MAX_NESTING = 200
MAX_NAME = 64

# What ends a row or a line in LaTeX.
_SKIP = r"(?:[^\S\n]*\[\s*-?[\d.]+\s*(?:em|ex|pt|mm|cm|mu|in|px|\\[a-z]+)\s*\])?"
ROW_END = rf"(?:\\\\(?!\w){_SKIP}|\\(?:newline|cr)(?![A-Za-z]))"
_ROW_END = re.compile(ROW_END)
# An environment's name, and how many columns it says it has.
ENVIRONMENT = r"\s*\{[a-z]+\*?\}(?:\s*\{\s*\d+\s*\})?"
# Environments of rows and columns, whose rows are no statements.
ROWS = r"\s*\{\s*(?:[dr]?cases|[a-zA-Z]?(?:small)?matrix|array)\*?\s*\}"
_TOKEN = re.compile(
    r"\[\[[^\]\n]*\]\]"
    r"|(?P<comment>(?<!\\)[#%][^\n]*)"
    r"|\\(?:text[a-z]*|mbox)\s*\{[^{}\n]*\}"
    rf"|(?P<newline>\n|{ROW_END})"
    rf"|(?P<close>\\end{ROWS}|\\\}}|\\rangle(?![A-Za-z])|[)\]}}⟩])"
    rf"|(?P<open>\\begin{ROWS}|\\\{{|\\langle(?![A-Za-z])|[(\[{{⟨])"
    r"|(?P<name>\w{65,})"
    r"|(?P<space>[^\S\n]+)"
    r"|\\[A-Za-z]+|\w+|."
)
_CLOSING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", r"\begin{…}": r"\end{…}"}
_GOES_ON = re.compile(
    r"(?:[-+*/@⊙∘⊗⊘·⋅×=,−]|\.\^|[⇒⟹⇔⟺]"
    r"|\\(?:cdot|odot|otimes|oslash|circ|times|implies|iff|(?:Long)?(?:left)?Rightarrow|Leftrightarrow))"
    r"(?:\\[,;:! ]|&|[^\S\n])*\Z"
)
# A sum, of which nothing stands in its line but what it runs over.
_ENDS_IN_SUM = re.compile(
    r"(?:\\sum|∑)(?:\s*\\limits)?(?:\s*[_^]\s*(?:\{[^{}]*\}|\w|\\[A-Za-z]+)){1,2}(?:\s|&|\\[,;:! ])*\Z"
)
# An operator, whose argument stands in the next line.
_ENDS_IN_OPERATOR = re.compile(
    r"(?:\\mathbb\s*(?:\{\s*E\s*\}|E)|𝔼|\\nabla|\\(?:log|ln|exp|det)|\\left\s*\.?)(?:\s*_\s*(?:\{[^{}]*\}|\w|\\[A-Za-z]+))?(?:\s|&)*\Z"
)
# A derivative of what stands in the next line.
_ENDS_IN_DERIVATIVE = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:\\partial|∂|d|\\(?:mathrm|text|operatorname)\s*\{\s*d\s*\})\s*\}\s*"
    r"\{\s*(?:\\partial|∂|d|\\(?:mathrm|text|operatorname)\s*\{\s*d\s*\})(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}(?:\s|&)*\Z"
)
_ENDS_IN_STAR_NORM = re.compile(r"_\s*\*\s*\Z")
_GOES_ON_WITH = re.compile(
    r"(?:\s|(?P<aligned>&)|[#%][^\n]*\n|\\[,;:! ]|\\q?quad)*(?:"
    r"(?P<always>:?=|≔|\\(?:coloneqq|triangleq|equiv|doteq|approx|[lg]eq?|[lg]eqslant|propto|leftarrow|gets)(?![A-Za-z])|[←≈≤≥]|\+|[⇒⟹⇔⟺∴]|\\(?:implies|iff|therefore|(?:Long)?(?:left)?Rightarrow|Leftrightarrow)(?![A-Za-z]))"
    r"|(?P<sign>[−–]|-(?!>)|\\(?:cdot|odot|otimes|times)(?![A-Za-z])))"
)
# A sign alone on its line: the formula around it is cut into lines anywhere.
_ORDER = re.compile(r"\s*(?:option|using|solve|rule)\b|.*(?:\\in(?![A-Za-z])|∈)\s*\\mathbb")
_SIGN_ALONE = re.compile(
    r"(?:[^\S\n]|&|\\q?quad)*(?::?=|[-+−<>]|\\(?:approx|doteq|equiv|triangleq|coloneqq|[lg]eq?|[lg]eqslant|succeq|preceq|propto|sim))"
    r"(?:[^\S\n]|&|\\q?quad)*"
)
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_BLANK = re.compile(r"\s*")
_INDENT = re.compile(r"[^\S\n]*")
_EQUATION = re.compile(r"(?:\\[^\\]|\{[^{}]*\}|[^\\=\n{])*=")
_NOTHING = re.compile(
    rf"(?:\s|&|\$|[.,;](?!\S)|\\[,;:! ]|{ROW_END}"
    rf"|\\(?:begin|end)(?!{ROWS}){ENVIRONMENT}|[#%][^\n]*(?:\n|\Z))*"
)
# A `\` alone at a line's end is the rest of a line break.
_TRAILING = re.compile(
    r"(?:[\s&$,;?。，；、．]|=(?=\s*[?？])|[？]|(?<!\.)\.(?!\.)|\\[,;:! ]|(?<!\\)\\(?=\s|\Z)|\\q?quad"
    rf"|{ROW_END}|\\end(?!{ROWS}){ENVIRONMENT})+\Z"
)
# The mark of a quotation whose next line is empty.
_TRAILING_MARK = re.compile(r"\s>\s*\Z")
_ANGLE = re.compile(r"<|⟨|\\langle(?![A-Za-z])")


def statements(
    written: str, note: ImportedBlock | None = None, read: str | None = None
) -> tuple[Source, ...]:
    """The statements of a block as it was written, in order; `note` is set where it was imported.

    `read` is the block with blanks in the place of what states nothing.

    A statement goes on over a line's end inside brackets, after a binary operator, and where the
    next line begins with `=`, `+` or what follows from it.

    Raises:
        MatcalcError: The block has too many words, nests too deeply, or has an unbalanced bracket.
    """
    block = written if read is None else read
    whole = Source(written, 0, len(written), note)
    loose = set(_loose_ends(block))
    found: list[Source] = []
    opened: list[tuple[str, int]] = []
    start, code_end, words = 0, 0, 0
    for token in _TOKEN.finditer(block):
        kind, text = token.lastgroup, token.group()
        if kind == "open":
            opened.append((_plain(text), token.start()))
            if len(opened) > MAX_NESTING:
                raise MatcalcError(
                    ErrorName.TOO_LARGE,
                    f"brackets nest deeper than {MAX_NESTING}",
                    whole.place(token.start()),
                    "name an inner part on a line of its own",
                )
        elif kind == "close":
            _close(whole, opened, _plain(text), token.start())
        elif kind == "name":
            raise _too_long(text, whole.place(token.start()))
        elif kind == "newline" and not (
            opened or token.start() in loose or _goes_on(block, start, code_end, token.end())
        ):
            _keep(found, whole, block, start, code_end)
            start = token.end()
        if kind not in ("comment", "space", "newline"):
            code_end = token.end()
            words += 1
            if words > MAX_WORDS:
                raise MatcalcError(
                    ErrorName.TOO_LARGE,
                    f"the block has more than {MAX_WORDS:,} words and signs",
                    whole.place(token.start()),
                    SPLIT,
                )
    if opened:
        bracket, position = opened[-1]
        system = next(
            (each for each in SYSTEM.anywhere.finditer(block) if position in range(*each.span())), None
        )
        if system:
            raise SYSTEM.error(whole.place(system.start()))
        raise MatcalcError(
            ErrorName.UNBALANCED_BRACKETS,
            f"`{bracket}` is never closed",
            whole.place(position),
            f"close it with `{_CLOSING[bracket]}`",
        )
    _keep(found, whole, block, start, code_end)
    return tuple(found)


def _loose_ends(block: str) -> Iterator[int]:
    """Where a line ends in the midst of a formula that has a sign on a line of its own.

    What has a sign for two sides in one line, or says what the block is to do, is another one.
    """
    for paragraph in _PARAGRAPH.finditer(block):
        lines = paragraph.group().splitlines(keepends=True)
        if any(_SIGN_ALONE.fullmatch(line.rstrip("\n")) for line in lines):
            at = paragraph.start()
            for line, following in pairwise(lines):
                at += len(line)
                if not _EQUATION.match(following.lstrip(" &=")) and not _ORDER.match(following):
                    yield at - 1


def _too_long(word: str, place: Place) -> MatcalcError:
    if word[0].isdigit():
        return MatcalcError(
            ErrorName.TOO_LARGE,
            f"a number is longer than {MAX_NAME} digits: it has {len(word):,}",
            place,
            ROUND,
        )
    return MatcalcError(
        ErrorName.TOO_LARGE, f"a name is longer than {MAX_NAME} characters: it has {len(word):,}", place
    )


def _plain(bracket: str) -> str:
    if bracket.startswith((r"\begin", r"\end")):
        return bracket[: bracket.index("{")].rstrip() + "{…}"
    return {r"\langle": "⟨", r"\rangle": "⟩"}.get(bracket, bracket.lstrip("\\"))


def _close(whole: Source, opened: list[tuple[str, int]], bracket: str, position: int) -> None:
    if not opened:
        raise MatcalcError(
            ErrorName.UNBALANCED_BRACKETS,
            f"`{bracket}` closes nothing",
            whole.place(position),
            "nothing was opened before it",
        )
    opening, opened_at = opened.pop()
    if _CLOSING[opening] != bracket:
        place = whole.place(opened_at)
        raise MatcalcError(
            ErrorName.UNBALANCED_BRACKETS,
            f"`{bracket}` does not close the `{opening}` opened in {place.words}, column {place.column}",
            whole.place(position),
            f"close it with `{_CLOSING[opening]}`",
        )


def _goes_on(block: str, start: int, code_end: int, next_line: int) -> bool:
    code = block[max(start, code_end - 120) : code_end]
    if not code.strip():
        return False
    if (_GOES_ON.search(code) and not _ENDS_IN_STAR_NORM.search(code)) or _ENDS_IN_SUM.search(code):
        return True
    if _ENDS_IN_OPERATOR.search(code) or _ENDS_IN_DERIVATIVE.search(code):
        return True
    hard = bool(_ROW_END.search(block, code_end, next_line)) or _is_indented(block, start, next_line)
    return goes_on_with(block, next_line, hard=hard)


def goes_on_with(text: str, at: int, *, hard: bool) -> bool:
    """Whether a line goes on from the one before: it begins with `=` or `+`.

    With a minus it does so only where it is set apart as a part of a formula, by `&` or as `hard` says.
    """
    match = _GOES_ON_WITH.match(text, at)
    if match is None:
        return False
    if match["always"] or match["aligned"]:
        return True
    return hard and _EQUATION.match(text, match.end()) is None


def _is_indented(block: str, start: int, line: int) -> bool:
    """Whether a line stands further to the right than the first of its statement."""
    first = _BLANK.match(block, start)
    above = first.end() - block.rfind("\n", 0, first.end()) - 1 if first else 0
    indent = _INDENT.match(block, line)
    return indent is not None and indent.end() - line > above


def _keep(found: list[Source], whole: Source, block: str, start: int, end: int) -> None:
    nothing = _NOTHING.match(block, start, max(start, end))
    start = nothing.end() if nothing else start
    mark = _TRAILING_MARK.search(block, start, max(start, end))
    if mark and not _ANGLE.search(block, start, end):
        end = mark.start()
    trailing = _TRAILING.search(block, start, max(start, end))
    end = trailing.start() if trailing else end
    if start < end:
        found.append(replace(whole, start=start, end=end))
