r"""What LaTeX writes besides the formula, read through: `\tag{3}`, `\boxed{…}`, fonts over several letters.

A rule gives changes of a text; the rules follow one another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.braces import after_space, argument, closing, pairs
from mkdocs_matcalc.language.text.fonts import BOLD, FONTS, SWITCHES, in_font
from mkdocs_matcalc.language.text.rewritten import Change, Rewritten
from mkdocs_matcalc.language.text.source import Source

_COMMAND = re.compile(r"\\[A-Za-z]")
_DOLLARS = re.compile(r"\$+")
_NO_FORMULA = re.compile(r"\s*(?:option\b|using\s+\[\[)")
_COMMENT = re.compile(r"(?<!\\)[#%][^\n]*")
_GONE = re.compile(
    r"\\(?:nonumber|notag|(?:math)?strut|nolimits|limits|displaystyle|textstyle|scriptstyle"
    r"|scriptscriptstyle|hfill|allowbreak|displaylimits|because"
    r"|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)(?![A-Za-z])(?!\s*\{)"
)
_GONE_WITH_ARGUMENT = re.compile(
    r"\\(?:tag\*?|label|[hv]?phantom|[hv]space\*?|mspace|color)(?![A-Za-z])(?=\s*\{)"
)
_GONE_WITH_TWO = re.compile(r"\\(?:setcounter|addtocounter)(?![A-Za-z])(?=\s*\{)")
_NUMBERED = re.compile(
    r"(?:(?:\\(?:q?quad|hfill|hspace\*?\s*\{[^{}]*\})(?![A-Za-z])(?:\\[,;:! ]|[~&\s])*)+|\\[el]?eqno\s*)"
    r"\(\s*(?:(?:\\mathrm\s*\{\s*[A-Z]\s*\.?\s*\}\s*\.?\s*|[A-Z]?\.?)[0-9]+(?:[.-][0-9]+)*[a-z]?|\*{1,3}|\\(?:ast|star|dagger))\s*\)"
    r"(?=(?:[\s.,;$]|\\(?:nonumber|notag))*(?:\Z|\\\\|\\(?:end|cr|newline)(?![A-Za-z])))"
)
_BLACKBOARD = re.compile(r"\\Bbb(?![A-Za-z])")
_TYPEWRITER = re.compile(r"\\(?:math|text)tt(?=\s*\{)")
_INTERTEXT = re.compile(r"\\(?:short)?intertext(?=\s*\{)")
_EXTREME = re.compile(r"\\(?:max|min)\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?P<open>\\\{)")
_BARE_PRIME = re.compile(
    r"(?<![\w\\^])(?P<letter>\\(?!prime)[A-Za-z]+\s|[A-Za-z])(?P<prime>\\prime)(?![A-Za-z])"
)
_PRIME_IN_BRACES = re.compile(r"\^\s*\{\s*(?P<primes>'+)\s*\}")
_BRACED_DERIVATIVE = re.compile(
    r"(?<![\^_}\]A-Za-z])(?P<open>\{)\s*\\[dt]?frac\s*\{\s*(?:\\partial|d)\s*\}\s*\{[^{}]*\}\s*(?P<close>\})"
)
_BRACKETED_VARIABLE = re.compile(
    r"\{\s*(?P<open>\()\s*(?:\\partial(?![A-Za-z])|d)[^(){}^]*(?:_\{[^{}]*\})?\s*(?P<close>\))\s*\^\s*(?:2|\{\s*2\s*\})\s*\}"
)
# Two of them next to each other, as Markdown wants bars to be typed.
_DOUBLED_NORM = re.compile(r"\\\|\s*\\\||\\[bB]igg?[lr]?\s*\|\s*\\[bB]igg?[lr]?\s*\|")
_LIST_BRACE = re.compile(r"\\[{}]")
# Letters that a formula is about are declared by that.
_FOR_ALL_OF = re.compile(
    r"(?:\\forall(?![A-Za-z])|∀|\\text\s*\{\s*,?\s*for\s+(?:all|any|every|each)\s*\})"
    r"(?P<letters>[^=\\∈]{1,20}|\s*\\(?:math\w+|boldsymbol|bm|vec)\s*\{\s*\w+\s*\}\s*)(?:\\in(?![A-Za-z])|∈)"
    r"\s*(?:\\mathbb\s*\{?\s*[RS]\s*\}?|ℝ|\\R(?![A-Za-z]))(?:\s*\^\s*(?:\{[^{}]*\}|\w))?\s*(?P<colon>:)?"
)
_ESCAPED = re.compile(r"(?<!\\)\\_")
_READ_THROUGH = re.compile(
    r"\\(?:boxed|fbox|smash|ensuremath|math(?:rel|bin|ord|open|close|inner)"
    r"|displaystyle|textstyle|tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge)\s*(?=\{)"
)
# A font around a nabla, which has none.
_BOLD_NABLA = re.compile(r"\\(?:mathbf|boldsymbol|bm|bold|pmb)\s*(?=\{\s*\\nabla(?![A-Za-z]))")
_FRAMED = re.compile(r"\\bbox\s*(?:\[[^\]]*\]\s*)?(?=\{)")
_COLOURED = re.compile(r"\\(?:textcolor|colorbox)\s*(?=\{)")
_BRACED = re.compile(r"\\(?:(?P<under>under)|over)brac(?:e|ket)\s*(?=\{)")
_OVER = re.compile(r"\\over(?![A-Za-z])")
_STACKED = re.compile(r"\\(?:overset|underset|stackrel)\s*(?=\{)")
_RELATION = re.compile(r"[=∈≔⇒⟹⟺]|\\(?:in|implies|iff|(?:Long)?(?:left)?[Rr]ightarrow)(?![A-Za-z])")
_SPACED = re.compile(
    r"(?:(?<=\\partial)|(?<=[{^_∂]))(?:\s*\\(?:[,;:!> ]|space(?![A-Za-z])))+|(?:\\[,;:!> ]\s*)+(?=\})"
)
_MARK = r"\*|\\(?:ast|star|prime)(?![A-Za-z])|[(\[]\s*\w+(?:\s*[-+−]\s*\d+)?\s*[)\]]"
_ABOVE = r"T(?![A-Za-z])|\\(?:top|intercal)(?![A-Za-z])"
_MARK_AND_TRANSPOSE = re.compile(
    rf"\^\s*\{{\s*(?:(?P<mark>{_MARK})\s*(?P<above>{_ABOVE}|2)|(?P<first>{_ABOVE})\s*(?P<second>{_MARK}))\s*\}}"
)
_UPRIGHT_D = re.compile(
    r"\\(?:mathrm|textrm|text|textnormal|operatorname|mathsf|mathit|mathop)\s*(?:\{\s*d\s*\}|\sd)|ⅆ"
)
_BARE_PARTIAL = re.compile(r"(?:\\partial|∂)\s*(?=\{)")
_BARE_FRACTION = re.compile(r"\\[dtc]?frac\s*(?P<d>\\partial|∂|(?<=\s)d)\s*(?=\{)")
_ROOT = re.compile(r"\\sqrt\s*\[(?P<of>[^\]]*)\]")
# With what stands above or below a letter and is nothing but space: `x^{\,}`.
_EMPTY = re.compile(r"(?:[\^_]\s*)?\{\s*\}")
_TAKES_BRACES = re.compile(
    r"(?:\\(?!(?:nabla|partial|cdot|odot|otimes|times|q?quad)(?![A-Za-z]))[A-Za-z]+\*?|[\^_}\]])\s*\Z"
)
_NAME = re.compile(
    r"\s*(?:[A-Za-z]_(?:\w|\{\w+\})|[A-Za-z]|\\[A-Za-z]+|\\[A-Za-z]+\s*(?:\{\s*(?:[A-Za-z]|\\[A-Za-z]+)\s*\}|[A-Za-z]))\s*\Z"
)
_NORM_SIGN = re.compile(r"\\\||\|\||‖|\\[lr]?Vert(?![A-Za-z])")
_WHOLE_NORM = re.compile(
    r"\s*(?:\\(?:left|[bB]igg?l)\s*)?(?:\\\||\|\||‖|\\l?Vert(?![A-Za-z])).*(?:\\\||\|\||‖|\\r?Vert)\s*\Z",
    re.DOTALL,
)


class Latex:
    """Tells the statements of a block that are evidently LaTeX: they have a command, or stand in dollars."""

    def __init__(self, block: str) -> None:
        self._dollars = [match.start() for match in _DOLLARS.finditer(block)]

    def __contains__(self, source: Source) -> bool:
        if _NO_FORMULA.match(source.text):
            return False
        within = bisect_left(self._dollars, source.start) % 2 == 1
        return within or "$" in source.text or _COMMAND.search(source.text) is not None


def read_through(text: Rewritten) -> Rewritten:
    """A text with what is the formula itself, in the forms that the grammar knows."""
    for rule in _RULES:
        text = text.changed(_apart(rule(text.text)))
    return text


def must_be_read(source: Source) -> None:
    """Refuse what would be read as something else.

    Raises:
        MatcalcError: It stands there.
    """
    root = _ROOT.search(source.text)
    if root:
        raise MatcalcError(
            ErrorName.NOT_SUPPORTED,
            f"`{root.group()}` is not read here",
            source.place(root.start()),
            f"write a power: `(…)^{{1/{root['of']}}}`",
        )


def uncommented(text: Rewritten) -> Rewritten:
    return text.changed((match.start(), match.end(), "") for match in _COMMENT.finditer(text.text))


def _apart(changes: Iterator[Change]) -> Iterator[Change]:
    """The changes without those that lie in what another takes away."""
    done = 0
    for start, end, new in sorted(changes):
        if start >= done:
            yield start, end, new
            done = end


def _numbers(text: str) -> Iterator[Change]:
    r"""The number of an equation, as `\qquad (3)` behind it."""
    for match in _NUMBERED.finditer(text):
        yield match.start(), match.end(), " "


def _bare_primes(text: str) -> Iterator[Change]:
    r"""`g\prime(x)` is `g'(x)`, for those who leave out the `^`."""
    for match in _BARE_PRIME.finditer(text):
        yield match.start("prime"), match.end("prime"), "'"
    for match in _PRIME_IN_BRACES.finditer(text):
        yield match.start(), match.end(), match["primes"]


def _lists(text: str) -> Iterator[Change]:
    r"""`\max\{a, b\}` is `\max(a, b)`."""
    for match in _EXTREME.finditer(text):
        depth = 0
        for brace in _LIST_BRACE.finditer(text, match.start("open")):
            depth += 1 if brace.group() == r"\{" else -1
            if depth == 0:
                yield match.start("open"), match.end("open"), "("
                yield brace.start(), brace.end(), ")"
                break


def _letters_of(text: str) -> Iterator[Change]:
    r"""`\forall x \in \mathbb{R}^n: …` declares its letter."""
    for match in _FOR_ALL_OF.finditer(text):
        yield match.start(), match.start("letters"), ", "
        if match["colon"]:
            yield match.start("colon"), match.end("colon"), ","


def _gone(text: str) -> Iterator[Change]:
    for match in _GONE.finditer(text):
        yield match.start(), match.end(), " "
    for match in _GONE_WITH_ARGUMENT.finditer(text):
        if taken := argument(text, match.end()):
            yield match.start(), taken[2], " "
    for match in _GONE_WITH_TWO.finditer(text):
        if (first := argument(text, match.end())) and (second := argument(text, first[2])):
            yield match.start(), second[2], " "
    for match in _INTERTEXT.finditer(text):
        yield match.start(), match.end(), r"\text"
    for match in _BLACKBOARD.finditer(text):
        yield match.start(), match.end(), r"\mathbb"
    for match in _TYPEWRITER.finditer(text):
        yield match.start(), match.end(), r"\mathsf"
    for match in _DOUBLED_NORM.finditer(text):
        yield match.start(), match.end(), r"\|"
    # As Markdown is typed, lest it see emphasis.
    for match in _ESCAPED.finditer(text):
        yield match.start(), match.start() + 1, ""


def _wrappers(text: str) -> Iterator[Change]:
    for match in _READ_THROUGH.finditer(text):
        yield from _unwrapped(text, match.start(), match.end())
    for match in _FRAMED.finditer(text):
        yield from _unwrapped(text, match.start(), match.end())
    for match in _BOLD_NABLA.finditer(text):
        yield match.start(), match.end() + 1, " "
        yield (end := closing(text, match.end())), end + 1, " "
    for match in _COLOURED.finditer(text):
        colour = argument(text, match.end())
        if colour and text.startswith("{", after := after_space(text, colour[2])):
            yield from _unwrapped(text, match.start(), after)
    for match in _BRACED.finditer(text):
        yield from _unwrapped(text, match.start(), match.end())
        end = closing(text, match.end()) + 1
        label = after_space(text, end)
        if text.startswith("_" if match["under"] else "^", label) and (words := argument(text, label + 1)):
            yield end, words[2], " "


def _unwrapped(text: str, start: int, brace: int) -> Iterator[Change]:
    """A command taken from its braces, and these too where they hold more than one expression."""
    end = closing(text, brace)
    holds_relation = bool(_RELATION.search(text, brace, end))
    yield start, brace + holds_relation, " "
    if holds_relation:
        yield end, end + 1, " "


def _fractions_of_tex(text: str) -> Iterator[Change]:
    r"""`{a \over b}` is `\frac{a}{b}`."""
    groups = pairs(text) if _OVER.search(text) else {}
    for match in _OVER.finditer(text):
        around = [(start, end) for start, end in groups.items() if start < match.start() < end]
        if around:
            start, end = max(around)
            within = [
                each for each in _OVER.finditer(text, start, end) if _depth(text, start, each.start()) == 1
            ]
            if len(within) == 1:
                yield start, start + 1, r"\frac{"
                yield match.start(), match.end(), "}{"


def _depth(text: str, start: int, end: int) -> int:
    return text.count("{", start, end) - text.count("}", start, end)


def _stacked(text: str) -> Iterator[Change]:
    r"""`\overset{(a)}{=}` is `=`; with `!` it is a wish, and stays."""
    for match in _STACKED.finditer(text):
        above = argument(text, match.end())
        below = argument(text, above[2]) if above else None
        if (
            above
            and below
            and text[below[0] : below[1]].strip() == "="
            and "!" not in text[slice(*above[:2])]
        ):
            yield match.start(), below[2], "="


def _old_fonts(text: str) -> Iterator[Change]:
    r"""`{\bf x}` is `\mathbf{x}`."""
    for match in SWITCHES.finditer(text):
        yield match.start(), match.end(), rf"\{FONTS[match['font']]}{{"


def _derivatives(text: str) -> Iterator[Change]:
    for match in _SPACED.finditer(text):
        yield match.start(), match.end(), " "
    upright = list(_UPRIGHT_D.finditer(text))
    for match in upright if len(upright) > 1 else ():
        yield match.start(), match.end(), "d"


def _marks(text: str) -> Iterator[Change]:
    r"""`x^{*\top}` is the transpose of x*."""
    for match in _MARK_AND_TRANSPOSE.finditer(text):
        mark, above = match["mark"] or match["second"], match["above"] or match["first"]
        yield match.start(), match.end(), f"^{{{mark}}}^{{{above}}}"


def _brackets_of_derivatives(text: str) -> Iterator[Change]:
    r"""`{\frac{d}{dt}}` without its braces, and the `(\partial x)^2` below a line without its brackets."""
    for pattern in (_BRACED_DERIVATIVE, _BRACKETED_VARIABLE):
        for match in pattern.finditer(text):
            yield match.start("open"), match.end("open"), " "
            yield match.start("close"), match.end("close"), " "


def _fractions(text: str) -> Iterator[Change]:
    for match in _BARE_FRACTION.finditer(text):
        yield match.start("d"), match.end(), f"{{{match['d']}}}"


def _partials(text: str) -> Iterator[Change]:
    for match in _BARE_PARTIAL.finditer(text):
        end = closing(text, match.end())
        yield match.end(), match.end() + 1, " "
        yield end, end + 1, " "


def _needless_braces(text: str) -> Iterator[Change]:
    r"""`{{x}}`, `{x}^2` and `{\|x\|}_*`: braces that group one thing, and are no argument."""
    for match in _EMPTY.finditer(text):
        yield match.start(), match.end(), " "
    closed = pairs(text)
    for opening, end in sorted(closed.items()):
        first = after_space(text, opening + 1)
        inner = closed.get(first, -1)
        if inner >= 0 and after_space(text, inner + 1) == end:
            yield first, first + 1, " "
            yield inner, inner + 1, " "
        elif (
            not _TAKES_BRACES.search(text, max(0, opening - 80), opening)
            and _is_one(text[opening + 1 : end])
            and not ("_" in text[opening:end] and text.startswith("_", after_space(text, end + 1)))
        ):
            yield opening, opening + 1, " "
            yield end, end + 1, " "


def _is_one(inside: str) -> bool:
    """Whether braces hold a name or a norm alone."""
    if _NAME.match(inside):
        return True
    return bool(_WHOLE_NORM.match(inside)) and len(_NORM_SIGN.findall(inside)) == 2


def _fonts(text: str) -> Iterator[Change]:
    done = 0
    for match in BOLD.finditer(text):
        if match.start() >= done:
            yield from in_font(text, match)
            done = closing(text, match.end())


_RULES: tuple[Callable[[str], Iterator[Change]], ...] = (
    _numbers,
    _letters_of,
    _gone,
    _bare_primes,
    _lists,
    _wrappers,
    _wrappers,
    _fractions_of_tex,
    _stacked,
    _old_fonts,
    _derivatives,
    _marks,
    _fractions,
    _brackets_of_derivatives,
    _partials,
    _needless_braces,
    _fonts,
)
