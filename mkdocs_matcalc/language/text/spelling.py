r"""One symbol, however it is spelled: `λ`, `lambda` and `\lambda`; `W1`, `W_1` and `\mathbf{W}_{1}`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
GREEK = frozenset(_GREEK) | {name.capitalize() for name in _GREEK}
_VARIANTS = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "varsigma": "sigma",
    "varpi": "pi",
    "varkappa": "kappa",
}
# As programs spell it.
_SHORT = {"eps": "epsilon"}
_PLAIN_COMMANDS = {"ell": "ell", "infty": "inf", "imath": "i", "jmath": "j", "hbar": "hbar"}
_BOLD = frozenset({"mathbf", "boldsymbol", "bm", "bold", "pmb", "textbf", "vec"})
_ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "widetilde": "tilde",
    "bar": "bar",
    "overline": "bar",
    "dot": "dot",
    "ddot": "ddot",
    "check": "check",
    "breve": "breve",
    "underline": "underline",
}
# What stands above the name of an optimum, x*, and above another one of the same kind, x′.
STAR = "*"
PRIME = "prime"
# Says of a subscript that it stood above the letter, in brackets: x⁽ᵏ⁾ is one of many, and no entry of x.
COUNT = "()"
_COMBINING = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot"}
_LETTER = re.compile(r"[A-Za-z][0-9]*|_")
_RUN = re.compile(
    r"(?P<font>\\(?:math(?:bf|rm|it|sf|cal|scr)|boldsymbol|bm|bold|pmb|text(?:bf|rm|it|sf|normal)?)(?![A-Za-z]))"
    r"\s*\{\s*(?P<letters>[A-Za-z][A-Za-z0-9]*)\s*\}\Z"
)
# Characters that mean more to TeX, within words and outside of them.
_AS_PRINTED = {**{mark: f"\\{mark}" for mark in "_&$#%"}, "^": r"{\wedge}"}
_SPECIAL = re.compile(r"\\?([_&$#%^])")
_UNPRINTABLE = re.compile(r"(?<!\\)[&$#%]")
_WORDS = re.compile(r"(?P<font>\\(?:text(?:bf|rm|it|sf|tt|normal)?|mbox))\s*\{[^{}]*\}")
_NO_WORDS = re.compile(r"\\(?:text(?:bf|rm|it|sf|tt|normal)?|mbox)\{\}")
_STYLED = re.compile(r"\\([A-Za-z]+)\*?\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Spelling:
    """A symbol: `key` is its plain name, `latex` how it is printed."""

    key: str
    latex: str
    bold: bool = False
    greek: bool = False

    @property
    def kind(self) -> str:
        """What the symbol is by convention: a scalar, a vector or a matrix."""
        if self.greek and not self.bold:
            return "scalar"
        return "matrix" if self.key[:1].isupper() else "vector"

    @property
    def letter(self) -> str:
        """The symbol without what stands above and below it."""
        return re.split(r"[_\d]", self.key, maxsplit=1)[0]

    def below(self, subscript: str, layer: str = "") -> Spelling:
        """The symbol with a subscript as part of its name, and a star, prime or layer's number above it."""
        if not subscript and not layer:
            return self
        key, latex = self.key, self.latex
        if subscript:
            plain = re.sub(r"\\[A-Za-z]+|\\(?=[_&$#%])|[{}\s]", "", _typed(subscript)) or subscript
            key += plain if plain.isdigit() else "_" + plain
            shown = (
                rf"\mathrm{{{plain}}}" if re.fullmatch(r"[A-Za-z]{2,}", subscript) else _printable(subscript)
            )
            latex += f"_{shown}" if len(shown) == 1 else f"_{{{shown}}}"
        if layer == COUNT:
            pass
        elif layer == STAR:
            key += "_star"
            latex += "^{*}"
        elif layer.startswith(PRIME):
            count = layer.count(PRIME)
            key += "_prime" * count
            latex += "^{" + r"\prime" * count + "}"
        elif layer:
            key += f"_layer{layer.replace(',', '_')}"
            shown = re.sub(r"(?<![A-Za-z])ell(?![A-Za-z])", r"\\ell", layer)
            latex += f"^{{({shown})}}"
        return replace(self, key=key, latex=latex)


def _printable(subscript: str) -> str:
    """A subscript with what TeX would take for more than a character printed as one.

    It stands outside of words: MathJax knows no such command within them.
    """
    apart = _WORDS.sub(
        lambda words: _SPECIAL.sub(lambda mark: f"}}{_AS_PRINTED[mark[1]]}{words['font']}{{", words[0]),
        subscript,
    )
    return _UNPRINTABLE.sub(r"\\\g<0>", _NO_WORDS.sub("", apart))


def _typed(subscript: str) -> str:
    """A subscript that may be a printed one with its characters as they were typed."""
    return subscript.replace(_AS_PRINTED["^"], "^")


@lru_cache(maxsize=1024)
def spell(text: str) -> Spelling:
    """The symbol a token stands for; letters with digits carry them as a subscript."""
    if text.startswith("\\"):
        return _command(text)
    if text.isascii():
        letters = text.rstrip("0123456789")
        return _word(letters).below(text[len(letters) :])
    return _unicode(text)


@lru_cache(maxsize=4096)
def spelled(text: str, subscript: str, layer: str = "") -> Spelling:
    """As `spell`, with what stands below and above the token; see `Spelling.below`."""
    return spell(text).below(subscript, layer)


# Fonts in which words stand as well as letters.
UPRIGHT = frozenset(
    {r"\mathrm", r"\mathit", r"\mathsf", r"\text", r"\textrm", r"\textit", r"\textsf", r"\textnormal"}
)
COMMANDS = _BOLD | frozenset(_ACCENTS) | GREEK | frozenset(_VARIANTS) | frozenset(_PLAIN_COMMANDS)


def is_symbol(text: str) -> bool:
    """Whether a token can be a name: not so for a LaTeX command that is none of a letter."""
    match = re.fullmatch(r"\\([A-Za-z]+)", text)
    return match is None or match[1] in COMMANDS


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[tuple[int, str], ...]:
    """A run of letters cut into its symbols, with their offsets: letters with their digits, in its font."""
    run = _RUN.match(text)
    if not text.isascii() or (text.startswith("\\") and run is None):
        return ((0, text),)
    if run is None:
        return tuple((match.start(), match.group()) for match in _LETTER.finditer(text))
    found = _LETTER.finditer(text, run.start("letters"), run.end("letters"))
    return tuple((match.start(), rf"{run['font']}{{{match.group()}}}") for match in found)


def font_of(text: str) -> str:
    r"""The font command over a run of letters, such as `\mathbf`; "" over anything else."""
    run = _RUN.match(text)
    return run["font"] if run else ""


def _word(word: str) -> Spelling:
    if word in GREEK:
        return Spelling(word, _greek_latex(word), greek=True)
    if word in _SHORT:
        return Spelling(_SHORT[word], rf"\var{_SHORT[word]}", greek=True)
    return Spelling(word, word if len(word) == 1 else rf"\mathrm{{{word}}}".replace("_", r"\_"))


def _greek_latex(word: str) -> str:
    return {"omicron": "o"}.get(word, f"\\{word}")


def _command(text: str) -> Spelling:
    match = _STYLED.match(text)
    command, content = (match[1], match[2].strip()) if match else (text[1:], "")
    if not content:
        if command in GREEK or command in _VARIANTS:
            return Spelling(_VARIANTS.get(command, command), text, greek=True)
        return Spelling(_PLAIN_COMMANDS.get(command, command), text)
    inner = spell(content[1:-1].strip() if content.startswith("{") and content.endswith("}") else content)
    latex = _tidy(text)
    if command in _BOLD:
        return replace(inner, latex=latex, bold=True)
    if command in _ACCENTS:
        return replace(inner, key=f"{inner.key}_{_ACCENTS[command]}", latex=latex)
    return replace(inner, latex=latex)


def _tidy(text: str) -> str:
    return re.sub(r"\\(?:bm|bold|pmb)(?![A-Za-z])", r"\\boldsymbol", " ".join(text.split()))


def _unicode(text: str) -> Spelling:
    letters = text.rstrip("0123456789")
    bold = any("BOLD" in unicodedata.name(char, "") for char in letters)
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", letters))
    base, marks = decomposed[0], decomposed[1:]
    name = unicodedata.name(base, "").lower()
    found = re.fullmatch(r"greek (small|capital) letter (?:final )?(\w+?)", name)
    if found and found[2].replace("lamda", "lambda") in GREEK:
        word = found[2].replace("lamda", "lambda")
        symbol = _word(word.capitalize() if found[1] == "capital" else word)
    elif base.isascii():
        symbol = _word(base)
    else:
        symbol = Spelling(base, base)
    if bold:
        style = "boldsymbol" if symbol.greek else "mathbf"
        symbol = replace(symbol, latex=rf"\{style}{{{symbol.latex}}}", bold=True)
    for mark in marks:
        accent = _COMBINING.get(mark, "")
        if accent:
            symbol = replace(symbol, key=f"{symbol.key}_{accent}", latex=rf"\{accent}{{{symbol.latex}}}")
    return symbol.below(text[len(letters) :])
