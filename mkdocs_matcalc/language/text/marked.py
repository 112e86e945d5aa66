r"""Marks above a letter that make another name of it: the `'` of `x - x'`, and the t of `w^{t+1} - w^t`.

Alone a `'` is the transpose, and a small letter above is an exponent, or the transpose as well: but nobody
differentiates by a power, and an ℓ counts layers. What is a name is decided for a whole block, and is written
as the layer of a name, `x^{{\prime}}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_matcalc.errors import ErrorName, MatcalcError
from mkdocs_matcalc.language.text.rewritten import Change
from mkdocs_matcalc.language.text.source import Source
from mkdocs_matcalc.language.text.spelling import COMMANDS, is_symbol, spell

_NO_WORD = r"(?:(?<![\w\\])|(?<=\{d))"
_LETTER = (
    r"(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|vec|hat|tilde|bar)\s*(?:\{\s*\\?[A-Za-z]+\s*\}|[A-Za-z])"
    rf"|\\[A-Za-z]+|{_NO_WORD}[^\W\d_]\d*)(?:_(?:[^\W_]|\{{\w+\}}))?"
)
_PRIME = r"(?:['′]|\^\s*(?:\\prime(?![A-Za-z])|\{\s*\\prime\s*\}))(?!['′])"
_COUNT = r"\^\s*(?:t(?![A-Za-z0-9])|\{\s*t(?:\s*[-+−]\s*\d+)?\s*\})"
_TRANSPOSE = r"\s*(?:\^\s*\{?\s*(?:T(?![A-Za-z])|\\(?:top|intercal)(?![A-Za-z]))|\.T(?![A-Za-z])|[⊤ᵀ])"
_SPACE = r"(?:\s|\\[,;:! ]){0,20}"
# What stands around a term of a sum, and around an item of a list.
_BEFORE = r"(?:\A|[\n(\[{|‖,=+\-−&]|\\\||\\[lr]?[vV]ert(?![A-Za-z]))"
_BEHIND = r"(?=\Z|[\n)\]}|‖,=+\-−&]|\\\||\\[lr]?[vV]ert(?![A-Za-z])|\\(?:right|[bB]igg?r?)(?![A-Za-z])|\\\\)"
_LISTED = r"(?:[(,⟨<]|\\langle(?![A-Za-z]))"
_LISTED_BEHIND = rf"(?={_SPACE}(?:[,)⟩>]|\\r(?:angle|ight)(?![A-Za-z])))"
_SIGN = rf"{_SPACE}[-+−]{_SPACE}"
# Of the declaring part of a line no more is looked at.
_MANY = 20


def _beside(mark: str, before: str, between: str, behind: str) -> tuple[re.Pattern[str], ...]:
    """A letter with a mark right beside the same one without."""
    letter, again = rf"(?P<letter>{_LETTER})", r"(?P=letter)"
    return (
        re.compile(rf"{before}{_SPACE}{letter}{between}{again}{_SPACE}{mark}{_SPACE}{behind}"),
        re.compile(
            rf"{before}{_SPACE}{letter}{_SPACE}{mark}{between}{again}(?!\s*(?:['′^_\w])){_SPACE}{behind}"
        ),
    )


_TERMS = {mark: _beside(mark, _BEFORE, _SIGN, _BEHIND) for mark in (_PRIME, _COUNT)}
_ITEMS = {mark: _beside(mark, _LISTED, rf"{_SPACE},{_SPACE}", _LISTED_BEHIND) for mark in (_PRIME, _COUNT)}
_DECLARES = re.compile(
    rf"\s*(?:{_LETTER}\s*(?:{_PRIME})?\s*,\s*){{0,{_MANY}}}{_LETTER}\s*(?:{_PRIME})?\s*"
    r"(?:in\s|\\in(?![A-Za-z])|∈)"
)
_DEFINES = re.compile(rf"\s*(?P<letter>{_LETTER})\s*{_PRIME}\s*:?=(?:(?!{_TRANSPOSE})[^'′=])*\Z")
_IS_DERIVATIVE = re.compile(
    rf"\s*(?P<letter>{_LETTER})\s*{_PRIME}\s*:?=\s*(?:\\nabla|∇|\\[dt]?frac\s*\{{\s*(?:\\partial|∂|d)(?![A-Za-z]))"
    r"(?=[^'′]*\Z)"
)
_BY = re.compile(rf"(?:\\nabla|∇)\s*_\s*\{{\s*(?P<letter>{_LETTER})\s*{_PRIME}\s*\}}")
_TRANSPOSED = re.compile(
    rf"(?P<letter>{_LETTER})\s*(?:{_PRIME}\}}?{_TRANSPOSE}|\^\s*\{{\s*\\prime\s*(?:T|\\top|\\intercal)\s*\}})"
)
_SUMMED = re.compile(rf"(?:\\sum|∑)\s*_\s*\{{\s*(?P<letter>{_LETTER})\s*{_PRIME}")
_PRIMED = re.compile(rf"(?P<letter>{_LETTER})\s*(?P<mark>{_PRIME})")
# Nobody transposes twice; before brackets it is a derivative.
_PRIMED_AGAIN = re.compile(
    rf"(?P<letter>{_LETTER})\s*(?P<mark>['′]{{2,3}}|″|\^\s*\{{\s*(?:\\prime\s*){{2,3}}\}})"
    r"(?!['′]|\s*(?:\\(?:left|[bB]igg?l?)\s*)?\()"
)
_COUNTED = re.compile(rf"(?P<letter>{_LETTER})\s*(?P<mark>{_COUNT})")
_STEPPED = re.compile(rf"(?P<letter>{_LETTER})\s*\^\s*\{{\s*t\s*[-+−]\s*\d+\s*\}}")
# Also behind another letter, as in `dt`.
_T = re.compile(r"(?<![A-Za-z\\])[A-Za-z]?t(?![A-Za-z])")
_FACTOR = re.compile(
    rf"{_SPACE}(?:[*@]|\\cdot(?![A-Za-z]))?{_SPACE}"
    rf"(?:[A-Za-z(]|\\(?:left|math[a-z]+|{'|'.join(sorted(COMMANDS))})(?![A-Za-z]))"
)
# What counts layers or samples above a letter: all that stands so in what one differentiates by, and ℓ.
_STEP = (
    r"(?P<step>\\ell(?![A-Za-z])|[a-su-zA-GI-SU-Z](?![A-Za-z0-9])|[0-9](?![0-9])|(?<=\{)[a-z]{2,3}(?=\s*\}))"
)
_AT_ANY = _LETTER.replace(r"\{\w+\}", r"\{[^{}]*\}")
_STEP_ABOVE = rf"\^\s*(?:(?P<braced>\{{)\s*)?{_STEP}(?(braced)(?:\s*[-+−]\s*\d+)?\s*\}})"
_D = r"(?:\\partial(?![A-Za-z])|∂|d)"
_BELOW_AGAIN = r"(?P<below>_\s*(?:[^\W_]|\{[^{}]*\})\s*)?"
_BY_STEP = re.compile(
    rf"(?:\{{\s*{_D}(?P<order>\s*(?:\^|²))?(?:[^{{}}]|\{{[^{{}}]*\}}){{0,80}}\}}\s*\{{\s*{_D}|(?:\\nabla|∇)\s*_\s*\{{)\s*"
    rf"(?P<letter>{_AT_ANY.replace(_NO_WORD, '')})\s*{_STEP_ABOVE}\s*{_BELOW_AGAIN}\}}"
)
# ∂L/∂W^k, in one line.
_BY_STEP_IN_LINE = re.compile(
    rf"{_D}\s*(?:[^{{}}/]|\{{[^{{}}]*\}}){{1,40}}/\s*{_D}\s*(?P<letter>{_AT_ANY.replace(_NO_WORD, '')})\s*"
    rf"\^\s*(?:\{{\s*)?(?P<step>[a-su-zA-GI-SU-Z])(?![A-Za-z0-9])"
)
# ∂y^c / ∂…
_OF_STEP = re.compile(
    rf"\{{\s*{_D}\s*{_LETTER.replace(_NO_WORD, '')}\s*{_STEP_ABOVE}\s*{_BELOW_AGAIN}\}}\s*\{{\s*{_D}"
)
_AT_STEP = re.compile(rf"(?P<letter>{_AT_ANY})\s*(?P<mark>{_STEP_ABOVE})\s*{_BELOW_AGAIN}")
_ELL = re.compile(r"\\ell(?![A-Za-z])")
# Letters that count layers where they stand above several others, and nowhere else.
_LAYERS = ("l", "L")
# Letters that count steps where they do so above a vector with a number added, and stand in no product.
_COUNTERS = ("k", "n", "i", "j", "s", "m")
_BELOW = re.compile(r"_\s*(?:\{[^{}]*)?\Z")
# Words above a letter, which tell it from others.
_LABELS = (
    "in|out|new|old|train|test|val|valid|img|max|min|opt|ref|obs|est|pred|true|real|fake|tot|aug|best|prev|next|init|ext"
    "|src|tgt|target|prior|post|data|model|loss|batch|ridge|lasso|ols|mle|map"
)
_LABELLED = re.compile(
    rf"(?P<letter>{_AT_ANY})\s*(?P<mark>\^\s*\{{\s*(?:(?P<label>{_LABELS})"
    r"|\(?\s*\\(?:text[a-z]*|mathrm|mathsf|mathit)\s*\{\s*(?P<word>(?!Tr?\s*\}|tr\s*\}|top\s*\})[A-Za-z]{2,})\s*\}\s*\)?)\s*\})"
)
_COMMENT = re.compile(r"(?<!\\)[#%][^\n]*")
# Greek letters that are rather vectors than numbers, whose powers are counted.
_GREEK = frozenset({"theta", "phi", "psi", "xi"})


class MarkedLetters:
    """The letters of a block that have a name of their own with a mark above.

    Args:
        sources: All of its statements.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        texts = [_COMMENT.sub("", source.text) for source in sources]
        self._declared = {letter for text in texts for letter in _declared(text)}
        self._primed = self._declared | {letter for text in texts for letter in _seen(text)}
        self._counts = any(map(_is_counted, texts)) and all(map(_only_counts, texts))
        found = [match for text in texts for match in _BY_STEP.finditer(text) if _counts(match)]
        above = [match for text in texts for match in _OF_STEP.finditer(text)]
        self._steps = {match["step"] for match in above if not match["step"].isdigit()}
        self._steps |= {match["step"] for text in texts for match in _BY_STEP_IN_LINE.finditer(text)}
        self._steps |= {match["step"] for match in found if not match["step"].isdigit()}
        self._numbered = {_base(match["letter"]) for match in found if match["step"].isdigit()}
        if all(map(_counts_layers, texts)):
            self._steps.add(r"\ell")
        self._steps |= {letter for letter in _LAYERS if _are_layers(letter, texts)}
        self._steps |= {letter for letter in _COUNTERS if _are_steps(letter, texts)}

    def named(self, source: Source) -> Source:
        """A statement in which what is a name with its mark is one for the grammar.

        Raises:
            MatcalcError: A `'` is a name's elsewhere in the block, and looks like a transpose here.
        """
        return source.reading(source.as_rewritten().changed(set(self._changes(source))))

    def _changes(self, source: Source) -> Iterator[Change]:
        text = _COMMENT.sub(lambda found: " " * len(found.group()), source.text)
        for match in _PRIMED.finditer(text) if self._primed else ():
            letter = _plain(match["letter"])
            if letter in self._primed:
                if letter not in self._declared and _FACTOR.match(text, match.end()):
                    raise _two_meanings(source, match)
                yield match.start("mark"), match.end("mark"), r"^{{\prime}}"
        for match in _PRIMED_AGAIN.finditer(text):
            mark = match["mark"]
            count = 2 if mark == "″" else mark.count("prime") or len(mark)
            yield match.start("mark"), match.end("mark"), "^{{" + r"\prime" * count + "}}"
        for match in _LABELLED.finditer(text):
            if is_symbol(match["letter"].partition("_")[0]) and spell(match["letter"]).key != "e":
                yield match.start("mark"), match.end("mark"), f"^{{({match['label'] or match['word']})}}"
        for match in _COUNTED.finditer(text) if self._counts else ():
            if _may_be_counted(match["letter"]):
                inside = match["mark"].strip("^{ }")
                yield match.start("mark"), match.end("mark"), f"^{{({inside})}}"
        for match in _AT_STEP.finditer(text) if self._steps or self._numbered else ():
            if self._is_at_step(match):
                inside = match["mark"].strip("^{ }")
                yield match.start("mark"), match.end("mark"), f"^{{({inside})}}"

    def _is_at_step(self, match: re.Match[str]) -> bool:
        letter = match["letter"].partition("_")[0]
        if not is_symbol(letter) or spell(letter).key == "e":
            return False
        if match["step"].isdigit():
            is_beside = bool(self._numbered and match["below"])
            return is_beside or _base(match["letter"]) in self._numbered
        return match["step"] in self._steps


def _two_meanings(source: Source, match: re.Match[str]) -> MatcalcError:
    letter = match["letter"]
    return MatcalcError(
        ErrorName.AMBIGUOUS,
        f"`{match.group()}` may be the transpose of `{letter}` here, and is another name in this block",
        source.place(match.start()),
        f"write `{letter}^T` for the transpose, or declare the name: `{letter}' in R^n`",
    )


def _plain(letter: str) -> str:
    return re.sub(r"[\s{}]", "", letter)


def _declared(text: str) -> Iterator[str]:
    """The letters that stand with a prime where names are declared, defined or differentiated by."""
    found = _DECLARES.match(text)
    for match in _PRIMED.finditer(text, 0, found.end()) if found else ():
        yield _plain(match["letter"])
    for match in filter(None, (_DEFINES.match(text), _IS_DERIVATIVE.match(text), _BY.search(text))):
        if _is_small(match["letter"]):
            yield _plain(match["letter"])


def _seen(text: str) -> Iterator[str]:
    """The letters whose prime is no transpose: that would not fit there, or is another one."""
    if "'" not in text and "′" not in text and r"\prime" not in text:
        return
    for pattern in (_TRANSPOSED, _PRIMED_AGAIN, _SUMMED):
        yield from (_plain(match["letter"]) for match in pattern.finditer(text))
    for pattern in _ITEMS[_PRIME]:
        for match in pattern.finditer(text):
            yield _plain(match["letter"])
    for pattern in _TERMS[_PRIME]:
        for match in pattern.finditer(text):
            if _is_small(match["letter"]):
                yield _plain(match["letter"])


def _is_counted(text: str) -> bool:
    """Whether a t above counts steps."""
    if "^" not in text or "t" not in text:
        return False
    patterns = (_STEPPED, *_TERMS[_COUNT], *_ITEMS[_COUNT])
    found = (match for pattern in patterns for match in pattern.finditer(text))
    return any(_may_be_counted(match["letter"]) and _is_small(match["letter"]) for match in found)


def _only_counts(text: str) -> bool:
    """Whether t stands nowhere but above letters."""
    above = {at for match in _COUNTED.finditer(text) for at in range(match.start("mark"), match.end("mark"))}
    return all(match.end() - 1 in above for match in _T.finditer(text))


def _base(letter: str) -> str:
    return _plain(letter).partition("_")[0]


def _counts(match: re.Match[str]) -> bool:
    """Whether what stands above a letter below a fraction line is no order: ∂²f/∂x², or a 2 left alone."""
    is_number, is_indexed = match["step"].isdigit(), match["below"] or "_" in match["letter"]
    return not is_number or not (match["order"] or (match["step"] == "2" and not is_indexed))


def _counts_layers(text: str) -> bool:
    """Whether each ℓ stands above a letter, or below one."""
    above = {match.start("step") for match in _AT_STEP.finditer(text)}
    return all(
        match.start() in above or _BELOW.search(text, 0, match.start()) for match in _ELL.finditer(text)
    )


def _are_steps(step: str, texts: Sequence[str]) -> bool:
    """Whether a letter counts steps: x^{k+1} of a vector, which has no power."""
    counted = re.compile(rf"(?P<letter>{_AT_ANY})\s*\^\s*\{{\s*{step}\s*[-+−]\s*\d+\s*\}}")
    found = [match["letter"].partition("_")[0] for text in texts for match in counted.finditer(text)]
    return any(
        spell(letter).kind == "vector" and spell(letter).key != "e" for letter in found if is_symbol(letter)
    ) and _stands_by_letters(step, texts)


def _stands_by_letters(step: str, texts: Sequence[str]) -> bool:
    """Whether a letter stands nowhere but above or below others."""
    for text in texts:
        known = {match.start("step") for match in _AT_STEP.finditer(text) if match["step"] == step}
        for match in re.finditer(rf"(?<![A-Za-z\\]){step}(?![A-Za-z])", text):
            if match.start() not in known and not _BELOW.search(text, 0, match.start()):
                return False
    return True


def _are_layers(step: str, texts: Sequence[str]) -> bool:
    """Whether a letter stands above several others, a vector among them, and nowhere but above or below."""
    found = (match for text in texts for match in _AT_STEP.finditer(text) if match["step"] == step)
    above = {_base(match["letter"]) for match in found}
    if len(above) < 2 or not _stands_by_letters(step, texts):
        return False
    return any(spell(letter).kind == "vector" for letter in above if is_symbol(letter))


def _may_be_counted(letter: str) -> bool:
    spelling = spell(letter.partition("_")[0])
    return spelling.key != "e" and (not spelling.greek or spelling.bold or spelling.key in _GREEK)


def _is_small(letter: str) -> bool:
    """Whether a letter is a vector, or a number, by convention."""
    return spell(letter.partition("_")[0]).kind != "matrix"
